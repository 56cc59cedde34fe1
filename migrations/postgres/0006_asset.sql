-- Data assets and fine-tuned models. An empty text is a missing fact, shown as such.

CREATE TABLE data_asset (
    id              UUID PRIMARY KEY,
    workload_id     UUID NOT NULL REFERENCES workload (id),
    kind            TEXT NOT NULL,
    name            TEXT NOT NULL,
    owner           TEXT NOT NULL,
    location        TEXT NOT NULL,
    format          TEXT NOT NULL,
    open_format     BOOLEAN NOT NULL,
    retention       TEXT NOT NULL,
    catalogue_entry TEXT NOT NULL,
    open_export     TEXT NOT NULL,
    volume_gb       BIGINT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    version         BIGINT NOT NULL
);
CREATE INDEX data_asset_workload ON data_asset (workload_id);

CREATE TABLE model (
    id                UUID PRIMARY KEY,
    workload_id       UUID NOT NULL REFERENCES workload (id),
    name              TEXT NOT NULL,
    base_model        TEXT NOT NULL,
    training_data     TEXT NOT NULL,
    configuration     TEXT NOT NULL,
    benchmark         TEXT NOT NULL,
    approval_path     TEXT NOT NULL,
    deployment_target TEXT NOT NULL,
    rollback_path     TEXT NOT NULL,
    created_at        TIMESTAMPTZ NOT NULL,
    version           BIGINT NOT NULL
);
CREATE INDEX model_workload ON model (workload_id);
