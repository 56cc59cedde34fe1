-- Each opened form keeps what was typed under a place of its own, so that no two overwrite each
-- other. A form that was saved leaves its row behind, marked: a browser that never heard of the
-- save asks for it.

ALTER TABLE adr_autosave ADD COLUMN adr_id BLOB REFERENCES adr (id);        -- none for a record not saved yet
ALTER TABLE adr_autosave ADD COLUMN title  TEXT NOT NULL DEFAULT '';        -- as it was typed, to tell several apart
ALTER TABLE adr_autosave ADD COLUMN saved  INTEGER NOT NULL DEFAULT 0;      -- the form was saved; its fields are gone

DELETE FROM adr_autosave
    WHERE place <> 'new' AND (length(place) <> 36 OR unhex(replace(place, '-', '')) NOT IN (SELECT id FROM adr));
UPDATE adr_autosave SET adr_id = unhex(replace(place, '-', '')) WHERE place <> 'new';
-- The second half is the form's identifier, which these had not yet.
UPDATE adr_autosave SET place = place || '-00000000-0000-0000-0000-000000000000';

CREATE INDEX adr_autosave_at ON adr_autosave (at);
CREATE INDEX adr_autosave_adr ON adr_autosave (adr_id);
