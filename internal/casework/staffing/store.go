package staffing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/disqualification"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

const assignmentColumns = `
	a.id, m.key AS municipality, a.number, a.requirement_key, a.person_id::text AS person, (SELECT p.name FROM person p WHERE p.id = a.person_id) AS name,
	a.function, a.share, a.from_date, a.to_date, a.deputy_person_id::text AS deputy, (SELECT p.name FROM person p WHERE p.id = a.deputy_person_id) AS deputy_name, a.state, a.ended_on, a.ended_why, a.reason_code, e.to_date AS employed_to,
	a.nominated_by::text AS nominated_by, a.nominated_at, a.decided_by::text AS decided_by, a.decided_at, a.replaces,
	a.override_reason, a.override_by::text AS override_by, a.override_at, a.override_excess, a.surplus_kept_version, a.employment_id, e.staff_key, a.revision`

// fromAssignments looks up each employment by its row, however many there are.
const fromAssignments = ` FROM assignment a JOIN organisation m ON m.id = a.municipality_id
	CROSS JOIN LATERAL (SELECT x.to_date, x.staff_key FROM employment x WHERE x.id = a.employment_id OFFSET 0) e `

// Standings are how municipalities stand in some cases: those of a list, or all
// that take or took part where it is nil. They come case by case, in the order
// of the participants: one statement, however many.
func Standings(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, municipalities []string, now time.Time) (all []*Standing, err error) {
	var p pgdb.Parts
	Part(&p, cases, municipalities, now, func(found []*Standing) { all = found })
	return all, p.Read(ctx, q)
}

// Part adds to the parts of a read what Standings reads. Of a case that is read as of
// a moment it is how they stood then (rule 1.1).
func Part(p *pgdb.Parts, cases []*casefile.Case, municipalities []string, now time.Time, add func([]*Standing)) {
	if len(cases) == 1 && cases[0].Past != nil {
		var versions []*approval.Version
		approval.PartCurrent(p, cases[0], func(inForce, newest *approval.Version) { versions = []*approval.Version{inForce, newest} })
		partNamed(p, cases, municipalities, cases[0].Past.Until, func(inCase) []*approval.Version { return versions }, add)
		return
	}
	asked := map[inCase][]*approval.Version{}
	approval.PartOfEach(p, cases, municipalities, func(part approval.Part) {
		at := inCase{part.CaseID, part.Municipality}
		asked[at] = append(asked[at], part.Version)
	})
	partNamed(p, cases, municipalities, now, func(at inCase) []*approval.Version { return asked[at] }, add)
}

// PartTo is Part for all municipalities of a case, where the versions that ask them
// are read by a part before.
func PartTo(p *pgdb.Parts, c *casefile.Case, now time.Time, asking func() []*approval.Version, add func([]*Standing)) {
	partNamed(p, []*casefile.Case{c}, nil, now, func(inCase) []*approval.Version { return asking() }, add)
}

// partNamed adds who is named, and makes the standings when what asks them is read.
func partNamed(p *pgdb.Parts, cases []*casefile.Case, municipalities []string, now time.Time, asking func(inCase) []*approval.Version, add func([]*Standing)) {
	named := map[inCase][]Assignment{}
	partAssignments(p, cases, municipalities, func(at inCase, a Assignment) { named[at] = append(named[at], a) })
	p.Then(func() {
		all := []*Standing{}
		for _, c := range cases {
			for _, party := range c.Participants {
				if municipalities != nil && !slices.Contains(municipalities, party.Number) {
					continue
				}
				at := inCase{c.ID, party.Number}
				s := &Standing{Case: c, Party: party, Named: named[at]}
				if party.LeftAt == nil {
					s.ask(asking(at))
				}
				s.FindSurplus(workday.Today(now))
				all = append(all, s)
			}
		}
		add(all)
	})
}

// ask notes which versions ask the municipality: the one in force, and the open
// one.
func (s *Standing) ask(versions []*approval.Version) {
	for _, v := range versions {
		if v == nil {
			continue
		}
		if v.State == mandate.StateInForce {
			s.InForce = askedOf(v, &s.Party)
		}
		if v.State == mandate.StateOpen {
			s.Open = askedOf(v, &s.Party)
		}
	}
}

// StandingOf is how one municipality stands in one case, whether or not it takes
// part still.
func StandingOf(ctx context.Context, q pgdb.Querier, c *casefile.Case, municipality string, now time.Time) (*Standing, error) {
	found, err := Standings(ctx, q, []*casefile.Case{c}, []string{municipality}, now)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, casefile.ErrNotParty
	}
	return found[0], nil
}

// PeopleNamed are those who are named to the work in a case on a day or later, by
// the municipality that named them: a likely conflict where they sit in its
// council (rule 1.7).
func PeopleNamed(ctx context.Context, q pgdb.Querier, c *casefile.Case, today workday.Date) ([]disqualification.Named, error) {
	return pgdb.All[disqualification.Named](ctx, q, "find who is named to the work", `
		SELECT DISTINCT m.key AS municipality, a.person_id::text AS person
		FROM assignment a JOIN employment e ON e.id = a.employment_id JOIN organisation m ON m.id = a.municipality_id
		WHERE a.case_id = $1 AND a.state IN ('nominated', 'released', 'recalled', 'replaced') AND least(a.to_date, a.ended_on, e.to_date) > $2`, c.ID, today)
}

// inCase is a municipality in a case.
type inCase struct {
	Case         int64
	Municipality string
}

// placed is an assignment with the case that it is in.
type placed struct {
	CaseID int64 `db:"case_id"`
	Assignment
}

// partAssignments adds to the parts of a read the assignments of municipalities in
// some cases, of all where the list is nil, in the order of their numbers.
func partAssignments(p *pgdb.Parts, cases []*casefile.Case, municipalities []string, add func(inCase, Assignment)) {
	ids, by := casefile.IDs(cases)
	where, args := `WHERE a.case_id = ANY(@cases)`, pgx.StrictNamedArgs{"cases": ids}
	if municipalities != nil {
		where, args["municipalities"] = where+` AND a.municipality_id = ANY(array(SELECT id FROM organisation WHERE key = ANY(@municipalities)))`, municipalities
	}
	pgdb.Part(p, "find the assignments of cases", func(a placed) {
		c := by[a.CaseID]
		a.Complete(c.Ref())
		if a.turn(c.Past) {
			add(inCase{c.ID, a.Municipality}, a.Assignment)
		}
	}, `SELECT a.case_id, `+assignmentColumns+fromAssignments+where+` ORDER BY a.case_id, m.key, a.number`, args)
}

// MarkSurplus marks those assignments of a list that the versions in force do
// not ask for (rule 4.1): which of a municipality's is surplus is known only
// together. The number of statements is the same however many.
func MarkSurplus(ctx context.Context, q pgdb.Querier, list []Named, now time.Time) error {
	var ids []int64
	var municipalities []string
	for i := range list {
		ids = append(ids, list[i].CaseID)
		if m := list[i].Municipality; !slices.Contains(municipalities, m) {
			municipalities = append(municipalities, m)
		}
	}
	found, err := casefile.SeveralInWork(ctx, q, ids)
	if err != nil {
		return err
	}
	var cases []*casefile.Case
	for _, c := range found {
		cases = append(cases, c)
	}
	standings, err := Standings(ctx, q, cases, municipalities, now)
	if err != nil {
		return err
	}
	all := map[int64]Assignment{}
	for _, s := range standings {
		for _, a := range s.Named {
			all[a.ID] = a
		}
	}
	for i := range list {
		a := all[list[i].ID]
		list[i].Surplus, list[i].SurplusBy, list[i].SurplusKept = a.Surplus, a.SurplusBy, a.SurplusKept
	}
	return nil
}

// Concerned are the people named in a case for today or a later day, and their
// deputies: those who are told when it is withdrawn (rule 2.2). Whose
// nomination came to nothing, and whose assignment is over, is not among them.
func Concerned(ctx context.Context, q pgdb.Querier, caseID int64, today workday.Date) ([]string, error) {
	return pgdb.All[string](ctx, q, "find the people concerned", `
		SELECT DISTINCT person::text FROM assignment a JOIN employment e ON e.id = a.employment_id
		CROSS JOIN LATERAL (VALUES (a.person_id), (a.deputy_person_id)) AS named(person)
		WHERE a.case_id = $1 AND a.state IN ('nominated', 'released', 'recalled', 'replaced') AND person IS NOT NULL
			AND least(a.to_date, a.ended_on, e.to_date) > greatest(a.from_date, $2) ORDER BY 1`, caseID, today)
}

// IsNamed says whether a person is named to the work in a case, nominated or
// released, for today or a later day: then they have a part of their own in it
// (rule 2.5).
func IsNamed(ctx context.Context, q pgdb.Querier, caseID int64, person string, today workday.Date) (bool, error) {
	return pgdb.One[bool](ctx, q, "look whether somebody is named", `
		SELECT EXISTS (SELECT FROM assignment a JOIN employment e ON e.id = a.employment_id
			WHERE a.case_id = $1 AND a.person_id::text = $2 AND a.state IN ('nominated', 'released', 'recalled', 'replaced')
				AND least(a.to_date, a.ended_on, e.to_date) > greatest(a.from_date, $3))`, caseID, person, today)
}

// named are the assignments a of the organisation of a row x of case_party in its case
// that name somebody for today or a later day, by the days agreed.
const named = `FROM assignment a WHERE a.case_id = x.case_id AND a.municipality_id = x.organisation_id
	AND a.state IN ('nominated', 'released', 'recalled', 'replaced') AND least(a.to_date, a.ended_on) > @today`

// Lacking finds, from the cases that go on (live), those in which a requirement is not
// covered for its whole time by as many people as it asks for: some may be lacking.
const Lacking = `
	SELECT x.case_id, x.path, min(r.naming_due) AS due FROM live x CROSS JOIN LATERAL ` + mandate.AskedOfParty + ` r
	WHERE r.to_date > @today AND r.people > (
		SELECT count(DISTINCT a.person_id) ` + named + ` AND a.requirement_key = r.key AND a.share >= r.share
			AND a.from_date <= greatest(r.from_date, @today)
			AND least(a.to_date, a.ended_on, (SELECT e.to_date FROM employment e WHERE e.id = a.employment_id)) >= r.to_date)
	GROUP BY x.case_id, x.path`

// Nominations finds the cases with a version in force in which somebody is nominated,
// and Releases those in which somebody is released.
const (
	Nominations = `
	SELECT x.case_id, x.path, min(r.naming_due) AS due
	FROM (SELECT x.* FROM live x WHERE EXISTS (SELECT ` + named + ` AND a.state = 'nominated' OFFSET 0) OFFSET 0) x
	CROSS JOIN LATERAL ` + mandate.AskedOfParty + ` r
	WHERE r.state = 'in_force' GROUP BY x.case_id, x.path`
	Releases = `
	SELECT x.case_id, x.path, ` + waiting.Unknown + ` AS due FROM live x WHERE EXISTS (SELECT ` + named + ` AND a.state <> 'nominated' OFFSET 0)`
)

// Workloads reads what those who are nominated in a list can give, and give,
// whoever asks: one statement, however many.
func Workloads(ctx context.Context, q pgdb.Querier, list []Assignment) (map[int64]Workload, error) {
	var p pgdb.Parts
	found := PartWorkloads(&p, list)
	return found, p.Read(ctx, q)
}

// PartWorkloads adds to the parts of a read what Workloads reads.
func PartWorkloads(p *pgdb.Parts, list []Assignment) map[int64]Workload {
	found := map[int64]Workload{}
	var ids []int64
	var from, to workday.Date
	for _, a := range list {
		if a.State != Nominated {
			continue
		}
		if len(ids) == 0 || a.From.Before(from) {
			from = a.From
		}
		if a.To.After(to) {
			to = a.To
		}
		ids = append(ids, a.Employment)
	}
	if len(ids) == 0 {
		return found
	}
	person.PartCapacity(p, ids, func(employment int64, c person.Capacity) {
		l := found[employment]
		l.gives = append(l.gives, capacity.Level{From: c.From, Percent: c.Percent})
		found[employment] = l
	})
	partTaking(p, ids, from, to, func(n Named) {
		l := found[n.Employment]
		l.named = append(l.named, n)
		found[n.Employment] = l
	})
	return found
}

// InsertNominations writes nominations, whose numbers are the municipality's
// next in the case, whose row is locked, and tells them how they are kept: one
// statement, however many.
func InsertNominations(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, list []Assignment) error {
	type row struct {
		Number     int          `json:"number"`
		Employment int64        `json:"employment"`
		Share      int          `json:"share"`
		From       workday.Date `json:"from_date"`
		To         workday.Date `json:"to_date"`
		Replaces   *int         `json:"replaces"`

		Requirement string    `json:"requirement"`
		Person      string    `json:"person"`
		Function    string    `json:"function"`
		Deputy      *string   `json:"deputy"`
		By          string    `json:"by"`
		At          time.Time `json:"at"`
	}
	rows := make([]row, len(list))
	for i, a := range list {
		rows[i] = row{a.Number, a.Employment, a.Share, a.From, a.To, a.Replaces, a.Requirement, a.Person, a.Function, a.Deputy, a.NominatedBy, a.NominatedAt}
	}
	ids, err := pgdb.ByKey[int, int64](ctx, tx, "insert assignments", `
		INSERT INTO assignment (case_id, municipality_id, number, requirement_key, employment_id, person_id, function, share,
			from_date, to_date, deputy_person_id, replaces, nominated_by, nominated_at)
		SELECT @case, @municipality, number, requirement, employment, person, function, share, from_date, to_date, deputy, replaces, by, at
		FROM jsonb_to_recordset(@rows) AS r(number int, employment bigint, share int, from_date date, to_date date, replaces int, requirement text, person uuid,
			function text, deputy uuid, by uuid, at timestamptz)
		RETURNING number, id`, pgx.StrictNamedArgs{"case": c.ID, "municipality": p.ID, "rows": rows})
	if err != nil {
		return refuse(err)
	}
	for i := range list {
		list[i].ID, list[i].Revision = ids[list[i].Number], 1
	}
	return nil
}

// SaveAssignment writes what acts move, and works out anew where it ends.
func SaveAssignment(ctx context.Context, tx pgx.Tx, a *Assignment) error {
	_, err := tx.Exec(ctx, `
		UPDATE assignment SET state = @state, from_date = @from, ended_on = @ended, ended_why = @why, reason_code = @reason, decided_by = @by, decided_at = @at,
			override_reason = @override, override_by = @overrider, override_at = @overridden, override_excess = @excess,
			surplus_kept_version = @kept, revision = revision + 1
		WHERE id = @id`, pgx.StrictNamedArgs{
		"id": a.ID, "state": a.State, "from": a.From, "ended": a.EndedOn, "why": a.EndedWhy, "reason": a.Reason, "by": a.DecidedBy, "at": a.DecidedAt,
		"override": a.OverrideReason, "overrider": a.OverrideBy, "overridden": a.OverrideAt, "excess": a.OverrideExcess, "kept": a.SurplusKeptVersion,
	})
	if err != nil {
		return fmt.Errorf("save assignment: %w", refuse(err))
	}
	a.Revision++
	a.findEnd()
	return nil
}

func refuse(err error) error {
	return pgdb.Refuse(err, map[string]*fault.Error{"assignment_once": ErrNominatedAlready, "assignment_capacity": ErrOverCapacity})
}

// saveEnds ends assignments on a day: one statement, however many.
func saveEnds(ctx context.Context, tx pgx.Tx, ids []int64, on workday.Date, why message.Text) error {
	_, err := tx.Exec(ctx, `UPDATE assignment SET ended_on = $2, ended_why = $3, revision = revision + 1 WHERE id = ANY($1)`, ids, on, why)
	if err != nil {
		return fmt.Errorf("end assignments: %w", refuse(err))
	}
	return nil
}
