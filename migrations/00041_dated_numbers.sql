-- Names and municipality numbers are dated (rule 1.1). An organisation keeps the
-- key under which it was registered, on which hashes, addresses and the record
-- rest; every number that it ever had finds it.

-- +goose Up
-- A number is never given to another municipality. The first has no day.
CREATE TABLE organisation_number (
    number          text PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisation,
    from_date       date,
    CONSTRAINT organisation_number_form CHECK (number ~ '^[0-9]{4}$')
);
CREATE UNIQUE INDEX organisation_number_day ON organisation_number (organisation_id, coalesce(from_date, '-infinity'));

-- organisation.name is the one of these that counts now.
CREATE TABLE organisation_name (
    organisation_id bigint NOT NULL REFERENCES organisation,
    from_date       date,
    name            text NOT NULL
);
CREATE UNIQUE INDEX organisation_name_day ON organisation_name (organisation_id, coalesce(from_date, '-infinity'));

INSERT INTO organisation_number (number, organisation_id) SELECT key, id FROM organisation WHERE kind = 'municipality';
INSERT INTO organisation_name (organisation_id, name) SELECT id, name FROM organisation;

-- +goose StatementBegin
CREATE FUNCTION name_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO organisation_name (organisation_id, name) VALUES (NEW.id, NEW.name);
    IF NEW.kind = 'municipality' THEN
        INSERT INTO organisation_number (number, organisation_id) VALUES (NEW.key, NEW.id);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER organisation_named AFTER INSERT ON organisation FOR EACH ROW EXECUTE FUNCTION name_organisation();
