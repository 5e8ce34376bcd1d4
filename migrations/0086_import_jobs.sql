-- A delivery on its way through the wizard: uploaded, looked into, previewed, brought in. Kept so that a page that is
-- loaded anew, or another one, finds it where it was; the file lies in a folder under the job's id.
CREATE TABLE governance.import_jobs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Who brings it, and within which scope its rows may lie.
  by_role text NOT NULL,
  by_scope text[] NOT NULL CHECK (cardinality(by_scope) > 0),
  by_name text,
  file_name text NOT NULL CHECK (file_name <> ''),
  file_bytes bigint NOT NULL CHECK (file_bytes > 0),
  state text NOT NULL DEFAULT 'inspecting' CHECK (state IN
    ('inspecting', 'inspected', 'previewing', 'previewed', 'running', 'done', 'failed', 'cancelled')),
  -- Choice of geodata/schemas/import_job.ts; its layer is a column so that one layer has one running job.
  choice jsonb,
  layer text GENERATED ALWAYS AS (choice ->> 'layer') STORED,
  inspection jsonb,
  -- Progress of what is under way; the sentence in both languages of what went wrong; the summary of the import.
  progress jsonb,
  problem jsonb,
  summary jsonb,
  import_id bigint REFERENCES governance.imports (id),
  started_at timestamptz,
  finished_at timestamptz,
  -- Whoever works on it says so every few seconds; silence means that the server was killed.
  heartbeat_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX import_jobs_one_per_layer ON governance.import_jobs (layer) WHERE state = 'running';
CREATE INDEX import_jobs_newest ON governance.import_jobs (created_at DESC);
CREATE INDEX import_jobs_import ON governance.import_jobs (import_id) WHERE import_id IS NOT NULL;

-- File names, samples and reasons may tell of what lies elsewhere: a job is seen by whoever sees all of its scope.
ALTER TABLE governance.import_jobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON governance.import_jobs TO gezhi_server USING (
  NOT EXISTS (SELECT FROM unnest(by_scope) AS code
              WHERE NOT (CASE code WHEN '*' THEN '' ELSE code END) ^@ ANY ((SELECT access.scope())::text[])));
GRANT SELECT, INSERT, DELETE ON governance.import_jobs TO gezhi_server;
GRANT UPDATE (state, choice, inspection, progress, problem, summary, import_id, started_at, finished_at, heartbeat_at)
  ON governance.import_jobs TO gezhi_server;
