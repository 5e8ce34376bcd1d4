-- What left the system as files: who took what, when, how much of it, and the checksum by which a file is known again.
CREATE TABLE governance.exports (
  id uuid PRIMARY KEY,
  role text NOT NULL,
  -- null for a caller without an account
  account text,
  scope text NOT NULL,
  layer text NOT NULL,
  format text NOT NULL CHECK (format IN ('geojson', 'csv', 'gpkg')),
  frame text NOT NULL CHECK (frame ~ '^(wgs84|gcj02|epsg:[0-9]+)$'),
  -- box, filter and time as they were asked for
  selection jsonb NOT NULL DEFAULT '{}',
  rows integer NOT NULL CHECK (rows >= 0),
  bytes bigint CHECK (bytes >= 0),
  sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  outcome text NOT NULL DEFAULT 'running' CHECK (outcome IN ('running', 'done', 'refused', 'cancelled', 'failed')),
  began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz,
  CHECK ((outcome = 'running') = (ended_at IS NULL)),
  CHECK (outcome <> 'done' OR (sha256 IS NOT NULL AND bytes IS NOT NULL))
);
COMMENT ON COLUMN governance.exports.rows IS 'features in the file; of a refused export, those that were asked for';
CREATE INDEX exports_began_at ON governance.exports (began_at DESC);

-- An export ends once, and what it was stays as it was written.
CREATE FUNCTION governance.end_export_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.outcome <> 'running' THEN
    RAISE EXCEPTION 'export % has ended', OLD.id;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER end_once BEFORE UPDATE ON governance.exports
  FOR EACH ROW EXECUTE FUNCTION governance.end_export_once();

ALTER TABLE governance.exports ENABLE ROW LEVEL SECURITY;
CREATE POLICY write_own ON governance.exports FOR INSERT TO gezhi_server WITH CHECK (role = current_setting('gezhi.role', true));
-- Who supervises reads all; the server itself writes how an export ended.
CREATE POLICY supervise ON governance.exports FOR SELECT TO gezhi_server
  USING (current_setting('gezhi.role', true) IN ('system', 'system_admin', 'security_admin', 'audit_admin'));
CREATE POLICY end_own ON governance.exports FOR UPDATE TO gezhi_server USING (current_setting('gezhi.role', true) = 'system');
GRANT SELECT, INSERT, UPDATE (rows, bytes, sha256, outcome, ended_at) ON governance.exports TO gezhi_server;

-- Exports that a stopped process left behind are found without reading all the others.
CREATE INDEX exports_running ON governance.exports (began_at) WHERE outcome = 'running';

-- How many features a role may take in one file. A city sets its own.
CREATE TABLE governance.export_ceilings (
  role text PRIMARY KEY,
  rows integer NOT NULL CHECK (rows >= 0)
);
INSERT INTO governance.export_ceilings (role, rows) VALUES
  ('resident', 5000), ('grid_worker', 2000), ('responder', 5000), ('department', 50000), ('planner', 200000),
  ('names_officer', 50000), ('commander', 100000), ('system_admin', 5000), ('security_admin', 5000), ('audit_admin', 5000);
GRANT SELECT ON governance.export_ceilings TO gezhi_server;
