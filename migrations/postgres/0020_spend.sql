-- AI platform spend, as bills say it.

-- Every file of a bill that was taken in.
CREATE TABLE spend_import (
    id          UUID PRIMARY KEY,
    at          TIMESTAMPTZ NOT NULL,
    person_id   UUID REFERENCES person (id),
    person_name TEXT NOT NULL,
    file        TEXT NOT NULL,     -- its name
    hash        TEXT NOT NULL,     -- SHA-256 of its bytes
    format      TEXT NOT NULL,     -- focus, cur
    lines       BIGINT NOT NULL
);
CREATE INDEX spend_import_at ON spend_import (at);
CREATE INDEX spend_import_hash ON spend_import (hash);

-- What an account pays for a month: one bill, from the file that said it last.
CREATE TABLE spend_bill (
    id        UUID PRIMARY KEY,
    payer     TEXT NOT NULL,       -- the paying account
    month     DATE NOT NULL,       -- the first day of the month it is billed in
    import_id UUID NOT NULL REFERENCES spend_import (id),
    lines     BIGINT NOT NULL
);
CREATE UNIQUE INDEX spend_bill_month ON spend_bill (payer, month);
CREATE INDEX spend_bill_import ON spend_bill (import_id);

-- The lines of a bill that have all of this in common, added up. A cost is whole units of the
-- currency and billionths of a thousandth of one, both with the same sign: two numbers that can
-- be added up without loss on either engine.
CREATE TABLE spend_group (
    id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bill_id         UUID NOT NULL REFERENCES spend_bill (id) ON DELETE CASCADE,
    charged_for     DATE NOT NULL, -- the first day of the month it is charged for
    charge          TEXT NOT NULL,
    currency        TEXT NOT NULL,
    account         TEXT NOT NULL,
    account_name    TEXT NOT NULL,
    service_code    TEXT NOT NULL,
    service_name    TEXT NOT NULL,
    tags            TEXT NOT NULL, -- JSON
    lines           BIGINT NOT NULL,
    billed_units    BIGINT NOT NULL,
    billed_parts    BIGINT NOT NULL,
    effective_units BIGINT NOT NULL,
    effective_parts BIGINT NOT NULL
);
CREATE INDEX spend_group_bill ON spend_group (bill_id);
CREATE INDEX spend_group_month ON spend_group (charged_for);

-- Which workload a part of the bill belongs to; the first that takes a line has it.
CREATE TABLE spend_mapping (
    id          UUID PRIMARY KEY,
    position    BIGINT NOT NULL,
    workload_id UUID NOT NULL REFERENCES workload (id),
    account     TEXT,
    tag_key     TEXT,
    tag_value   TEXT,
    service     TEXT,
    created_at  TIMESTAMPTZ NOT NULL,
    version     BIGINT NOT NULL
);
CREATE INDEX spend_mapping_workload ON spend_mapping (workload_id);
