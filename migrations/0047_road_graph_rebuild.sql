-- How the graph follows the roads: what is affected is cut anew, what stays the same keeps its id and its version.

-- Roads whose edges have to be made anew: into temporary table `affected`; their neighbours as well into `involved`.
CREATE FUNCTION routing.find_affected(whole boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  found bigint;
BEGIN
  CREATE TEMP TABLE affected (id bigint PRIMARY KEY) ON COMMIT DROP;
  CREATE TEMP TABLE involved (id bigint PRIMARY KEY) ON COMMIT DROP;
  IF whole THEN
    INSERT INTO affected SELECT id FROM asset.roads UNION SELECT id FROM routing.roads;
    INSERT INTO involved SELECT id FROM affected;
    ANALYZE affected, involved;
    RETURN (SELECT count(*) FROM affected);
  END IF;

  CREATE TEMP TABLE changed ON COMMIT DROP AS
    SELECT id FROM asset.roads r FULL JOIN routing.roads b USING (id) WHERE r.valid_from IS DISTINCT FROM b.valid_from
    UNION
    SELECT e.road_id
    FROM (SELECT coalesce(g.geom, b.geom) AS here, b.geom AS before
          FROM asset.gates g FULL JOIN routing.gates b USING (id) WHERE g.valid_from IS DISTINCT FROM b.valid_from) AS gate
    JOIN routing.edges e ON ST_DWithin(e.geom, gate.here, routing.gate_reach()) OR ST_DWithin(e.geom, gate.before, routing.gate_reach());
  GET DIAGNOSTICS found = ROW_COUNT;
  ANALYZE changed;

  -- Shapes of the changed roads before and after: who has a vertex in common with them is cut or mended there.
  CREATE TEMP TABLE shapes ON COMMIT DROP AS
    SELECT r.geom FROM changed JOIN asset.roads r USING (id)
    UNION ALL
    SELECT e.geom FROM changed JOIN routing.edges e ON e.road_id = changed.id;
  ANALYZE shapes;
  INSERT INTO affected
    SELECT id FROM changed
    UNION
    SELECT near.id
    FROM (SELECT DISTINCT r.id, r.geom FROM shapes JOIN asset.roads r ON r.geom && shapes.geom) AS near,
         ST_DumpPoints(near.geom) AS own
    JOIN (SELECT DISTINCT round(ST_X(p.geom) * 1e7) AS x, round(ST_Y(p.geom) * 1e7) AS y
          FROM shapes, ST_DumpPoints(shapes.geom) AS p) AS touched
      ON touched.x = round(ST_X(own.geom) * 1e7) AND touched.y = round(ST_Y(own.geom) * 1e7);
  ANALYZE affected;
  INSERT INTO involved
    SELECT id FROM affected
    UNION
    SELECT other.id FROM affected JOIN asset.roads r USING (id) JOIN asset.roads other ON other.geom && r.geom;
  ANALYZE involved;
  RETURN found;
END
$$;

-- Cuts the affected roads at their junctions: into temporary table `fresh`. Real cities (Monaco) have ways on different
-- levels that meet in a vertex without a bridge or tunnel: levels keep apart only where there is one.
CREATE FUNCTION routing.cut_roads() RETURNS void
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

-- Replaces the edges of the affected roads by the fresh ones; what stays the same keeps its id and its version.
CREATE FUNCTION routing.replace_edges(next_version bigint) RETURNS TABLE (added bigint, removed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  CREATE TEMP TABLE gone (source bigint, target bigint, block integer) ON COMMIT DROP;
  WITH deleted AS (
    DELETE FROM routing.edges e
    WHERE e.road_id IN (SELECT id FROM affected)
      AND NOT EXISTS (SELECT FROM fresh f WHERE f.road_id = e.road_id AND f.source = e.source AND f.target = e.target
                        AND f.geom = e.geom AND f.gate IS NOT DISTINCT FROM e.gate AND f.gate_passes = e.gate_passes)
    RETURNING e.source, e.target, e.block
  )
  INSERT INTO gone SELECT * FROM deleted;
  GET DIAGNOSTICS removed = ROW_COUNT;

  CREATE TEMP TABLE come (block integer) ON COMMIT DROP;
  WITH inserted AS (
    INSERT INTO routing.edges (road_id, source, target, length_m, gate, gate_passes, block, geom)
    SELECT f.road_id, f.source, f.target, ST_Length(f.geom::geography), f.gate, f.gate_passes,
           routing.block_of(ST_X(ST_StartPoint(f.geom)), ST_Y(ST_StartPoint(f.geom))), f.geom
    FROM fresh f
    WHERE NOT EXISTS (SELECT FROM routing.edges e WHERE e.road_id = f.road_id AND e.source = f.source AND e.target = f.target
                        AND e.geom = f.geom)
    ORDER BY f.road_id
    RETURNING block
  )
  INSERT INTO come SELECT * FROM inserted;
  GET DIAGNOSTICS added = ROW_COUNT;

  DELETE FROM routing.nodes n
  USING (SELECT source AS id FROM gone UNION SELECT target FROM gone) AS left_over
  WHERE n.id = left_over.id AND NOT EXISTS (SELECT FROM routing.edges WHERE source = n.id)
    AND NOT EXISTS (SELECT FROM routing.edges WHERE target = n.id);

  CREATE TEMP TABLE ruled ON COMMIT DROP AS
    SELECT id, valid_from, class, link, name, name_en, ref, oneway, level, tunnel, surface, steps, step_free, foot, motor,
           maxspeed_kmh, max_height_m, max_width_m, max_weight_t
    FROM asset.roads WHERE id IN (SELECT id FROM affected)
    EXCEPT SELECT * FROM routing.roads;
  DELETE FROM routing.roads b
  WHERE b.id IN (SELECT id FROM ruled)
     OR b.id IN (SELECT id FROM affected) AND NOT EXISTS (SELECT FROM asset.roads r WHERE r.id = b.id);
  INSERT INTO routing.roads SELECT * FROM ruled;

  INSERT INTO routing.blocks (block, version)
    SELECT block, next_version FROM (
      SELECT block FROM gone UNION SELECT block FROM come
      UNION SELECT e.block FROM routing.edges e WHERE e.road_id IN (SELECT id FROM ruled)
    ) AS touched
    ON CONFLICT (block) DO UPDATE SET version = excluded.version;
  RETURN NEXT;
END
$$;

-- Brings the graph to the present of asset.roads: what changed since it was last built, or everything where `whole`.
-- Must run in a REPEATABLE READ transaction, so that all its steps see one moment. Nothing is done while another one is
-- at it: the row then says busy.
CREATE FUNCTION routing.rebuild(whole boolean DEFAULT false)
RETURNS TABLE (version bigint, busy boolean, changed bigint, added bigint, removed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  before bigint;
  touched bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'repeatable read' THEN
    RAISE EXCEPTION 'routing.rebuild() needs REPEATABLE READ, so that all of it sees one moment';
  END IF;
  SELECT g.version INTO before FROM routing.graph g;
  IF NOT pg_try_advisory_xact_lock(hashtext('routing.rebuild')) THEN
    RETURN QUERY SELECT before, true, 0::bigint, 0::bigint, 0::bigint;
    RETURN;
  END IF;
  whole := whole OR before = 0;
  touched := routing.find_affected(whole);
  IF touched = 0 AND before > 0 THEN
    RETURN QUERY SELECT before, false, 0::bigint, 0::bigint, 0::bigint;
    RETURN;
  END IF;
  PERFORM routing.cut_roads();
  SELECT r.added, r.removed INTO added, removed FROM routing.replace_edges(before + 1) AS r;
  DELETE FROM routing.gates b WHERE NOT EXISTS (SELECT FROM asset.gates g WHERE g.id = b.id);
  INSERT INTO routing.gates SELECT id, valid_from, kind, geom FROM asset.gates
    ON CONFLICT (id) DO UPDATE SET valid_from = excluded.valid_from, kind = excluded.kind, geom = excluded.geom
    WHERE gates.valid_from <> excluded.valid_from;
  -- A whole build that finds nothing new leaves readers what they have.
  UPDATE routing.graph g SET
    version = CASE WHEN before = 0 OR EXISTS (SELECT FROM routing.blocks b WHERE b.version = before + 1) THEN before + 1 ELSE before END,
    built_at = now(),
    edges = g.edges + added - removed
  RETURNING g.version INTO version;
  busy := false;
  changed := touched;
  RETURN NEXT;
END
$$;

-- Only rebuild() is for others; its parts work on its temporary tables.
GRANT EXECUTE ON FUNCTION routing.rebuild(boolean) TO gezhi_server;
GRANT SELECT ON routing.graph, routing.roads, routing.edges, routing.nodes, routing.blocks, routing.closures TO gezhi_server;
GRANT INSERT (geom, modes, starts_at, ends_at, reason, declared_by) ON routing.closures TO gezhi_server;
GRANT UPDATE (lifted_by, lifted_at) ON routing.closures TO gezhi_server;
