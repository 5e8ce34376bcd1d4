CREATE TABLE asset.roads (
  LIKE governance.feature INCLUDING ALL,
  class text NOT NULL CHECK (class IN ('motorway', 'trunk', 'primary', 'secondary', 'tertiary', 'minor', 'service', 'track', 'path')),
  -- a short connection between two roads (ramp)
  link boolean NOT NULL DEFAULT false,
  name text,
  name_en text,
  ref text,
  -- 1 along the drawn direction, -1 against it, 0 both ways
  oneway smallint NOT NULL DEFAULT 0 CHECK (oneway IN (-1, 0, 1)),
  bridge boolean NOT NULL DEFAULT false,
  tunnel boolean NOT NULL DEFAULT false,
  lanes smallint CHECK (lanes BETWEEN 1 AND 20),
  maxspeed_kmh smallint CHECK (maxspeed_kmh BETWEEN 1 AND 200),
  geom geometry(MultiLineString, 4326) NOT NULL
);
CALL governance.keep_layer('asset.roads');
-- Low zooms draw few classes; a small index serves them.
CREATE INDEX roads_major ON asset.roads USING gist (geom) WHERE class IN ('motorway', 'trunk', 'primary', 'secondary');
GRANT SELECT (id, class, link, name, name_en, ref, oneway, bridge, tunnel, geom) ON asset.roads TO tile_definer;
