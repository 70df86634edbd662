package benefit

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
)

// The kinds of what waits for a statement of shared benefit.
const (
	WaitWriteBenefit   = "write_benefit"
	WaitConfirmBenefit = "confirm_benefit"
)

// Tasks are the tasks about statements of shared benefit.
func Tasks() casefile.TaskKinds {
	return casefile.TaskKinds{
		Kinds: []string{WaitWriteBenefit, WaitConfirmBenefit},
		Find: func(b *pgx.Batch, a casefile.Asked, add func(int64)) {
			pgdb.Queue(b, "find benefits that wait", add, `
				SELECT x.case_id FROM case_party x JOIN casefile c ON c.id = x.case_id
				LEFT JOIN benefit b ON b.case_id = x.case_id AND b.municipality_id = x.organisation_id
				WHERE x.organisation = ANY($1) AND x.organisation_id <> c.region_id AND c.state = ANY($2)
					AND b.confirmed_at IS NULL AND (b.written_at IS NOT NULL OR c.kind = ANY($3))`,
				a.Organisations, []casefile.State{casefile.Preparing, casefile.Active, casefile.InTreatment}, []casefile.Kind{casefile.Strategy, casefile.StrategyRevision, casefile.Plan})
		},
		Waits: func(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, a casefile.Asked) ([]casefile.Wait, error) {
			return waits(ctx, q, cases, a.Organisations)
		},
	}
}

// begun is how far a statement of shared benefit is.
type begun struct {
	CaseID       int64      `db:"case_id"`
	Municipality string     `db:"municipality"`
	WrittenAt    *time.Time `db:"written_at"`
	ConfirmedAt  *time.Time `db:"confirmed_at"`
}

// waits are the statements of shared benefit that wait to be written or
// confirmed in some cases, by municipalities of the list. Only where the start
// gate asks for a statement does one wait to be written (rules 2.3a, 2.4).
func waits(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, organisations []string) ([]casefile.Wait, error) {
	ids, _ := casefile.IDs(cases)
	started, err := pgdb.All[begun](ctx, q, "find benefits that wait", `
		SELECT b.case_id, m.key AS municipality, b.written_at, b.confirmed_at FROM benefit b JOIN organisation m ON m.id = b.municipality_id
		WHERE b.case_id = ANY($1) AND m.key = ANY($2)`, ids, organisations)
	if err != nil {
		return nil, err
	}
	found := map[int64]map[string]Benefit{}
	for _, b := range started {
		if found[b.CaseID] == nil {
			found[b.CaseID] = map[string]Benefit{}
		}
		found[b.CaseID][b.Municipality] = Benefit{WrittenAt: b.WrittenAt, ConfirmedAt: b.ConfirmedAt}
	}
	var list []casefile.Wait
	for _, c := range cases {
		if c.Prepared() != nil {
			continue
		}
		for _, p := range c.Among(organisations) {
			if w, ok := waitOf(c, p, found[c.ID][p.Number]); ok {
				list = append(list, w)
			}
		}
	}
	return list, nil
}

// waitOf is what waits to be done with a participant's statement, if
// anything.
func waitOf(c *casefile.Case, p casefile.Participant, b Benefit) (casefile.Wait, bool) {
	at := casefile.PartyRef{Ref: c.Ref(), Municipality: p.Number}
	w := casefile.Wait{Case: c, Key: p.Number, Organisation: p.Number, About: showBenefit.Href(at), Refusal: func(authn.Actor) error { return nil }}
	switch {
	case b.Confirmed(), !b.Written() && !c.Gated():
		return w, false
	case b.Written():
		w.Kind, w.Since, w.Permission = WaitConfirmBenefit, *b.WrittenAt, ConfirmBenefit.Permission()
		w.Title = msgConfirmBenefit.With(p.Name)
		w.Act = ConfirmBenefit.At(at).Action()
	default:
		w.Kind, w.Since, w.Permission = WaitWriteBenefit, p.JoinedAt, WriteBenefit.Permission()
		w.Title = msgWriteBenefit.With(p.Name)
		w.Act = WriteBenefit.At(at).Action()
	}
	return w, true
}
