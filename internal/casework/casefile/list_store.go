package casefile

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// list reads one page of a region's cases that the caller may read, as they are or,
// to whoever reads not all of the region's, as they were left: one statement.
//
// It holds the conditions that were asked for and no others: its plan serves every
// later call that asks for the same.
func (f Filter) list(ctx context.Context, q pgdb.Querier, selecting, region string, after cursor, limit int) ([]*Case, error) {
	args := f.reading.Args(pgx.StrictNamedArgs{"region": region, "year": after.Year, "serial": after.Serial})
	are, left := inRegion+` AND `+reading.ReadableNow, inRegion+` AND `+wereLeft
	for _, c := range f.conditions() {
		are, left = are+` AND `+c.are, left+` AND `+c.left
		if c.name != "" {
			args[c.name] = c.value
		}
	}
	with, order := f.sought(), fmt.Sprintf(` ORDER BY c.year DESC, c.serial DESC LIMIT %d)`, request.Bound(limit))
	found := []string{`(` + selecting + are + order}
	if few := f.few(); few != "" {
		with = append(with, `few AS MATERIALIZED (SELECT array(`+few+` LIMIT `+many+`) AS ids)`)
		found = []string{
			`(` + selecting + are + ` AND c.id = ANY((SELECT ids FROM few)::bigint[]) AND (SELECT cardinality(ids) < ` + many + ` FROM few)` + order,
			`(` + selecting + are + ` AND (SELECT cardinality(ids) = ` + many + ` FROM few)` + order,
		}
	}
	if all, in := f.reading.Anywhere(); !all {
		found = append(found, `(`+selecting+leftAs+left+order)
		args["anywhere"] = in
	}
	statement := strings.Join(found, ` UNION ALL `)
	if len(with) > 0 {
		statement = `WITH ` + strings.Join(with, `, `) + statement
	}
	return pgdb.Pointers[Case](ctx, q, "list cases", statement, args)
}

// many is where candidates are many: then the region's cases are walked in the
// order of their numbers until the page is full, which it soon is.
const many = `500`

// few finds the cases among which those of the list are, where they may be few in a
// region of many: not so many are looked for. It is "" where the walk in order finds
// them as soon.
func (f Filter) few() string {
	const takesPart = `SELECT p.case_id FROM organisation m JOIN participant p ON p.municipality_id = m.id WHERE m.key = `
	all, _ := f.reading.Anywhere()
	switch {
	case f.Publicity == Exempt && !f.reading.AllExempt():
		return takesPart + `ANY(@exempt_in::text[]) UNION ALL SELECT unnest(@exempt_cases::bigint[])`
	case !f.ModifiedSince.IsZero():
		return `SELECT c.id FROM casefile c WHERE c.region_id = ` + theRegion + ` AND c.modified_at >= @modified`
	case f.Municipality != "":
		return `SELECT p.case_id FROM organisation m JOIN participant p ON p.municipality_id = m.id JOIN casefile c ON c.id = p.case_id
			WHERE m.key = @municipality AND c.region_id = ` + theRegion
	case !all:
		return takesPart + `ANY(@member_in::text[]) UNION ALL SELECT unnest(@granted_cases::bigint[])`
	default:
		return ""
	}
}

const (
	theRegion = `(SELECT id FROM organisation WHERE key = @region)`
	// inRegion are the conditions that hold for every list: OFFSET 0 in those that
	// look further keeps PostgreSQL from looking through all cases first.
	inRegion = ` WHERE c.region_id = ` + theRegion + ` AND (c.year, c.serial) < (@year, @serial)`
)

// wereLeft is true of the cases that the caller reads only as they stood when their
// municipality left them.
var wereLeft = `c.id IN (SELECT x.case_id FROM participant_left x JOIN organisation m ON m.id = x.municipality_id WHERE m.key = ANY(@anywhere::text[]))
	AND ` + reading.EverReadable + ` AND NOT (` + reading.ReadableNow + `)`

// leftAs adds to cases c what they were when the caller's municipality left them: by
// what they said then, and were, they are picked, and by nothing that came later
// (rule 1.1).
const leftAs = `
		CROSS JOIN LATERAL (
			SELECT l.* FROM participant_left l JOIN participant p ON p.case_id = l.case_id AND p.municipality_id = l.municipality_id AND p.left_at = l.left_at
				JOIN organisation m ON m.id = p.municipality_id
			WHERE l.case_id = c.id AND CASE WHEN ` + reading.ExemptNow + ` THEN m.key = ANY(@exempt_in::text[])
					OR EXISTS (SELECT FROM unnest(@exempt_by::text[], @exempt_cases::bigint[]) g(organisation, id) WHERE g.id = c.id AND g.organisation = m.key)
				ELSE m.key = ANY(@member_in::text[])
					OR EXISTS (SELECT FROM unnest(@granted_by::text[], @granted_cases::bigint[]) g(organisation, id) WHERE g.id = c.id AND g.organisation = m.key) END
			ORDER BY l.left_at DESC LIMIT 1) l`

// condition is one that was asked for: on a case c as it is, and on one that is read
// as it was left, which stands in l.
type condition struct {
	are, left string
	name      string
	value     any
}

func (f Filter) conditions() (asked []condition) {
	add := func(is bool, c condition) {
		if is {
			asked = append(asked, c)
		}
	}
	add(f.State != "", condition{`c.state = @state`, `l.state = @state`, "state", f.State})
	add(f.Kind != "", condition{`c.kind = @kind`, `l.kind = @kind`, "kind", f.Kind})
	add(f.Publicity == Exempt, condition{are: reading.ExemptNow, left: reading.ExemptNow})
	add(f.Publicity == Public, condition{are: `NOT ` + reading.ExemptNow, left: `NOT ` + reading.ExemptNow})
	add(f.Text != "", condition{wordsAre, wordsLeft, "terms", canon.SearchTerms(f.Text)})
	add(f.Municipality != "", condition{
		`EXISTS (SELECT FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id AND m.key = @municipality OFFSET 0)`,
		`EXISTS (SELECT FROM participant p JOIN organisation m ON m.id = p.municipality_id
			WHERE p.case_id = c.id AND m.key = @municipality AND (p.joined_at <= l.left_at OR EXISTS (
				SELECT FROM participant_past e WHERE e.case_id = p.case_id AND e.municipality_id = p.municipality_id AND e.joined_at <= l.left_at)))`,
		"municipality", f.Municipality,
	})
	add(!f.ModifiedSince.IsZero(), condition{`c.modified_at >= @modified`, `l.left_at >= @modified`, "modified", f.ModifiedSince})
	// A case has the year of the day on which it was created: so the walk begins
	// there, and ends there.
	from := `c.created_at >= @from AND c.year >= ` + fmt.Sprintf(yearOf, "@from")
	add(!f.From.IsZero(), condition{from, from, "from", f.From})
	to := `c.created_at < @to AND c.year <= ` + fmt.Sprintf(yearOf, "@to")
	add(!f.To.IsZero(), condition{to, to, "to", f.To})
	return asked
}

const yearOf = `date_part('year', %s::timestamptz AT TIME ZONE 'Europe/Oslo')::int`

// sought are the terms of a search (@terms), read once, and the cases that an
// organisation has under one of them as its number: they are looked for once, and
// not with each case.
func (f Filter) sought() []string {
	if f.Text == "" {
		return nil
	}
	return []string{
		`asked AS MATERIALIZED (
			SELECT t.term, websearch_to_tsquery('norwegian', t.term) AS query, cardinality(@terms::text[]) > 1 AS several FROM unnest(@terms::text[]) AS t(term))`,
		`referred AS MATERIALIZED (
			SELECT a.term, f.case_id FROM asked a JOIN case_reference f ON search_form(f.case_number) = a.term
			UNION ALL
			SELECT a.term, f.case_id FROM asked a JOIN case_reference f ON search_form(f.archive_number) = a.term AND f.archive_number <> '')`,
	}
}

// wordsAre and wordsLeft are true of a case in which no term is lacking.
const (
	wordsAre = `NOT EXISTS (
				SELECT FROM asked a
				WHERE NOT (a.term NOT LIKE '-%' AND strpos(c.sought, a.term) > 0 OR a.term = c.year || '-' || c.serial
					OR numnode(a.query) = 0 AND (a.several OR a.term LIKE '-%') OR c.searched @@ a.query
					OR EXISTS (SELECT FROM referred f WHERE f.case_id = c.id AND f.term = a.term)) OFFSET 0)`
	wordsLeft = `NOT EXISTS (
				SELECT FROM asked a
				WHERE NOT (a.term NOT LIKE '-%' AND strpos(l.sought, a.term) > 0 OR a.term = c.year || '-' || c.serial
					OR numnode(a.query) = 0 AND (a.several OR a.term LIKE '-%') OR l.searched @@ a.query OR a.term = ANY(l.numbers)))`
)
