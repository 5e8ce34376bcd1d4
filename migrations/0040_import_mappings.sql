-- How a source's columns become a layer's fields, kept when a delivery with a mapping was taken and used for the next.
CREATE TABLE governance.import_mappings (
  source text NOT NULL CHECK (source <> ''),
  layer text NOT NULL CHECK (layer <> ''),
  -- Mapping of geodata/schemas/delivery.ts
  mapping jsonb NOT NULL,
  -- the layer inside the file, where it was named
  file_layer text,
  -- the frame of its coordinates, where it was stated
  frame text CHECK (frame ~ '^(wgs84|gcj02|bd09|epsg:[0-9]+)$'),
  kept_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, layer)
);
GRANT SELECT ON governance.import_mappings TO gezhi_server;
