-- Fire and police stations.
CREATE TABLE emergency.stations (
  LIKE governance.feature INCLUDING ALL,
  name text NOT NULL CHECK (name <> ''),
  kind text NOT NULL CHECK (kind IN ('fire', 'police', 'ambulance')),
  address text,
  phone text,
  geom geometry(Point, 4326) NOT NULL
);
CALL governance.keep_layer('emergency.stations');
CALL governance.place_layer('emergency.stations');
GRANT SELECT (id, division_code, name, kind, geom) ON emergency.stations TO tile_definer;
