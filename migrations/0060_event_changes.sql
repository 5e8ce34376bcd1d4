-- Which events changed, for the counts that the server keeps in memory (docs/decisions/0020). Rows carry the
-- transaction that wrote them: whoever remembers the snapshot of its last look asks for what that snapshot could not
-- see, and so misses nothing however late a transaction commits.
CREATE TABLE governance.event_changes (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  -- null: so many at once that reading them all again is cheaper
  event_id bigint,
  written_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX event_changes_xid ON governance.event_changes (xid);
CREATE INDEX event_changes_written_at ON governance.event_changes (written_at);
GRANT SELECT ON governance.event_changes TO gezhi_server;

CREATE FUNCTION governance.keep_event_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO governance.event_changes (event_id)
  SELECT CASE WHEN n <= 2000 THEN id END FROM (SELECT id, count(*) OVER () AS n FROM touched) AS counted
  LIMIT CASE WHEN (SELECT count(*) FROM touched) > 2000 THEN 1 END;
  RETURN NULL;
END
$$;
CREATE TRIGGER keep_change_insert AFTER INSERT ON governance.events REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION governance.keep_event_change();
CREATE TRIGGER keep_change_update AFTER UPDATE ON governance.events REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION governance.keep_event_change();
CREATE TRIGGER keep_change_delete AFTER DELETE ON governance.events REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION governance.keep_event_change();

-- Kept for a day; who slept longer reads everything again.
CREATE FUNCTION governance.purge_event_changes() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM governance.event_changes WHERE written_at < now() - interval '1 day'
$$;
GRANT EXECUTE ON FUNCTION governance.purge_event_changes() TO gezhi_server;

-- What no event can be. A missing time and a repeated public_id are refused already.
-- (0, 0) is what a device without a position reports.
ALTER TABLE governance.events ADD CONSTRAINT events_somewhere CHECK (NOT (ST_X(geom) = 0 AND ST_Y(geom) = 0));

-- Nothing is reported before it happens to be reported: a few minutes are a clock that runs ahead, more is a mistake.
CREATE FUNCTION governance.refuse_future_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'an event reported at % lies in the future', NEW.reported_at
    USING ERRCODE = 'check_violation', SCHEMA = 'governance', TABLE = 'events', CONSTRAINT = 'events_not_in_future';
END
$$;
CREATE TRIGGER refuse_future BEFORE INSERT OR UPDATE OF reported_at ON governance.events FOR EACH ROW
  WHEN (NEW.reported_at > now() + interval '5 minutes') EXECUTE FUNCTION governance.refuse_future_event();
