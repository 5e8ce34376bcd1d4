-- Main lines from zoom 8, trams and the like from zoom 12, service tracks from zoom 13. Below zoom 14, bends of less
-- than half a pixel are drawn straight.
CREATE OR REPLACE FUNCTION tiles.railways(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (
    SELECT *, CASE WHEN z < 14 THEN frame.pixel / 2 ELSE 0 END AS detail FROM tiles.frame(z, x, y)
    WHERE z >= 8 AND tiles.for_anyone(query) AND tiles.whole_site(query)
  ), feature AS (
    SELECT railway.id, railway.class, railway.name, railway.service, railway.bridge, railway.tunnel,
           ST_AsMVTGeom(ST_Transform(ST_Simplify(railway.geom, tile.detail), 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN asset.railways AS railway ON railway.geom && tile.box
    WHERE z >= CASE WHEN railway.service THEN 13 WHEN railway.class IN ('rail', 'light_rail', 'subway') THEN 8 ELSE 12 END
    ORDER BY railway.id
  )
  SELECT ST_AsMVT(feature, 'railways', 4096, 'geom', 'id') FROM feature
$$;
