-- Grids: the smallest governed area. The code is its community's 12 digits and a sequence of 3, and nothing else.
CREATE TABLE governance.grids (
  LIKE governance.feature INCLUDING ALL,
  code text COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[0-9A-Z]{15}$'),
  name text NOT NULL CHECK (name <> ''),
  kind text NOT NULL CHECK (kind IN ('unit', 'management', 'exclusive')),
  geom geometry(MultiPolygon, 4326) NOT NULL,
  -- where its name is written, once however many tiles it crosses
  label_geom geometry(Point, 4326) GENERATED ALWAYS AS (ST_PointOnSurface(geom)) STORED,
  area_m2 double precision GENERATED ALWAYS AS (ST_Area(geom::geography)) STORED,
  CONSTRAINT grids_code_prefix CHECK (left(code, 12) = division_code AND division_code IS NOT NULL),
  CONSTRAINT grids_own_code CHECK (grid_code = code),
  CONSTRAINT grids_community FOREIGN KEY (division_code) REFERENCES governance.divisions (code)
);
CALL governance.keep_layer('governance.grids');
GRANT SELECT (id, division_code, code, name, kind, geom, label_geom) ON governance.grids TO tile_definer;

-- A retired code is never used again.
CREATE TABLE governance.grid_codes (
  code text COLLATE "C" PRIMARY KEY,
  minted_at timestamptz NOT NULL DEFAULT now(),
  retired_at timestamptz
);
GRANT SELECT ON governance.grid_codes TO gezhi_server;

CREATE FUNCTION governance.keep_grid_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND NEW.code <> OLD.code) THEN
    UPDATE governance.grid_codes SET retired_at = now() WHERE code = OLD.code;
  END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.code <> OLD.code) THEN
    INSERT INTO governance.grid_codes (code) VALUES (NEW.code)
    ON CONFLICT (code) DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'grid code % was used before and is never used again', NEW.code
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'grid_codes_never_again';
    END IF;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER keep_grid_code AFTER INSERT OR UPDATE OR DELETE ON governance.grids
  FOR EACH ROW EXECUTE FUNCTION governance.keep_grid_code();

-- Which grid is this in? Rows that arrive without a place are given one: the unit grid, else the deepest division.
-- Bulk loads place a whole delivery in one statement instead and set gezhi.bulk for their transaction.
CREATE FUNCTION governance.place_feature() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  spot geometry := ST_PointOnSurface(NEW.geom);
BEGIN
  SELECT g.division_code, g.code INTO NEW.division_code, NEW.grid_code
  FROM governance.grids g WHERE g.kind = 'unit' AND ST_Intersects(g.geom, spot) ORDER BY g.code LIMIT 1;
  IF NOT FOUND THEN
    NEW.grid_code := NULL;
    NEW.division_code := (SELECT d.code FROM governance.divisions d
                          WHERE ST_Intersects(d.geom, spot) ORDER BY d.level DESC, d.code LIMIT 1);
  END IF;
  RETURN NEW;
END
$$;

CREATE PROCEDURE governance.place_layer(layer regclass)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($sql$CREATE TRIGGER place_new BEFORE INSERT ON %s FOR EACH ROW
    WHEN (NEW.division_code IS NULL AND current_setting('gezhi.bulk', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION governance.place_feature()$sql$, layer);
  -- Not IS DISTINCT FROM: pg_dump cannot say whose equals sign is meant, and its dump of the trigger is not restorable.
  EXECUTE format($sql$CREATE TRIGGER place_moved BEFORE UPDATE OF geom ON %s FOR EACH ROW
    WHEN (NOT (NEW.geom = OLD.geom) AND NEW.division_code IS NOT DISTINCT FROM OLD.division_code
          AND current_setting('gezhi.bulk', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION governance.place_feature()$sql$, layer);
END
$$;
