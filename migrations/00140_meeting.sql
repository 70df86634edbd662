-- The meetings of bodies, from their notice to their end (rules 7.5-7.7).

-- +goose Up

-- A meeting that the body's calendar has planned, and what became of it. The row is
-- made by the first thing that is done about it; without one it is planned. That it is
-- cancelled its calendar says, and no row. A body meets once at a time.
CREATE TABLE meeting (
    id            bigint PRIMARY KEY REFERENCES planned_meeting,
    body_id       bigint NOT NULL REFERENCES body,
    state         text NOT NULL DEFAULT 'planned',
    form          text NOT NULL DEFAULT 'in_person',
    place         text NOT NULL DEFAULT '',
    extraordinary boolean NOT NULL DEFAULT false,
    urgent        text NOT NULL DEFAULT '',
    period_from   timestamptz,
    period_to     timestamptz,
    language      text NOT NULL DEFAULT 'nb',
    called_at     timestamptz,
    called_by     uuid REFERENCES person,
    opened_at     timestamptz,
    closed_at     timestamptz,
    chair_id      uuid REFERENCES person,
    notes         text NOT NULL DEFAULT '',
    notice_due    date,
    notice_late   boolean NOT NULL DEFAULT false,
    notice_says   text NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL,
    revision      bigint NOT NULL DEFAULT 1,
    CONSTRAINT meeting_state CHECK (state IN ('planned', 'called', 'opened', 'closed', 'minuted', 'cancelled')),
    CONSTRAINT meeting_form CHECK (form IN ('in_person', 'remote', 'both', 'written')),
    CONSTRAINT meeting_period CHECK ((form = 'written') = (period_from IS NOT NULL AND period_to IS NOT NULL) AND period_to > period_from),
    CONSTRAINT meeting_language CHECK (language IN ('nb', 'nn', 'en')),
    CONSTRAINT meeting_called CHECK ((state = 'planned') = (called_at IS NULL) AND (called_at IS NULL) = (called_by IS NULL)),
    CONSTRAINT meeting_opened CHECK ((state IN ('planned', 'called')) = (opened_at IS NULL) AND (opened_at IS NULL) = (chair_id IS NULL)),
    CONSTRAINT meeting_closed CHECK ((state IN ('closed', 'minuted')) = (closed_at IS NOT NULL) AND closed_at >= opened_at)
);
CREATE UNIQUE INDEX meeting_one_open ON meeting (body_id) WHERE state = 'opened';
CREATE INDEX meeting_called_by ON meeting (called_by) WHERE called_by IS NOT NULL;
CREATE INDEX meeting_chair ON meeting (chair_id) WHERE chair_id IS NOT NULL;

-- The last number that a body has given to an item in a year.
CREATE TABLE agenda_counter (
    body_id bigint NOT NULL REFERENCES body,
    year    int NOT NULL,
    last    int NOT NULL,
    PRIMARY KEY (body_id, year)
);

-- The items of agendas, numbered in their body and year. Papers, the closing of the
-- doors and an objection are kept as they are shown.
CREATE TABLE agenda_item (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id    bigint NOT NULL REFERENCES meeting,
    body_id       bigint NOT NULL REFERENCES body,
    year          int NOT NULL,
    serial        int NOT NULL,
    position      int NOT NULL,
    kind          text NOT NULL,
    title         text NOT NULL,
    exempt_basis  text NOT NULL DEFAULT '',
    treatment_id  bigint,
    region        text NOT NULL DEFAULT '',
    case_number   text NOT NULL DEFAULT '',
    papers        jsonb NOT NULL DEFAULT '[]',
    late          boolean NOT NULL DEFAULT false,
    state         text NOT NULL DEFAULT 'open',
    withdrawn_why text NOT NULL DEFAULT '',
    chair_id      uuid REFERENCES person,
    doors         jsonb,
    objection     jsonb,
    added_by      uuid NOT NULL REFERENCES person,
    added_at      timestamptz NOT NULL,
    CONSTRAINT agenda_item_number UNIQUE (body_id, year, serial),
    CONSTRAINT agenda_item_kind CHECK (kind IN ('treatment', 'election', 'briefing', 'report', 'other')),
    CONSTRAINT agenda_item_treats CHECK ((kind = 'treatment') = (treatment_id IS NOT NULL) AND (treatment_id IS NULL) = (case_number = '')),
    CONSTRAINT agenda_item_state CHECK (state IN ('open', 'resolved', 'refused', 'withdrawn')),
    CONSTRAINT agenda_item_title CHECK (title <> '')
);
CREATE INDEX agenda_item_meeting ON agenda_item (meeting_id, position);
CREATE UNIQUE INDEX agenda_item_treatment ON agenda_item (treatment_id) WHERE treatment_id IS NOT NULL AND state = 'open';
CREATE INDEX agenda_item_chair ON agenda_item (chair_id) WHERE chair_id IS NOT NULL;
CREATE INDEX agenda_item_added_by ON agenda_item (added_by);

-- Who was at a meeting, from when to when: by a seat, in the place of a member, or
-- speaking alone, then perhaps without a record.
CREATE TABLE attendance (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL REFERENCES meeting,
    person_id  uuid REFERENCES person,
    name       text NOT NULL DEFAULT '',
    as_what    text NOT NULL,
    for_id     uuid REFERENCES person,
    from_at    timestamptz NOT NULL,
    to_at      timestamptz,
    CONSTRAINT attendance_as_what CHECK (as_what IN ('member', 'deputy', 'speaker')),
    CONSTRAINT attendance_who CHECK ((person_id IS NULL) = (name <> '') AND (person_id IS NOT NULL OR as_what = 'speaker')),
    CONSTRAINT attendance_for CHECK ((as_what = 'deputy') = (for_id IS NOT NULL)),
    CONSTRAINT attendance_time CHECK (to_at > from_at)
);
CREATE INDEX attendance_meeting ON attendance (meeting_id, from_at);
CREATE INDEX attendance_person ON attendance (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX attendance_for_whom ON attendance (for_id) WHERE for_id IS NOT NULL;

-- Who left an item, why and on what legal basis, and who took the seat for it.
CREATE TABLE item_leave (
    item_id   bigint NOT NULL REFERENCES agenda_item,
    person_id uuid NOT NULL REFERENCES person,
    why       text NOT NULL,
    basis     text NOT NULL,
    deputy_id uuid REFERENCES person,
    PRIMARY KEY (item_id, person_id),
    CONSTRAINT item_leave_why CHECK (why IN ('disqualified', 'exempted')),
    CONSTRAINT item_leave_basis CHECK (basis <> ''),
    CONSTRAINT item_leave_deputy CHECK (deputy_id <> person_id)
);
CREATE INDEX item_leave_person ON item_leave (person_id);
CREATE INDEX item_leave_deputy_id ON item_leave (deputy_id) WHERE deputy_id IS NOT NULL;

-- What was done about a meeting: one row for each act.
CREATE TABLE meeting_change (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id   bigint NOT NULL REFERENCES meeting,
    item_id      bigint REFERENCES agenda_item,
    act          text NOT NULL,
    detail       text NOT NULL DEFAULT '',
    reason       text NOT NULL DEFAULT '',
    person_id    uuid NOT NULL REFERENCES person,
    on_behalf_of uuid REFERENCES person,
    at           timestamptz NOT NULL
);
CREATE INDEX meeting_change_meeting ON meeting_change (meeting_id, id);
CREATE INDEX meeting_change_item ON meeting_change (item_id) WHERE item_id IS NOT NULL;
CREATE INDEX meeting_change_person ON meeting_change (person_id);
CREATE INDEX meeting_change_on_behalf_of ON meeting_change (on_behalf_of) WHERE on_behalf_of IS NOT NULL;
