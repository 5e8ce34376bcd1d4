-- Single events from zoom 15, true counts below. Times are spelt out: as text they would follow the session.
CREATE OR REPLACE FUNCTION tiles.events(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT event.id, event.kind, event.status, event.reported_by,
           to_char(event.reported_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS reported_at,
           ST_AsMVTGeom(ST_Transform(event.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN governance.events AS event ON event.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(event.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY event.id
  )
  SELECT CASE WHEN z < 15 THEN tiles.counted('events', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'events', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_staff(query)
$$;
