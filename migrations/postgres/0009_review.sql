-- The 30-day review: a cycle per quarter, a review per workload, four weeks each.

CREATE TABLE review_cycle (
    id         UUID PRIMARY KEY,
    quarter    TEXT NOT NULL,
    started_on DATE NOT NULL,
    started_by TEXT NOT NULL,
    reason     TEXT NOT NULL,   -- why the pick was overridden; empty: it was not
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX review_cycle_quarter ON review_cycle (quarter);

CREATE TABLE review (
    id          UUID PRIMARY KEY,
    cycle_id    UUID NOT NULL REFERENCES review_cycle (id),
    workload_id UUID NOT NULL REFERENCES workload (id),
    position    BIGINT NOT NULL,
    spend_minor BIGINT,           -- frozen at the start
    currency    TEXT NOT NULL
);
CREATE UNIQUE INDEX review_cycle_workload ON review (cycle_id, workload_id);

CREATE TABLE review_week (
    id        UUID PRIMARY KEY,
    review_id UUID NOT NULL REFERENCES review (id),
    week      BIGINT NOT NULL,
    due_on    DATE NOT NULL,
    signed    BOOLEAN NOT NULL,
    version   BIGINT NOT NULL
);
CREATE UNIQUE INDEX review_week_week ON review_week (review_id, week);

CREATE TABLE review_task (
    id               UUID PRIMARY KEY,
    week_id          UUID NOT NULL REFERENCES review_week (id),
    position         BIGINT NOT NULL,
    key              TEXT NOT NULL,
    title            TEXT NOT NULL,
    why              TEXT NOT NULL,
    about            TEXT NOT NULL,
    done             BOOLEAN NOT NULL,
    done_by          TEXT NOT NULL,
    done_at          TIMESTAMPTZ,
    note             TEXT NOT NULL,
    exception_reason TEXT NOT NULL,
    exception_owner  TEXT NOT NULL,
    exception_until  DATE
);
CREATE UNIQUE INDEX review_task_key ON review_task (week_id, key);

-- A signature stays for ever; reopening a week marks it withdrawn and says why.
CREATE TABLE signature (
    id               UUID PRIMARY KEY,
    week_id          UUID NOT NULL REFERENCES review_week (id),
    person_id        UUID NOT NULL REFERENCES person (id),
    person_name      TEXT NOT NULL,
    role             TEXT NOT NULL,
    at               TIMESTAMPTZ NOT NULL,
    hash             TEXT NOT NULL,   -- SHA-256 of content, hexadecimal
    content          TEXT NOT NULL,   -- canonical JSON of what was signed
    withdrawn_at     TIMESTAMPTZ,
    withdrawn_by     TEXT NOT NULL,
    withdrawn_reason TEXT NOT NULL
);
CREATE INDEX signature_week ON signature (week_id);
