-- A grant is a role at a place: a division and all below it, or * for the whole site. Rows are never deleted; a grant ends
-- by its time or by being revoked.
CREATE TABLE access.grants (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES access.accounts (id),
  role text NOT NULL CHECK (role IN ('grid_worker', 'responder', 'department', 'planner', 'names_officer', 'commander',
                                     'system_admin', 'security_admin', 'audit_admin')),
  division_code text COLLATE "C" NOT NULL CHECK (division_code = '*' OR division_code ~ '^[0-9]{12}$'),
  granted_by uuid REFERENCES access.accounts (id),
  granted_at timestamptz NOT NULL DEFAULT now(),
  valid_from timestamptz NOT NULL DEFAULT now(),
  valid_until timestamptz CHECK (valid_until > valid_from),
  revoked_by uuid REFERENCES access.accounts (id),
  revoked_at timestamptz,
  active tstzrange NOT NULL GENERATED ALWAYS AS (tstzrange(valid_from,
    CASE WHEN least(valid_until, revoked_at) IS NOT NULL THEN greatest(valid_from, least(valid_until, revoked_at)) END)) STORED,
  -- The three administrators are powers of their own; all other roles are one.
  power text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN role IN ('system_admin', 'security_admin', 'audit_admin') THEN role ELSE 'work' END) STORED,
  CONSTRAINT grants_powers_apart EXCLUDE USING gist (account_id WITH =, power WITH <>, active WITH &&),
  CONSTRAINT grants_once EXCLUDE USING gist (account_id WITH =, role WITH =, division_code WITH =, active WITH &&),
  -- What ends by itself would end the last administrator unasked.
  CONSTRAINT grants_of_administrators CHECK (power = 'work' OR (division_code = '*' AND valid_until IS NULL))
);
CREATE INDEX grants_account ON access.grants (account_id);
GRANT SELECT ON access.grants TO gezhi_server;
GRANT INSERT (account_id, role, division_code, granted_by, valid_from, valid_until) ON access.grants TO gezhi_server;
GRANT UPDATE (revoked_by, revoked_at) ON access.grants TO gezhi_server;
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON access.grants
  FOR EACH STATEMENT EXECUTE FUNCTION governance.refuse_truncate();

-- The place must exist now; a grant made before its division ended stays, its rows keep the code they had.
CREATE FUNCTION access.check_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
    RAISE EXCEPTION 'grant % was revoked and stays so', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'grants_revoked';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.division_code = OLD.division_code OR NEW.division_code = '*' THEN
    RETURN NEW;
  END IF;
  PERFORM FROM governance.divisions AS division
    WHERE division.code = NEW.division_code AND (division.valid_to IS NULL OR division.valid_to > now());
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no division % any more, or there never was', NEW.division_code
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'grants_division';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER check_grant BEFORE INSERT OR UPDATE ON access.grants FOR EACH ROW EXECUTE FUNCTION access.check_grant();

-- Once a site has an administrator of a kind it keeps one: when the transaction ends there must be an enabled account
-- holding it. One transaction at a time asks, so that two cannot each count on the other's.
-- A transaction's now() is when it began: by it, one that began before the other's revocation would still see an administrator
-- in the other. What is revoked counts as gone whenever that was.
CREATE FUNCTION access.keep_administrators() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  touched text[];
  lost text;
BEGIN
  IF TG_TABLE_NAME = 'grants' THEN
    touched := ARRAY[OLD.power];
  ELSE
    touched := ARRAY(SELECT g.power FROM access.grants AS g WHERE g.account_id = OLD.id AND g.revoked_at IS NULL);
  END IF;
  touched := array_remove(touched, 'work');
  IF cardinality(touched) = 0 THEN
    RETURN NULL;
  END IF;
  IF current_setting('transaction_isolation') = 'repeatable read' THEN
    RAISE EXCEPTION 'administrators are not changed under REPEATABLE READ, which cannot see who else goes'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('access.keep_administrators'));
  SELECT power INTO lost FROM unnest(touched) AS power WHERE NOT EXISTS (
    SELECT FROM access.grants AS g JOIN access.accounts AS a ON a.id = g.account_id
    WHERE g.power = power.power AND g.revoked_at IS NULL AND g.valid_from <= clock_timestamp() AND a.disabled_at IS NULL);
  IF FOUND THEN
    RAISE EXCEPTION 'this would leave the site without a %', lost
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'last_administrator';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER keep_administrators AFTER UPDATE OR DELETE ON access.grants
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access.keep_administrators();
CREATE CONSTRAINT TRIGGER keep_administrators AFTER UPDATE OF disabled_at OR DELETE ON access.accounts
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access.keep_administrators();

-- Whoever keeps sessions in memory hears here that an account's are no longer what they were, whatever changed them.
CREATE FUNCTION access.tell_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed jsonb := coalesce(to_jsonb(NEW), to_jsonb(OLD));
BEGIN
  INSERT INTO live.outbox (topic, payload) VALUES ('access',
    jsonb_build_object('account', CASE TG_TABLE_NAME WHEN 'accounts' THEN changed -> 'id' ELSE changed -> 'account_id' END));
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON access.grants
  FOR EACH ROW EXECUTE FUNCTION access.tell_change();
CREATE TRIGGER tell_change AFTER UPDATE OF disabled_at, must_change_password, name ON access.accounts
  FOR EACH ROW EXECUTE FUNCTION access.tell_change();
CREATE TRIGGER tell_change AFTER DELETE OR UPDATE OF token, acting_role, acting_code, second_factor_at ON access.sessions
  FOR EACH ROW EXECUTE FUNCTION access.tell_change();
