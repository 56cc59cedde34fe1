-- A search that is narrowed to a log, a status or tags asks the search index for all at once: each
-- stands among a record's words as a word of its own, which the program lays with the text. Only
-- the status changes without the text.
CREATE OR REPLACE FUNCTION adr_entry_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE adr_entry e SET
        log_key = l.key, number = n.number, numbered = CASE WHEN n.number IS NULL THEN 0 ELSE 1 END,
        status = n.status, door = n.door, title_key = lower(substr(n.title, 1, 80) COLLATE "C"),
        decided_key = coalesce(to_char(n.decided_on, 'YYYY-MM-DD'), ''), updated_at = n.updated_at,
        file_key = lower(regexp_replace(n.path, '^.*/', '') COLLATE "C")
    FROM fresh n JOIN decision_log l ON l.id = n.log_id
    WHERE e.adr_id = n.id;
    UPDATE adr_search s SET document = ts_delete(s.document, adr_status_facet(f.status))
        || CAST(quote_literal(adr_status_facet(n.status)) AS tsvector)
    FROM fresh n JOIN former f ON f.id = n.id JOIN adr_entry e ON e.adr_id = n.id
    WHERE s.seq = e.seq AND f.status <> n.status;
    RETURN NULL;
END $$;
CREATE FUNCTION adr_status_facet(status TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE
RETURN '=s' || encode(convert_to(status, 'UTF8'), 'hex') || 'q';
DROP TRIGGER adr_entry_keep ON adr;
CREATE TRIGGER adr_entry_keep AFTER UPDATE ON adr
    REFERENCING OLD TABLE AS former NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION adr_entry_keep();

-- Words stay in their row as they are, and texts go out of it, so that a search reads few pages.
ALTER TABLE adr_search RESET (toast_tuple_target);
