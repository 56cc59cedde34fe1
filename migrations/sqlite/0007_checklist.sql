-- The twelve decisions of each workload.

CREATE TABLE checklist_item (
    workload_id BLOB NOT NULL REFERENCES workload (id),
    decision    TEXT NOT NULL,
    state       TEXT NOT NULL,
    owner_id    BLOB REFERENCES person (id),
    due_on      TEXT NOT NULL,
    evidence    TEXT NOT NULL,
    reason      TEXT NOT NULL,
    adr_id      BLOB REFERENCES adr (id),
    updated_at  TEXT NOT NULL,
    version     INTEGER NOT NULL,
    PRIMARY KEY (workload_id, decision)
) STRICT;
CREATE INDEX checklist_item_owner ON checklist_item (owner_id);
