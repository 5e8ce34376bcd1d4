-- Real cities (Monaco) have ways on different levels that meet in a vertex without a bridge or tunnel: levels keep apart
-- only where there is one.
CREATE OR REPLACE FUNCTION routing.cut_roads() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- Every vertex of the involved roads once; a way that stands still at a spot has one vertex there.
  CREATE TEMP TABLE vertex ON COMMIT DROP AS
    SELECT road_id, line, at, x, y, level, lag(at) OVER way IS NULL AS is_first, lead(at) OVER way IS NULL AS is_last,
           is_structure
    FROM (
      SELECT *, (x, y) IS NOT DISTINCT FROM (lag(x) OVER way, lag(y) OVER way) AS stands_still
      FROM (
        SELECT r.id AS road_id, p.path[1] AS line, p.path[2] AS at, r.bridge OR r.tunnel AS is_structure,
               round(ST_X(p.geom) * 1e7)::integer AS x, round(ST_Y(p.geom) * 1e7)::integer AS y,
               (CASE WHEN r.level <> 0 THEN r.level WHEN r.bridge THEN 1 WHEN r.tunnel THEN -1 ELSE 0 END)::smallint AS level
        FROM involved JOIN asset.roads r USING (id), ST_DumpPoints(r.geom) AS p
      ) AS dumped
      WINDOW way AS (PARTITION BY road_id, line ORDER BY at)
    ) AS every_one
    WHERE NOT stands_still
    WINDOW way AS (PARTITION BY road_id, line ORDER BY at);
  DELETE FROM vertex WHERE is_first AND is_last;
  ANALYZE vertex;

  -- Spots where a way ends or several vertices lie, and from them the junctions. Where a bridge or a tunnel passes, ways
  -- meet level by level: those on another level share the spot and do not meet, and one that only ends there joins the
  -- nearest. Elsewhere a level is drawing order, and whatever shares a spot meets.
  CREATE TEMP TABLE cut ON COMMIT DROP AS
    WITH spot AS (
      SELECT x, y, min(level) AS lowest,
             CASE WHEN bool_or(is_structure AND NOT is_first AND NOT is_last)
               THEN array_agg(DISTINCT level) FILTER (WHERE NOT is_first AND NOT is_last) END AS passing
      FROM vertex GROUP BY x, y HAVING count(*) > 1 OR bool_or(is_first OR is_last)
    ), meeting AS (
      SELECT v.*, CASE
        WHEN spot.passing IS NULL THEN spot.lowest
        WHEN cardinality(spot.passing) = 1 THEN spot.passing[1]
        ELSE (SELECT p FROM unnest(spot.passing) AS p ORDER BY abs(p - v.level), p LIMIT 1)
      END AS on_level
      FROM vertex v JOIN spot USING (x, y)
    ), counted AS (
      SELECT *, count(*) OVER here > 1 OR bool_or(is_first OR is_last) OVER here AS is_cut
      FROM meeting WINDOW here AS (PARTITION BY x, y, on_level)
    )
    SELECT road_id, line, at, x, y, on_level FROM counted WHERE is_cut AND road_id IN (SELECT id FROM affected);
  ANALYZE cut;
  INSERT INTO routing.nodes (x, y, level) SELECT DISTINCT x, y, on_level FROM cut ON CONFLICT DO NOTHING;

  CREATE TEMP TABLE fresh ON COMMIT DROP AS
    WITH numbered AS (
      SELECT v.road_id, v.line, v.at, v.x, v.y, n.id AS node,
             count(n.id) OVER (PARTITION BY v.road_id, v.line ORDER BY v.at) AS piece
      FROM vertex v
      LEFT JOIN cut c USING (road_id, line, at)
      LEFT JOIN routing.nodes n ON n.x = c.x AND n.y = c.y AND n.level = c.on_level
      WHERE v.road_id IN (SELECT id FROM affected)
    ), parts AS (
      -- A junction begins one piece and ends the one before.
      SELECT road_id, line, piece, at, x, y, node AS source, NULL::bigint AS target FROM numbered
      UNION ALL
      SELECT road_id, line, piece - 1, at, x, y, NULL, node FROM numbered WHERE node IS NOT NULL AND piece > 1
    ), pieces AS (
      SELECT road_id, max(source) AS source, max(target) AS target,
             ST_MakeLine(ST_SetSRID(ST_Point(x / 1e7, y / 1e7), 4326) ORDER BY at) AS geom
      FROM parts GROUP BY road_id, line, piece HAVING count(*) > 1
    )
    SELECT DISTINCT ON (road_id, source, target, geom)
           road_id, source, target, geom, NULL::text AS gate, 0::real AS gate_passes
    FROM pieces WHERE source IS NOT NULL AND target IS NOT NULL;
  ANALYZE fresh;

  -- A gate counts where it stands on a way through a compound, not on the street it opens to.
  UPDATE fresh SET gate = standing.kind, gate_passes = standing.passes
  FROM (
    SELECT f.road_id, f.geom,
           (array_agg(g.kind ORDER BY array_position(ARRAY['pedestrian', 'fire', 'vehicle', 'main'], g.kind)))[1] AS kind,
           sum(CASE WHEN ST_DWithin(ST_Boundary(f.geom), g.geom, routing.gate_reach()) THEN 0.5 ELSE 1 END) AS passes
    FROM fresh f JOIN asset.roads r ON r.id = f.road_id AND r.class IN ('service', 'track', 'path')
    JOIN asset.gates g ON ST_DWithin(f.geom, g.geom, routing.gate_reach())
    GROUP BY f.road_id, f.geom
  ) AS standing
  WHERE fresh.road_id = standing.road_id AND fresh.geom = standing.geom;
END
$$;
COMMENT ON COLUMN asset.roads.level IS 'storey of a bridge or tunnel and of what passes it, 1 or -1 where they say 0; elsewhere drawing order';
