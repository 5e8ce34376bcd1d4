-- Finding things by part of their name. Trigrams cut Chinese into pieces under a UTF-8 locale.
CREATE INDEX compounds_name ON asset.compounds USING gin (name gin_trgm_ops);
CREATE INDEX roads_name ON asset.roads USING gin (name gin_trgm_ops);
CREATE INDEX buildings_name ON asset.buildings USING gin (name gin_trgm_ops);
CREATE INDEX service_points_name ON asset.service_points USING gin (name gin_trgm_ops);
CREATE INDEX key_sites_name ON asset.key_sites USING gin (name gin_trgm_ops);
CREATE INDEX green_name ON asset.green USING gin (name gin_trgm_ops);
CREATE INDEX water_name ON asset.water USING gin (name gin_trgm_ops);
