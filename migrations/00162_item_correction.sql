-- What was recorded of items wrongly, and corrected before the minutes were signed (rule
-- 7.7).

-- +goose Up

-- Each correction of an item's resolution, numbered in the item: what stood before, as it
-- was shown, with the votes that were corrected with it, and why it was corrected.
CREATE TABLE item_correction (
    item_id      bigint NOT NULL REFERENCES agenda_item,
    number       int NOT NULL,
    before       jsonb NOT NULL,
    reason       text NOT NULL,
    person_id    uuid NOT NULL REFERENCES person,
    on_behalf_of uuid REFERENCES person,
    at           timestamptz NOT NULL,
    PRIMARY KEY (item_id, number),
    CONSTRAINT item_correction_reason CHECK (reason <> '')
);
CREATE INDEX item_correction_person ON item_correction (person_id);
CREATE INDEX item_correction_on_behalf_of ON item_correction (on_behalf_of) WHERE on_behalf_of IS NOT NULL;
