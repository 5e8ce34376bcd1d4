-- One stream of what happened where. public_id is made by whoever reports (UUIDv7), so a repeated send is one row.
CREATE TABLE governance.events (
  LIKE governance.feature INCLUDING ALL,
  public_id uuid NOT NULL UNIQUE,
  -- event_kinds in geodata/codes
  kind text NOT NULL CHECK (kind ~ '^[a-z_]+$'),
  reported_by text NOT NULL CHECK (reported_by IN ('citizen', 'grid_worker', 'sensor', 'hotline', 'patrol', 'inspection', 'police', 'city_platform')),
  status text NOT NULL CHECK (status IN ('received', 'accepted', 'done', 'declined')),
  unit text,
  reported_at timestamptz NOT NULL,
  occurred_at timestamptz,
  -- the reporter's own clock, which may be wrong
  device_at timestamptz,
  -- how sure the place is
  position_quality text NOT NULL DEFAULT 'exact' CHECK (position_quality IN ('exact', 'approximate', 'doubtful')),
  -- H3 cell of resolution 10
  h3 text NOT NULL CHECK (h3 ~ '^8a[0-9a-f]{13}$'),
  duplicate_of bigint,
  geom geometry(Point, 4326) NOT NULL
);
CALL governance.keep_layer('governance.events');
ALTER TABLE governance.events ADD FOREIGN KEY (duplicate_of) REFERENCES governance.events (id) ON DELETE SET NULL;
CREATE INDEX events_duplicate_of ON governance.events (duplicate_of);
CALL governance.place_layer('governance.events');
CREATE INDEX events_reported_at ON governance.events (reported_at);
CREATE INDEX events_h3 ON governance.events (h3, reported_at);
GRANT SELECT (id, division_code, kind, status, reported_by, reported_at, geom) ON governance.events TO tile_definer;
