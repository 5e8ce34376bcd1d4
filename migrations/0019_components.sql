-- 管理部件: managed components of the city, GB/T 47678.5.
CREATE TABLE asset.components (
  LIKE governance.feature INCLUDING ALL,
  -- 6 division + 5 kind + 6 serial
  code text UNIQUE CHECK (code ~ '^[0-9]{17}$'),
  kind_code text NOT NULL CHECK (kind_code ~ '^[0-9]{5}$'),
  name text NOT NULL CHECK (name <> ''),
  status text NOT NULL DEFAULT 'intact' CHECK (status IN ('intact', 'damaged', 'lost', 'abandoned', 'removed')),
  department text,
  maintainer text,
  geom geometry(Point, 4326) NOT NULL,
  CHECK (code IS NULL OR substr(code, 7, 5) = kind_code)
);
CALL governance.keep_layer('asset.components');
CALL governance.place_layer('asset.components');
GRANT SELECT (id, division_code, kind_code, name, status, geom) ON asset.components TO tile_definer;
