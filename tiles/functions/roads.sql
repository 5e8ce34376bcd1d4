-- Large roads first, every road from zoom 14; ramps from zoom 11. Below zoom 14, bends of less than half a pixel are
-- drawn straight.
CREATE OR REPLACE FUNCTION tiles.roads(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (
    SELECT *, CASE WHEN z < 14 THEN frame.pixel / 2 ELSE 0 END AS detail FROM tiles.frame(z, x, y)
    WHERE z >= 5 AND tiles.for_anyone(query) AND tiles.whole_site(query)
  ), road AS (
    -- Two branches, of which the zoom picks one, so that low zooms use the index of large roads.
    SELECT roads.id, class, link, name, name_en, ref, oneway, bridge, tunnel, geom, tile.*
    FROM tile JOIN asset.roads ON z >= 11 AND geom && box
    WHERE z >= CASE class WHEN 'minor' THEN 12 WHEN 'service' THEN 13 WHEN 'track' THEN 14 WHEN 'path' THEN 14 ELSE 11 END
    UNION ALL
    SELECT roads.id, class, link, name, name_en, ref, oneway, bridge, tunnel, geom, tile.*
    FROM tile JOIN asset.roads ON z < 11 AND geom && box
    WHERE class IN ('motorway', 'trunk', 'primary', 'secondary') AND NOT link
      AND z >= CASE class WHEN 'motorway' THEN 5 WHEN 'trunk' THEN 6 WHEN 'primary' THEN 8 ELSE 10 END
  ), feature AS (
    SELECT id, class, link, name, name_en, ref, oneway, bridge, tunnel,
           ST_AsMVTGeom(ST_Transform(ST_Simplify(geom, detail), 3857), envelope, 4096, 64) AS geom
    FROM road
    ORDER BY id
  )
  SELECT ST_AsMVT(feature, 'roads', 4096, 'geom', 'id') FROM feature
$$;
