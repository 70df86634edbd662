-- +goose Up
-- A deadline says which act it waits for, as a permission: the substitutes who may do it are reminded like the holder.
ALTER TABLE deadline ADD COLUMN call text NOT NULL DEFAULT '';
UPDATE deadline SET call = CASE kind
	WHEN 'answer' THEN 'mandate:answer'
	WHEN 'naming' THEN 'assignment:nominate'
	WHEN 'condition' THEN 'condition:report'
	WHEN 'milestone' THEN CASE municipality WHEN '' THEN 'timeline:complete' ELSE 'milestone_part:complete' END
END;
ALTER TABLE deadline ALTER COLUMN call DROP DEFAULT, ADD CONSTRAINT deadline_call CHECK (call ~ '^[a-z_]+:[a-z_]+$');
