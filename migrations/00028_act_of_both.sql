-- Who may act changes by acts that both sides know of (rules 1.1, 1.5).

-- +goose Up

-- A membership is proposed by the region's secretariat, and confirmed by the
-- municipality's clerk with the council's decision: until then it counts for
-- nothing. What stood before this, or an operator enters, is confirmed.
ALTER TABLE membership
    ADD COLUMN proposed_by uuid REFERENCES person,
    ADD COLUMN confirmed_at timestamptz,
    ADD COLUMN confirmed_by uuid REFERENCES person,
    ADD COLUMN decided_on date,
    ADD COLUMN case_number text NOT NULL DEFAULT '';
UPDATE membership SET confirmed_at = now();
ALTER TABLE membership ADD CONSTRAINT membership_decided CHECK ((confirmed_by IS NULL) = (decided_on IS NULL) AND (confirmed_by IS NULL) = (case_number = ''));

CREATE OR REPLACE FUNCTION member_on(day date) RETURNS SETOF membership LANGUAGE sql STABLE AS
    'SELECT * FROM membership WHERE from_date <= $1 AND (to_date IS NULL OR to_date > $1) AND confirmed_at IS NOT NULL';

-- Who recorded an appointment; null where an operator did, or before this was kept.
ALTER TABLE office ADD COLUMN appointed_by uuid REFERENCES person;
