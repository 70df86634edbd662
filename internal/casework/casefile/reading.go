package casefile

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Reading is what a caller may read of the cases of a region (rule 2.5): all
// public ones, or those of the participants in which they hold something;
// exempt ones by fewer offices; and those that they were given alone, as a
// substitute in certain cases (rule 1.4).
type Reading struct {
	region, allExempt      bool
	in, exemptIn           []string
	granted, exemptGranted grants
	today                  workday.Date
}

// grants are cases that were given to a substitute, each with the organisation
// in whose name they act there.
type grants struct {
	organisations []string
	cases         []int64
}

// ReadingOf is what the actor may read in the region on a day.
func ReadingOf(policy *authz.Policy, actor authn.Actor, region string, today workday.Date) Reading {
	r := Reading{in: []string{}, exemptIn: []string{}, today: today}
	_, r.region = policy.Allows(actor, region, Read)
	_, r.allExempt = policy.Allows(actor, region, ReadExempt)
	for _, role := range actor.Roles {
		if _, ok := policy.Allows(actor, role.Organisation, Read); ok {
			r.in = append(r.in, role.Organisation)
		}
		if _, ok := policy.Allows(actor, role.Organisation, ReadExempt); ok {
			r.exemptIn = append(r.exemptIn, role.Organisation)
		}
		for _, id := range role.Cases {
			r.granted.add(policy, actor.In(id), role.Organisation, Read)
			r.exemptGranted.add(policy, actor.In(id), role.Organisation, ReadExempt)
		}
	}
	return r
}

func (g *grants) add(policy *authz.Policy, in authn.Actor, organisation string, perm authz.Permission) {
	if _, ok := policy.Allows(in, organisation, perm); ok {
		g.organisations, g.cases = append(g.organisations, organisation), append(g.cases, in.Case)
	}
}

// Readable is the condition, on a row c of casefile, that a case is among those
// of a Reading; EverReadable holds besides for those that the municipalities have
// left for which the caller would read them (rule 1.1). readableNow is Readable
// where it is asked of one case after the other, as far as a page needs. Args fills
// all three.
var (
	Readable     = readable(` AND p.left_at IS NULL`, ``)
	readableNow  = readable(` AND p.left_at IS NULL`, ` OFFSET 0`)
	EverReadable = readable(``, ` OFFSET 0`)
)

// TitleThen is the title of a case c, as it was when municipality m left it where
// the caller may not read it as it is (rule 1.1); Title asks no caller.
var (
	TitleThen = `CASE WHEN ` + Readable + ` THEN c.title ELSE ` + Title + ` END`
	Title     = `coalesce((SELECT l.title FROM participant_left l JOIN participant p ON p.case_id = l.case_id AND p.municipality_id = l.municipality_id
		WHERE l.municipality_id = m.id AND l.case_id = c.id AND p.left_at = l.left_at), c.title)`
)

func readable(takingPart, oneByOne string) string {
	party := `SELECT FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id` + takingPart + ` AND m.key = ANY`
	// A grant g of the case holds while the organisation is the case's region or
	// takes part in it.
	granted := `WHERE g.id = c.id AND EXISTS (SELECT FROM organisation m WHERE m.key = g.organisation AND (
		m.id = c.region_id OR EXISTS (SELECT FROM participant p WHERE p.case_id = c.id AND p.municipality_id = m.id` + takingPart + `)))`
	return `
	(@all OR NOT ` + exemptNow + ` OR EXISTS (` + party + `(@exempt_in::text[])` + oneByOne + `)
		OR EXISTS (SELECT FROM unnest(@exempt_by::text[], @exempt_cases::bigint[]) g(organisation, id) ` + granted + `))
	AND (@inside OR EXISTS (` + party + `(@member_in::text[])` + oneByOne + `)
		OR EXISTS (SELECT FROM unnest(@granted_by::text[], @granted_cases::bigint[]) g(organisation, id) ` + granted + `))`
}

// Args adds to the arguments of a statement those that Readable needs.
func (r Reading) Args(args pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	args["all"], args["inside"], args["exempt_in"], args["member_in"], args["today"] = r.allExempt, r.region, r.exemptIn, r.in, r.today
	args["exempt_by"], args["exempt_cases"] = r.exemptGranted.organisations, r.exemptGranted.cases
	args["granted_by"], args["granted_cases"] = r.granted.organisations, r.granted.cases
	return args
}

// Several reads cases with all their parts by their rows, which the caller has
// found by a Reading. The number of statements is the same however many cases.
func Several(ctx context.Context, q pgdb.Querier, ids []int64) (map[int64]*Case, error) {
	cases, err := pgdb.Pointers[Case](ctx, q, "find cases", `SELECT `+columns+from+` WHERE c.id = ANY($1)`, ids)
	if err != nil {
		return nil, err
	}
	found := map[int64]*Case{}
	for _, c := range cases {
		found[c.ID] = c
	}
	return found, fill(ctx, q, cases)
}
