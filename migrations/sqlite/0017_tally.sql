-- How many records there are is kept beside them instead of counted for each page.

-- Records by log and status.
CREATE TABLE adr_tally (
    log_key TEXT NOT NULL,
    status  TEXT NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (log_key, status)
) STRICT, WITHOUT ROWID;
INSERT INTO adr_tally (log_key, status, records)
SELECT log_key, status, count(*) FROM adr_entry GROUP BY log_key, status;

CREATE TRIGGER adr_tally_insert AFTER INSERT ON adr_entry BEGIN
    INSERT INTO adr_tally (log_key, status, records) SELECT new.log_key, new.status, 0
        WHERE NOT EXISTS (SELECT 1 FROM adr_tally WHERE log_key = new.log_key AND status = new.status);
    UPDATE adr_tally SET records = records + 1 WHERE log_key = new.log_key AND status = new.status;
END;

CREATE TRIGGER adr_tally_update AFTER UPDATE ON adr_entry
WHEN old.log_key <> new.log_key OR old.status <> new.status BEGIN
    UPDATE adr_tally SET records = records - 1 WHERE log_key = old.log_key AND status = old.status;
    INSERT INTO adr_tally (log_key, status, records) SELECT new.log_key, new.status, 0
        WHERE NOT EXISTS (SELECT 1 FROM adr_tally WHERE log_key = new.log_key AND status = new.status);
    UPDATE adr_tally SET records = records + 1 WHERE log_key = new.log_key AND status = new.status;
END;

CREATE TRIGGER adr_tally_delete AFTER DELETE ON adr_entry BEGIN
    UPDATE adr_tally SET records = records - 1 WHERE log_key = old.log_key AND status = old.status;
END;
