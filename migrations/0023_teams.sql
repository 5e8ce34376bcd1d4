-- Response teams; the point is their base.
CREATE TABLE emergency.teams (
  LIKE governance.feature INCLUDING ALL,
  name text NOT NULL CHECK (name <> ''),
  kind text NOT NULL CHECK (kind IN ('fire', 'rescue', 'medical', 'utility', 'community', 'volunteer')),
  status text NOT NULL DEFAULT 'ready' CHECK (status IN ('ready', 'busy', 'off_duty')),
  members integer NOT NULL CHECK (members > 0),
  duty_phone text,
  geom geometry(Point, 4326) NOT NULL
);
CALL governance.keep_layer('emergency.teams');
CALL governance.place_layer('emergency.teams');
GRANT SELECT (id, division_code, name, kind, status, members, geom) ON emergency.teams TO tile_definer;
