package staffing

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// selectNamed selects assignments with their cases, by a title as it is to be read.
func selectNamed(title string) string {
	return `SELECT c.id AS case_id, c.year || '-' || c.serial AS case_number, c.year, c.serial, r.key AS region, ` + title + ` AS title, m.name AS municipality_name, ` +
		assignmentColumns + fromAssignments + ` JOIN casefile c ON c.id = a.case_id JOIN organisation r ON r.id = c.region_id `
}

// findNamed finds assignments with the titles that their cases had when the
// municipality left them, or have.
func findNamed(ctx context.Context, q pgdb.Querier, where string, args ...any) ([]Named, error) {
	return findTitled(ctx, q, reading.Title, where, args...)
}

func findTitled(ctx context.Context, q pgdb.Querier, title, where string, args ...any) ([]Named, error) {
	list := []Named{}
	var p pgdb.Parts
	partTitled(&p, title, func(n Named) { list = append(list, n) }, where, args...)
	return list, p.Read(ctx, q)
}

func partTitled(p *pgdb.Parts, title string, add func(Named), where string, args ...any) {
	pgdb.Part(p, "find the people named", func(n Named) {
		n.Complete(casefile.Ref{Region: n.Region, Number: n.Case})
		add(n)
	}, selectNamed(title)+where, args...)
}

// givesTime is true of the assignments a, with the end of their employment in e, by
// which some employments ($1) give time, or are to give it, in the days [$2, $3): of
// what was not declined or retracted, and does not end before it begins.
const givesTime = `
		WHERE a.employment_id = ANY($1) AND a.state NOT IN ('declined', 'retracted')
			AND least(a.to_date, a.ended_on) > $2 AND a.from_date < $3 AND least(a.to_date, a.ended_on, e.to_date) > greatest(a.from_date, $2)
		ORDER BY a.from_date, a.id`

// NamedBy are the assignments in whatever case by which these employments give
// time, or are to give it, in the days [from, to): one statement.
func NamedBy(ctx context.Context, q pgdb.Querier, employments []int64, from, to workday.Date) ([]Named, error) {
	return findNamed(ctx, q, givesTime, employments, from, to)
}

// timeGiven is of an assignment what its use of somebody's time rests on.
type timeGiven struct {
	Employment     int64         `db:"employment_id"`
	State          State         `db:"state"`
	Share          int           `db:"share"`
	From           workday.Date  `db:"from_date"`
	To             workday.Date  `db:"to_date"`
	EndedOn        *workday.Date `db:"ended_on"`
	Employed       *workday.Date `db:"employed_to"`
	OverrideBy     *string       `db:"override_by"`
	OverrideAt     *time.Time    `db:"override_at"`
	OverrideExcess *int          `db:"override_excess"`
}

func (t timeGiven) use() capacity.Use {
	a := Assignment{
		State: t.State, Share: t.Share, From: t.From, To: t.To, EndedOn: t.EndedOn, Employed: t.Employed,
		OverrideBy: t.OverrideBy, OverrideAt: t.OverrideAt, OverrideExcess: t.OverrideExcess,
	}
	a.findEnd()
	return a.Use()
}

// PartUses adds to the parts of a read what the assignments of NamedBy use, by
// employment, and nothing else of them.
func PartUses(p *pgdb.Parts, employments []int64, from, to workday.Date, add func(employment int64, u capacity.Use)) {
	pgdb.Part(p, "find what people give", func(t timeGiven) { add(t.Employment, t.use()) }, `
		SELECT a.employment_id, a.state, a.share, a.from_date, a.to_date, a.ended_on, e.to_date AS employed_to,
			a.override_by::text AS override_by, a.override_at, a.override_excess
		FROM assignment a CROSS JOIN LATERAL (SELECT x.to_date FROM employment x WHERE x.id = a.employment_id OFFSET 0) e`+givesTime, employments, from, to)
}

// partTaking adds the assignments that take up what these employments can give in
// the days [from, to), as the database counts them (assignment_hold_capacity):
// by the days agreed, whether or not the employment ends before.
func partTaking(p *pgdb.Parts, employments []int64, from, to workday.Date, add func(Named)) {
	partTitled(p, reading.Title, add, `
		WHERE a.employment_id = ANY($1) AND a.state NOT IN ('declined', 'retracted', 'nominated') AND least(a.to_date, a.ended_on) > $2 AND a.from_date < $3
		ORDER BY a.from_date, a.id`, employments, from, to)
}

// NamedTo is a page of what a person is named to, the newest first.
func NamedTo(ctx context.Context, q pgdb.Querier, person string, state State, before int64, limit int) ([]Named, error) {
	return findNamed(ctx, q, `WHERE a.person_id = $1 AND a.id < $2 AND ($3 = '' OR a.state = $3) ORDER BY a.id DESC LIMIT $4`, person, before, state, limit)
}

// NamedInCase is what a person is named to in one case, by municipality and
// number.
func NamedInCase(ctx context.Context, q pgdb.Querier, caseID int64, person string) ([]Named, error) {
	return findNamed(ctx, q, `WHERE a.case_id = $1 AND a.person_id::text = $2 ORDER BY m.key, a.number`, caseID, person)
}

// NamedIn are the people named in the cases of a region that a caller may read,
// and those whom their own municipality had named in a case that it left, by its
// title then (rule 1.1): one statement.
func NamedIn(ctx context.Context, q pgdb.Querier, f NamedFilter) ([]Named, error) {
	args := f.Reading.Args(pgx.StrictNamedArgs{
		"region": f.Region, "after_year": f.After.Year, "after_serial": f.After.Serial, "after_municipality": f.After.Municipality, "after_number": f.After.Number,
	})
	// The page is found case by case, in the order of their numbers, from the place
	// on where the page before ended.
	return findTitled(ctx, q, reading.TitleThen, `
		WHERE a.id IN (
			SELECT n.id FROM casefile c CROSS JOIN LATERAL (
				SELECT a.id, m.key, a.number FROM assignment a JOIN employment e ON e.id = a.employment_id JOIN organisation m ON m.id = a.municipality_id
				WHERE a.case_id = c.id`+f.where(args)+` OFFSET 0) n
			WHERE c.region_id = (SELECT id FROM organisation WHERE key = @region AND kind = 'region') AND (c.year, c.serial) <= (@after_year, @after_serial)
				AND (-c.year, -c.serial, n.key, n.number) > (-@after_year::int, -@after_serial::int, @after_municipality, @after_number)
				AND (`+reading.ReadableNow+` OR n.key = ANY(@member_in::text[]) AND `+reading.EverReadable+`)
			ORDER BY c.year DESC, c.serial DESC, n.key, n.number LIMIT `+strconv.Itoa(request.Bound(f.Limit))+`)
		ORDER BY c.year DESC, c.serial DESC, m.key, a.number`, args)
}

// where are the conditions that were asked for, and their arguments.
func (f NamedFilter) where(args pgx.StrictNamedArgs) string {
	where := ` AND a.state NOT IN ('declined', 'retracted') AND least(a.to_date, a.ended_on, e.to_date) > a.from_date`
	if f.State != "" {
		where, args["state"] = ` AND a.state = @state`, f.State
	}
	if f.Case != "" {
		where += ` AND (c.year, c.serial) = (@year, @serial)`
		args["year"], args["serial"] = casefile.Ref{Number: f.Case}.Parts()
	}
	if f.Municipality != "" {
		where += ` AND m.key = @municipality`
		args["municipality"] = f.Municipality
	}
	if !f.On.IsZero() {
		where += ` AND a.from_date <= @on AND least(a.to_date, a.ended_on, e.to_date) > @on`
		args["on"] = f.On
	}
	return where
}
