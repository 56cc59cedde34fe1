-- The search index is made by rules of the program. When those have changed since a database was
-- filled, the program lays it anew from the texts as it starts.
CREATE TABLE adr_search_rules (
    rules INTEGER NOT NULL              -- the version of the rules the index was laid by
) STRICT;
INSERT INTO adr_search_rules (rules) VALUES (1);

-- Whether a record has diagnostics is seen from those.
DROP TRIGGER adr_entry_insert;
CREATE TRIGGER adr_entry_insert AFTER INSERT ON adr BEGIN
    INSERT INTO adr_entry (adr_id, log_key, number, numbered, status, door, title_key, decided_key, updated_at, file_key)
    VALUES (new.id, (SELECT key FROM decision_log WHERE id = new.log_id), new.number,
            CASE WHEN new.number IS NULL THEN 0 ELSE 1 END, new.status, new.door,
            lower(substr(new.title, 1, 80)), coalesce(new.decided_on, ''), new.updated_at,
            lower(substr(new.path, length(rtrim(new.path, replace(new.path, '/', ''))) + 1)));
END;
DROP INDEX adr_entry_flawed;
-- SQLite looks for the comma before the column in what comments say, too.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'without folders, in lower', 'without folders in lower')
WHERE type = 'table' AND name = 'adr_entry';
PRAGMA writable_schema = OFF;
ALTER TABLE adr_entry DROP COLUMN diagnostics;

-- What is laid beside an entry goes with it.
CREATE TRIGGER adr_entry_remove AFTER DELETE ON adr_entry BEGIN
    DELETE FROM adr_search WHERE rowid = old.seq;
END;
