-- Single key sites from zoom 13, true counts below.
CREATE OR REPLACE FUNCTION tiles.key_sites(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT site.id, site.name, site.category, site.hazard,
           ST_AsMVTGeom(ST_Transform(site.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN asset.key_sites AS site ON site.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(site.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY site.id
  )
  SELECT CASE WHEN z < 13 THEN tiles.counted('key_sites', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, 'key_sites', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_staff(query)
$$;
