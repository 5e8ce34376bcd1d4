-- Single components from zoom 15, true counts below.
CREATE OR REPLACE FUNCTION tiles.components(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT component.id, component.kind_code, component.name, component.status,
           ST_AsMVTGeom(ST_Transform(component.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN asset.components AS component ON component.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(component.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY component.id
  )
  SELECT CASE WHEN z < 15 THEN tiles.counted('components', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'components', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_staff(query)
$$;
