CREATE TABLE asset.green (
  LIKE governance.feature INCLUDING ALL,
  class text NOT NULL CHECK (class IN ('park', 'garden', 'wood', 'grass', 'scrub', 'wetland', 'reserve', 'pitch', 'other')),
  name text,
  geom geometry(MultiPolygon, 4326) NOT NULL,
  -- where its name is written, once however many tiles it crosses
  label_geom geometry(Point, 4326) GENERATED ALWAYS AS (CASE WHEN name IS NOT NULL THEN ST_PointOnSurface(geom) END) STORED
);
CALL governance.keep_layer('asset.green');
GRANT SELECT (id, class, name, geom, label_geom) ON asset.green TO tile_definer;
