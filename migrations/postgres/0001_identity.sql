-- People, what they may do, and the teams they belong to.

CREATE TABLE person (
    id            UUID PRIMARY KEY,
    email         TEXT NOT NULL,   -- as typed; compared in lower case
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,   -- argon2id, PHC string
    active        BOOLEAN NOT NULL,
    epoch         BIGINT NOT NULL,   -- raised by "sign out everywhere"; older sessions end
    created_at    TIMESTAMPTZ NOT NULL,
    version       BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_email ON person (lower(email));

CREATE TABLE person_role (
    person_id UUID NOT NULL REFERENCES person (id),
    role      TEXT NOT NULL,
    PRIMARY KEY (person_id, role)
);

CREATE TABLE team (
    id   UUID PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX team_slug ON team (slug);

CREATE TABLE team_member (
    team_id   UUID NOT NULL REFERENCES team (id),
    person_id UUID NOT NULL REFERENCES person (id),
    PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_member_person ON team_member (person_id);

-- Failed sign-ins, so that guessing is slowed whichever server is asked.
CREATE TABLE sign_in_failure (
    id      UUID PRIMARY KEY,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX sign_in_failure_account ON sign_in_failure (account, at);
CREATE INDEX sign_in_failure_address ON sign_in_failure (address, at);
