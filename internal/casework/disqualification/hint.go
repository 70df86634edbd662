package disqualification

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// DisqualificationHint is a likely conflict that the service suggests; people decide whether it
// is one (rule 1.7).
type DisqualificationHint struct {
	Organisation     string           `json:"organisation" db:"organisation" example:"3417" doc:"The municipality for which the person works, and in whose body they sit"`
	OrganisationName string           `json:"-" db:"organisation_name"`
	Person           string           `json:"person" db:"person" format:"uuid"`
	Name             string           `json:"name" db:"name" example:"Planner, Grue" doc:"The person's name"`
	Why              message.Text     `json:"why" db:"-" example:"Has been named to the work in the case by Grue, and has a seat there: Kommunestyret." doc:"Why there may be a conflict, in words"`
	Basis            string           `json:"basis" db:"-" example:"kommuneloven § 11-10 andre ledd"`
	Actions          []request.Action `json:"actions" db:"-" doc:"The act by which the question is raised"`
	Body             string           `json:"-" db:"body"`
	Named            bool             `json:"-" db:"named"`
}

// Named is a person whom a municipality has named to the work in a case.
type Named struct {
	Municipality string `db:"municipality"`
	Person       string `db:"person"`
}

// FindNamed finds who is named to the work in a case on a day or later. Staffing,
// which stands above disqualification, brings it.
type FindNamed func(ctx context.Context, q pgdb.Querier, c *casefile.Case, today workday.Date) ([]Named, error)

// hintBasis is the law that makes whoever took part as an employee disqualified
// when a body of the municipality treats the case.
const hintBasis = "kommuneloven § 11-10 andre ledd"

// ListHints suggests likely conflicts: people who are named to the work in the
// case, or are its responsible officer, and sit in the council or executive
// committee of the municipality for which they work. It suggests none where the
// statutory exceptions hold, in a case that is over, and about a person whose
// question was raised or decided in the case.
func (s *Service) ListHints(ctx context.Context, actor authn.Actor, ref casefile.Ref, p request.Page) (request.List[DisqualificationHint], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[DisqualificationHint], error) {
		c, err := casefile.Load(ctx, q, ref)
		if err != nil || c.StatutoryPlan || c.Past != nil || c.Alive() != nil {
			return request.List[DisqualificationHint]{}, err
		}
		list, err := s.hints(ctx, q, c)
		if err != nil {
			return request.List[DisqualificationHint]{}, err
		}
		for i := range list {
			list[i].present(s.policy, c, actor.In(c.ID))
		}
		return request.PageOf(list, p, func(h DisqualificationHint) string { return h.Organisation + " " + h.Person })
	})
}

func (s *Service) hints(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]DisqualificationHint, error) {
	now := s.now()
	named, err := s.named(ctx, q, c, workday.Today(now))
	if err != nil {
		return nil, err
	}
	by, people := make([]string, len(named)), make([]string, len(named))
	for i, n := range named {
		by[i], people[i] = n.Municipality, n.Person
	}
	return pgdb.All[DisqualificationHint](ctx, q, "look for likely conflicts", `
		WITH works AS (
			SELECT o.id AS municipality_id, n.person::uuid AS person_id, true AS named
			FROM unnest(@by::text[], @people::text[]) n (municipality, person) JOIN organisation o ON o.key = n.municipality
			UNION ALL
			SELECT e.municipality_id, e.person_id, false FROM employed_on(@today) e
			WHERE e.person_id = @responsible
			UNION ALL
			SELECT f.organisation_id, f.person_id, false FROM held_office(@now) f
			WHERE f.person_id = @responsible AND f.kind <> '`+office.Reader+`')
		SELECT DISTINCT ON (m.key, w.person_id) m.key AS organisation, m.name AS organisation_name, w.person_id::text AS person, p.name, b.name AS body, w.named
		FROM works w JOIN organisation m ON m.id = w.municipality_id JOIN person p ON p.id = w.person_id
		JOIN body b ON b.organisation_id = m.id AND b.kind IN ('`+body.MunicipalCouncil+`', '`+body.MunicipalExecutiveCommittee+`')
		JOIN held_seat(@now) s ON s.body_id = b.id AND s.person_id = w.person_id
		WHERE m.key = ANY(@parties) AND NOT EXISTS (SELECT FROM disqualification d WHERE d.case_id = @case AND d.person_id = w.person_id AND d.state <> 'withdrawn')
		ORDER BY m.key, w.person_id, w.named DESC, b.kind`,
		pgx.StrictNamedArgs{
			"case": c.ID, "responsible": c.Responsible, "now": now, "today": workday.Today(now),
			"by": by, "people": people, "parties": municipalities(c),
		})
}

// present says the hint in words, and what the caller may do about it.
func (h *DisqualificationHint) present(policy *authz.Policy, c *casefile.Case, actor authn.Actor) {
	h.Basis = hintBasis
	h.Why = msgResponsibleSits.With(h.OrganisationName, h.Body)
	if h.Named {
		h.Why = msgNamedSits.With(h.OrganisationName, h.Body)
	}
	h.Actions = []request.Action{raiseDisqualification.Offer(policy, actor, Ref{c.Ref(), h.Organisation}, nil)}
}
