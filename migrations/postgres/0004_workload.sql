-- Workloads: named AI systems with an owning team, spend and a durability class.

CREATE TABLE workload (
    id             UUID PRIMARY KEY,
    slug           TEXT NOT NULL,
    name           TEXT NOT NULL,
    purpose        TEXT NOT NULL,
    team_id        UUID NOT NULL REFERENCES team (id),
    durability     TEXT NOT NULL,
    spend_minor    BIGINT,          -- annual AI spend; none: not known yet
    currency       TEXT NOT NULL,
    accounts       TEXT NOT NULL,
    regions        TEXT NOT NULL,
    classification TEXT NOT NULL,
    registered_on  DATE NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL,
    version        BIGINT NOT NULL
);
CREATE UNIQUE INDEX workload_slug ON workload (slug);
CREATE UNIQUE INDEX workload_name ON workload (lower(name));
CREATE INDEX workload_team ON workload (team_id);
