-- What is tried when bodies have resolved differently, or one has said no (rule 8.4).

-- +goose Up

-- At most one is open in a case; those that ended are kept. result is adopted where the
-- rule of effect was met, ended or not_adopted where the secretariat ended it by a
-- decision of the board.
CREATE TABLE reconciliation (
    case_id   bigint NOT NULL REFERENCES casefile,
    number    int NOT NULL,
    opened_at timestamptz NOT NULL,
    cause     bigint REFERENCES treatment,
    ended_at  timestamptz,
    result    text NOT NULL DEFAULT '',
    decision  int,
    reason    text NOT NULL DEFAULT '',
    ended_by  uuid REFERENCES person,
    ended_for uuid REFERENCES person,
    PRIMARY KEY (case_id, number),
    CONSTRAINT reconciliation_result CHECK (result IN ('', 'adopted', 'ended', 'not_adopted') AND (result = '') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX reconciliation_open ON reconciliation (case_id) WHERE ended_at IS NULL;
CREATE INDEX reconciliation_cause ON reconciliation (cause) WHERE cause IS NOT NULL;
CREATE INDEX reconciliation_ended_by ON reconciliation (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX reconciliation_ended_for ON reconciliation (ended_for) WHERE ended_for IS NOT NULL;

-- The exits that were chosen in it, in their order.
CREATE TABLE reconciliation_exit (
    case_id        bigint NOT NULL,
    reconciliation int NOT NULL,
    number         int NOT NULL,
    exit           text NOT NULL,
    municipalities text[] NOT NULL,
    due            date,
    reason         text NOT NULL,
    chosen_by      uuid NOT NULL REFERENCES person,
    chosen_for     uuid REFERENCES person,
    chosen_at      timestamptz NOT NULL,
    PRIMARY KEY (case_id, reconciliation, number),
    FOREIGN KEY (case_id, reconciliation) REFERENCES reconciliation,
    CONSTRAINT reconciliation_exit_known CHECK (exit IN ('adopt_new_text', 'ask_again', 'mediation', 'go_on_without')),
    CONSTRAINT reconciliation_exit_reason CHECK (reason <> '')
);
CREATE INDEX reconciliation_exit_by ON reconciliation_exit (chosen_by);
CREATE INDEX reconciliation_exit_for ON reconciliation_exit (chosen_for) WHERE chosen_for IS NOT NULL;
