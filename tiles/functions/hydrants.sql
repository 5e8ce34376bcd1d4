-- Single hydrants from zoom 15, true counts below.
CREATE OR REPLACE FUNCTION tiles.hydrants(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT hydrant.id, hydrant.code, hydrant.kind, hydrant.status,
           ST_AsMVTGeom(ST_Transform(hydrant.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN emergency.hydrants AS hydrant ON hydrant.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(hydrant.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY hydrant.id
  )
  SELECT CASE WHEN z < 15 THEN tiles.counted('hydrants', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'hydrants', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_staff(query)
$$;
