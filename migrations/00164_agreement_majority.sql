-- What the agreement of a region says of changes that its representative council adopts
-- (KL § 18-4, rule 7.4).

-- +goose Up

-- Null where the agreement says nothing of it: then it takes two thirds of the votes cast.
ALTER TABLE body_setting
    ADD COLUMN agreement_of          text,
    ADD COLUMN agreement_numerator   int,
    ADD COLUMN agreement_denominator int,
    ADD COLUMN agreement_over        boolean,
    ADD CONSTRAINT body_setting_agreement CHECK (num_nonnulls(agreement_of, agreement_numerator, agreement_denominator, agreement_over) IN (0, 4)
        AND agreement_of IN ('votes_cast', 'members') AND agreement_numerator BETWEEN 1 AND agreement_denominator AND agreement_denominator <= 999
        AND 2 * agreement_numerator >= agreement_denominator);
