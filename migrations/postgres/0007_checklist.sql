-- The twelve decisions of each workload.

CREATE TABLE checklist_item (
    workload_id UUID NOT NULL REFERENCES workload (id),
    decision    TEXT NOT NULL,
    state       TEXT NOT NULL,
    owner_id    UUID REFERENCES person (id),
    due_on      DATE NOT NULL,
    evidence    TEXT NOT NULL,
    reason      TEXT NOT NULL,
    adr_id      UUID REFERENCES adr (id),
    updated_at  TIMESTAMPTZ NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (workload_id, decision)
);
CREATE INDEX checklist_item_owner ON checklist_item (owner_id);
