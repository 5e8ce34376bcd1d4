-- Provinces to counties from zoom 6, townships from 11, communities from 13; a division without a published geometry
-- is counted elsewhere and not drawn here. Below zoom 14, boundaries keep half a pixel of detail.
CREATE OR REPLACE FUNCTION tiles.divisions(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (
    SELECT *, CASE WHEN z < 14 THEN frame.pixel / 2 ELSE 0 END AS detail FROM tiles.frame(z, x, y)
    WHERE z >= 6 AND tiles.for_anyone(query)
  ),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT division.id, division.code, division.name, division.level,
           ST_AsMVTGeom(ST_Transform(ST_Simplify(part.drawn, tile.detail, true), 3857), tile.envelope, 4096, part.buffer) AS geom
    FROM tile JOIN governance.divisions AS division ON division.geom && tile.box
    CROSS JOIN LATERAL tiles.area_parts(division.geom, division.label_geom) AS part
    WHERE division.level <= CASE WHEN z < 11 THEN 3 WHEN z < 13 THEN 4 ELSE 5 END
      AND EXISTS (SELECT FROM own WHERE division.code BETWEEN own.low AND own.high)
    ORDER BY division.id, part.rank
  )
  SELECT ST_AsMVT(feature, 'divisions', 4096, 'geom', 'id') FROM feature
$$;
