-- A compound's contract with its property company, and who belongs to it: buildings stand in one, gates lie at its edge.
ALTER TABLE asset.compounds
  ADD COLUMN contract_from date,
  ADD COLUMN contract_until date,
  ADD CONSTRAINT compounds_contract_span CHECK (contract_until >= contract_from);
ALTER TABLE asset.compounds_history ADD COLUMN contract_from date, ADD COLUMN contract_until date;
CALL governance.keep_layer('asset.compounds');
COMMENT ON COLUMN asset.compounds.contract_until IS 'last day of the contract';
GRANT SELECT (compound_id) ON asset.buildings TO tile_definer;
GRANT SELECT (compound_id) ON asset.gates TO tile_definer;
CREATE INDEX gates_compound ON asset.gates (compound_id);

-- The compound a spot lies in, or whose edge is nearest within so many metres.
CREATE FUNCTION asset.compound_at(spot geometry, reach_m double precision) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT id FROM asset.compounds
  -- A degree of longitude is longer than 50 km up to 63 degrees of latitude.
  WHERE geom && ST_Expand(spot, reach_m / 50000)
    AND (ST_Intersects(geom, spot) OR (reach_m > 0 AND ST_DWithin(geom::geography, spot::geography, reach_m)))
  ORDER BY ST_Distance(geom, spot), id LIMIT 1
$$;

-- Buildings and gates that come or move without being told their compound find it by place. TG_ARGV[0]: reach in metres.
CREATE FUNCTION asset.find_compound() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.compound_id := asset.compound_at(ST_PointOnSurface(NEW.geom), TG_ARGV[0]::double precision);
  RETURN NEW;
END
$$;

CREATE PROCEDURE asset.join_layer(layer regclass, reach_m double precision)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($sql$CREATE TRIGGER find_compound_new BEFORE INSERT ON %s FOR EACH ROW
    WHEN (NEW.compound_id IS NULL AND current_setting('gezhi.bulk', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION asset.find_compound(%s)$sql$, layer, reach_m);
  EXECUTE format($sql$CREATE TRIGGER find_compound_moved BEFORE UPDATE OF geom ON %s FOR EACH ROW
    WHEN (NOT (NEW.geom = OLD.geom) AND NEW.compound_id IS NOT DISTINCT FROM OLD.compound_id
          AND current_setting('gezhi.bulk', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION asset.find_compound(%s)$sql$, layer, reach_m);
END
$$;
CALL asset.join_layer('asset.buildings', 0);
CALL asset.join_layer('asset.gates', 15);

-- The same for whole deliveries: what this transaction wrote of a layer, or, where compounds came or moved, whatever is in
-- them or was. Gives how many rows changed their compound.
CREATE FUNCTION asset.join_compounds(delivered text) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  part record;
  changed bigint := 0;
  n bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM asset.compounds) THEN
    RETURN 0;
  END IF;
  FOR part IN SELECT * FROM (VALUES ('buildings', 0), ('gates', 15)) AS p (layer, reach_m)
              WHERE delivered IN (p.layer, 'compounds') LOOP
    EXECUTE format($sql$
      WITH concerned AS (
        SELECT f.id, f.geom FROM asset.%1$I AS f WHERE $1 <> 'compounds' AND f.valid_from = now()
        UNION
        SELECT f.id, f.geom FROM asset.compounds AS c JOIN asset.%1$I AS f ON f.geom && ST_Expand(c.geom, %2$s / 50000.0)
        WHERE $1 = 'compounds' AND c.valid_from = now()
        UNION
        SELECT f.id, f.geom FROM asset.compounds AS c JOIN asset.%1$I AS f ON f.compound_id = c.id
        WHERE $1 = 'compounds' AND c.valid_from = now()
      ), found AS (
        SELECT id, asset.compound_at(ST_PointOnSurface(geom), %2$s) AS compound_id FROM concerned
      )
      UPDATE asset.%1$I AS f SET compound_id = found.compound_id FROM found
      WHERE f.id = found.id AND f.compound_id IS DISTINCT FROM found.compound_id
      $sql$, part.layer, part.reach_m) USING delivered;
    GET DIAGNOSTICS n = ROW_COUNT;
    changed := changed + n;
  END LOOP;
  RETURN changed;
END
$$;

-- A compound that somebody draws or moves on the map takes in what stands in it at once.
CREATE FUNCTION asset.compound_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM asset.join_compounds('compounds');
  RETURN NULL;
END
$$;
CREATE TRIGGER compound_new AFTER INSERT ON asset.compounds FOR EACH ROW
  WHEN (current_setting('gezhi.bulk', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION asset.compound_changed();
CREATE TRIGGER compound_moved AFTER UPDATE OF geom ON asset.compounds FOR EACH ROW
  WHEN (NOT (NEW.geom = OLD.geom) AND current_setting('gezhi.bulk', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION asset.compound_changed();
REVOKE ALL ON FUNCTION asset.compound_at(geometry, double precision), asset.find_compound(), asset.join_compounds(text),
  asset.compound_changed() FROM PUBLIC;
REVOKE ALL ON PROCEDURE asset.join_layer(regclass, double precision) FROM PUBLIC;
