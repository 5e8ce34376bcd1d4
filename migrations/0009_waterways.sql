CREATE TABLE asset.waterways (
  LIKE governance.feature INCLUDING ALL,
  class text NOT NULL CHECK (class IN ('river', 'stream', 'canal', 'ditch', 'drain')),
  name text,
  tunnel boolean NOT NULL DEFAULT false,
  geom geometry(MultiLineString, 4326) NOT NULL
);
CALL governance.keep_layer('asset.waterways');
GRANT SELECT (id, class, name, tunnel, geom) ON asset.waterways TO tile_definer;
