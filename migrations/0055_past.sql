-- Where `past.<layer>(as_of)` and `past.<layer>_counts(as_of, box)` live: a layer's rows as they stood at a time, and
-- what tells the counts of then from those of now. They are derived from the tables when tile functions are applied.
CREATE SCHEMA past;
GRANT USAGE ON SCHEMA past TO tile_definer;
