CREATE TABLE asset.railways (
  LIKE governance.feature INCLUDING ALL,
  class text NOT NULL CHECK (class IN ('rail', 'light_rail', 'subway', 'tram', 'narrow_gauge', 'other')),
  name text,
  service boolean NOT NULL DEFAULT false,
  bridge boolean NOT NULL DEFAULT false,
  tunnel boolean NOT NULL DEFAULT false,
  geom geometry(MultiLineString, 4326) NOT NULL
);
CALL governance.keep_layer('asset.railways');
GRANT SELECT (id, class, name, service, bridge, tunnel, geom) ON asset.railways TO tile_definer;
