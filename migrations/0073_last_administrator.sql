-- A transaction's now() is when it began. To one that began before the other's revocation, the other's administrator looked
-- as if they still were: two could leave at the same moment after all. What is revoked counts as gone whenever that was.
CREATE OR REPLACE FUNCTION access.keep_administrators() RETURNS trigger
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
