package assignment

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of what waits with named resources.
const (
	WaitName    = "name_people"
	WaitRelease = "release_people"
)

// Tasks are the tasks of naming and releasing people.
func Tasks() casefile.TaskKinds {
	return casefile.TaskKinds{
		Kinds: []string{WaitName, WaitRelease},
		Find: func(b *pgx.Batch, a casefile.Asked, add func(int64)) {
			mandate.QueueAskedForPeople(b, a.Organisations, add)
			QueueNamed(b, a.Organisations, add)
		},
		Waits: func(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, a casefile.Asked) ([]casefile.Wait, error) {
			return Waits(ctx, q, cases, a.Organisations, a.Now)
		},
	}
}

// QueueNamed adds to a batch the statement that finds the cases to which
// municipalities of a list have named people, who were neither declined nor
// withdrawn.
func QueueNamed(b *pgx.Batch, municipalities []string, add func(caseID int64)) {
	pgdb.Queue(b, "find who has named people", add, `
		SELECT DISTINCT a.case_id FROM assignment a JOIN case_party x ON x.case_id = a.case_id AND x.organisation_id = a.municipality_id
		WHERE x.organisation = ANY($1) AND a.state IN ('nominated', 'released', 'recalled', 'replaced')`, municipalities)
}

// inCase is a municipality in a case.
type inCase struct {
	Case         int64
	Municipality string
}

// asks is what the version in force and the open one ask of a municipality.
type asks struct{ inForce, open *approval.Version }

// Waits are the nominations that can be released, and what municipalities of
// the list are asked for and have not named enough people to, in some cases:
// four statements, however many cases (rules 4.1, 4.3).
func Waits(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, organisations []string, now time.Time) ([]casefile.Wait, error) {
	parts, err := approval.CurrentParts(ctx, q, cases, organisations, now)
	if err != nil {
		return nil, err
	}
	asked := map[inCase]asks{}
	for _, p := range parts {
		at := inCase{p.CaseID, p.Municipality}
		a := asked[at]
		if p.State == mandate.StateInForce {
			a.inForce = p.Version
		} else {
			a.open = p.Version
		}
		asked[at] = a
	}
	named, err := everyones(ctx, q, cases, organisations)
	if err != nil {
		return nil, err
	}
	given, err := loads(ctx, q, slices.Concat(slices.Collect(maps.Values(named))...))
	if err != nil {
		return nil, err
	}
	var waits []casefile.Wait
	for _, c := range cases {
		for _, p := range c.Among(organisations) {
			at := inCase{c.ID, p.Number}
			waits = append(waits, asked[at].waits(c, &p, named[at], given, workday.Today(now))...)
		}
	}
	for i := range waits {
		waits[i].Overdue = waits[i].By != nil && !now.Before(waits[i].By.EndIn(workday.Oslo()))
	}
	return waits, nil
}

// waits are what waits in one municipality in one case. Naming waits from its
// submission on, and is due by the earliest naming due date of the versions to
// which people lack.
func (v asks) waits(c *casefile.Case, p *casefile.Participant, named []Assignment, given map[int64]load, today workday.Date) []casefile.Wait {
	refusal := acting(c, p.Number)
	if refusal != nil {
		return nil
	}
	inForce, open := asked(v.inForce, p), asked(v.open, p)
	var waits []casefile.Wait
	for i := range named {
		if a := &named[i]; a.Releasable(inForce, today) == nil {
			waits = append(waits, a.wait(c, given[a.Employment].over(a), v.inForce.NamingDue))
		}
	}
	var functions []string
	var by *approval.Version
	for _, a := range asking(inForce, open) {
		version := v.open
		if a == inForce {
			version = v.inForce
		}
		lacking := a.lacking(named, today)
		if len(lacking) > 0 && (by == nil || version.NamingDue.Before(*by.NamingDue)) {
			by = version
		}
		functions = append(functions, lacking...)
	}
	if by != nil {
		waits = append(waits, toName(c, p, by, distinct(functions)))
	}
	return waits
}

// lacking are the functions of the requirements to which too few people are
// nominated or released on a day ahead.
func (a *Asked) lacking(named []Assignment, today workday.Date) []string {
	var functions []string
	for _, r := range a.Requirements {
		one := Asked{Requirements: []mandate.Requirement{r}}
		if !one.named(named, today) {
			functions = append(functions, r.Function)
		}
	}
	return functions
}

func distinct(list []string) []string {
	var each []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			each = append(each, s)
		}
		seen[s] = true
	}
	return each
}

func toName(c *casefile.Case, p *casefile.Participant, by *approval.Version, functions []string) casefile.Wait {
	self := Ref{c.Ref(), p.Number}.Path()
	return casefile.Wait{
		Case: c, Kind: WaitName, Key: p.Number, Organisation: p.Number, Permission: authz.Permission{Object: "assignment", Act: "nominate"},
		Title: fmt.Sprintf("Name people of %s: %s", p.Name, strings.Join(functions, ", ")), Since: *by.SubmittedAt, By: by.NamingDue, About: self,
		Act:     request.Action{Act: "nominate-person", Method: "POST", Href: self + "/assignments"},
		Refusal: func(authn.Actor) error { return nil },
	}
}

// wait is the wait for a nomination to be released: over capacity, where it is
// more than the person can give. It waits for nobody to release themselves.
func (a *Assignment) wait(c *casefile.Case, over []capacity.Excess, by *workday.Date) casefile.Wait {
	w := casefile.Wait{
		Case: c, Kind: WaitRelease, Key: a.Municipality + "/" + strconv.Itoa(a.Number), Organisation: a.Municipality,
		Permission: mayRelease, Title: fmt.Sprintf("Release or decline %s as %s", a.Name, a.Function),
		Since: a.NominatedAt, By: by, About: a.Self, Act: request.Action{Act: "release-assignment", Method: "POST", Href: a.Self + "/release"},
		Refusal: func(by authn.Actor) error { return a.decidedBy(by.Person) },
	}
	if fits(over) != nil {
		w.Permission, w.Act.Act, w.Act.Href = mayOverride, "release-over-capacity", a.Self+"/release-over-capacity"
		w.Title = fmt.Sprintf("Release over capacity, or decline, %s as %s", a.Name, a.Function)
	}
	return w
}

// everyones reads the assignments of municipalities in several cases.
func everyones(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, municipalities []string) (map[inCase][]Assignment, error) {
	type row struct {
		CaseID int64 `db:"case_id"`
		Assignment
	}
	ids, by := casefile.IDs(cases)
	rows, err := q.Query(ctx, `SELECT a.case_id, `+columns+from+`
		WHERE a.case_id = ANY($1) AND m.key = ANY($2) AND a.state IN ('nominated', 'released', 'recalled', 'replaced') ORDER BY a.case_id, m.key, a.number`, ids, municipalities)
	if err != nil {
		return nil, fmt.Errorf("find the assignments of cases: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read the assignments of cases: %w", err)
	}
	found := map[inCase][]Assignment{}
	for _, r := range list {
		r.settle()
		r.Self = AssignmentRef{Ref{by[r.CaseID].Ref(), r.Municipality}, r.Number}.Path()
		at := inCase{r.CaseID, r.Municipality}
		found[at] = append(found[at], r.Assignment)
	}
	return found, nil
}
