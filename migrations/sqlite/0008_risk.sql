-- A workload's exit-cost estimate for a quarter, sealed once signed.

CREATE TABLE assessment (
    id           BLOB PRIMARY KEY,
    workload_id  BLOB NOT NULL REFERENCES workload (id),
    quarter      TEXT NOT NULL,    -- 2026-Q4
    spend_minor  INTEGER,
    currency     TEXT NOT NULL,
    exit_low     INTEGER NOT NULL,    -- sums of the lines, minor units
    exit_likely  INTEGER NOT NULL,
    exit_high    INTEGER NOT NULL,
    settings     TEXT NOT NULL,    -- prices and rates used, JSON
    band         TEXT,             -- likely range when it was sealed, JSON; none: no ratio
    sealed_at    TEXT,
    sealed_by    TEXT,
    created_at   TEXT NOT NULL,
    version      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX assessment_workload_quarter ON assessment (workload_id, quarter);
CREATE INDEX assessment_quarter ON assessment (quarter);

CREATE TABLE assessment_line (
    id            BLOB PRIMARY KEY,
    assessment_id BLOB NOT NULL REFERENCES assessment (id),
    position      INTEGER NOT NULL,
    component     TEXT NOT NULL,
    label         TEXT NOT NULL,
    low_minor     INTEGER NOT NULL,
    likely_minor  INTEGER NOT NULL,
    high_minor    INTEGER NOT NULL,
    estimator     TEXT NOT NULL,
    note          TEXT NOT NULL,
    CHECK (0 <= low_minor AND low_minor <= likely_minor AND likely_minor <= high_minor)
) STRICT;
CREATE INDEX assessment_line_assessment ON assessment_line (assessment_id);
