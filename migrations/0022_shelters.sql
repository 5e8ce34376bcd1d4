CREATE TABLE emergency.shelters (
  LIKE governance.feature INCLUDING ALL,
  name text NOT NULL CHECK (name <> ''),
  indoor boolean NOT NULL,
  capacity_persons integer NOT NULL CHECK (capacity_persons > 0),
  address text,
  phone text,
  geom geometry(Point, 4326) NOT NULL
);
CALL governance.keep_layer('emergency.shelters');
CALL governance.place_layer('emergency.shelters');
GRANT SELECT (id, division_code, name, indoor, capacity_persons, geom) ON emergency.shelters TO tile_definer;
