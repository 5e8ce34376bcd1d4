# The same PostgreSQL that Debian carries and the tests run on, with PostGIS and pgRouting from PostgreSQL's packages.
FROM postgres:15-bookworm
RUN apt-get update \
  && apt-get install -y --no-install-recommends postgresql-15-postgis-3 postgresql-15-pgrouting \
  && rm -rf /var/lib/apt/lists/*
# Run once, on an empty volume, by the image's own start: roles, database, extensions, passwords.
COPY scripts/provision/roles.sql scripts/provision/extensions.sql /gezhi/
COPY scripts/docker/init-database.sh /docker-entrypoint-initdb.d/10-gezhi.sh
