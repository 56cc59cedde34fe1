-- What writing a record needs beside the record: what was typed and not saved yet, pictures, and
-- the organisation's own templates.

CREATE TABLE adr_autosave (
    person_id UUID NOT NULL REFERENCES person (id),
    place     TEXT NOT NULL,  -- the record's id, or “new” for one not saved yet
    fields    TEXT NOT NULL,  -- the form as it was typed, as a browser sends it
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (person_id, place)
);

CREATE TABLE attachment (
    id          UUID PRIMARY KEY,
    adr_id      UUID REFERENCES adr (id),  -- none until the new record it was put into is saved
    name        TEXT NOT NULL,
    media       TEXT NOT NULL,  -- image/png and the like, by its content
    bytes       BYTEA NOT NULL,
    sha256      TEXT NOT NULL,
    person_id   UUID REFERENCES person (id),
    person_name TEXT NOT NULL,
    at          TIMESTAMPTZ NOT NULL
);
CREATE INDEX attachment_adr ON attachment (adr_id);
CREATE INDEX attachment_person ON attachment (person_id);

CREATE TABLE adr_template (
    id         UUID PRIMARY KEY,
    name       TEXT NOT NULL,
    why        TEXT NOT NULL,  -- when to choose it
    body       TEXT NOT NULL,
    retired    BOOLEAN NOT NULL,  -- no longer offered
    updated_at TIMESTAMPTZ NOT NULL,
    version    BIGINT NOT NULL
);
