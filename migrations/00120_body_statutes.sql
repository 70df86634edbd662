-- What a body goes by grows into its statutes (rule 7.1): how many it has, whether it
-- decides, how it votes, and what else it may.

-- +goose Up

-- Each is null where the settings say nothing of it: then the body has what was founded
-- with it, or what its kind has by law. grant_limit is in øre; recommends_to are kinds
-- of bodies.
ALTER TABLE body_setting
    ADD COLUMN size                 int,
    ADD COLUMN decides              boolean,
    ADD COLUMN voting               text,
    ADD COLUMN within               text,
    ADD COLUMN majority_of          text,
    ADD COLUMN majority_numerator   int,
    ADD COLUMN majority_denominator int,
    ADD COLUMN majority_over        boolean,
    ADD COLUMN remote_allowed       boolean,
    ADD COLUMN signatories          int,
    ADD COLUMN kept_here            boolean,
    ADD COLUMN grant_limit          bigint,
    ADD COLUMN recommends_to        text[],
    ADD CONSTRAINT body_setting_size CHECK (size BETWEEN 1 AND 999),
    ADD CONSTRAINT body_setting_voting CHECK (voting IN ('per_member', 'per_municipality') AND (within IS NULL OR within IN ('majority', 'speaker'))
        AND (within IS NULL) = (voting <> 'per_municipality')),
    ADD CONSTRAINT body_setting_majority CHECK (num_nonnulls(majority_of, majority_numerator, majority_denominator, majority_over) IN (0, 4)
        AND majority_of IN ('votes_cast', 'members') AND majority_numerator BETWEEN 1 AND majority_denominator AND majority_denominator <= 999
        AND 2 * majority_numerator >= majority_denominator),
    ADD CONSTRAINT body_setting_signatories CHECK (signatories BETWEEN 0 AND 9),
    ADD CONSTRAINT body_setting_grant_limit CHECK (grant_limit >= 0);
