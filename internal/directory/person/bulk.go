package person

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// StaffPlan is what a list of staff changes in a municipality, row by row; it
// writes nothing before Keep.
type StaffPlan struct {
	outcomes []request.Outcome
	events   []audit.Event

	// What Keep writes: records that are new and records that change, employments
	// that are new and employments that change, and what these give from a day on.
	records, edited []record
	hired, changed  []*Employment
	given           []Capacity
	told            []organisation.Announcement
	announce        organisation.Announcer

	in     *organisation.Organisation
	actor  authn.Actor
	keeper authn.Actor // the actor, on the grounds that let them keep people's records
	now    time.Time

	people map[string]*Person       // by identifier
	staff  map[string]*Employment   // the municipality's, by staff key
	posts  map[string][]*Employment // all employments of a person, in whatever municipality
	here   map[string]*lasting      // when the municipality employs a person
	had    map[string][]*Employment // what the municipality had of a person before
	agreed map[string]int           // up to which percentage people from elsewhere, or their homes, have agreed
	said   map[string]PersonInput   // what an earlier row says of a person
	listed map[string]bool          // the staff keys of earlier rows
	giving map[string]int           // the last row that changes what a person can give
	moved  map[int]*Employment      // by the row that changes its end, or what it gives

	numbered map[string][]numberedKey // the staff keys of digits that the list may mean, without zeros at the start
}

// PlanStaff compares a list of staff with what is kept. A known staff key is
// changed where the row differs; an unknown one makes an employment, and a
// person unless the row names one. Each row is judged as the acts alone judge
// it, and those of one person together (rule 1.2). Besides the permission that
// the door checks, the caller needs the one to keep people's records.
//
// The municipality's row and those of the people in the list, in the order of
// their identifiers, stay locked until the transaction ends. The number of
// statements is the same however long the list is.
func (s *Service) PlanStaff(ctx context.Context, tx pgx.Tx, actor authn.Actor, municipality string, rows []StaffRow) (*StaffPlan, error) {
	grounds, err := s.mayKeepPeople(actor, municipality)
	if err != nil {
		return nil, err
	}
	o, err := organisation.Lock(ctx, tx, municipality)
	if err != nil {
		return nil, err
	}
	p := &StaffPlan{
		announce: s.organisations.Announce, in: o, actor: actor, keeper: actor, now: s.now(), people: map[string]*Person{}, staff: map[string]*Employment{}, posts: map[string][]*Employment{},
		here: map[string]*lasting{}, had: map[string][]*Employment{}, said: map[string]PersonInput{}, listed: map[string]bool{}, giving: map[string]int{}, moved: map[int]*Employment{}, numbered: map[string][]numberedKey{},
	}
	p.keeper.Policy, p.keeper.OnBehalfOf = grounds.Line, grounds.OnBehalfOf
	if err := p.load(ctx, tx, rows); err != nil {
		return nil, err
	}
	if p.agreed, err = s.admitted(ctx, tx, o.ID, p.guests()); err != nil {
		return nil, err
	}
	for i, row := range rows {
		p.outcomes = append(p.outcomes, p.judge(i, row))
	}
	for person, i := range p.giving {
		if f, ok := fault.As(cmp.Or(p.mustAdmit(person), CheckCapacity(p.posts[person], o.Key))); ok {
			p.outcomes[i].Refusals = append(p.outcomes[i].Refusals, f.On(columnOf(f), f.Detail))
		}
	}
	return p, nil
}

// MayUpload refuses a list of staff to whoever may not keep people's records in
// the municipality.
func (s *Service) MayUpload(actor authn.Actor, municipality string) error {
	_, err := s.mayKeepPeople(actor, municipality)
	return err
}

func (s *Service) mayKeepPeople(actor authn.Actor, municipality string) (authz.Grounds, error) {
	needed := createPerson.Permission()
	grounds, ok := s.policy.Allows(actor, municipality, needed)
	if !ok {
		return grounds, authz.ErrForbidden.With(msgNeedsToo.With(municipality))
	}
	return grounds, nil
}

// Outcomes are what comes of the rows, in their order.
func (p *StaffPlan) Outcomes() []request.Outcome { return p.outcomes }

// Moved are the employments whose end a row changes, or what they give, as they
// are after it, by the row's place in the list; and the day on which they were
// judged.
func (p *StaffPlan) Moved() (moved map[int]*Employment, today workday.Date) {
	return p.moved, workday.Today(p.now)
}

// Keep writes what the plan changes, with an event of its own for each change,
// as if each had been made alone (rule 9.1).
func (p *StaffPlan) Keep(ctx context.Context, tx pgx.Tx) error {
	if err := insertPeople(ctx, tx, p.in.ID, p.records, p.now); err != nil {
		return err
	}
	if err := updatePeople(ctx, tx, p.now, p.edited...); err != nil {
		return err
	}
	if err := insertEmployments(ctx, tx, p.in.ID, p.hired, p.now); err != nil {
		return err
	}
	if err := updateEmployments(ctx, tx, p.changed...); err != nil {
		return err
	}
	if err := writeCapacity(ctx, tx, p.given...); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, p.events...); err != nil {
		return err
	}
	return p.announce(ctx, tx, p.announcements()...)
}

// load locks and reads the people whom the rows name, by staff key or by
// identifier, and all their employments.
func (p *StaffPlan) load(ctx context.Context, tx pgx.Tx, rows []StaffRow) error {
	var keys, named []string
	for _, row := range rows {
		keys = append(keys, row.StaffKey)
		if row.Person != "" {
			named = append(named, row.Person)
		}
	}
	if err := p.loadNumbered(ctx, tx, keys); err != nil {
		return err
	}
	people, err := lockPeople(ctx, tx, p.in.ID, keys, named)
	if err != nil {
		return err
	}
	for _, person := range people {
		p.people[person.ID] = person
	}
	found, err := employments(ctx, tx, `WHERE e.person_id IN (SELECT unnest($1::uuid[])) ORDER BY e.id`, slices.Collect(maps.Keys(p.people)))
	if err != nil {
		return err
	}
	for _, e := range found {
		p.posts[e.Person] = append(p.posts[e.Person], e)
		if e.Municipality == p.in.Key {
			p.staff[e.StaffKey] = e
			p.employs(e)
		}
	}
	for person, posts := range p.posts {
		p.had[person] = of(p.in.Key, posts)
	}
	return nil
}

// numberedKey is a staff key of digits, and whose it is; without a Person, of
// somebody new in the same list, whose identifier is not yet theirs.
type numberedKey struct {
	StaffKey string `db:"staff_key"`
	Name     string `db:"name"`
	Person   string `db:"person"`
}

func (p *StaffPlan) remember(key numberedKey) {
	if digits.MatchString(key.StaffKey) {
		bare := strings.TrimLeft(key.StaffKey, "0")
		p.numbered[bare] = append(p.numbered[bare], key)
	}
}

// loadNumbered reads the staff keys that are the list's but for zeros at the start.
func (p *StaffPlan) loadNumbered(ctx context.Context, tx pgx.Tx, keys []string) error {
	var bare []string
	for _, key := range keys {
		if digits.MatchString(key) {
			bare = append(bare, strings.TrimLeft(key, "0"))
		}
	}
	if len(bare) == 0 {
		return nil
	}
	found, err := pgdb.All[numberedKey](ctx, tx, "find staff keys of digits", `
		SELECT e.staff_key, p.name, p.id::text AS person FROM employment e JOIN person p ON p.id = e.person_id
		WHERE e.municipality_id = $1 AND e.staff_key ~ '^[0-9]+$' AND ltrim(e.staff_key, '0') IN (SELECT unnest($2::text[])) ORDER BY e.staff_key`, p.in.ID, bare)
	for _, key := range found {
		p.remember(key)
	}
	return err
}

// lockPeople locks and reads the people with these staff keys in a
// municipality, and those with these identifiers. A long list is joined: where it is
// compared with each row, all of it is gone through for each.
func lockPeople(ctx context.Context, tx pgx.Tx, municipality int64, keys, ids []string) ([]*Person, error) {
	return pgdb.Pointers[Person](ctx, tx, "lock people", selectPerson+`
		WHERE p.id IN (
			SELECT e.person_id FROM unnest($2::text[]) AS k(staff_key) JOIN employment e ON e.municipality_id = $1 AND e.staff_key = k.staff_key
			UNION SELECT unnest($3::uuid[]))
		ORDER BY p.id FOR NO KEY UPDATE OF p`, municipality, keys, ids)
}
