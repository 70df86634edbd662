-- Who goes on in the place of a municipality, as rows to join: what reads them for
-- each participant of a case calls nothing any more (rule 1.1).

-- +goose Up
CREATE VIEW successor AS
    SELECT s.organisation_id, o.key FROM succession s JOIN organisation o ON o.id = s.successor_id;
