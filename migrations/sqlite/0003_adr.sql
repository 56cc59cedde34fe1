-- Architecture decision records, kept in decision logs.

CREATE TABLE decision_log (
    id          BLOB PRIMARY KEY,
    key         TEXT NOT NULL,
    name        TEXT NOT NULL,
    source      TEXT,            -- repository or folder it comes from
    next_number INTEGER NOT NULL    -- only rises, so a retired number is never reused
) STRICT;
CREATE UNIQUE INDEX decision_log_key ON decision_log (key);

CREATE TABLE adr (
    id         BLOB PRIMARY KEY,
    log_id     BLOB NOT NULL REFERENCES decision_log (id),
    number     INTEGER,             -- none while it is a draft
    title      TEXT NOT NULL,
    status     TEXT NOT NULL,
    raw_status TEXT,             -- as its text has it
    door       TEXT,             -- two-way, costly, one-way
    source     BLOB NOT NULL,  -- the canonical text, byte for byte
    dialect    TEXT NOT NULL,
    path       TEXT,             -- where an import found it
    raw_number TEXT,
    raw_date   TEXT,
    decided_on TEXT,
    author_id  BLOB REFERENCES person (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX adr_number ON adr (log_id, number);
CREATE UNIQUE INDEX adr_path ON adr (log_id, path);
CREATE INDEX adr_status ON adr (status);

-- Every saved text, for history and conflicts.
CREATE TABLE adr_version (
    adr_id      BLOB NOT NULL REFERENCES adr (id),
    version     INTEGER NOT NULL,
    source      BLOB NOT NULL,
    at          TEXT NOT NULL,
    person_id   BLOB REFERENCES person (id),
    person_name TEXT NOT NULL,
    PRIMARY KEY (adr_id, version)
) STRICT;

-- Each change of status: who, when, why.
CREATE TABLE adr_event (
    id          BLOB PRIMARY KEY,
    adr_id      BLOB NOT NULL REFERENCES adr (id),
    at          TEXT NOT NULL,
    person_id   BLOB REFERENCES person (id),
    person_name TEXT NOT NULL,
    from_status TEXT,
    to_status   TEXT NOT NULL,
    reason      TEXT NOT NULL
) STRICT;
CREATE INDEX adr_event_adr ON adr_event (adr_id, at);

CREATE TABLE adr_relation (
    from_id    BLOB NOT NULL REFERENCES adr (id),
    position   INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    to_id      BLOB REFERENCES adr (id),  -- none: what it names was not found
    raw_target TEXT NOT NULL,
    PRIMARY KEY (from_id, position)
) STRICT;
CREATE INDEX adr_relation_to ON adr_relation (to_id);

-- What could not be read of a record, in a sentence each.
CREATE TABLE adr_diagnostic (
    adr_id   BLOB NOT NULL REFERENCES adr (id),
    position INTEGER NOT NULL,
    message  TEXT NOT NULL,
    PRIMARY KEY (adr_id, position)
) STRICT;

CREATE VIRTUAL TABLE adr_search USING fts5 (
    adr_id UNINDEXED, title, body, tokenize = 'porter unicode61 remove_diacritics 2'
);
