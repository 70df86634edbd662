-- By what key the municipalities of a region share what their cases need
-- (rule 4.5).

-- +goose Up

-- A region's key, and every one before it: the last stands. Without a row it
-- is `equal`. The figures are a list of municipality and figure.
CREATE TABLE contribution_key (
    region_id bigint NOT NULL REFERENCES organisation,
    number    int NOT NULL,
    kind      text NOT NULL,
    year      int,
    figures   jsonb NOT NULL,
    reason    text NOT NULL,
    set_by    uuid NOT NULL REFERENCES person,
    set_at    timestamptz NOT NULL,
    PRIMARY KEY (region_id, number),
    CONSTRAINT contribution_key_kind CHECK (kind IN ('equal', 'population', 'weights')),
    CONSTRAINT contribution_key_year CHECK ((kind = 'population') = (year IS NOT NULL)),
    CONSTRAINT contribution_key_figures CHECK ((kind = 'equal') = (figures = '[]')),
    CONSTRAINT contribution_key_reason CHECK (reason <> '')
);
