-- What a superuser adds to each of our databases; the owner could not.
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pgrouting;
-- Row-level security lets only such functions reach an index before it; both compare boxes, and neither raises nor writes.
-- Only a superuser may say so (a restore runs these lines as the owner): see docs/decisions/0009.
DO $$
BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF;
    ALTER FUNCTION geography_overlaps(geography, geography) LEAKPROOF;
  END IF;
END
$$;
