-- In which frame a delivery came, and by how much it was seen to lie beside what was there when it was taken all the same.
ALTER TABLE governance.imports
  ADD COLUMN frame text NOT NULL DEFAULT 'wgs84' CHECK (frame ~ '^(wgs84|gcj02|bd09|epsg:[0-9]+)$'),
  ADD COLUMN shift_m real CHECK (shift_m >= 0),
  ADD COLUMN shift_azimuth_deg real CHECK (shift_azimuth_deg >= 0 AND shift_azimuth_deg < 360);
COMMENT ON COLUMN governance.imports.shift_m IS 'accepted shift against the roads and buildings there, metres; null when none was found';
COMMENT ON COLUMN governance.imports.shift_azimuth_deg IS 'the direction in which the delivery lies beside them, degrees clockwise from north';
