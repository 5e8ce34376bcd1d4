-- Gates of compounds.
CREATE TABLE asset.gates (
  LIKE governance.feature INCLUDING ALL,
  name text,
  kind text NOT NULL CHECK (kind IN ('main', 'vehicle', 'pedestrian', 'fire')),
  compound_id bigint REFERENCES asset.compounds (id) ON DELETE SET NULL,
  geom geometry(Point, 4326) NOT NULL
);
CALL governance.keep_layer('asset.gates');
CALL governance.place_layer('asset.gates');
GRANT SELECT (id, division_code, name, kind, geom) ON asset.gates TO tile_definer;
