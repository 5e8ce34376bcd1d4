CREATE TABLE asset.buildings (
  LIKE governance.feature INCLUDING ALL,
  number text,
  name text,
  kind text NOT NULL DEFAULT 'other' CHECK (kind IN ('residential', 'commercial', 'office', 'industrial', 'education', 'medical',
    'public', 'transport', 'religious', 'ancillary', 'other')),
  floors smallint CHECK (floors BETWEEN 1 AND 200),
  height_m real CHECK (height_m > 0 AND height_m < 1000),
  units smallint CHECK (units >= 0),
  households integer CHECK (households >= 0),
  address text,
  compound_id bigint REFERENCES asset.compounds (id) ON DELETE SET NULL,
  geom geometry(MultiPolygon, 4326) NOT NULL,
  -- where its name is written, once however many tiles it crosses
  label_geom geometry(Point, 4326) GENERATED ALWAYS AS (CASE WHEN coalesce(number, name) IS NOT NULL THEN ST_PointOnSurface(geom) END) STORED
);
CALL governance.keep_layer('asset.buildings');
CALL governance.place_layer('asset.buildings');
CREATE INDEX buildings_compound ON asset.buildings (compound_id);
GRANT SELECT (id, division_code, number, name, kind, floors, height_m, geom, label_geom) ON asset.buildings TO tile_definer;

-- People per building, as counts only. No layer publishes it; sums over grids are suppressed below a threshold.
CREATE TABLE governance.building_people (
  building_id bigint PRIMARY KEY REFERENCES asset.buildings (id) ON DELETE CASCADE,
  residents integer NOT NULL CHECK (residents >= 0),
  over_60 integer NOT NULL CHECK (over_60 BETWEEN 0 AND residents),
  over_80 integer NOT NULL CHECK (over_80 BETWEEN 0 AND over_60),
  needing_help integer NOT NULL CHECK (needing_help BETWEEN 0 AND residents),
  counted_at timestamptz NOT NULL DEFAULT now()
);
