-- Systems that data comes from and goes to: who answers for each, how often it should run, and how its runs went.
CREATE TABLE governance.systems (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> ''),
  -- code of geodata/codes/departments.json
  owner text NOT NULL CHECK (owner ~ '^[a-z_]+$'),
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  kind text NOT NULL CHECK (kind IN ('file', 'ogc', 'tiles', 'mqtt', 'open311', 'webhook', 'database')),
  layers text[] NOT NULL DEFAULT '{}',
  -- the name under which deliveries of this system are imported
  source text UNIQUE CHECK (source <> ''),
  -- hours from one run to the next; null where it runs when somebody asks
  every_hours integer CHECK (every_hours BETWEEN 1 AND 8784),
  -- an office and its telephone, not a person
  contact text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  paused boolean NOT NULL DEFAULT false,
  added_at timestamptz NOT NULL DEFAULT now(),
  CHECK (source IS NULL OR direction = 'in')
);

-- Runs that are no import: what was sent out, and what came in by another way than a file.
CREATE TABLE governance.system_runs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  system_id bigint NOT NULL REFERENCES governance.systems (id) ON DELETE CASCADE,
  ended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  rows integer NOT NULL CHECK (rows >= 0),
  errors integer NOT NULL CHECK (errors >= 0),
  message text NOT NULL DEFAULT ''
);
CREATE INDEX system_runs_latest ON governance.system_runs (system_id, ended_at DESC);
CREATE INDEX imports_source ON governance.imports (source, finished_at DESC);

GRANT SELECT, INSERT, DELETE, UPDATE (name, owner, direction, kind, layers, source, every_hours, contact, note, paused)
  ON governance.systems TO gezhi_server;
GRANT SELECT, INSERT ON governance.system_runs TO gezhi_server;
