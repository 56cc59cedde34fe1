-- Where a log's records come from, and what each import made of them.

CREATE TABLE log_source (
    log_id       UUID PRIMARY KEY REFERENCES decision_log (id),
    url          TEXT NOT NULL,       -- of a Git repository: https:// or ssh://
    branch       TEXT,                -- none: the one the repository says
    folder       TEXT,                -- none: the whole repository
    schedule     TEXT NOT NULL,       -- off, hourly, daily
    due_at       TIMESTAMPTZ,                -- when it is imported next; none: only when somebody asks
    asked_by     UUID REFERENCES person (id), -- who asked for the next import; none: the schedule
    asked_name   TEXT,
    lease        UUID, -- which run is at work, so that two servers never are
    leased_until TIMESTAMPTZ,
    version      BIGINT NOT NULL
);
CREATE INDEX log_source_due ON log_source (due_at);

-- Every import of a log, however its files came.
CREATE TABLE log_import (
    id          UUID PRIMARY KEY,
    log_id      UUID NOT NULL REFERENCES decision_log (id),
    at          TIMESTAMPTZ NOT NULL,
    person_id   UUID REFERENCES person (id),
    person_name TEXT NOT NULL,
    source      TEXT NOT NULL,        -- where the files came from, for people
    revision    TEXT,                 -- the commit, when they came from a repository
    totals      TEXT NOT NULL,        -- in a sentence; empty when it failed
    report      TEXT,                 -- JSON, file by file; none when nothing was read
    error       TEXT                  -- why it failed
);
CREATE INDEX log_import_log ON log_import (log_id, at);

-- The text a file came in with while its record had been changed here too. Once somebody has
-- chosen it stays: the next import compares with it.
CREATE TABLE adr_incoming (
    adr_id     UUID PRIMARY KEY REFERENCES adr (id),
    source     BYTEA NOT NULL,
    base       BYTEA,                -- the file's text both changes began from; none: the last imported one
    at         TIMESTAMPTZ NOT NULL,
    settled_at TIMESTAMPTZ,                -- none: nobody has chosen yet
    version    BIGINT NOT NULL
);
