-- What the list of decision records and the search go by, saved views of it, and feeds.

-- A record in the few columns that lists filter and sort by, apart from its text, so that going
-- through all of them stays cheap. Kept by the triggers below; `diagnostics` by whoever writes them.
CREATE TABLE adr_entry (
    seq         INTEGER PRIMARY KEY,    -- rises with each record; also its row in adr_search
    adr_id      BLOB NOT NULL REFERENCES adr (id) ON DELETE CASCADE,
    log_key     TEXT NOT NULL,
    number      INTEGER,
    numbered    INTEGER NOT NULL,       -- 0 for a draft without a number, else 1
    status      TEXT NOT NULL,
    door        TEXT,
    title_key   TEXT NOT NULL,          -- the title's beginning in lower case
    decided_key TEXT NOT NULL,          -- the day of the decision, or empty
    updated_at  TEXT NOT NULL,
    file_key    TEXT,                   -- the file's name without folders, in lower case
    diagnostics INTEGER NOT NULL        -- how many
) STRICT;
CREATE UNIQUE INDEX adr_entry_adr ON adr_entry (adr_id);

INSERT INTO adr_entry (adr_id, log_key, number, numbered, status, door, title_key, decided_key, updated_at, file_key, diagnostics)
SELECT a.id, l.key, a.number, CASE WHEN a.number IS NULL THEN 0 ELSE 1 END, a.status, a.door,
       lower(substr(a.title, 1, 80)), coalesce(a.decided_on, ''), a.updated_at,
       lower(substr(a.path, length(rtrim(a.path, replace(a.path, '/', ''))) + 1)),
       (SELECT count(*) FROM adr_diagnostic d WHERE d.adr_id = a.id)
FROM adr a JOIN decision_log l ON l.id = a.log_id ORDER BY a.id;

CREATE INDEX adr_entry_number ON adr_entry (numbered, log_key, number DESC, seq DESC);
CREATE INDEX adr_entry_log ON adr_entry (log_key, numbered, number DESC, seq DESC);
CREATE INDEX adr_entry_rising ON adr_entry (numbered DESC, log_key, number, seq);
CREATE INDEX adr_entry_title ON adr_entry (title_key, seq);
CREATE INDEX adr_entry_decided ON adr_entry (decided_key, seq);
CREATE INDEX adr_entry_updated ON adr_entry (updated_at, seq);
CREATE INDEX adr_entry_status ON adr_entry (status);
CREATE INDEX adr_entry_log_status ON adr_entry (log_key, status);
CREATE INDEX adr_entry_door ON adr_entry (door, status);
CREATE INDEX adr_entry_log_door ON adr_entry (log_key, door, status);
CREATE INDEX adr_entry_file ON adr_entry (log_key, file_key);
CREATE INDEX adr_entry_flawed ON adr_entry (status) WHERE diagnostics > 0;

CREATE TRIGGER adr_entry_insert AFTER INSERT ON adr BEGIN
    INSERT INTO adr_entry (adr_id, log_key, number, numbered, status, door, title_key, decided_key, updated_at, file_key, diagnostics)
    VALUES (new.id, (SELECT key FROM decision_log WHERE id = new.log_id), new.number,
            CASE WHEN new.number IS NULL THEN 0 ELSE 1 END, new.status, new.door,
            lower(substr(new.title, 1, 80)), coalesce(new.decided_on, ''), new.updated_at,
            lower(substr(new.path, length(rtrim(new.path, replace(new.path, '/', ''))) + 1)), 0);
END;

CREATE TRIGGER adr_entry_update AFTER UPDATE ON adr BEGIN
    UPDATE adr_entry SET
        log_key = (SELECT key FROM decision_log WHERE id = new.log_id), number = new.number,
        numbered = CASE WHEN new.number IS NULL THEN 0 ELSE 1 END, status = new.status, door = new.door,
        title_key = lower(substr(new.title, 1, 80)), decided_key = coalesce(new.decided_on, ''),
        updated_at = new.updated_at,
        file_key = lower(substr(new.path, length(rtrim(new.path, replace(new.path, '/', ''))) + 1))
    WHERE adr_id = new.id;
END;

CREATE TRIGGER adr_entry_log_key AFTER UPDATE OF key ON decision_log BEGIN
    UPDATE adr_entry SET log_key = new.key WHERE log_key = old.key;
END;

-- The search index by an entry's row. Beginnings of two and three letters have an index of their
-- own, since they occur in very many words. `facets` has a word for the log and for each tag, so
-- that a search within those goes through their records alone.
CREATE TABLE adr_search_before AS SELECT adr_id, title, body FROM adr_search;
DROP TABLE adr_search;
CREATE VIRTUAL TABLE adr_search USING fts5 (
    title, body, facets, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO adr_search (rowid, title, body, facets)
SELECT e.seq, b.title, b.body, 'zzl' || hex(e.log_key) || 'q' FROM adr_search_before b JOIN adr_entry e ON e.adr_id = b.adr_id;
DROP TABLE adr_search_before;

-- Tags as the text has them, in lower case.
CREATE TABLE adr_tag (
    tag TEXT NOT NULL,
    seq INTEGER NOT NULL REFERENCES adr_entry (seq) ON DELETE CASCADE,
    PRIMARY KEY (tag, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX adr_tag_seq ON adr_tag (seq);

-- Who decided, as the text names them.
CREATE TABLE adr_decider (
    name_key TEXT NOT NULL,             -- the name in lower case
    seq      INTEGER NOT NULL REFERENCES adr_entry (seq) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    PRIMARY KEY (name_key, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX adr_decider_seq ON adr_decider (seq);

CREATE INDEX adr_event_at ON adr_event (at);

-- Filters of the list under a name.
CREATE TABLE saved_view (
    id         BLOB PRIMARY KEY,
    owner_id   BLOB NOT NULL REFERENCES person (id),
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL,           -- in lower case; an owner has each name once
    query      TEXT NOT NULL,           -- of the list's address, without `?`
    shared     INTEGER NOT NULL,        -- with everybody
    created_at TEXT NOT NULL,
    version    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_view_name ON saved_view (owner_id, name_key);

-- The secret in the address of a person's feeds; a feed reader cannot sign in.
CREATE TABLE feed_token (
    person_id  BLOB PRIMARY KEY REFERENCES person (id),
    token_hash TEXT NOT NULL,           -- SHA-256 in hexadecimal
    made_at    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX feed_token_hash ON feed_token (token_hash);
