-- The sign-in library looks for this column when it starts. No pictures of people are kept.
ALTER TABLE access.accounts ADD COLUMN image text CHECK (image IS NULL);
