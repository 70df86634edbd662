// Package reading says which cases a caller may read (rule 2.5), as conditions of
// statements over cases.
package reading

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/workday"
)

// The permissions to read a case: an exempt one is open to fewer (rule 2.5).
var (
	Read       = authz.Permission{Object: "case", Act: "read"}
	ReadExempt = authz.Permission{Object: "exempt_case", Act: "read"}
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

// Of is what the actor may read in the region on a day.
func Of(policy *authz.Policy, actor authn.Actor, region string, today workday.Date) Reading {
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

// ExemptNow is true of a row c of casefile that is exempt on the day @today.
const ExemptNow = `(c.publicity = 'exempt' AND coalesce(c.exempt_until >= @today, true))`

// Readable is the condition, on a row c of casefile, that a case is among those
// of a Reading; EverReadable holds besides for those that the municipalities have
// left for which the caller would read them (rule 1.1). ReadableNow is Readable
// where it is asked of one case after the other, as far as a page needs. Args fills
// all three.
var (
	Readable     = readable(` AND p.left_at IS NULL`, ``)
	ReadableNow  = readable(` AND p.left_at IS NULL`, ` OFFSET 0`)
	EverReadable = readable(``, ` OFFSET 0`)
)

// TitleThen is the title of a case c, as it was when municipality m left it where
// the caller may not read it as it is (rule 1.1); Title asks no caller.
var (
	TitleThen = `CASE WHEN ` + ReadableNow + ` THEN c.title ELSE ` + Title + ` END`
	Title     = `coalesce((SELECT l.title FROM participant_left l JOIN participant p ON p.case_id = l.case_id AND p.municipality_id = l.municipality_id
		WHERE l.municipality_id = m.id AND l.case_id = c.id AND p.left_at = l.left_at), c.title)`
)

// Parts are the cases c that go on in which an organisation has a part, with its row
// x of case_party, for statements that read what belongs to them.
const Parts = `case_party x JOIN casefile c ON c.id = x.case_id`

func readable(takingPart, oneByOne string) string {
	party := `SELECT FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id` + takingPart + ` AND m.key = ANY`
	// A grant g of the case holds while the organisation is the case's region or
	// takes part in it.
	granted := `WHERE g.id = c.id AND EXISTS (SELECT FROM organisation m WHERE m.key = g.organisation AND (
		m.id = c.region_id OR EXISTS (SELECT FROM participant p WHERE p.case_id = c.id AND p.municipality_id = m.id` + takingPart + `)))`
	return `
	(@all OR NOT ` + ExemptNow + ` OR EXISTS (` + party + `(@exempt_in::text[])` + oneByOne + `)
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

// Today is the day on which is read.
func (r Reading) Today() workday.Date { return r.today }

// In says whether the caller reads a case of a region, exempt or not, whatever the
// participants, and otherwise for which of them.
func (r Reading) In(exempt bool, region string, id int64) (whole bool, participant func(number string) bool) {
	whole, in, granted := r.region, r.in, r.granted
	if exempt {
		whole, in, granted = r.allExempt, r.exemptIn, r.exemptGranted
	}
	return whole || granted.has(region, id), func(number string) bool { return slices.Contains(in, number) || granted.has(number, id) }
}

// has says whether a case was given to the caller in an organisation.
func (g grants) has(organisation string, id int64) bool {
	for i, o := range g.organisations {
		if o == organisation && g.cases[i] == id {
			return true
		}
	}
	return false
}

// AllExempt says whether the caller reads all exempt cases of the region.
func (r Reading) AllExempt() bool { return r.allExempt }

// Anywhere says whether the caller reads all cases of the region, and otherwise in
// which organisations they may read some.
func (r Reading) Anywhere() (all bool, organisations []string) {
	return r.region, slices.Concat(r.in, r.granted.organisations)
}
