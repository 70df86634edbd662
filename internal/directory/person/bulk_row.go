package person

import (
	"regexp"
	"strings"

	"github.com/google/uuid"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

func (p *StaffPlan) judge(i int, row StaffRow) request.Outcome {
	var twice error
	if p.listed[row.StaffKey] {
		twice = ErrStaffKey.On("/staff_key", msgKeyTwice)
	}
	p.listed[row.StaffKey] = true
	if e := p.staff[row.StaffKey]; e != nil {
		return p.known(i, row, e, twice)
	}
	return p.fresh(i, row, twice)
}

// known is a row about an employment that is kept already.
func (p *StaffPlan) known(i int, row StaffRow, kept *Employment, twice error) request.Outcome {
	person := p.people[kept.Person]
	after, unfit := p.record(person, row)
	e, given, before, wrong := row.employed(*kept, workday.Today(p.now))
	if all := present(append(unfit, append(wrong, twice)...)); len(all) > 0 || len(row.Unread) > 0 {
		return request.Outcome{Key: row.StaffKey, Refusals: all}
	}
	own := kept.changes(e)
	difference := []message.Text{p.edit(person, after), kept.difference(e)}
	*kept = e
	if len(own) > 0 {
		p.note(p.actor, editEmployment.ID, e.Path(), own)
	}
	if given != nil {
		difference = append(difference, msgCapacitySet.With(before, given.Percent, given.From))
		p.given = append(p.given, *given)
		p.note(p.actor, SetCapacity.ID, e.Path()+"/capacity/"+given.From.String(), audit.Changes{"percent": {Old: before, New: given.Percent}})
	}
	if len(own) > 0 || given != nil {
		p.giving[e.Person], p.changed = i, append(p.changed, kept)
	}
	if _, ended := own["to"]; ended || given != nil {
		p.moved[i] = kept
		p.employs(kept)
	}
	o := request.Outcome{Key: row.StaffKey, Result: request.Unchanged}
	if o.Detail = message.Sentences(difference...); !o.Detail.IsZero() {
		o.Result = request.Changed
	}
	return o
}

// fresh is a row about a new employment, of a new person unless it names one.
func (p *StaffPlan) fresh(i int, row StaffRow, twice error) request.Outcome {
	id, person := row.Person, p.people[row.Person]
	var after PersonInput
	var wrong []error
	switch {
	case row.unread("person"): // whom it is about is not known
	case id == "":
		id = uuid.NewString()
		after, wrong = row.newRecord()
	case person == nil:
		wrong = []error{ErrUnknownPerson.On("/person", MsgUnknown)}
	default:
		after, wrong = p.record(person, row)
	}
	e := row.employment(p.in.Key, id)
	if all := present(append(wrong, e.mustNotEndBeforeItBegins(), e.tidyTitle(), p.elsewhere(row, &e), twice)); len(all) > 0 || len(row.Unread) > 0 {
		return request.Outcome{Key: row.StaffKey, Refusals: all}
	}
	if person == nil {
		p.records = append(p.records, after.record(id))
		p.note(p.keeper, createPerson.ID, Person{ID: id, Home: p.in.Key}.Path(), nil)
	} else {
		p.edit(person, after)
		if person.Home != p.in.Key {
			p.tell(employPerson.ID, e.Path(), person, "")
		}
	}
	p.posts[e.Person], p.giving[e.Person] = append(p.posts[e.Person], &e), i
	p.hired = append(p.hired, &e)
	p.employs(&e)
	warnings := p.alike(row)
	p.remember(numberedKey{StaffKey: e.StaffKey, Name: after.Name, Person: row.Person})
	p.note(p.actor, employPerson.ID, e.Path(), e.hired())
	return request.Outcome{Key: row.StaffKey, Result: request.Created, Detail: describeNew(person, after, &e), Warnings: warnings}
}

// describeNew names who is new, or who is employed anew.
func describeNew(known *Person, in PersonInput, e *Employment) message.Text {
	who := msgNewPerson.With(in.Name)
	if known != nil {
		who = msgKnownPerson.With(known.Name)
	}
	return message.Sentences(who, msgEmployed.With(e.Capacity[0].Percent, e.From, e.lastDay()))
}

// alike warns of a new person under a staff key that is another's but for zeros at
// its start, which spreadsheets drop. The two are not joined: only the column
// `person` does that (rule 1.2).
func (p *StaffPlan) alike(row StaffRow) []*fault.Error {
	if row.Person != "" || !digits.MatchString(row.StaffKey) {
		return nil
	}
	bare := strings.TrimLeft(row.StaffKey, "0")
	for _, other := range p.numbered[bare] {
		switch {
		case other.StaffKey == row.StaffKey:
		case other.Person == "":
			return []*fault.Error{ErrStaffKeyAlike.On("/staff_key", msgKeyAlikeNew.With(other.StaffKey, other.Name))}
		default:
			return []*fault.Error{ErrStaffKeyAlike.On("/staff_key", msgKeyAlike.With(other.StaffKey, other.Name, other.Person))}
		}
	}
	return nil
}

// digits are those of a staff key that a spreadsheet takes for a number.
var digits = regexp.MustCompile(`^[0-9]+$`)

// elsewhere refuses to employ a person a second time on the same days, under
// another staff key: a spreadsheet makes 7 of the staff key 007.
func (p *StaffPlan) elsewhere(row StaffRow, e *Employment) error {
	if row.unread("from") || row.unread("to") {
		return nil
	}
	if here := p.here[e.Person]; here != nil {
		for other := range here.Overlapping(e.lasting()) {
			if e.lasting().Overlaps(other.lasting()) { // as it lasts by now
				return ErrEmployedHere.On("/person", msgEmployedHere.With(other.From, other.StaffKey))
			}
		}
	}
	return nil
}

// lasting finds the employments that last on some of the same days.
type lasting = period.Index[workday.Date, *Employment]

// employs notes on which days the municipality employs a person, once more where an
// employment has another end.
func (p *StaffPlan) employs(e *Employment) {
	if p.here[e.Person] == nil {
		p.here[e.Person] = &lasting{}
	}
	p.here[e.Person].Add(e.lasting(), e)
}

// record is a person's record as a row has it. Two rows of one person must say
// the same of them.
func (p *StaffPlan) record(person *Person, row StaffRow) (PersonInput, []error) {
	after, wrong := row.record(*person, p.in.Key)
	if said, ok := p.said[person.ID]; ok && said != after {
		wrong = append(wrong, organisation.ErrContent.On("/name", msgOtherRow))
	}
	return after, wrong
}

// edit changes a person's record, once, and says what changes.
func (p *StaffPlan) edit(person *Person, after PersonInput) message.Text {
	if _, done := p.said[person.ID]; done {
		return message.Text{}
	}
	p.said[person.ID] = after
	edits := person.changes(after)
	if len(edits) == 0 {
		return message.Text{}
	}
	p.edited = append(p.edited, after.record(person.ID))
	p.note(p.keeper, editPerson.ID, person.Path(), edits)
	if after.Email != person.Email {
		p.tell(editPerson.ID, person.Path(), person, person.Email)
	}
	return person.difference(after)
}

// note keeps an event to be recorded with what the plan changes.
func (p *StaffPlan) note(actor authn.Actor, act, object string, changes audit.Changes) {
	p.events = append(p.events, audit.Event{At: p.now, Actor: actor, Act: act, Object: object, Changes: changes})
}

// present are the faults among errors.
func present(errs []error) []*fault.Error {
	var all []*fault.Error
	for _, err := range errs {
		if f, ok := fault.As(err); ok {
			all = append(all, f)
		}
	}
	return all
}
