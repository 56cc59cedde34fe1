-- Why each text of a record was written. Its number now counts texts; the version of the row it was
-- stored with stands beside it. An origin may be 'status' as well: only the status line changed.
ALTER TABLE adr_version ADD COLUMN stood_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE adr_version ADD COLUMN note TEXT NOT NULL DEFAULT '';

UPDATE adr_version SET stood_at = version;
