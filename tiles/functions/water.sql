-- From zoom 6. Below zoom 14, waters smaller than a pixel are left out and outlines keep half a pixel of detail.
CREATE OR REPLACE FUNCTION tiles.water(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (
    SELECT *, CASE WHEN z < 14 THEN frame.pixel / 2 ELSE 0 END AS detail FROM tiles.frame(z, x, y)
    WHERE z >= 6 AND tiles.for_anyone(query) AND tiles.whole_site(query)
  ), feature AS (
    SELECT water.id, water.class, water.name,
           ST_AsMVTGeom(ST_Transform(ST_Simplify(part.drawn, tile.detail), 3857), tile.envelope, 4096, part.buffer) AS geom
    FROM tile JOIN asset.water AS water ON water.geom && tile.box
    CROSS JOIN LATERAL tiles.area_parts(water.geom, water.label_geom) AS part
    WHERE z >= 14 OR ST_Area(water.geom) > tile.pixel * tile.pixel
    ORDER BY water.id, part.rank
  )
  SELECT ST_AsMVT(feature, 'water', 4096, 'geom', 'id') FROM feature
$$;
