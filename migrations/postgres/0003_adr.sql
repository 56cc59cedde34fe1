-- Architecture decision records, kept in decision logs.

CREATE TABLE decision_log (
    id          UUID PRIMARY KEY,
    key         TEXT NOT NULL,
    name        TEXT NOT NULL,
    source      TEXT,            -- repository or folder it comes from
    next_number BIGINT NOT NULL    -- only rises, so a retired number is never reused
);
CREATE UNIQUE INDEX decision_log_key ON decision_log (key);

CREATE TABLE adr (
    id         UUID PRIMARY KEY,
    log_id     UUID NOT NULL REFERENCES decision_log (id),
    number     BIGINT,             -- none while it is a draft
    title      TEXT NOT NULL,
    status     TEXT NOT NULL,
    raw_status TEXT,             -- as its text has it
    door       TEXT,             -- two-way, costly, one-way
    source     BYTEA NOT NULL,  -- the canonical text, byte for byte
    dialect    TEXT NOT NULL,
    path       TEXT,             -- where an import found it
    raw_number TEXT,
    raw_date   TEXT,
    decided_on DATE,
    author_id  UUID REFERENCES person (id),
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    version    BIGINT NOT NULL
);
CREATE UNIQUE INDEX adr_number ON adr (log_id, number);
CREATE UNIQUE INDEX adr_path ON adr (log_id, path);
CREATE INDEX adr_status ON adr (status);

-- Every saved text, for history and conflicts.
CREATE TABLE adr_version (
    adr_id      UUID NOT NULL REFERENCES adr (id),
    version     BIGINT NOT NULL,
    source      BYTEA NOT NULL,
    at          TIMESTAMPTZ NOT NULL,
    person_id   UUID REFERENCES person (id),
    person_name TEXT NOT NULL,
    PRIMARY KEY (adr_id, version)
);

-- Each change of status: who, when, why.
CREATE TABLE adr_event (
    id          UUID PRIMARY KEY,
    adr_id      UUID NOT NULL REFERENCES adr (id),
    at          TIMESTAMPTZ NOT NULL,
    person_id   UUID REFERENCES person (id),
    person_name TEXT NOT NULL,
    from_status TEXT,
    to_status   TEXT NOT NULL,
    reason      TEXT NOT NULL
);
CREATE INDEX adr_event_adr ON adr_event (adr_id, at);

CREATE TABLE adr_relation (
    from_id    UUID NOT NULL REFERENCES adr (id),
    position   BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    to_id      UUID REFERENCES adr (id),  -- none: what it names was not found
    raw_target TEXT NOT NULL,
    PRIMARY KEY (from_id, position)
);
CREATE INDEX adr_relation_to ON adr_relation (to_id);

-- What could not be read of a record, in a sentence each.
CREATE TABLE adr_diagnostic (
    adr_id   UUID NOT NULL REFERENCES adr (id),
    position BIGINT NOT NULL,
    message  TEXT NOT NULL,
    PRIMARY KEY (adr_id, position)
);

CREATE TABLE adr_search (
    adr_id   UUID PRIMARY KEY REFERENCES adr (id),
    title    TEXT NOT NULL,
    body     TEXT NOT NULL,
    document TSVECTOR GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')
    ) STORED
);
CREATE INDEX adr_search_document ON adr_search USING gin (document);
