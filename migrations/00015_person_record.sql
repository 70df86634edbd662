-- Whatever names a person is found by an index, so that they are shown what is
-- held of them without a reading of whole tables (rule 4.6).

-- +goose Up
CREATE INDEX audit_event_person ON audit_event (person_id, id);
CREATE INDEX audit_event_on_behalf_of ON audit_event (on_behalf_of, id) WHERE on_behalf_of IS NOT NULL;
CREATE INDEX audit_event_object ON audit_event (object, id);
CREATE INDEX letter_person ON letter (person_id);
CREATE INDEX reminder_person ON reminder ((addressee->>'person')) WHERE addressee->>'person' IS NOT NULL;
CREATE INDEX milestone_person ON milestone ((responsible->>'person')) WHERE responsible->>'person' IS NOT NULL;
CREATE INDEX casefile_responsible ON casefile (responsible_id) WHERE responsible_id IS NOT NULL;
CREATE INDEX substitute_holder ON substitute (holder_id);
CREATE INDEX disqualification_any ON disqualification (person_id);
CREATE INDEX assignment_deputy ON assignment (deputy_person_id) WHERE deputy_person_id IS NOT NULL;
