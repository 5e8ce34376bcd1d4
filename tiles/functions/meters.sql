-- Single meters from zoom 15, true counts below. Numbers and readings stay in the inspector.
CREATE OR REPLACE FUNCTION tiles.meters(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT meter.id, meter.medium, meter.placement, meter.status,
           ST_AsMVTGeom(ST_Transform(meter.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN asset.meters AS meter ON meter.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(meter.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY meter.id
  )
  SELECT CASE WHEN z < 15 THEN tiles.counted('meters', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'meters', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_staff(query)
$$;
