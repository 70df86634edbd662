-- When a reminder or a letter became what it is: whoever reads a case as it stood
-- reads no later fate of either (rule 1.1). Empty for what waits; of what was
-- settled before this, the moment is worked out from the rest of the row.

-- +goose Up
ALTER TABLE reminder ADD COLUMN settled_at timestamptz;
ALTER TABLE letter ADD COLUMN settled_at timestamptz;
