-- Exports that a stopped process left behind are found without reading all the others.
CREATE INDEX exports_running ON governance.exports (began_at) WHERE outcome = 'running';
