-- What was brought in, from where, by which run; the catalogue of sources and the record of demo data.
CREATE TABLE governance.imports (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  layer text NOT NULL,
  source text NOT NULL,
  file_name text NOT NULL,
  file_sha256 text NOT NULL,
  read integer NOT NULL,
  inserted integer NOT NULL,
  updated integer NOT NULL,
  unchanged integer NOT NULL,
  repaired integer NOT NULL,
  refused jsonb NOT NULL DEFAULT '{}',
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT ON governance.imports TO gezhi_server;

-- Which generated city is loaded: one row, or none on a real site.
CREATE TABLE governance.demo_city (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version text NOT NULL,
  seed text NOT NULL,
  loaded_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON governance.demo_city TO gezhi_server;
