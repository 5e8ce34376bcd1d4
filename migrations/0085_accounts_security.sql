-- Who signs in, with what, and what they may do, lies under policies always: one's own rows, those an administrator's work
-- needs, and everything for the server itself (sign-in happens before anybody is somebody).
ALTER TABLE access.accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.credentials ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.two_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.verifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.grants ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_or_administered ON access.accounts TO gezhi_server
  USING (id = (SELECT access.acting_account())
         OR (SELECT access.acting_role()) IN ('system', 'system_admin', 'security_admin', 'audit_admin'));
CREATE POLICY own_or_administered ON access.credentials TO gezhi_server
  USING (account_id = (SELECT access.acting_account()) OR (SELECT access.acting_role()) IN ('system', 'system_admin'));
-- Second factors are made and taken away by their owner and by the server, which is asked in the name of a security administrator.
CREATE POLICY own_or_system ON access.two_factors TO gezhi_server
  USING (account_id = (SELECT access.acting_account()) OR (SELECT access.acting_role()) = 'system');
CREATE POLICY own_or_administered ON access.sessions TO gezhi_server
  USING (account_id = (SELECT access.acting_account())
         OR (SELECT access.acting_role()) IN ('system', 'system_admin', 'security_admin'));
CREATE POLICY system_only ON access.verifications TO gezhi_server USING ((SELECT access.acting_role()) = 'system');
CREATE POLICY seen_by_administrators ON access.grants FOR SELECT TO gezhi_server
  USING (account_id = (SELECT access.acting_account())
         OR (SELECT access.acting_role()) IN ('system', 'system_admin', 'security_admin', 'audit_admin'));
-- Grants are the security administrators' alone to make and end.
CREATE POLICY made_by_security ON access.grants FOR INSERT TO gezhi_server
  WITH CHECK ((SELECT access.acting_role()) IN ('system', 'security_admin'));
CREATE POLICY ended_by_security ON access.grants FOR UPDATE TO gezhi_server
  USING ((SELECT access.acting_role()) IN ('system', 'security_admin'));
