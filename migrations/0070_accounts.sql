-- Who signs in, with what, and the sessions they have. Credentials, sessions, verifications and two_factors have the
-- columns that better-auth 1.7 asks for under its own names for them (server/accounts/auth.ts maps the two); the server's role
-- owns nothing, so the library never makes or changes a table itself.
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO gezhi_server;

CREATE TABLE access.organisations (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  parent_id bigint REFERENCES access.organisations (id) CHECK (parent_id <> id),
  division_code text COLLATE "C" CHECK (division_code ~ '^[0-9]{12}$'),
  ended_at timestamptz,
  UNIQUE NULLS NOT DISTINCT (parent_id, name)
);

-- Named as layers name their owner: municipal_works. What a department answers for beside those layers is kept here.
CREATE TABLE access.departments (
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9_]{1,39}$'),
  name_zh text NOT NULL CHECK (name_zh <> ''),
  name_en text NOT NULL CHECK (name_en <> ''),
  organisation_id bigint REFERENCES access.organisations (id)
);
CREATE TABLE access.department_layers (
  layer text PRIMARY KEY,
  department_id text NOT NULL REFERENCES access.departments (id)
);
CREATE TABLE access.department_event_kinds (
  kind text PRIMARY KEY,
  department_id text NOT NULL REFERENCES access.departments (id)
);
GRANT SELECT, INSERT, UPDATE ON access.organisations, access.departments TO gezhi_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.department_layers, access.department_event_kinds TO gezhi_server;

-- An account is ended by disabling it; what it did stays its own.
CREATE TABLE access.accounts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  username text NOT NULL UNIQUE CHECK (username = lower(username) AND username !~ '\s' AND length(username) BETWEEN 2 AND 40),
  name text NOT NULL CHECK (name <> ''),
  -- The library knows accounts by an address. Nothing is ever sent to it.
  email text NOT NULL GENERATED ALWAYS AS (username || '@accounts.invalid') STORED UNIQUE,
  email_verified boolean NOT NULL DEFAULT true,
  organisation_id bigint REFERENCES access.organisations (id),
  two_factor_enabled boolean NOT NULL DEFAULT false,
  must_change_password boolean NOT NULL DEFAULT false,
  -- The role it last acted in, taken up again at the next sign-in.
  last_role text,
  signed_in_at timestamptz,
  is_demo boolean NOT NULL DEFAULT false,
  -- The sign-in library looks for this column when it starts. No pictures of people are kept.
  image text CHECK (image IS NULL),
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON access.accounts TO gezhi_server;

-- A password's hash, or who the account is at a provider of sign-in. Tokens of providers are used once and not kept.
CREATE TABLE access.credentials (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account_id uuid NOT NULL REFERENCES access.accounts (id),
  provider text NOT NULL,
  subject text NOT NULL,
  password text,
  access_token text CHECK (access_token IS NULL),
  refresh_token text CHECK (refresh_token IS NULL),
  id_token text CHECK (id_token IS NULL),
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (provider, subject),
  UNIQUE (account_id, provider)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.credentials TO gezhi_server;

-- The token alone opens nothing: the cookie carries it signed with a secret that is not in the database.
CREATE TABLE access.sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account_id uuid NOT NULL REFERENCES access.accounts (id),
  token text NOT NULL UNIQUE,
  ip_address text,
  user_agent text,
  -- The one role it acts in, and where it narrowed that role's codes to one of them.
  acting_role text,
  acting_code text COLLATE "C",
  second_factor_at timestamptz,
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sessions_account ON access.sessions (account_id);
CREATE INDEX sessions_expires_at ON access.sessions (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.sessions TO gezhi_server;

-- Steps of a sign-in that are under way.
CREATE TABLE access.verifications (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX verifications_identifier ON access.verifications (identifier);
CREATE INDEX verifications_expires_at ON access.verifications (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.verifications TO gezhi_server;

-- Both texts are encrypted with the site's secret.
CREATE TABLE access.two_factors (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account_id uuid NOT NULL UNIQUE REFERENCES access.accounts (id),
  secret text NOT NULL,
  backup_codes text NOT NULL,
  verified boolean NOT NULL DEFAULT false,
  failed_verification_count integer NOT NULL DEFAULT 0,
  locked_until timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.two_factors TO gezhi_server;
