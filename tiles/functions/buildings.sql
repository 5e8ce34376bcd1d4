-- Every building from zoom 14, true counts below; where its number is written from zoom 16.
CREATE OR REPLACE FUNCTION tiles.buildings(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT building.id, building.number, building.name, building.kind, building.floors, building.height_m,
           ST_AsMVTGeom(ST_Transform(part.drawn, 3857), tile.envelope, 4096, part.buffer) AS geom
    FROM tile JOIN asset.buildings AS building ON building.geom && tile.box
    CROSS JOIN LATERAL tiles.area_parts(building.geom, CASE WHEN z >= 16 THEN building.label_geom END) AS part
    WHERE EXISTS (SELECT FROM own WHERE coalesce(building.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY building.id, part.rank
  )
  SELECT CASE WHEN z < 14 THEN tiles.counted('buildings', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'buildings', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_anyone(query)
$$;
