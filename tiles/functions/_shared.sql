-- Helpers of the tile functions. None has a SET clause or definer rights, so that PostgreSQL can inline them.

-- Columns (and rows) of a zoom. Zooms that do not exist are clamped, so that no argument can make arithmetic overflow.
CREATE OR REPLACE FUNCTION tiles.columns(z integer) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT power(2::double precision, greatest(0, least(22, z)))
$$;

-- Longitude and latitude of a tile column and row, fractions included.
CREATE OR REPLACE FUNCTION tiles.lng(z integer, x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT x / tiles.columns(z) * 360 - 180
$$;
CREATE OR REPLACE FUNCTION tiles.lat(z integer, y double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT degrees(atan(sinh(pi() * (1 - 2 * y / tiles.columns(z)))))
$$;

-- One tile: its square in Web Mercator, the box of longitudes and latitudes to look for features in (its buffer of
-- 64/4096 included), and the width of a pixel in degrees when the tile is drawn 512 pixels wide.
-- No row for a tile that does not exist. Both boxes are plain arithmetic: ST_TileEnvelope raises for a tile that does
-- not exist, and projecting a buffer across 180° would wrap it.
CREATE OR REPLACE FUNCTION tiles.frame(z integer, x integer, y integer)
RETURNS TABLE (envelope geometry, box geometry, pixel double precision)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ST_MakeEnvelope(x / tiles.columns(z) * 40075016.685578488 - 20037508.342789244,
                         20037508.342789244 - (y + 1::double precision) / tiles.columns(z) * 40075016.685578488,
                         (x + 1::double precision) / tiles.columns(z) * 40075016.685578488 - 20037508.342789244,
                         20037508.342789244 - y / tiles.columns(z) * 40075016.685578488, 3857),
         ST_MakeEnvelope(tiles.lng(z, x - 0.015625), tiles.lat(z, y + 1.015625),
                         tiles.lng(z, x + 1.015625), tiles.lat(z, y - 0.015625), 4326),
         360 / (512 * tiles.columns(z))
  WHERE z BETWEEN 0 AND 22 AND x >= 0 AND x < 1 << z AND y >= 0 AND y < 1 << z
$$;

-- The caller's scope (a comma-joined string, so that Martin's reading of a query string cannot change it) as ranges of
-- codes, once per tile. `*` is the whole site, rows without a division included: compare coalesce(division_code, '').
-- No scope, no rows; what is not a code prefix is no scope. Only the server writes query.scope.
CREATE OR REPLACE FUNCTION tiles.scope_ranges(query jsonb) RETURNS TABLE (low text, high text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE code WHEN '*' THEN '' ELSE code END, CASE code WHEN '*' THEN '~' ELSE code || '~' END
  FROM unnest(string_to_array(query ->> 'scope', ',')) AS code
  WHERE code ~ '^([0-9]{1,12}|\*)$'
$$;

-- For layers that belong to no division: drawn for a caller who has the whole of them, which the server says as `*`.
CREATE OR REPLACE FUNCTION tiles.whole_site(query jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(query ->> 'scope' = '*', false)
$$;

-- Which columns the caller may see: a layer that is not public is drawn for_staff only, a public one for_anyone.
-- Nothing said means public; anything else said is neither.
CREATE OR REPLACE FUNCTION tiles.for_staff(query jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(query ->> 'projection' = 'staff', false)
$$;
CREATE OR REPLACE FUNCTION tiles.for_anyone(query jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(query ->> 'projection', 'public') IN ('public', 'staff')
$$;

-- What a named area puts on a tile: its outline, and the point where its name is written. The outline is cut with a
-- buffer and so lies in every tile it touches; the point has none and lies in one.
CREATE OR REPLACE FUNCTION tiles.area_parts(geom geometry, label_geom geometry)
RETURNS TABLE (rank integer, drawn geometry, buffer integer)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT * FROM (VALUES (0, geom, 64), (1, label_geom, 0)) AS part (rank, drawn, buffer) WHERE drawn IS NOT NULL
$$;

-- A cell of a raster: its zoom, row and column as one number, and a mean position within it. Sums of many numbers drift
-- by their last digits; a mean never leaves its cell for that.
CREATE OR REPLACE FUNCTION tiles.cell_id(fine integer, x integer, y integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (fine::bigint << 32) + (y::bigint << 16) + x
$$;
CREATE OR REPLACE FUNCTION tiles.cell_spot(fine integer, x integer, y integer, lng double precision, lat double precision)
RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ST_Transform(ST_SetSRID(ST_Point(greatest(tiles.lng(fine, x), least(tiles.lng(fine, x + 1), lng)),
                                          greatest(tiles.lat(fine, y + 1), least(tiles.lat(fine, y), lat))), 4326), 3857)
$$;

-- How many features of a layer lie where, within the caller's scope: points with `point_count` in an 8 × 8 raster, each
-- at the mean position of what it counts. Every feature is counted in one cell of one tile (there is no buffer), so
-- the tiles of a zoom add up to the number of features. Ids name the cell: its zoom, row and column.
CREATE OR REPLACE FUNCTION tiles.counted(name text, z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH tile AS MATERIALIZED (
    -- `fine` is the zoom of the raster; `up` halvings lead from the kept cells (tiles of zoom 16) to it.
    SELECT frame.envelope, fine, 16 - fine AS up, x << (16 - z) AS west, y << (16 - z) AS north, 1 << (16 - z) AS side
    FROM tiles.frame(z, x, y), least(16, z + 3) AS fine
  ), cell AS (
    SELECT counts.x >> tile.up AS x, counts.y >> tile.up AS y,
           sum(counts.n) AS n, sum(counts.sum_lng) AS lng, sum(counts.sum_lat) AS lat
    FROM tile
    JOIN tiles.counts ON counts.layer = name AND counts.x >= tile.west AND counts.x < tile.west + tile.side
                     AND counts.y >= tile.north AND counts.y < tile.north + tile.side
    WHERE EXISTS (SELECT FROM tiles.scope_ranges(query) AS own
                  WHERE coalesce(counts.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    GROUP BY 1, 2
    HAVING sum(counts.n) > 0
  ), feature AS (
    SELECT tiles.cell_id(fine, cell.x, cell.y) AS id, cell.n::bigint AS point_count,
           ST_AsMVTGeom(tiles.cell_spot(fine, cell.x, cell.y, cell.lng / cell.n::double precision, cell.lat / cell.n::double precision),
                        tile.envelope, 4096, 0, false) AS geom
    FROM tile, cell
    ORDER BY 1
  )
  SELECT ST_AsMVT(feature, name, 4096, 'geom', 'id') FROM feature
$$;

-- The time a tile is asked as of; null when none is told or it is not written as the server writes it.
CREATE OR REPLACE FUNCTION tiles.as_of(query jsonb) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN query ->> 'as_of' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$' THEN (query ->> 'as_of')::timestamptz END
$$;

-- The same as tiles.counted as of a time: the counts kept for the present, corrected by what has changed since then.
CREATE OR REPLACE FUNCTION tiles.counted_as_of(name text, z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  drawn bytea;
BEGIN
  EXECUTE format($sql$
    WITH tile AS MATERIALIZED (
      SELECT frame.envelope, frame.box, fine, 16 - fine AS up, $3 << (16 - $2) AS west, $4 << (16 - $2) AS north, 1 << (16 - $2) AS side
      FROM tiles.frame($2, $3, $4), least(16, $2 + 3) AS fine
      WHERE tiles.as_of($5) IS NOT NULL
    ), counts AS (
      SELECT division_code, x, y, n, sum_lng, sum_lat FROM tiles.counts WHERE layer = $1
      UNION ALL
      SELECT changed.* FROM tile, past.%I(tiles.as_of($5), tile.box) AS changed
    ), cell AS (
      SELECT counts.x >> tile.up AS x, counts.y >> tile.up AS y,
             sum(counts.n) AS n, sum(counts.sum_lng) AS lng, sum(counts.sum_lat) AS lat
      FROM tile JOIN counts ON counts.x >= tile.west AND counts.x < tile.west + tile.side
                           AND counts.y >= tile.north AND counts.y < tile.north + tile.side
      WHERE EXISTS (SELECT FROM tiles.scope_ranges($5) AS own
                    WHERE coalesce(counts.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
      GROUP BY 1, 2
      HAVING sum(counts.n) > 0
    ), feature AS (
      SELECT tiles.cell_id(fine, cell.x, cell.y) AS id, cell.n::bigint AS point_count,
             ST_AsMVTGeom(tiles.cell_spot(fine, cell.x, cell.y, cell.lng / cell.n::double precision, cell.lat / cell.n::double precision),
                          tile.envelope, 4096, 0, false) AS geom
      FROM tile, cell
      ORDER BY 1
    )
    SELECT ST_AsMVT(feature, $1, 4096, 'geom', 'id') FROM feature
    $sql$, name || '_counts')
  INTO drawn USING name, z, x, y, query;
  RETURN drawn;
END
$$;

REVOKE ALL ON FUNCTION tiles.columns(integer), tiles.frame(integer, integer, integer), tiles.lng(integer, double precision),
  tiles.lat(integer, double precision), tiles.scope_ranges(jsonb), tiles.whole_site(jsonb), tiles.for_staff(jsonb),
  tiles.for_anyone(jsonb), tiles.area_parts(geometry, geometry), tiles.counted(text, integer, integer, integer, jsonb),
  tiles.cell_id(integer, integer, integer), tiles.cell_spot(integer, integer, integer, double precision, double precision),
  tiles.as_of(jsonb), tiles.counted_as_of(text, integer, integer, integer, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tiles.columns(integer), tiles.frame(integer, integer, integer), tiles.lng(integer, double precision),
  tiles.lat(integer, double precision), tiles.scope_ranges(jsonb), tiles.whole_site(jsonb), tiles.for_staff(jsonb),
  tiles.for_anyone(jsonb), tiles.area_parts(geometry, geometry), tiles.counted(text, integer, integer, integer, jsonb),
  tiles.cell_id(integer, integer, integer), tiles.cell_spot(integer, integer, integer, double precision, double precision),
  tiles.as_of(jsonb), tiles.counted_as_of(text, integer, integer, integer, jsonb) TO tile_definer;
