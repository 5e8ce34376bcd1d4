-- The roles of our own clusters, made by a superuser: the private one and the one in docker-compose.
-- Migration 0001 makes the last three on a managed server, where only an owner is given.
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN SELECT * FROM (VALUES
    ('gezhi_owner', 'LOGIN'), ('gezhi_server', 'LOGIN'), ('tile_reader', 'LOGIN'), ('tile_definer', 'NOLOGIN')
  ) AS r (name, attributes) LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
      EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.attributes);
    END IF;
  END LOOP;
END
$$;
GRANT gezhi_server, tile_reader, tile_definer TO gezhi_owner;
-- Who may create roles may, up to PostgreSQL 15, give itself pg_execute_server_program: a shell on the database's machine.
-- The roles are all here, so the owner never needs it; clusters of earlier versions are put right.
ALTER ROLE gezhi_owner NOCREATEROLE;
REVOKE ADMIN OPTION FOR gezhi_server, tile_reader, tile_definer FROM gezhi_owner;
