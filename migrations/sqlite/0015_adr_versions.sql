-- What each text of a record came from, and why it was written. Its number now counts texts; the
-- version of the row it was stored with stands beside it.
ALTER TABLE adr_version ADD COLUMN stood_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE adr_version ADD COLUMN origin TEXT NOT NULL DEFAULT 'here';   -- 'here', 'import', 'status'
ALTER TABLE adr_version ADD COLUMN note TEXT NOT NULL DEFAULT '';

UPDATE adr_version SET stood_at = version;
UPDATE adr_version SET origin = 'import' WHERE person_name LIKE '%, by import';
