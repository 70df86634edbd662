-- What calls for a meeting, and for an item on its agenda (rule 7.6): members demand that
-- their body meets (KL § 11-2), what was decided in writing or in an urgent remote meeting
-- is reported to the next one (KL § 11-8); and a meeting may constitute the body (KL § 7-1).

-- +goose Up
ALTER TABLE meeting ADD COLUMN constituting boolean NOT NULL DEFAULT false;

ALTER TABLE agenda_item
    ADD COLUMN reports_on bigint REFERENCES meeting,
    ADD CONSTRAINT agenda_item_reports CHECK (reports_on IS NULL OR kind = 'report');

-- That members demand a meeting of their body: what about, and what becomes of it. It is
-- answered by a meeting, unless the calendar cancels that.
CREATE TABLE meeting_demand (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body_id       bigint NOT NULL REFERENCES body,
    demanded_on   date NOT NULL,
    matter        text NOT NULL,
    size          int NOT NULL,
    meeting_id    bigint REFERENCES meeting,
    withdrawn_at  timestamptz,
    withdrawn_why text NOT NULL DEFAULT '',
    recorded_by   uuid NOT NULL REFERENCES person,
    recorded_for  uuid REFERENCES person,
    recorded_at   timestamptz NOT NULL,
    revision      bigint NOT NULL DEFAULT 1,
    CONSTRAINT meeting_demand_matter CHECK (matter <> ''),
    CONSTRAINT meeting_demand_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_why = ''))
);
CREATE INDEX meeting_demand_body ON meeting_demand (body_id, id);
CREATE INDEX meeting_demand_meeting ON meeting_demand (meeting_id) WHERE meeting_id IS NOT NULL;
CREATE INDEX meeting_demand_recorded_by ON meeting_demand (recorded_by);
CREATE INDEX meeting_demand_recorded_for ON meeting_demand (recorded_for) WHERE recorded_for IS NOT NULL;

-- Who demands it.
CREATE TABLE meeting_demand_member (
    demand_id bigint NOT NULL REFERENCES meeting_demand,
    person_id uuid NOT NULL REFERENCES person,
    PRIMARY KEY (demand_id, person_id)
);
CREATE INDEX meeting_demand_member_person ON meeting_demand_member (person_id);
