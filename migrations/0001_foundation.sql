-- Extensions, the roles that keep each other apart, and one schema per domain.
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pgrouting;

-- gezhi_server: what the web server runs as; owns nothing.
-- tile_definer: owns the tile functions; may read the published columns and nothing else.
-- tile_reader:  may execute the tile functions and nothing else (Martin and the tile pool).
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN SELECT * FROM (VALUES ('gezhi_server', 'LOGIN'), ('tile_reader', 'LOGIN'), ('tile_definer', 'NOLOGIN')) AS r (name, login) LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
      EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.login);
    END IF;
    IF NOT pg_has_role(current_user, wanted.name, 'MEMBER') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', wanted.name);
    END IF;
  END LOOP;
END
$$;

CREATE SCHEMA governance;
CREATE SCHEMA gazetteer;
CREATE SCHEMA asset;
CREATE SCHEMA emergency;
CREATE SCHEMA risk;
CREATE SCHEMA audit;
CREATE SCHEMA tiles;
CREATE SCHEMA live;

GRANT USAGE ON SCHEMA governance, gazetteer, asset, emergency, risk, tiles, live TO gezhi_server;
GRANT USAGE ON SCHEMA tiles TO tile_reader;
-- CREATE is what PostgreSQL asks of a role that functions of a schema are handed to; it is NOLOGIN and owns no table.
GRANT USAGE, CREATE ON SCHEMA tiles TO tile_definer;
GRANT USAGE ON SCHEMA governance, asset, emergency TO tile_definer;
-- PostgreSQL lets everyone execute new functions; here nobody may until told. (It cannot be said per schema.)
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Serving roles write no scratch tables; who owns the database still may.
DO $$
BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;
