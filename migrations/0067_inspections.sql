-- Inspection plans: cells to be visited because more is expected there, and some drawn at random elsewhere, so that it can
-- be told whether the forecast only finds what it looks for.
CREATE TABLE risk.plans (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id uuid NOT NULL UNIQUE,
  run_id bigint NOT NULL REFERENCES risk.runs (id),
  kind text NOT NULL,
  -- the divisions it was made for
  scope text[] NOT NULL CHECK (cardinality(scope) > 0),
  -- what the random visits were drawn with, and from how many cells
  seed text NOT NULL,
  drawn_from integer NOT NULL,
  random_share double precision NOT NULL CHECK (random_share BETWEEN 0.05 AND 0.1),
  -- what limited it: visits, or metres on foot
  max_visits integer,
  max_distance_m integer,
  distance_m double precision NOT NULL,
  -- how the order and the distance were found: on roads, or in straight lines
  by_road boolean NOT NULL,
  start geometry(Point, 4326),
  route geometry(LineString, 4326),
  made_as text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (max_visits IS NOT NULL OR max_distance_m IS NOT NULL)
);
CREATE INDEX plans_run ON risk.plans (run_id);
CALL risk.keep_forever('risk.plans');

CREATE TABLE risk.visits (
  plan_id bigint NOT NULL REFERENCES risk.plans (id),
  seq smallint NOT NULL CHECK (seq > 0),
  h3 text NOT NULL,
  division_code text COLLATE "C",
  grid_code text COLLATE "C",
  -- expected: among the highest; random: drawn outside the flagged cells
  chosen text NOT NULL CHECK (chosen IN ('expected', 'random')),
  expected double precision NOT NULL,
  spot geometry(Point, 4326) NOT NULL,
  result text CHECK (result IN ('found', 'nothing', 'not_reached')),
  note text CHECK (length(note) <= 500),
  -- the event an inspection reported
  event_id bigint,
  done_as text,
  done_at timestamptz,
  PRIMARY KEY (plan_id, seq),
  CHECK ((result IS NULL) = (done_at IS NULL)),
  CHECK (event_id IS NULL OR result = 'found')
);
CREATE INDEX visits_division ON risk.visits (division_code);
CREATE INDEX visits_event ON risk.visits (event_id);
GRANT SELECT, INSERT ON risk.visits TO gezhi_server;
GRANT UPDATE (result, note, event_id, done_as, done_at) ON risk.visits TO gezhi_server;

-- What an inspector finds becomes an event like any other; it is known by reported_by and never learnt from.
GRANT INSERT ON governance.events TO gezhi_server;
