CREATE TABLE asset.landuse (
  LIKE governance.feature INCLUDING ALL,
  class text NOT NULL CHECK (class IN ('residential', 'commercial', 'industrial', 'education', 'medical', 'transport',
    'culture_sport', 'cemetery', 'agricultural', 'construction', 'other')),
  name text,
  geom geometry(MultiPolygon, 4326) NOT NULL
);
CALL governance.keep_layer('asset.landuse');
GRANT SELECT (id, class, name, geom) ON asset.landuse TO tile_definer;
