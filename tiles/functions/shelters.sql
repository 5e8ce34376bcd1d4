-- Single shelters from zoom 12, true counts below.
CREATE OR REPLACE FUNCTION tiles.shelters(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT shelter.id, shelter.name, shelter.indoor, shelter.capacity_persons,
           ST_AsMVTGeom(ST_Transform(shelter.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN emergency.shelters AS shelter ON shelter.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(shelter.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY shelter.id
  )
  SELECT CASE WHEN z < 12 THEN tiles.counted('shelters', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'shelters', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_anyone(query)
$$;
