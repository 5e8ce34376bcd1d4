-- Every grid from zoom 12, at full detail: neighbours share their edge to the last digit and are drawn so.
CREATE OR REPLACE FUNCTION tiles.grids(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y) WHERE z >= 12 AND tiles.for_staff(query)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT grid.id, grid.code, grid.name, grid.kind,
           ST_AsMVTGeom(ST_Transform(part.drawn, 3857), tile.envelope, 4096, part.buffer) AS geom
    FROM tile JOIN governance.grids AS grid ON grid.geom && tile.box
    CROSS JOIN LATERAL tiles.area_parts(grid.geom, grid.label_geom) AS part
    WHERE EXISTS (SELECT FROM own WHERE grid.division_code BETWEEN own.low AND own.high)
    ORDER BY grid.id, part.rank
  )
  SELECT ST_AsMVT(feature, 'grids', 4096, 'geom', 'id') FROM feature
$$;
