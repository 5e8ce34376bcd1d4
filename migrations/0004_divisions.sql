-- Administrative divisions, five levels, 12-digit zero-padded codes. Most have no published geometry.
CREATE TABLE governance.divisions (
  LIKE governance.feature INCLUDING ALL,
  code text COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[0-9]{12}$'),
  name text NOT NULL CHECK (name <> ''),
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  parent_code text COLLATE "C" REFERENCES governance.divisions (code),
  code_authority text NOT NULL CHECK (code_authority IN ('MCA', 'NBS', 'local')),
  urban_rural text CHECK (urban_rural ~ '^[0-9]{3}$'),
  vintage text NOT NULL,
  geometry_note text,
  geom geometry(MultiPolygon, 4326),
  -- where its name is written, once however many tiles it crosses
  label_geom geometry(Point, 4326) GENERATED ALWAYS AS (ST_PointOnSurface(geom)) STORED,
  CHECK (division_code = code),
  CHECK ((parent_code IS NULL) = (level = 1)),
  CHECK (CASE level WHEN 1 THEN code LIKE '__0000000000' WHEN 2 THEN code LIKE '____00000000' WHEN 3 THEN code LIKE '______000000'
                    WHEN 4 THEN code LIKE '_________000' ELSE true END)
);
CALL governance.keep_layer('governance.divisions');
CREATE INDEX divisions_parent ON governance.divisions (parent_code);
CREATE INDEX divisions_name ON governance.divisions USING gin (name gin_trgm_ops);
GRANT SELECT (id, code, name, level, geom, label_geom) ON governance.divisions TO tile_definer;

-- What became of a division: split, merged, renamed, recoded.
CREATE TABLE governance.division_lineage (
  from_code text COLLATE "C" NOT NULL,
  to_code text COLLATE "C" NOT NULL,
  kind text NOT NULL CHECK (kind IN ('split', 'merge', 'rename', 'recode')),
  happened_on date NOT NULL,
  document_no text,
  PRIMARY KEY (from_code, to_code, happened_on)
);
GRANT SELECT ON governance.division_lineage TO gezhi_server;
