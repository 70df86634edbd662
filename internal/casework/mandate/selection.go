package mandate

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Selection says which versions are read: by a condition on mandate_version v, so
// that what belongs to them is read by the same statement.
type Selection struct {
	where string
	args  pgx.StrictNamedArgs
}

// Keys is the relation (case_id, version) of the selected versions in a statement.
func (s Selection) Keys() string {
	return `(SELECT v.case_id, v.version FROM mandate_version v ` + s.where + `)`
}

// Args are the arguments that Keys needs.
func (s Selection) Args() pgx.StrictNamedArgs { return s.args }

// Numbered selects a version of a case by its number.
func Numbered(caseID int64, number int) Selection {
	return Selection{`WHERE v.case_id = @case AND v.version = @version`, pgx.StrictNamedArgs{"case": caseID, "version": number}}
}

// InState selects the version of a case in a state of which there is one at a
// time: the draft, the open one, or the one in force.
func InState(caseID int64, state State) Selection {
	return Selection{`WHERE v.case_id = @case AND v.state = @state`, pgx.StrictNamedArgs{"case": caseID, "state": state}}
}

// Before selects the versions of a case before a number.
func Before(caseID int64, number int) Selection {
	return Selection{`WHERE v.case_id = @case AND v.version < @before`, pgx.StrictNamedArgs{"case": caseID, "before": number}}
}

// Current selects the version of a case that is in force and the newest one that
// was submitted and not withdrawn, of which the matrix speaks (rule 2.4): none, one
// that may be both, or two. Of a case that is read as it stood at a moment it
// selects all, among which the reader chooses.
func Current(c *casefile.Case) Selection {
	if c.Past != nil {
		return Selection{`WHERE v.case_id = @case`, pgx.StrictNamedArgs{"case": c.ID}}
	}
	return Selection{
		`WHERE v.case_id = @case AND (v.state = @force OR v.version = (
			SELECT max(n.version) FROM mandate_version n WHERE n.case_id = @case AND n.state NOT IN ('draft', 'withdrawn', 'discarded')))`,
		pgx.StrictNamedArgs{"case": c.ID, "force": StateInForce},
	}
}

// These selects versions that are at hand.
func These(found []*Document) Selection {
	cases, numbers := make([]int64, len(found)), make([]int, len(found))
	for i, v := range found {
		cases[i], numbers[i] = v.CaseID, v.Number
	}
	return Selection{
		`WHERE (v.case_id, v.version) IN (SELECT * FROM unnest(@cases::bigint[], @versions::int[]))`,
		pgx.StrictNamedArgs{"cases": cases, "versions": numbers},
	}
}

// Part adds the selected versions to the parts of a statement, in the order of
// their numbers in each case.
func Part(p *pgdb.Parts, which Selection, add func(*Document)) {
	pgdb.Part(p, "read mandates", func(r row) { add(r.version()) }, `SELECT `+columns+from+which.where+` ORDER BY v.case_id, v.version`, which.args)
}

// versions reads the selected versions whole.
func versions(ctx context.Context, q pgdb.Querier, which Selection) ([]*Document, error) {
	var found []*Document
	var p pgdb.Parts
	Part(&p, which, func(v *Document) { found = append(found, v) })
	return found, p.Read(ctx, q)
}
