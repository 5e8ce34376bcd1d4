-- Who did what, why, where, when, with what result: written in the transaction of the deed, never changed, chained by
-- hashes within a second by one sequencer (server/audit/sequencer.ts). Chaining inside each transaction would make writers queue.

CREATE FUNCTION access.acting_account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('gezhi.account', true), '')::uuid
$$;
CREATE FUNCTION access.acting_request() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('gezhi.request', true), '')
$$;
REVOKE ALL ON FUNCTION access.acting_account(), access.acting_request() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.acting_account(), access.acting_request() TO gezhi_server;
GRANT USAGE ON SCHEMA audit TO gezhi_server;

-- In partitions by month (UTC), so that old ones can be archived whole.
CREATE TABLE audit.entries (
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Nobody's account: the server itself, a visitor of a demo, an attempt to sign in.
  account_id uuid DEFAULT access.acting_account(),
  role text NOT NULL DEFAULT access.acting_role(),
  request_id text DEFAULT access.acting_request(),
  -- domain.verb: import.run, grant.revoke
  action text NOT NULL CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
  -- what it was done to: accounts/<id>, imports/12, cameras/7
  object text CHECK (length(object) <= 300),
  why text CHECK (length(why) <= 1000),
  division_code text COLLATE "C" CHECK (division_code ~ '^[0-9]{12}$'),
  grid_code text COLLATE "C",
  lng double precision CHECK (lng BETWEEN -180 AND 180),
  lat double precision CHECK (lat BETWEEN -90 AND 90),
  result text NOT NULL DEFAULT 'done' CHECK (result IN ('done', 'refused', 'failed')),
  detail jsonb NOT NULL DEFAULT '{}' CHECK (length(detail::text) <= 20000),
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX entries_at ON audit.entries (at DESC);
CREATE INDEX entries_account ON audit.entries (account_id, at DESC);
CREATE INDEX entries_action ON audit.entries (action, at DESC);
-- The role column and the like come from the transaction's settings, not from a statement.
GRANT INSERT (action, object, why, division_code, grid_code, lng, lat, result, detail) ON audit.entries TO gezhi_server;
GRANT SELECT ON audit.entries TO gezhi_server;
ALTER TABLE audit.entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_auditors ON audit.entries FOR SELECT TO gezhi_server
  USING ((SELECT access.acting_role()) IN ('audit_admin', 'system'));
CREATE POLICY written_by_anyone ON audit.entries FOR INSERT TO gezhi_server WITH CHECK (true);

-- Waiting for their link. In commit order only by the sequencer's reading, never by their id.
CREATE TABLE audit.unlinked (
  entry_id bigint PRIMARY KEY,
  at timestamptz NOT NULL
);

-- The chain: link n holds the hash of link n - 1 and the entry. It outlives archived entries.
CREATE TABLE audit.links (
  seq bigint PRIMARY KEY,
  entry_id bigint NOT NULL UNIQUE,
  at timestamptz NOT NULL,
  algorithm text NOT NULL CHECK (algorithm IN ('sha256', 'sm3')),
  hash bytea NOT NULL CHECK (length(hash) = 32)
);
GRANT SELECT ON audit.links TO gezhi_server;

-- Partitions that were taken out whole, and the file that holds them now.
CREATE TABLE audit.archives (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at > from_at),
  entries bigint NOT NULL,
  file_name text NOT NULL,
  file_sha256 text NOT NULL CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
  archived_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON audit.archives TO gezhi_server;

CREATE FUNCTION audit.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit.% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.entries FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit.entries FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.links FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit.links FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.archives FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit.archives FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

CREATE FUNCTION audit.await_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO audit.unlinked (entry_id, at) VALUES (NEW.id, NEW.at);
  RETURN NULL;
END
$$;
CREATE TRIGGER await_link AFTER INSERT ON audit.entries FOR EACH ROW EXECUTE FUNCTION audit.await_link();

-- An entry as the text that is hashed: every column, spelt the same whatever a session's settings are.
CREATE FUNCTION audit.spell(entry audit.entries) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT jsonb_build_array(entry.id, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry.account_id,
    entry.role, entry.request_id, entry.action, entry.object, entry.why, entry.division_code, entry.grid_code,
    entry.lng::text, entry.lat::text, entry.result, entry.detail)::text
$$;

-- What waits for a link, spelt, and the end of the chain as it stands; one sequencer at a time.
CREATE FUNCTION audit.take_unlinked(most integer) RETURNS TABLE (entry_id bigint, at timestamptz, spelt text, last_seq bigint, last_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM audit.unlinked) OR NOT pg_try_advisory_xact_lock(hashtext('audit.links')) THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT e.id, e.at, audit.spell(e), l.seq, l.hash
    FROM (SELECT * FROM audit.unlinked ORDER BY entry_id LIMIT most) AS u
    JOIN audit.entries AS e ON e.id = u.entry_id AND e.at = u.at
    LEFT JOIN LATERAL (SELECT seq, hash FROM audit.links ORDER BY seq DESC LIMIT 1) AS l ON true
    ORDER BY e.id;
END
$$;

-- Adds links to the end of the chain. Refuses any that do not follow on, or whose entry does not wait for one.
CREATE FUNCTION audit.add_links(after bigint, algorithm text, entry_ids bigint[], hashes bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  added bigint;
BEGIN
  IF coalesce((SELECT max(seq) FROM audit.links), 0) <> after THEN
    RAISE EXCEPTION 'the chain does not end at link %', after;
  END IF;
  WITH given AS (
    SELECT * FROM unnest(entry_ids, hashes) WITH ORDINALITY AS given (entry_id, hash, n)
  ), taken AS (
    DELETE FROM audit.unlinked u USING given WHERE u.entry_id = given.entry_id RETURNING u.entry_id, u.at
  )
  INSERT INTO audit.links (seq, entry_id, at, algorithm, hash)
  SELECT after + given.n, given.entry_id, taken.at, add_links.algorithm, given.hash FROM given JOIN taken USING (entry_id);
  GET DIAGNOSTICS added = ROW_COUNT;
  IF added <> cardinality(entry_ids) THEN
    RAISE EXCEPTION 'an entry that does not wait for a link was to get one';
  END IF;
END
$$;

-- Makes the partitions of this month and the next two; entries of no partition go to a default one.
CREATE FUNCTION audit.make_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first timestamptz;
  name text;
BEGIN
  FOR ahead IN 0..2 LOOP
    first := date_trunc('month', now(), 'UTC') + make_interval(months => ahead);
    first := date_trunc('month', first + interval '12 hours', 'UTC');
    name := 'entries_' || to_char(first AT TIME ZONE 'UTC', 'YYYYMM');
    IF to_regclass('audit.' || name) IS NULL THEN
      EXECUTE format('CREATE TABLE audit.%I PARTITION OF audit.entries FOR VALUES FROM (%L) TO (%L)', name, first,
        ((first AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC');
    END IF;
  END LOOP;
END
$$;
CREATE TABLE audit.entries_default PARTITION OF audit.entries DEFAULT;
SELECT audit.make_partitions();

REVOKE ALL ON FUNCTION audit.refuse_change(), audit.await_link(), audit.spell(audit.entries), audit.take_unlinked(integer),
  audit.add_links(bigint, text, bigint[], bytea[]), audit.make_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.take_unlinked(integer), audit.add_links(bigint, text, bigint[], bytea[]),
  audit.make_partitions() TO gezhi_server;
