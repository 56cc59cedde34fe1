-- Workloads: named AI systems with an owning team, spend and a durability class.

CREATE TABLE workload (
    id             BLOB PRIMARY KEY,
    slug           TEXT NOT NULL,
    name           TEXT NOT NULL,
    purpose        TEXT NOT NULL,
    team_id        BLOB NOT NULL REFERENCES team (id),
    durability     TEXT NOT NULL,
    spend_minor    INTEGER,          -- annual AI spend; none: not known yet
    currency       TEXT NOT NULL,
    accounts       TEXT NOT NULL,
    regions        TEXT NOT NULL,
    classification TEXT NOT NULL,
    registered_on  TEXT NOT NULL,
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL,
    version        INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX workload_slug ON workload (slug);
CREATE UNIQUE INDEX workload_name ON workload (lower(name));
CREATE INDEX workload_team ON workload (team_id);
