-- The search index is made by rules of the program. When those have changed since a database was
-- filled, the program lays it anew from the texts as it starts.
CREATE TABLE adr_search_rules (
    rules BIGINT NOT NULL               -- the version of the rules the index was laid by
);
INSERT INTO adr_search_rules (rules) VALUES (1);

-- Counts that somebody's changes may have missed while they were first taken are taken again, now
-- that nobody can change anything meanwhile.
LOCK TABLE adr, adr_entry IN ACCESS EXCLUSIVE MODE;
DELETE FROM adr_tally;
INSERT INTO adr_tally (log_key, status, records)
SELECT log_key, status, count(*) FROM adr_entry GROUP BY log_key, status;

-- Records that change at once change their entries at once, and a change that moves no record
-- counts nothing.
CREATE OR REPLACE FUNCTION adr_tally_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_log TEXT;
    logs   TEXT[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO adr_tally (log_key, status, records)
        SELECT log_key, status, count(*) FROM fresh GROUP BY log_key, status;
        logs := ARRAY(SELECT DISTINCT log_key FROM fresh);
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO adr_tally (log_key, status, records)
        SELECT log_key, status, -count(*) FROM former GROUP BY log_key, status;
        logs := ARRAY(SELECT DISTINCT log_key FROM former);
    ELSE
        INSERT INTO adr_tally (log_key, status, records)
        SELECT log_key, status, sum(records) FROM (
            SELECT log_key, status, 1 AS records FROM fresh
            UNION ALL SELECT log_key, status, -1 FROM former
        ) changed GROUP BY log_key, status HAVING sum(records) <> 0;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        logs := ARRAY(SELECT DISTINCT log_key FROM fresh);
    END IF;
    FOREACH of_log IN ARRAY logs LOOP
        IF (SELECT count(*) FROM adr_tally WHERE log_key = of_log) > 50 THEN
            PERFORM adr_tally_settle(of_log);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION adr_entry_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE adr_entry e SET
        log_key = l.key, number = n.number, numbered = CASE WHEN n.number IS NULL THEN 0 ELSE 1 END,
        status = n.status, door = n.door, title_key = lower(substr(n.title, 1, 80) COLLATE "C"),
        decided_key = coalesce(to_char(n.decided_on, 'YYYY-MM-DD'), ''), updated_at = n.updated_at,
        file_key = lower(regexp_replace(n.path, '^.*/', '') COLLATE "C")
    FROM fresh n JOIN decision_log l ON l.id = n.log_id
    WHERE e.adr_id = n.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION adr_entry_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO adr_entry (adr_id, log_key, number, numbered, status, door, title_key, decided_key, updated_at, file_key)
    SELECT n.id, (SELECT key FROM decision_log WHERE id = n.log_id), n.number, CASE WHEN n.number IS NULL THEN 0 ELSE 1 END, n.status, n.door,
           lower(substr(n.title, 1, 80) COLLATE "C"), coalesce(to_char(n.decided_on, 'YYYY-MM-DD'), ''),
           n.updated_at, lower(regexp_replace(n.path, '^.*/', '') COLLATE "C")
    FROM fresh n;
    RETURN NULL;
END $$;
DROP TRIGGER adr_entry_keep ON adr;
CREATE TRIGGER adr_entry_keep AFTER UPDATE ON adr
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION adr_entry_keep();

-- Whether a record has diagnostics is seen from those.
DROP INDEX adr_entry_flawed;
ALTER TABLE adr_entry DROP COLUMN diagnostics;

-- What is laid beside an entry goes with it, without a look at the entry for each word laid.
ALTER TABLE adr_search DROP CONSTRAINT adr_search_seq_fkey;
ALTER TABLE adr_tag DROP CONSTRAINT adr_tag_seq_fkey;
ALTER TABLE adr_decider DROP CONSTRAINT adr_decider_seq_fkey;
CREATE FUNCTION adr_entry_remove() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM adr_search s USING former f WHERE s.seq = f.seq;
    DELETE FROM adr_tag t USING former f WHERE t.seq = f.seq;
    DELETE FROM adr_decider d USING former f WHERE d.seq = f.seq;
    RETURN NULL;
END $$;
CREATE TRIGGER adr_entry_remove AFTER DELETE ON adr_entry
    REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION adr_entry_remove();

-- Most texts stay in their row as they are: packing the words took longer than storing them, and a
-- search unpacks those of each hit.
ALTER TABLE adr_search SET (toast_tuple_target = 4096);

ANALYZE adr_entry;
ANALYZE adr_search;
ANALYZE adr_tally;
