-- How many records there are is kept beside them instead of counted for each page, many records
-- are entered at once, and the search index takes words that were made ready for it.

-- Records by log and status: the sum of its rows. Each change adds rows, so that nobody waits for
-- whoever else changes a record of the log; now and then many rows become few.
CREATE TABLE adr_tally (
    log_key TEXT COLLATE "C" NOT NULL,
    status  TEXT COLLATE "C" NOT NULL,
    records BIGINT NOT NULL             -- so many more; fewer when negative
);
CREATE INDEX adr_tally_log ON adr_tally (log_key);
INSERT INTO adr_tally (log_key, status, records)
SELECT log_key, status, count(*) FROM adr_entry GROUP BY log_key, status;

-- Rows that somebody else is changing are left for the next time.
CREATE FUNCTION adr_tally_settle(of_log TEXT) RETURNS void LANGUAGE sql AS $$
    WITH former AS (
        DELETE FROM adr_tally WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM adr_tally WHERE log_key = of_log FOR UPDATE SKIP LOCKED
        )) RETURNING status, records
    )
    INSERT INTO adr_tally (log_key, status, records)
    SELECT of_log, status, sum(records) FROM former GROUP BY status HAVING sum(records) <> 0;
$$;

CREATE FUNCTION adr_tally_keep() RETURNS trigger LANGUAGE plpgsql AS $$
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
        logs := ARRAY(SELECT DISTINCT log_key FROM fresh);
    END IF;
    FOREACH of_log IN ARRAY logs LOOP
        IF (SELECT count(*) FROM adr_tally WHERE log_key = of_log) > 50 THEN
            PERFORM adr_tally_settle(of_log);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER adr_tally_insert AFTER INSERT ON adr_entry
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION adr_tally_keep();
CREATE TRIGGER adr_tally_update AFTER UPDATE ON adr_entry
    REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION adr_tally_keep();
CREATE TRIGGER adr_tally_delete AFTER DELETE ON adr_entry
    REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION adr_tally_keep();

-- New records are entered all at once, in the order they were stored.
CREATE FUNCTION adr_entry_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO adr_entry (adr_id, log_key, number, numbered, status, door, title_key, decided_key, updated_at, file_key, diagnostics)
    SELECT n.id, (SELECT key FROM decision_log WHERE id = n.log_id), n.number,
           CASE WHEN n.number IS NULL THEN 0 ELSE 1 END, n.status, n.door,
           lower(substr(n.title, 1, 80) COLLATE "C"), coalesce(to_char(n.decided_on, 'YYYY-MM-DD'), ''),
           n.updated_at, lower(regexp_replace(n.path, '^.*/', '') COLLATE "C"), 0
    FROM fresh n;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION adr_entry_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE adr_entry SET
        log_key = (SELECT key FROM decision_log WHERE id = new.log_id), number = new.number,
        numbered = CASE WHEN new.number IS NULL THEN 0 ELSE 1 END, status = new.status, door = new.door,
        title_key = lower(substr(new.title, 1, 80) COLLATE "C"),
        decided_key = coalesce(to_char(new.decided_on, 'YYYY-MM-DD'), ''), updated_at = new.updated_at,
        file_key = lower(regexp_replace(new.path, '^.*/', '') COLLATE "C")
    WHERE adr_id = new.id;
    RETURN NULL;
END $$;
DROP TRIGGER adr_entry_keep ON adr;
CREATE TRIGGER adr_entry_add AFTER INSERT ON adr
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION adr_entry_add();
CREATE TRIGGER adr_entry_keep AFTER UPDATE ON adr FOR EACH ROW EXECUTE FUNCTION adr_entry_keep();

-- The words of a record as the search weighs them stay in its row, since a search reads those of
-- each hit; its text, of which only the hits of a page are read, is moved out of it.
CREATE TABLE adr_search_laid (
    seq      BIGINT NOT NULL,
    title    TEXT NOT NULL,
    body     TEXT NOT NULL,
    titles   TSVECTOR NOT NULL,         -- the stems of the title's words
    document TSVECTOR NOT NULL          -- those of title (weight A) and body (B)
) WITH (toast_tuple_target = 128);
ALTER TABLE adr_search_laid
    ALTER COLUMN body SET STORAGE EXTERNAL,
    ALTER COLUMN titles SET STORAGE MAIN,
    ALTER COLUMN document SET STORAGE MAIN;
INSERT INTO adr_search_laid (seq, title, body, titles, document)
SELECT seq, title, body, titles, document FROM adr_search ORDER BY seq;
DROP TABLE adr_search;
ALTER TABLE adr_search_laid RENAME TO adr_search;
ALTER TABLE adr_search ADD PRIMARY KEY (seq),
    ADD FOREIGN KEY (seq) REFERENCES adr_entry (seq) ON DELETE CASCADE;
CREATE INDEX adr_search_document ON adr_search USING gin (document);
CREATE INDEX adr_search_titles ON adr_search USING gin (titles);
