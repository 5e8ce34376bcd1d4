-- Exports that a stopped process left behind are found without reading all the others.
CREATE INDEX exports_running ON governance.exports (began_at) WHERE outcome = 'running';

-- What anybody may take at once, they may know; whatever else keeps this table to the staff.
CREATE POLICY own_row ON governance.export_ceilings FOR SELECT TO gezhi_server
  USING (role = current_setting('gezhi.role', true));
