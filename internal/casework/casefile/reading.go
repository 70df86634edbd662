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
// exempt ones by fewer offices.
type Reading struct {
	region, allExempt bool
	in, exemptIn      []string
	today             workday.Date
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
	}
	return r
}

// Readable is the condition, on a row c of casefile, that a case is among those
// of a Reading. Args fills it.
const Readable = `
	(@all OR c.publicity = 'public' OR c.exempt_until <= @today OR EXISTS (
		SELECT 1 FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id AND p.left_at IS NULL AND m.key = ANY(@exempt_in::text[])))
	AND (@inside OR EXISTS (
		SELECT 1 FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id AND p.left_at IS NULL AND m.key = ANY(@member_in::text[])))`

// Args adds to the arguments of a statement those that Readable needs.
func (r Reading) Args(args pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	args["all"], args["inside"], args["exempt_in"], args["member_in"], args["today"] = r.allExempt, r.region, r.exemptIn, r.in, r.today
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
