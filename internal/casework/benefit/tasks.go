package benefit

import (
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
)

// The kinds of what waits for a statement of shared benefit.
const (
	WaitWriteBenefit   = "write_benefit"
	WaitConfirmBenefit = "confirm_benefit"
)

// Tasks are the tasks about statements of shared benefit.
func Tasks() waiting.Kinds {
	return waiting.Kinds{
		Names: []string{WaitWriteBenefit, WaitConfirmBenefit},
		Find: func(waiting.Asked) []string {
			return []string{`
				SELECT CASE WHEN b.written_at IS NULL THEN '` + WaitWriteBenefit + `' ELSE '` + WaitConfirmBenefit + `' END AS kind, x.case_id, x.path, NULL::date AS due
				FROM live x LEFT JOIN LATERAL (SELECT * FROM benefit b WHERE b.case_id = x.case_id AND b.municipality_id = x.organisation_id OFFSET 0) b ON true
				WHERE x.organisation_id <> x.region_id AND x.state IN ('preparing', 'active', 'in_treatment') AND b.confirmed_at IS NULL
					AND (b.written_at IS NOT NULL OR x.kind IN ('strategy', 'strategy_revision', 'plan'))`}
		},
		Waits: waits,
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
func waits(p *pgdb.Parts, cases []*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
	ids, _ := casefile.IDs(cases)
	type place struct {
		caseID       int64
		municipality string
	}
	found := map[place]Benefit{}
	pgdb.Part(p, "find benefits that wait", func(b begun) {
		found[place{b.CaseID, b.Municipality}] = Benefit{WrittenAt: b.WrittenAt, ConfirmedAt: b.ConfirmedAt}
	}, `
		SELECT b.case_id, m.key AS municipality, b.written_at, b.confirmed_at FROM benefit b JOIN organisation m ON m.id = b.municipality_id
		WHERE b.case_id = ANY($1) AND m.key = ANY($2)`, ids, a.Organisations)
	p.Then(func() {
		for _, c := range cases {
			if c.Prepared() != nil {
				continue
			}
			for _, party := range c.Among(a.Organisations) {
				if w, ok := waitOf(c, party, found[place{c.ID, party.Number}]); ok {
					add(w)
				}
			}
		}
	})
}

// waitOf is what waits to be done with a participant's statement, if
// anything.
func waitOf(c *casefile.Case, p casefile.Participant, b Benefit) (waiting.Wait, bool) {
	at := casefile.PartyRef{Ref: c.Ref(), Municipality: p.Number}
	w := waiting.Wait{Case: c, Key: p.Number, Organisation: p.Number, About: showBenefit.Href(at), Refusal: func(authn.Actor) error { return nil }}
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
