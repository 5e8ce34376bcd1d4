-- From zoom 8. Below zoom 14, areas smaller than a pixel are left out and outlines keep half a pixel of detail.
CREATE OR REPLACE FUNCTION tiles.green(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (
    SELECT *, CASE WHEN z < 14 THEN frame.pixel / 2 ELSE 0 END AS detail FROM tiles.frame(z, x, y)
    WHERE z >= 8 AND tiles.for_anyone(query) AND tiles.whole_site(query)
  ), feature AS (
    SELECT green.id, green.class, green.name,
           ST_AsMVTGeom(ST_Transform(ST_Simplify(part.drawn, tile.detail), 3857), tile.envelope, 4096, part.buffer) AS geom
    FROM tile JOIN asset.green AS green ON green.geom && tile.box
    CROSS JOIN LATERAL tiles.area_parts(green.geom, green.label_geom) AS part
    WHERE z >= 14 OR ST_Area(green.geom) > tile.pixel * tile.pixel
    ORDER BY green.id, part.rank
  )
  SELECT ST_AsMVT(feature, 'green', 4096, 'geom', 'id') FROM feature
$$;
