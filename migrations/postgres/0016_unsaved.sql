-- Each opened form keeps what was typed under a place of its own, so that no two overwrite each
-- other. A form that was saved leaves its row behind, marked: a browser that never heard of the
-- save asks for it.

ALTER TABLE adr_autosave ADD COLUMN adr_id UUID REFERENCES adr (id);        -- none for a record not saved yet
ALTER TABLE adr_autosave ADD COLUMN title  TEXT NOT NULL DEFAULT '';        -- as it was typed, to tell several apart
ALTER TABLE adr_autosave ADD COLUMN saved  BOOLEAN NOT NULL DEFAULT FALSE;  -- the form was saved; its fields are gone

DELETE FROM adr_autosave WHERE place <> 'new' AND place NOT IN (SELECT CAST(id AS text) FROM adr);
UPDATE adr_autosave SET adr_id = CAST(place AS uuid) WHERE place <> 'new';
-- The second half is the form's identifier, which these had not yet.
UPDATE adr_autosave SET place = place || '-00000000-0000-0000-0000-000000000000';

CREATE INDEX adr_autosave_at ON adr_autosave (at);
CREATE INDEX adr_autosave_adr ON adr_autosave (adr_id);
