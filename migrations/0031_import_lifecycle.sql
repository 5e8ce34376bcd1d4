-- A full delivery ends what it no longer holds, and an import can be taken back as a whole. All rows it wrote began at
-- one moment, the beginning of its transaction: that moment is kept and tells them apart.
ALTER TABLE governance.imports
  ADD COLUMN is_full boolean NOT NULL DEFAULT false,
  ADD COLUMN ended integer NOT NULL DEFAULT 0,
  ADD COLUMN version_at timestamptz,
  ADD COLUMN undone_at timestamptz CHECK (undone_at > version_at);
COMMENT ON COLUMN governance.imports.ended IS 'rows of the source that a full delivery no longer held';
COMMENT ON COLUMN governance.imports.version_at IS 'valid_from of the rows it wrote; one moment per run, null for imports older than this column';
CREATE INDEX imports_version ON governance.imports (version_at);
