-- +goose Up
-- The kinds of deadlines are declared by the features that have them; the table knows only how a name looks.
ALTER TABLE deadline
	DROP CONSTRAINT deadline_kind,
	ADD CONSTRAINT deadline_kind CHECK (kind ~ '^[a-z_]+$');
