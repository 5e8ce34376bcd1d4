-- From zoom 10. Below zoom 14, areas smaller than a pixel are left out and outlines keep half a pixel of detail.
CREATE OR REPLACE FUNCTION tiles.landuse(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (
    SELECT *, CASE WHEN z < 14 THEN frame.pixel / 2 ELSE 0 END AS detail FROM tiles.frame(z, x, y)
    WHERE z >= 10 AND tiles.for_anyone(query) AND tiles.whole_site(query)
  ), feature AS (
    SELECT landuse.id, landuse.class,
           ST_AsMVTGeom(ST_Transform(ST_Simplify(landuse.geom, tile.detail), 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN asset.landuse AS landuse ON landuse.geom && tile.box
    WHERE z >= 14 OR ST_Area(landuse.geom) > tile.pixel * tile.pixel
    ORDER BY landuse.id
  )
  SELECT ST_AsMVT(feature, 'landuse', 4096, 'geom', 'id') FROM feature
$$;
