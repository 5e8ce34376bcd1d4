#!/usr/bin/env bash
# Run by the database image on an empty volume.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -f /gezhi/roles.sql
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
  -v owner="$OWNER_PASSWORD" -v server="$SERVER_PASSWORD" -v tile="$TILE_PASSWORD" <<'SQL'
ALTER ROLE gezhi_owner PASSWORD :'owner';
ALTER ROLE gezhi_server PASSWORD :'server';
ALTER ROLE tile_reader PASSWORD :'tile';
CREATE DATABASE gezhi OWNER gezhi_owner;
SQL
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d gezhi -f /gezhi/extensions.sql
