-- What an exempt case is called wherever its name leaves the service, and the
-- last day of the exemption, where the first day after it was kept (rule 2.1).

-- +goose Up
ALTER TABLE casefile ADD COLUMN shielded_title text NOT NULL DEFAULT '';
UPDATE casefile SET shielded_title = 'Unntatt offentlighet' WHERE publicity = 'exempt';
UPDATE casefile SET exempt_until = exempt_until - 1 WHERE exempt_until IS NOT NULL;
ALTER TABLE casefile ADD CONSTRAINT casefile_shielded CHECK (publicity = 'exempt' OR shielded_title = '');
