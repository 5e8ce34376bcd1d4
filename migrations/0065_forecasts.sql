-- Forecasts on H3: what was learnt, what was published, how it turned out. What was published is never changed: a map is
-- stored with its hash before its window opens, and scored afterwards.

CREATE FUNCTION risk.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only: % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE PROCEDURE risk.keep_forever(kept regclass)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER keep_forever BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION risk.refuse_change()', kept);
  EXECUTE format('GRANT SELECT, INSERT ON %s TO gezhi_server', kept);
END
$$;

-- The cells a forecast speaks of, in order; maps are arrays parallel to it.
CREATE TABLE risk.universes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  res smallint NOT NULL CHECK (res BETWEEN 7 AND 10),
  cells text[] NOT NULL CHECK (cardinality(cells) > 0),
  sha256 text NOT NULL UNIQUE,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CALL risk.keep_forever('risk.universes');

-- One fit of one kind and horizon with its test on the past; also where the answer was that there is not enough data.
CREATE TABLE risk.models (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- event_kinds in geodata/codes, or all
  kind text NOT NULL CHECK (kind ~ '^[a-z_]+$'),
  horizon_days smallint NOT NULL CHECK (horizon_days IN (1, 7, 28)),
  -- which data it was learnt from: another demo city is another past
  stamp text NOT NULL,
  -- the first day it does not know
  as_of date NOT NULL,
  first_day date NOT NULL,
  universe_id bigint NOT NULL REFERENCES risk.universes (id),
  -- weights of the maps of geodata/risk/maps.ts, of the model and of the long-run mean; null without enough data
  beta double precision[],
  mean_beta double precision[],
  -- what the map may be: the model, the long-run mean, or nothing, and why
  published text CHECK (published IN ('model', 'mean')),
  withheld text CHECK (withheld IN ('events', 'windows', 'past', 'too_few', 'wrong_level')),
  report jsonb NOT NULL,
  took_ms integer NOT NULL,
  fitted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((published IS NULL) = (withheld IS NOT NULL))
);
CREATE INDEX models_newest ON risk.models (kind, horizon_days, id DESC);
CALL risk.keep_forever('risk.models');

-- One published map.
CREATE TABLE risk.runs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model_id bigint NOT NULL REFERENCES risk.models (id),
  kind text NOT NULL,
  horizon_days smallint NOT NULL,
  published text NOT NULL CHECK (published IN ('model', 'mean')),
  -- the first day that was not known, the first day of the window and the day after it, and the window's first moment
  as_of date NOT NULL,
  opens date NOT NULL CHECK (opens >= as_of),
  closes date NOT NULL,
  opens_at timestamptz NOT NULL,
  -- events reported before that and with ids up to that were known
  known_until timestamptz NOT NULL,
  last_event_id bigint NOT NULL,
  -- events expected in all cells
  level double precision NOT NULL CHECK (level >= 0),
  beta double precision[] NOT NULL,
  -- what turns events into maps (Rates in geodata/risk/moment.ts)
  rates jsonb NOT NULL,
  -- a change of the reporting level the city was in, if any: day, factor, seasonal
  shift jsonb,
  -- float64 little-endian, in the order of the model's universe: what is published, and the long-run mean
  expected bytea NOT NULL,
  mean bytea NOT NULL,
  -- why: float32, the groups of geodata/risk/maps.ts cell by cell; and all cells together before the level, events a day
  shares bytea NOT NULL,
  raw_sum double precision NOT NULL,
  -- mapHash of geodata/risk/map_hash.ts
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (closes = opens + horizon_days),
  CHECK (octet_length(expected) = octet_length(mean))
);
CREATE UNIQUE INDEX runs_window ON risk.runs (kind, horizon_days, opens, model_id);
CREATE INDEX runs_newest ON risk.runs (kind, horizon_days, id DESC);
CREATE INDEX runs_closes ON risk.runs (closes);
CALL risk.keep_forever('risk.runs');

-- Whatever a client says, a map is published now, and now lies before its window.
CREATE FUNCTION risk.publish_in_time() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.published_at := clock_timestamp();
  IF NEW.published_at >= NEW.opens_at THEN
    RAISE EXCEPTION 'a forecast is published before its window opens at %', NEW.opens_at USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER publish_in_time BEFORE INSERT ON risk.runs FOR EACH ROW EXECUTE FUNCTION risk.publish_in_time();

-- How a published map turned out, once its window had closed.
CREATE TABLE risk.scores (
  run_id bigint PRIMARY KEY REFERENCES risk.runs (id),
  -- whether the stored map still has the hash it was published with
  hash_holds boolean NOT NULL,
  expected double precision NOT NULL,
  observed integer NOT NULL,
  -- of these, outside the cells: always missed
  outside integer NOT NULL,
  -- null without events
  hr5 double precision,
  mean_hr5 double precision,
  gain double precision,
  scored_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CALL risk.keep_forever('risk.scores');

-- What is remembered between nights instead of the whole past (geodata/risk/decayed.ts): for each cell and time constant
-- s ← s · e^{−1/τ} + n; a late report adds n · e^{−age/τ}. Rows by kind, cells and τ inside; float64 little-endian.
CREATE TABLE risk.states (
  kind text PRIMARY KEY,
  universe_id bigint NOT NULL REFERENCES risk.universes (id),
  stamp text NOT NULL,
  first_day date NOT NULL,
  as_of date NOT NULL,
  last_event_id bigint NOT NULL,
  own bytea NOT NULL,
  others bytea NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT, UPDATE ON risk.states TO gezhi_server;

-- Where each cell lies, by its middle: what scope, districts and names go by. Boundaries move, so it is told every night.
CREATE TABLE risk.cell_places (
  h3 text PRIMARY KEY CHECK (h3 ~ '^8[789a][0-9a-f]{13}$'),
  lng double precision NOT NULL,
  lat double precision NOT NULL,
  division_code text COLLATE "C",
  grid_code text COLLATE "C"
);
GRANT SELECT, INSERT, UPDATE ON risk.cell_places TO gezhi_server;

-- How much of a cell lies in each unit grid.
CREATE TABLE risk.grid_shares (
  grid_code text COLLATE "C" NOT NULL,
  h3 text NOT NULL,
  share double precision NOT NULL CHECK (share > 0 AND share <= 1),
  PRIMARY KEY (grid_code, h3)
);
GRANT SELECT, INSERT, DELETE ON risk.grid_shares TO gezhi_server;

-- What could be hurt in each cell; counts only. People are rounded, and left out where they are too few to be counted.
CREATE TABLE risk.exposure (
  h3 text PRIMARY KEY,
  households integer,
  residents integer,
  over_80 integer,
  key_sites integer NOT NULL,
  -- from the middle of the cell to the nearest hydrant that is not known to be out of order; null where there is none
  hydrant_m double precision,
  counted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT, UPDATE ON risk.exposure TO gezhi_server;

-- People by building leave the table for sums over cells only, and only through this.
CREATE FUNCTION risk.people_by_building()
RETURNS TABLE (lng double precision, lat double precision, households integer, residents integer, over_80 integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT ST_X(spot), ST_Y(spot), b.households, p.residents, p.over_80
  FROM asset.buildings b LEFT JOIN governance.building_people p ON p.building_id = b.id,
       LATERAL ST_PointOnSurface(b.geom) AS spot
  WHERE b.households > 0 OR p.residents > 0
$$;
GRANT EXECUTE ON FUNCTION risk.people_by_building() TO gezhi_server;

-- The job that is running or ran last.
CREATE TABLE risk.progress (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  -- kinds done, of how many, and the one at hand
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  doing text,
  failed text,
  -- the day of the newest report the job saw
  newest_report date
);
GRANT SELECT, INSERT, UPDATE ON risk.progress TO gezhi_server;
