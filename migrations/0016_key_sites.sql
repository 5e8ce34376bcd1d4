-- 重点场所: places that need watching or protecting.
CREATE TABLE asset.key_sites (
  LIKE governance.feature INCLUDING ALL,
  name text NOT NULL CHECK (name <> ''),
  -- key_site_categories in geodata/codes
  category text NOT NULL CHECK (category ~ '^[a-z_]+$'),
  hazard text NOT NULL DEFAULT 'low' CHECK (hazard IN ('low', 'medium', 'high')),
  address text,
  duty_phone text,
  inspection_cycle_days integer CHECK (inspection_cycle_days > 0),
  inspected_on date,
  geom geometry(Point, 4326) NOT NULL
);
CALL governance.keep_layer('asset.key_sites');
CALL governance.place_layer('asset.key_sites');
GRANT SELECT (id, division_code, name, category, hazard, geom) ON asset.key_sites TO tile_definer;
