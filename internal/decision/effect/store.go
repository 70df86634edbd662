package effect

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// known is what is known of the effect of a case.
type known struct {
	rules           []RuleOfEffect // the last first
	reconciliations []*Reconciliation
	ended           *CaseEffect
}

// read reads what is known of the effect of a case, as its reader may know it: one
// statement.
func read(ctx context.Context, q pgdb.Querier, c *casefile.Case) (*known, error) {
	k, p := &known{}, pgdb.Parts{}
	until := c.Past.Moment()
	pgdb.Part(&p, "read the rules of effect of a case", func(r RuleOfEffect) {
		r.Declared = true
		k.rules = append(k.rules, r)
	}, `SELECT number, rule, least, reason, set_by::text AS set_by, set_for::text AS set_for, set_at FROM effect_rule
		WHERE case_id = $1 AND set_at <= coalesce($2, 'infinity'::timestamptz) ORDER BY number DESC`, c.ID, until)
	pgdb.Part(&p, "read the effect of a case", func(e CaseEffect) { k.ended = &e },
		`SELECT case_id, state, at, person_id::text AS person, on_behalf_of::text AS behalf, reason, decision FROM case_effect
		WHERE case_id = $1 AND at <= coalesce($2, 'infinity'::timestamptz)`, c.ID, until)
	pgdb.Part(&p, "read the reconciliations of a case", func(r ReconciliationRow) {
		if c.Past.HidesAny(r.EndedAt) {
			r.EndedAt, r.Result, r.Decision, r.Why, r.EndedBy, r.EndedFor = nil, "", nil, "", nil, nil
		}
		k.reconciliations = append(k.reconciliations, &Reconciliation{ReconciliationRow: r, Exits: []ReconciliationExit{}})
	}, `SELECT case_id, number, opened_at, cause, ended_at, result, decision, reason, ended_by::text AS ended_by, ended_for::text AS ended_for FROM reconciliation
		WHERE case_id = $1 AND opened_at <= coalesce($2, 'infinity'::timestamptz) ORDER BY number DESC`, c.ID, until)
	pgdb.Part(&p, "read the exits of reconciliations", func(x ReconciliationExit) {
		for _, r := range k.reconciliations {
			if r.Number == x.Reconciliation {
				r.Exits = append(r.Exits, x)
			}
		}
	}, `SELECT reconciliation, number, exit, municipalities, due, reason, chosen_by::text AS chosen_by, chosen_for::text AS chosen_for, chosen_at FROM reconciliation_exit
		WHERE case_id = $1 AND chosen_at <= coalesce($2, 'infinity'::timestamptz) ORDER BY reconciliation, number`, c.ID, until)
	return k, p.Read(ctx, q)
}

// standing is the rule that stands: the last one, or the usual.
func (k *known) standing(c *chain.Course) RuleOfEffect {
	if len(k.rules) > 0 {
		return k.rules[0]
	}
	return usual(c)
}

// open is the reconciliation that is open; nil for none.
func (k *known) open() *Reconciliation {
	if len(k.reconciliations) > 0 && k.reconciliations[0].EndedAt == nil {
		return k.reconciliations[0]
	}
	return nil
}

func insertRule(ctx context.Context, tx pgx.Tx, caseID int64, r RuleOfEffect) error {
	_, err := tx.Exec(ctx, `INSERT INTO effect_rule (case_id, number, rule, least, reason, set_by, set_for, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		caseID, r.Number, r.Rule, r.Least, r.Reason, r.SetBy, r.SetFor, r.SetAt)
	if err != nil {
		return fmt.Errorf("declare a rule of effect: %w", err)
	}
	return nil
}

func insertEnd(ctx context.Context, tx pgx.Tx, e CaseEffect) error {
	_, err := tx.Exec(ctx, `INSERT INTO case_effect (case_id, state, at, person_id, on_behalf_of, reason, decision) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		e.CaseID, e.State, e.At, e.By, e.For, e.Reason, e.Decision)
	if err != nil {
		return fmt.Errorf("end the treatment of a case: %w", err)
	}
	return nil
}

func insertReconciliation(ctx context.Context, tx pgx.Tx, r *Reconciliation) error {
	_, err := tx.Exec(ctx, `INSERT INTO reconciliation (case_id, number, opened_at, cause) VALUES ($1, $2, $3, $4)`, r.CaseID, r.Number, r.OpenedAt, r.Cause)
	if err != nil {
		return fmt.Errorf("open a reconciliation: %w", err)
	}
	return nil
}

func saveReconciliation(ctx context.Context, tx pgx.Tx, r *Reconciliation) error {
	_, err := tx.Exec(ctx, `UPDATE reconciliation SET ended_at = $3, result = $4, decision = $5, reason = $6, ended_by = $7, ended_for = $8 WHERE case_id = $1 AND number = $2`,
		r.CaseID, r.Number, r.EndedAt, r.Result, r.Decision, r.Why, r.EndedBy, r.EndedFor)
	if err != nil {
		return fmt.Errorf("end a reconciliation: %w", err)
	}
	return nil
}

func insertExit(ctx context.Context, tx pgx.Tx, r *Reconciliation, x ReconciliationExit) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO reconciliation_exit (case_id, reconciliation, number, exit, municipalities, due, reason, chosen_by, chosen_for, chosen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.CaseID, r.Number, x.Number, x.Exit, x.Municipalities, x.Due, x.Reason, x.ChosenBy, x.ChosenFor, x.ChosenAt)
	if err != nil {
		return fmt.Errorf("choose an exit of a reconciliation: %w", err)
	}
	return nil
}

// PublicEnd is a public case that was adopted, or was not.
type PublicEnd struct {
	At     time.Time      `db:"at"`
	ID     int64          `db:"id"`
	Year   int            `db:"year"`
	Serial int            `db:"serial"`
	Title  string         `db:"title"`
	State  casefile.State `db:"state"`
}

// PartEnds adds to the parts of a read the public cases of a region that were adopted since
// a moment, or were not, the last first: without who ended them, and why (rule 9.4).
func PartEnds(p *pgdb.Parts, region string, since time.Time, today workday.Date, add func(PublicEnd)) {
	pgdb.Part(p, "find cases that were adopted", add, `
		SELECT e.at, c.id, c.year, c.serial, c.title, e.state FROM public_case(@today) c JOIN case_effect e ON e.case_id = c.id
		WHERE c.region_id = (SELECT id FROM organisation WHERE key = @region AND kind = 'region') AND c.modified_at >= @since AND e.at >= @since ORDER BY e.at DESC LIMIT 50`,
		pgx.StrictNamedArgs{"region": region, "since": since, "today": today})
}
