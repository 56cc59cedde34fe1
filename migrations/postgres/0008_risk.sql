-- A workload's exit-cost estimate for a quarter, sealed once signed.

CREATE TABLE assessment (
    id           UUID PRIMARY KEY,
    workload_id  UUID NOT NULL REFERENCES workload (id),
    quarter      TEXT NOT NULL,    -- 2026-Q4
    spend_minor  BIGINT,
    currency     TEXT NOT NULL,
    exit_low     BIGINT NOT NULL,    -- sums of the lines, minor units
    exit_likely  BIGINT NOT NULL,
    exit_high    BIGINT NOT NULL,
    settings     TEXT NOT NULL,    -- prices and rates used, JSON
    band         TEXT,             -- likely range when it was sealed, JSON; none: no ratio
    sealed_at    TIMESTAMPTZ,
    sealed_by    TEXT,
    created_at   TIMESTAMPTZ NOT NULL,
    version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX assessment_workload_quarter ON assessment (workload_id, quarter);
CREATE INDEX assessment_quarter ON assessment (quarter);

CREATE TABLE assessment_line (
    id            UUID PRIMARY KEY,
    assessment_id UUID NOT NULL REFERENCES assessment (id),
    position      BIGINT NOT NULL,
    component     TEXT NOT NULL,
    label         TEXT NOT NULL,
    low_minor     BIGINT NOT NULL,
    likely_minor  BIGINT NOT NULL,
    high_minor    BIGINT NOT NULL,
    estimator     TEXT NOT NULL,
    note          TEXT NOT NULL,
    CHECK (0 <= low_minor AND low_minor <= likely_minor AND likely_minor <= high_minor)
);
CREATE INDEX assessment_line_assessment ON assessment_line (assessment_id);
