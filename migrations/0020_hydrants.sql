CREATE TABLE emergency.hydrants (
  LIKE governance.feature INCLUDING ALL,
  code text,
  -- crane: 消防水鹤, fills fire engines from above in the cold
  kind text NOT NULL CHECK (kind IN ('hydrant', 'crane')),
  status text NOT NULL DEFAULT 'unknown' CHECK (status IN ('usable', 'faulty', 'frozen', 'unknown')),
  pressure_kpa integer CHECK (pressure_kpa BETWEEN 0 AND 3000),
  checked_on date,
  geom geometry(Point, 4326) NOT NULL
);
CALL governance.keep_layer('emergency.hydrants');
CALL governance.place_layer('emergency.hydrants');
GRANT SELECT (id, division_code, code, kind, status, geom) ON emergency.hydrants TO tile_definer;
