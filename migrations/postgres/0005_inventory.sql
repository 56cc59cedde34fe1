-- What a workload depends on, and each place where it does.

-- Services added to the built-in catalogue.
CREATE TABLE service (
    id          UUID PRIMARY KEY,
    key         TEXT NOT NULL,
    name        TEXT NOT NULL,
    provider    TEXT NOT NULL,
    layer       TEXT NOT NULL,
    category    TEXT NOT NULL,
    strong_use  TEXT NOT NULL,
    practice    TEXT NOT NULL,
    why         TEXT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX service_key ON service (key);

CREATE TABLE dependency (
    id          UUID PRIMARY KEY,
    workload_id UUID NOT NULL REFERENCES workload (id),
    service_key TEXT NOT NULL,    -- of the built-in catalogue or of table service
    category    TEXT NOT NULL,
    owner       TEXT NOT NULL,
    boundary    TEXT NOT NULL,    -- the adapter that isolates it
    exit_option TEXT NOT NULL,    -- key of a service
    runbook     TEXT NOT NULL,    -- link
    adr_id      UUID REFERENCES adr (id),
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX dependency_workload_service ON dependency (workload_id, service_key);
CREATE INDEX dependency_service ON dependency (service_key);
CREATE INDEX dependency_adr ON dependency (adr_id);

CREATE TABLE integration_point (
    id            UUID PRIMARY KEY,
    dependency_id UUID NOT NULL REFERENCES dependency (id),
    location      TEXT NOT NULL,  -- empty: counted, not located yet
    operation     TEXT NOT NULL,
    calls         BIGINT NOT NULL CHECK (calls > 0),
    leaking       BOOLEAN NOT NULL, -- outside the boundary
    created_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX integration_point_dependency ON integration_point (dependency_id);
