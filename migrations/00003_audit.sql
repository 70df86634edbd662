-- The record of every change (rule 9.1). Nothing updates or deletes it: the
-- database itself refuses.

-- +goose Up
CREATE TABLE audit_event (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL,
    organisation text NOT NULL,
    case_id      bigint,
    person_id    uuid,
    operator     text NOT NULL DEFAULT '',
    on_behalf_of uuid,
    act          text NOT NULL,
    object       text NOT NULL,
    changes      jsonb NOT NULL DEFAULT '{}',
    request_id   text NOT NULL DEFAULT '',
    policy       text NOT NULL DEFAULT '',
    CONSTRAINT audit_event_actor CHECK ((person_id IS NULL) <> (operator = ''))
);
CREATE INDEX audit_event_case ON audit_event (case_id, id);
CREATE INDEX audit_event_organisation ON audit_event (organisation, id);

-- +goose StatementBegin
CREATE FUNCTION audit_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are never changed or removed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_event_final BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_is_final();
CREATE TRIGGER audit_event_whole BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_final();
