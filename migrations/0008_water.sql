CREATE TABLE asset.water (
  LIKE governance.feature INCLUDING ALL,
  class text NOT NULL CHECK (class IN ('river', 'canal', 'lake', 'pond', 'reservoir', 'basin', 'ocean', 'swimming_pool', 'dock', 'other')),
  name text,
  geom geometry(MultiPolygon, 4326) NOT NULL
);
CALL governance.keep_layer('asset.water');
GRANT SELECT (id, class, name, geom) ON asset.water TO tile_definer;
