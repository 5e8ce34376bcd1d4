CREATE TABLE asset.service_points (
  LIKE governance.feature INCLUDING ALL,
  name text NOT NULL CHECK (name <> ''),
  name_en text,
  -- service_categories in geodata/codes
  category text NOT NULL CHECK (category ~ '^[a-z_]+$'),
  address text,
  phone text,
  -- OpenStreetMap opening_hours syntax
  opening_hours text,
  services text,
  wheelchair text CHECK (wheelchair IN ('yes', 'limited', 'no')),
  geom geometry(Point, 4326) NOT NULL
);
CALL governance.keep_layer('asset.service_points');
CALL governance.place_layer('asset.service_points');
GRANT SELECT (id, division_code, name, name_en, category, opening_hours, wheelchair, geom) ON asset.service_points TO tile_definer;
