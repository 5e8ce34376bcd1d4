-- Single stations from zoom 12, true counts below.
CREATE OR REPLACE FUNCTION tiles.stations(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT station.id, station.name, station.kind,
           ST_AsMVTGeom(ST_Transform(station.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN emergency.stations AS station ON station.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(station.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY station.id
  )
  SELECT CASE WHEN z < 12 THEN tiles.counted('stations', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'stations', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_anyone(query)
$$;
