-- 住宅小区: residential compounds.
CREATE TABLE asset.compounds (
  LIKE governance.feature INCLUDING ALL,
  name text NOT NULL CHECK (name <> ''),
  property_company text,
  built_year smallint CHECK (built_year BETWEEN 1800 AND 2100),
  geom geometry(MultiPolygon, 4326) NOT NULL,
  -- where its name is written, once however many tiles it crosses
  label_geom geometry(Point, 4326) GENERATED ALWAYS AS (ST_PointOnSurface(geom)) STORED
);
CALL governance.keep_layer('asset.compounds');
CALL governance.place_layer('asset.compounds');
GRANT SELECT (id, division_code, name, property_company, built_year, geom, label_geom) ON asset.compounds TO tile_definer;
