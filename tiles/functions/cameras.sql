-- Single cameras from zoom 14, true counts below. From zoom 15 a camera is there twice, under one id and with the same
-- attributes: what it sees as a polygon, then its point.
CREATE OR REPLACE FUNCTION tiles.cameras(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  part AS (
    SELECT 1 AS rank, camera.geom AS drawn, camera.id
    FROM tile JOIN asset.cameras AS camera ON camera.geom && tile.box
    UNION ALL
    SELECT 0, camera.view_geom, camera.id
    FROM tile JOIN asset.cameras AS camera ON camera.view_geom && tile.box
    WHERE z >= 15
  ),
  feature AS (
    SELECT camera.id, camera.name, camera.status, camera.azimuth_deg, camera.fov_deg, camera.range_m,
           ST_AsMVTGeom(ST_Transform(part.drawn, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile, part JOIN asset.cameras AS camera USING (id)
    WHERE EXISTS (SELECT FROM own WHERE coalesce(camera.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY camera.id, part.rank
  )
  SELECT CASE WHEN z < 14 THEN tiles.counted('cameras', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'cameras', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_staff(query)
$$;
