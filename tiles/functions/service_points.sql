-- Single service points from zoom 14, true counts below.
CREATE OR REPLACE FUNCTION tiles.service_points(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT point.id, point.name, point.name_en, point.category, point.opening_hours, point.wheelchair,
           ST_AsMVTGeom(ST_Transform(point.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN asset.service_points AS point ON point.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(point.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY point.id
  )
  SELECT CASE WHEN z < 14 THEN tiles.counted('service_points', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'service_points', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_anyone(query)
$$;
