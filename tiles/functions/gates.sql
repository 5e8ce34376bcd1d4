-- Single gates from zoom 15, true counts below.
CREATE OR REPLACE FUNCTION tiles.gates(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT gate.id, gate.name, gate.kind,
           ST_AsMVTGeom(ST_Transform(gate.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN asset.gates AS gate ON gate.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(gate.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY gate.id
  )
  SELECT CASE WHEN z < 15 THEN tiles.counted('gates', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'gates', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_anyone(query)
$$;
