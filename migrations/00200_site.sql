-- The register of business sites (rule 10.2).

-- +goose Up
CREATE TABLE site (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    municipality_id bigint NOT NULL REFERENCES organisation,
    number          int NOT NULL,
    name            text NOT NULL,
    summary         text NOT NULL,
    area            bigint,            -- square metres
    outline         jsonb,             -- a geometry of GeoJSON (RFC 7946)
    plan_status     text NOT NULL,
    owner_kind      text NOT NULL,
    availability    text NOT NULL,
    available_from  date,
    evidence        jsonb NOT NULL,
    published       boolean NOT NULL,
    reviewed_on     date NOT NULL,
    reviewed_by     uuid NOT NULL REFERENCES person,
    reviewed_for    uuid REFERENCES person,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    removed_at      timestamptz,
    revision        bigint NOT NULL DEFAULT 1,
    CONSTRAINT site_number UNIQUE (municipality_id, number),
    CONSTRAINT site_plan_status CHECK (plan_status IN ('unplanned', 'proposed', 'allocated', 'zoned')),
    CONSTRAINT site_owner_kind CHECK (owner_kind IN ('municipality', 'state', 'private', 'mixed', 'unknown')),
    CONSTRAINT site_availability CHECK (availability IN ('available', 'partly_available', 'reserved', 'taken')),
    CONSTRAINT site_area CHECK (area > 0)
);
CREATE UNIQUE INDEX site_name ON site (municipality_id, lower(name)) WHERE removed_at IS NULL;
CREATE INDEX site_reviewed_on ON site (reviewed_on) WHERE removed_at IS NULL;
CREATE INDEX site_reviewed_by ON site (reviewed_by);
CREATE INDEX site_reviewed_for ON site (reviewed_for) WHERE reviewed_for IS NOT NULL;

-- What infrastructure a site has, or gets from a day on.
CREATE TABLE site_figure (
    site_id  bigint NOT NULL REFERENCES site,
    kind     text NOT NULL,
    amount   bigint NOT NULL,
    from_day date,
    source   text NOT NULL,
    as_of    date NOT NULL,
    CONSTRAINT site_figure_once UNIQUE NULLS NOT DISTINCT (site_id, kind, from_day),
    CONSTRAINT site_figure_kind CHECK (kind IN ('grid', 'water', 'sewage', 'road', 'rail', 'fibre')),
    CONSTRAINT site_figure_source CHECK (source <> '')
);
