-- The minutes of meetings, as they were signed (rule 7.7, KL § 11-4).

-- +goose Up

-- The versions of the minutes of a meeting: what each says, with its hash. A row is never
-- changed: what was wrong stands corrected in the next version.
CREATE TABLE minutes (
    meeting_id   bigint NOT NULL REFERENCES meeting,
    version      int NOT NULL,
    protocol     jsonb NOT NULL,
    sha256       text NOT NULL,
    corrects     int,
    reason       text NOT NULL DEFAULT '',
    needed       int NOT NULL,
    finalised_at timestamptz NOT NULL,
    finalised_by uuid NOT NULL REFERENCES person,
    PRIMARY KEY (meeting_id, version),
    CONSTRAINT minutes_corrects_one FOREIGN KEY (meeting_id, corrects) REFERENCES minutes,
    CONSTRAINT minutes_corrects CHECK ((version = 1) = (corrects IS NULL) AND (corrects IS NULL OR corrects = version - 1) AND (corrects IS NULL) = (reason = '')),
    CONSTRAINT minutes_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT minutes_needed CHECK (needed > 0)
);
CREATE INDEX minutes_finalised_by ON minutes (finalised_by);

-- Who signed a version, here or on paper.
CREATE TABLE minutes_signature (
    meeting_id  bigint NOT NULL,
    version     int NOT NULL,
    person_id   uuid NOT NULL REFERENCES person,
    chaired     boolean NOT NULL,
    on_paper    date,
    recorded_by uuid NOT NULL REFERENCES person,
    signed_at   timestamptz NOT NULL,
    PRIMARY KEY (meeting_id, version, person_id),
    FOREIGN KEY (meeting_id, version) REFERENCES minutes
);
CREATE INDEX minutes_signature_person ON minutes_signature (person_id);
CREATE INDEX minutes_signature_recorded_by ON minutes_signature (recorded_by);

-- Nobody changes what was signed.
-- +goose StatementBegin
CREATE FUNCTION refuse_changed_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'minutes are never changed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER minutes_never_changed BEFORE UPDATE OR DELETE ON minutes FOR EACH ROW EXECUTE FUNCTION refuse_changed_minutes();
CREATE TRIGGER minutes_signature_never_changed BEFORE UPDATE OR DELETE ON minutes_signature FOR EACH ROW EXECUTE FUNCTION refuse_changed_minutes();
