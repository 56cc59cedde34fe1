-- Where a log's records come from, and what each import made of them.

CREATE TABLE log_source (
    log_id       BLOB PRIMARY KEY REFERENCES decision_log (id),
    url          TEXT NOT NULL,       -- of a Git repository: https:// or ssh://
    branch       TEXT,                -- none: the one the repository says
    folder       TEXT,                -- none: the whole repository
    schedule     TEXT NOT NULL,       -- off, hourly, daily
    due_at       TEXT,                -- when it is imported next; none: only when somebody asks
    asked_by     BLOB REFERENCES person (id), -- who asked for the next import; none: the schedule
    asked_name   TEXT,
    lease        BLOB,                -- which run is at work, so that two servers never are
    leased_until TEXT,
    version      INTEGER NOT NULL
) STRICT;
CREATE INDEX log_source_due ON log_source (due_at);

-- Every import of a log, however its files came.
CREATE TABLE log_import (
    id          BLOB PRIMARY KEY,
    log_id      BLOB NOT NULL REFERENCES decision_log (id),
    at          TEXT NOT NULL,
    person_id   BLOB REFERENCES person (id),
    person_name TEXT NOT NULL,
    source      TEXT NOT NULL,        -- where the files came from, for people
    revision    TEXT,                 -- the commit, when they came from a repository
    totals      TEXT NOT NULL,        -- in a sentence; empty when it failed
    report      TEXT,                 -- JSON, file by file; none when nothing was read
    error       TEXT                  -- why it failed
) STRICT;
CREATE INDEX log_import_log ON log_import (log_id, at);

-- The text a file came in with while its record had been changed here too. Once somebody has
-- chosen it stays: the next import compares with it.
CREATE TABLE adr_incoming (
    adr_id     BLOB PRIMARY KEY REFERENCES adr (id),
    source     BLOB NOT NULL,
    base       BLOB,                -- the file's text both changes began from; none: the last imported one
    at         TEXT NOT NULL,
    settled_at TEXT,                -- none: nobody has chosen yet
    version    INTEGER NOT NULL
) STRICT;
