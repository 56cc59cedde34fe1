-- The 30-day review: a cycle per quarter, a review per workload, four weeks each.

CREATE TABLE review_cycle (
    id         BLOB PRIMARY KEY,
    quarter    TEXT NOT NULL,
    started_on TEXT NOT NULL,
    started_by TEXT NOT NULL,
    reason     TEXT NOT NULL,   -- why the pick was overridden; empty: it was not
    created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX review_cycle_quarter ON review_cycle (quarter);

CREATE TABLE review (
    id          BLOB PRIMARY KEY,
    cycle_id    BLOB NOT NULL REFERENCES review_cycle (id),
    workload_id BLOB NOT NULL REFERENCES workload (id),
    position    INTEGER NOT NULL,
    spend_minor INTEGER,           -- frozen at the start
    currency    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX review_cycle_workload ON review (cycle_id, workload_id);

CREATE TABLE review_week (
    id        BLOB PRIMARY KEY,
    review_id BLOB NOT NULL REFERENCES review (id),
    week      INTEGER NOT NULL,
    due_on    TEXT NOT NULL,
    signed    INTEGER NOT NULL,
    version   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX review_week_week ON review_week (review_id, week);

CREATE TABLE review_task (
    id               BLOB PRIMARY KEY,
    week_id          BLOB NOT NULL REFERENCES review_week (id),
    position         INTEGER NOT NULL,
    key              TEXT NOT NULL,
    title            TEXT NOT NULL,
    why              TEXT NOT NULL,
    about            TEXT NOT NULL,
    done             INTEGER NOT NULL,
    done_by          TEXT NOT NULL,
    done_at          TEXT,
    note             TEXT NOT NULL,
    exception_reason TEXT NOT NULL,
    exception_owner  TEXT NOT NULL,
    exception_until  TEXT
) STRICT;
CREATE UNIQUE INDEX review_task_key ON review_task (week_id, key);

-- A signature stays for ever; reopening a week marks it withdrawn and says why.
CREATE TABLE signature (
    id               BLOB PRIMARY KEY,
    week_id          BLOB NOT NULL REFERENCES review_week (id),
    person_id        BLOB NOT NULL REFERENCES person (id),
    person_name      TEXT NOT NULL,
    role             TEXT NOT NULL,
    at               TEXT NOT NULL,
    hash             TEXT NOT NULL,   -- SHA-256 of content, hexadecimal
    content          TEXT NOT NULL,   -- canonical JSON of what was signed
    withdrawn_at     TEXT,
    withdrawn_by     TEXT NOT NULL,
    withdrawn_reason TEXT NOT NULL
) STRICT;
CREATE INDEX signature_week ON signature (week_id);
