CREATE TABLE asset.water (
  LIKE governance.feature INCLUDING ALL,
  class text NOT NULL CHECK (class IN ('river', 'canal', 'lake', 'pond', 'reservoir', 'basin', 'ocean', 'swimming_pool', 'dock', 'other')),
  name text,
  geom geometry(MultiPolygon, 4326) NOT NULL,
  -- where its name is written, once however many tiles it crosses
  label_geom geometry(Point, 4326) GENERATED ALWAYS AS (CASE WHEN name IS NOT NULL THEN ST_PointOnSurface(geom) END) STORED
);
CALL governance.keep_layer('asset.water');
GRANT SELECT (id, class, name, geom, label_geom) ON asset.water TO tile_definer;
