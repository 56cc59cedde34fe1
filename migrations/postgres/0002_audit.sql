-- Who did what, when, to which thing. Written in the transaction of the act itself; never changed.

CREATE TABLE audit_event (
    id          UUID PRIMARY KEY,
    at          TIMESTAMPTZ NOT NULL,
    person_id   UUID REFERENCES person (id),  -- none: the command line or the system
    person_name TEXT NOT NULL,
    act         TEXT NOT NULL,
    noun        TEXT NOT NULL,
    subject_id  UUID,
    subject     TEXT NOT NULL,               -- its name at that time
    address     TEXT,                        -- its page
    detail      TEXT NOT NULL
);
CREATE INDEX audit_event_subject ON audit_event (subject_id, at);
CREATE INDEX audit_event_noun ON audit_event (noun, at);

-- Settings of the organisation, one JSON value a key.
CREATE TABLE setting (
    key        TEXT PRIMARY KEY,
    value      TEXT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
