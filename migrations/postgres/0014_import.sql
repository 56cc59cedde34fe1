-- What an import goes by, so that it need not read every text of a log.

ALTER TABLE adr ADD COLUMN source_hash BYTEA;    -- SHA-256 of the text; none: not noted yet

-- Who stored a text or changed a status: somebody here, or an import of a file.
ALTER TABLE adr_version ADD COLUMN origin TEXT NOT NULL DEFAULT 'here';
ALTER TABLE adr_event ADD COLUMN origin TEXT NOT NULL DEFAULT 'here';
UPDATE adr_version SET origin = 'file' WHERE person_name LIKE '%, by import';
UPDATE adr_event SET origin = 'file' WHERE reason LIKE 'Imported from %';

-- What a relation that leads nowhere yet can be found by when a record comes that it means. Without
-- a log: not noted yet.
ALTER TABLE adr_relation ADD COLUMN target_log TEXT;
ALTER TABLE adr_relation ADD COLUMN target_number BIGINT;
ALTER TABLE adr_relation ADD COLUMN target_file TEXT;
CREATE INDEX adr_relation_loose_number ON adr_relation (target_log, target_number) WHERE to_id IS NULL;
CREATE INDEX adr_relation_loose_file ON adr_relation (target_log, target_file) WHERE to_id IS NULL;
