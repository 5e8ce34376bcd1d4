-- Every committed change leaves a row here in its own transaction. Rows get their number afterwards, from one sequencer
-- at a time, so that numbers follow commits: a sequence alone would let a later number commit before an earlier one.
CREATE TABLE live.outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  seq bigint UNIQUE,
  topic text NOT NULL,
  layer text,
  division_code text COLLATE "C",
  west double precision,
  south double precision,
  east double precision,
  north double precision,
  payload jsonb,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_unnumbered ON live.outbox (id) WHERE seq IS NULL;
CREATE INDEX outbox_written_at ON live.outbox (written_at);

CREATE TABLE live.head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  seq bigint NOT NULL
);
INSERT INTO live.head (seq) VALUES (0);

-- Numbers what has been committed since the last call; whoever comes second at the same moment has nothing to do.
CREATE FUNCTION live.number_outbox() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last_seq bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM live.outbox WHERE seq IS NULL) OR NOT pg_try_advisory_xact_lock(hashtext('live.outbox')) THEN
    RETURN (SELECT h.seq FROM live.head h);
  END IF;
  SELECT h.seq INTO last_seq FROM live.head h FOR UPDATE;
  WITH waiting AS (
    SELECT id, last_seq + row_number() OVER (ORDER BY id) AS next_seq FROM live.outbox WHERE seq IS NULL
  ), numbered AS (
    UPDATE live.outbox AS o SET seq = waiting.next_seq FROM waiting WHERE o.id = waiting.id RETURNING o.seq
  )
  UPDATE live.head SET seq = (SELECT coalesce(max(numbered.seq), last_seq) FROM numbered) RETURNING seq INTO last_seq;
  RETURN last_seq;
END
$$;

GRANT SELECT ON live.outbox, live.head TO gezhi_server;
GRANT EXECUTE ON FUNCTION live.number_outbox() TO gezhi_server;

-- Live messages are kept for a day.
CREATE FUNCTION live.purge_outbox() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM live.outbox WHERE seq IS NOT NULL AND written_at < now() - interval '1 day'
$$;
GRANT EXECUTE ON FUNCTION live.purge_outbox() TO gezhi_server;
