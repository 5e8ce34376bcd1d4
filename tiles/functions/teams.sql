-- Single teams at their bases from zoom 12, true counts below.
CREATE OR REPLACE FUNCTION tiles.teams(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT team.id, team.name, team.kind, team.status, team.members,
           ST_AsMVTGeom(ST_Transform(team.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN emergency.teams AS team ON team.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(team.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY team.id
  )
  SELECT CASE WHEN z < 12 THEN tiles.counted('teams', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'teams', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_staff(query)
$$;
