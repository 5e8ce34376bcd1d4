-- Every compound from zoom 14, true counts below.
CREATE OR REPLACE FUNCTION tiles.compounds(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT compound.id, compound.name,
           ST_AsMVTGeom(ST_Transform(part.drawn, 3857), tile.envelope, 4096, part.buffer) AS geom
    FROM tile JOIN asset.compounds AS compound ON compound.geom && tile.box
    CROSS JOIN LATERAL tiles.area_parts(compound.geom, compound.label_geom) AS part
    WHERE EXISTS (SELECT FROM own WHERE coalesce(compound.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY compound.id, part.rank
  )
  SELECT CASE WHEN z < 14 THEN tiles.counted('compounds', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'compounds', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_anyone(query)
$$;
