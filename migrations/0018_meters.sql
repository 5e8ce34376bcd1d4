CREATE TABLE asset.meters (
  LIKE governance.feature INCLUDING ALL,
  meter_no text NOT NULL CHECK (meter_no <> ''),
  medium text NOT NULL CHECK (medium IN ('water', 'gas', 'heat', 'electricity')),
  -- CJ/T 188 type byte, see meter_types in geodata/codes
  type_code text CHECK (type_code ~ '^[0-9A-F]{2}H$'),
  placement text NOT NULL CHECK (placement IN ('building', 'dma')),
  dma_code text,
  status text NOT NULL DEFAULT 'normal' CHECK (status IN ('normal', 'silent', 'faulty', 'removed')),
  reading numeric(14, 3),
  reading_unit text CHECK (reading_unit IN ('m3', 'kWh', 'GJ')),
  read_at timestamptz,
  geom geometry(Point, 4326) NOT NULL
);
CALL governance.keep_layer('asset.meters');
CALL governance.place_layer('asset.meters');
GRANT SELECT (id, division_code, medium, placement, status, geom) ON asset.meters TO tile_definer;
