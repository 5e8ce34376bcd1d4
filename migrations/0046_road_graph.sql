-- The road graph: roads cut at their junctions. It follows asset.roads by routing.rebuild(), which takes only what
-- changed and commits all of it at once; readers compare versions and never see half of one.
CREATE SCHEMA routing;
GRANT USAGE ON SCHEMA routing TO gezhi_server;

-- One row. version 0: never built. closures counts every change of a closure.
CREATE TABLE routing.graph (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version bigint NOT NULL DEFAULT 0,
  closures bigint NOT NULL DEFAULT 0,
  built_at timestamptz,
  edges bigint NOT NULL DEFAULT 0
);
INSERT INTO routing.graph DEFAULT VALUES;

-- Roads as they were when the graph last took them, so that edges and rules are always of one moment.
CREATE TABLE routing.roads (
  id bigint PRIMARY KEY,
  valid_from timestamptz NOT NULL,
  class text NOT NULL,
  link boolean NOT NULL,
  name text,
  name_en text,
  ref text,
  oneway smallint NOT NULL,
  level smallint NOT NULL,
  tunnel boolean NOT NULL,
  surface text,
  steps boolean NOT NULL,
  step_free boolean,
  foot text,
  motor text,
  maxspeed_kmh smallint,
  max_height_m real,
  max_width_m real,
  max_weight_t real
);

-- The same for gates: one on a way through a compound says who gets through.
CREATE TABLE routing.gates (
  id bigint PRIMARY KEY,
  valid_from timestamptz NOT NULL,
  kind text NOT NULL,
  geom geometry(Point, 4326) NOT NULL
);

-- A spot where ways meet or end: degrees × 10^7, and the level, since two may pass over one spot.
CREATE TABLE routing.nodes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  x integer NOT NULL,
  y integer NOT NULL,
  level smallint NOT NULL,
  UNIQUE (x, y, level)
);

CREATE TABLE routing.edges (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  road_id bigint NOT NULL,
  source bigint NOT NULL,
  target bigint NOT NULL,
  length_m double precision NOT NULL,
  -- the strictest kind of gate on it, and how many are passed: one at its end is shared with the next edge, a half
  gate text,
  gate_passes real NOT NULL DEFAULT 0,
  block integer NOT NULL,
  geom geometry(LineString, 4326) NOT NULL
);
CREATE INDEX ON routing.edges (road_id);
CREATE INDEX ON routing.edges (source);
CREATE INDEX ON routing.edges (target);
CREATE INDEX ON routing.edges (block);
CREATE INDEX ON routing.edges USING gist (geom);

-- Readers hold the graph in blocks (tiles of zoom 13, by where an edge begins) and fetch those that changed.
CREATE TABLE routing.blocks (
  block integer PRIMARY KEY,
  version bigint NOT NULL
);
CREATE INDEX ON routing.blocks (version);

-- Where nobody gets through for a time: the way a point lies on, or every way an area touches.
CREATE TABLE routing.closures (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  geom geometry(Geometry, 4326) NOT NULL CHECK (GeometryType(geom) IN ('POINT', 'POLYGON', 'MULTIPOLYGON') AND ST_IsValid(geom)),
  modes text[] NOT NULL CHECK (cardinality(modes) > 0 AND modes <@ ARRAY['foot', 'vehicle']),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz CHECK (ends_at > starts_at),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
  declared_by text NOT NULL,
  declared_at timestamptz NOT NULL DEFAULT now(),
  lifted_by text,
  lifted_at timestamptz
);
CREATE INDEX ON routing.closures USING gist (geom) WHERE lifted_at IS NULL;

CREATE FUNCTION routing.count_closures() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE routing.graph SET closures = closures + 1;
  RETURN NULL;
END
$$;
CREATE TRIGGER count_closures AFTER INSERT OR UPDATE OR DELETE ON routing.closures
FOR EACH STATEMENT EXECUTE FUNCTION routing.count_closures();

CREATE FUNCTION routing.block_of(lng double precision, lat double precision) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (tiles.cell_x(lng) >> 3) * 8192 + (tiles.cell_y(lat) >> 3)
$$;

-- How near a gate must be to stand on a way, degrees (about 3 m).
CREATE FUNCTION routing.gate_reach() RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 0.00003::double precision';
