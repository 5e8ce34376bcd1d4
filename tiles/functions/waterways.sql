-- Rivers from zoom 9, canals from 11, streams from 12, ditches and drains from 14. Below zoom 14, bends of less than
-- half a pixel are drawn straight.
CREATE OR REPLACE FUNCTION tiles.waterways(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (
    SELECT *, CASE WHEN z < 14 THEN frame.pixel / 2 ELSE 0 END AS detail FROM tiles.frame(z, x, y)
    WHERE z >= 9 AND tiles.for_anyone(query) AND tiles.whole_site(query)
  ), feature AS (
    SELECT waterway.id, waterway.class, waterway.name, waterway.tunnel,
           ST_AsMVTGeom(ST_Transform(ST_Simplify(waterway.geom, tile.detail), 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN asset.waterways AS waterway ON waterway.geom && tile.box
    WHERE z >= CASE waterway.class WHEN 'river' THEN 9 WHEN 'canal' THEN 11 WHEN 'stream' THEN 12 ELSE 14 END
    ORDER BY waterway.id
  )
  SELECT ST_AsMVT(feature, 'waterways', 4096, 'geom', 'id') FROM feature
$$;
