CREATE TABLE asset.green (
  LIKE governance.feature INCLUDING ALL,
  class text NOT NULL CHECK (class IN ('park', 'garden', 'wood', 'grass', 'scrub', 'wetland', 'reserve', 'pitch', 'other')),
  name text,
  geom geometry(MultiPolygon, 4326) NOT NULL
);
CALL governance.keep_layer('asset.green');
GRANT SELECT (id, class, name, geom) ON asset.green TO tile_definer;
