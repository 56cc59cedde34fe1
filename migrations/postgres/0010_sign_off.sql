-- Sign-off of decision records: who was asked, who said what, on what terms a record holds, what
-- it replaces.

-- Approvals an acceptance needs; the author's own never counts.
ALTER TABLE decision_log ADD COLUMN quorum BIGINT NOT NULL DEFAULT 1;

CREATE TABLE adr_ask (
    id        UUID PRIMARY KEY,
    adr_id    UUID NOT NULL REFERENCES adr (id),
    person_id UUID REFERENCES person (id),   -- either a person
    team_id   UUID REFERENCES team (id),     -- or a team
    by_name   TEXT NOT NULL,
    at        TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX adr_ask_person ON adr_ask (adr_id, person_id);
CREATE UNIQUE INDEX adr_ask_team ON adr_ask (adr_id, team_id);

-- Every opinion is kept; the newest of each person counts.
CREATE TABLE adr_opinion (
    id           UUID PRIMARY KEY,
    adr_id       UUID NOT NULL REFERENCES adr (id),
    person_id    UUID NOT NULL REFERENCES person (id),
    person_name  TEXT NOT NULL,
    verdict      TEXT NOT NULL,
    note         TEXT NOT NULL,
    text_version BIGINT NOT NULL,   -- the version of the text it is about
    at           TIMESTAMPTZ NOT NULL
);
CREATE INDEX adr_opinion_adr ON adr_opinion (adr_id, at);

CREATE TABLE adr_comment (
    id           UUID PRIMARY KEY,
    adr_id       UUID NOT NULL REFERENCES adr (id),
    parent_id    UUID REFERENCES adr_comment (id),   -- the comment it answers
    person_id    UUID NOT NULL REFERENCES person (id),
    person_name  TEXT NOT NULL,
    text         TEXT NOT NULL,
    passage      TEXT NOT NULL,   -- what of the record it is about; empty: the whole
    text_version BIGINT NOT NULL,
    at           TIMESTAMPTZ NOT NULL,
    resolved_at  TIMESTAMPTZ,
    resolved_by  TEXT
);
CREATE INDEX adr_comment_adr ON adr_comment (adr_id, at);

-- Who said that they have read which version of the text.
CREATE TABLE adr_reading (
    adr_id       UUID NOT NULL REFERENCES adr (id),
    person_id    UUID NOT NULL REFERENCES person (id),
    text_version BIGINT NOT NULL,
    person_name  TEXT NOT NULL,
    at           TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (adr_id, person_id, text_version)
);

-- What would reverse a decision, at what cost, when to look at it again.
CREATE TABLE adr_terms (
    adr_id     UUID PRIMARY KEY REFERENCES adr (id),
    reversal   TEXT NOT NULL,
    cost_minor BIGINT,
    currency   TEXT NOT NULL,
    triggers   TEXT NOT NULL,   -- one a line
    review_by  DATE,
    version    BIGINT NOT NULL
);
CREATE INDEX adr_terms_review_by ON adr_terms (review_by);

-- Workloads a record is about, beside those whose dependencies cite it.
CREATE TABLE adr_workload (
    adr_id      UUID NOT NULL REFERENCES adr (id),
    workload_id UUID NOT NULL REFERENCES workload (id),
    PRIMARY KEY (adr_id, workload_id)
);
CREATE INDEX adr_workload_workload ON adr_workload (workload_id);

-- What a record replaces once it is accepted.
CREATE TABLE adr_replacement (
    successor_id   UUID NOT NULL REFERENCES adr (id),
    predecessor_id UUID NOT NULL REFERENCES adr (id),
    part           TEXT NOT NULL,   -- which part of it; empty: all of it
    PRIMARY KEY (successor_id, predecessor_id)
);
CREATE INDEX adr_replacement_predecessor ON adr_replacement (predecessor_id);
