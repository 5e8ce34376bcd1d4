-- The roles of our own clusters, made by a superuser: the private one and the one in docker-compose.
-- Migration 0001 makes the last three on a managed server, where only an owner is given.
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN SELECT * FROM (VALUES
    ('gezhi_owner', 'LOGIN CREATEROLE'), ('gezhi_server', 'LOGIN'), ('tile_reader', 'LOGIN'), ('tile_definer', 'NOLOGIN')
  ) AS r (name, attributes) LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
      EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.attributes);
    END IF;
  END LOOP;
END
$$;
GRANT gezhi_server, tile_reader, tile_definer TO gezhi_owner WITH ADMIN OPTION;
