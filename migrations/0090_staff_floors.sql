-- What forecasts, inspections and connected systems keep is the staff's, and where a row lies somewhere, within the scope.
-- A transaction that acts as nobody sees nothing of it.
CREATE PROCEDURE access.staff_only(target regclass)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY staff_only ON %s TO gezhi_server
    USING ((SELECT access.acting_role()) NOT IN ('''', ''resident''))', target);
END
$$;
REVOKE ALL ON PROCEDURE access.staff_only(regclass) FROM PUBLIC;

CALL access.staff_only('governance.systems');
CALL access.staff_only('governance.system_runs');
CALL access.staff_only('governance.export_ceilings');
CALL access.staff_only('risk.universes');
CALL access.staff_only('risk.models');
CALL access.staff_only('risk.runs');
CALL access.staff_only('risk.scores');
CALL access.staff_only('risk.states');
CALL access.staff_only('risk.grid_shares');
CALL access.staff_only('risk.exposure');
CALL access.staff_only('risk.progress');
CALL access.staff_only('risk.signatures');
CALL access.staff_only('risk.plans');

-- What anybody may take at once, they may know.
CREATE POLICY own_row ON governance.export_ceilings FOR SELECT TO gezhi_server
  USING (role = (SELECT access.acting_role()));

ALTER TABLE risk.cell_places ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON risk.cell_places TO gezhi_server
  USING (coalesce(division_code, '') ^@ ANY ((SELECT access.scope())::text[]));
ALTER TABLE risk.visits ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON risk.visits TO gezhi_server
  USING (coalesce(division_code, '') ^@ ANY ((SELECT access.scope())::text[]));

ALTER TABLE governance.event_changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY system_only ON governance.event_changes TO gezhi_server USING ((SELECT access.acting_role()) = 'system');
