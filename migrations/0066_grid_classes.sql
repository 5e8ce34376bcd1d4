-- 四色图: the four classes of grids are shown once a person has answered for their thresholds. A newer signature for the
-- same kind and horizon replaces an older one; none is ever changed.
CREATE TABLE risk.signatures (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind ~ '^[a-z_]+$'),
  horizon_days smallint NOT NULL CHECK (horizon_days IN (1, 7, 28)),
  -- lower edges of the second, third and fourth class: expected reports in a grid and window
  thresholds double precision[] NOT NULL CHECK (
    cardinality(thresholds) = 3 AND thresholds[1] > 0 AND thresholds[1] < thresholds[2] AND thresholds[2] < thresholds[3]),
  -- the divisions it holds for: the signer's scope
  scope text[] NOT NULL CHECK (cardinality(scope) > 0),
  valid_from date NOT NULL,
  valid_to date NOT NULL CHECK (valid_to >= valid_from),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  -- a signature that takes back the one before it
  withdrawn boolean NOT NULL DEFAULT false,
  -- who answers: name as given, and the role it was done in
  signed_by text NOT NULL CHECK (length(signed_by) BETWEEN 1 AND 80),
  signed_as text NOT NULL,
  -- the map that was looked at
  run_id bigint REFERENCES risk.runs (id),
  signed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX signatures_newest ON risk.signatures (kind, horizon_days, id DESC);
CALL risk.keep_forever('risk.signatures');
