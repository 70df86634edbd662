-- When a case is adopted: by the rule that was declared for it (rule 8.3).

-- +goose Up

-- The rules of a case are numbered within it; the last stands. Until one is declared the
-- usual one applies.
CREATE TABLE effect_rule (
    case_id bigint NOT NULL REFERENCES casefile,
    number  int NOT NULL,
    rule    text NOT NULL,
    least   int,
    reason  text NOT NULL DEFAULT '',
    set_by  uuid NOT NULL REFERENCES person,
    set_for uuid REFERENCES person,
    set_at  timestamptz NOT NULL,
    PRIMARY KEY (case_id, number),
    CONSTRAINT effect_rule_known CHECK (rule IN ('all_identical', 'all_adopt', 'n_of_all', 'local_effect', 'representative_council', 'deciding_body')),
    CONSTRAINT effect_rule_least CHECK ((rule = 'n_of_all') = (least IS NOT NULL) AND least > 0)
);
CREATE INDEX effect_rule_set_by ON effect_rule (set_by);
CREATE INDEX effect_rule_set_for ON effect_rule (set_for) WHERE set_for IS NOT NULL;

-- That a case was adopted, by its rule, or was not, as the secretariat has ended it.
CREATE TABLE case_effect (
    case_id      bigint PRIMARY KEY REFERENCES casefile,
    state        text NOT NULL,
    at           timestamptz NOT NULL,
    person_id    uuid NOT NULL REFERENCES person,
    on_behalf_of uuid REFERENCES person,
    reason       text NOT NULL DEFAULT '',
    decision     int,
    CONSTRAINT case_effect_state CHECK (state IN ('adopted', 'not_adopted')),
    CONSTRAINT case_effect_decision CHECK ((state = 'not_adopted') = (decision IS NOT NULL))
);
CREATE INDEX case_effect_person ON case_effect (person_id);
CREATE INDEX case_effect_behalf ON case_effect (on_behalf_of) WHERE on_behalf_of IS NOT NULL;
