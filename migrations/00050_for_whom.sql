-- Who appointed, and who entered an override, is two people where a substitute
-- acts: neither is appointed by whom they appointed (rules 1.4, 1.5, 2.3).

-- +goose Up
ALTER TABLE office ADD COLUMN appointed_for uuid REFERENCES person;
ALTER TABLE seat ADD COLUMN appointed_for uuid REFERENCES person;
ALTER TABLE start_override ADD COLUMN entered_for uuid REFERENCES person;
ALTER TABLE admission ADD COLUMN asked_for uuid REFERENCES person;
