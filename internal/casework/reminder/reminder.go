// Package reminder keeps the ledger of deadlines and of who is reminded of
// them, when, and sends what is due (rules 6.1-6.5). It knows a case by its row
// alone: a change that makes a deadline plans its reminders in its own
// transaction.
package reminder

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The names of the policy's steps (rule 6.1).
const (
	FourteenWorkingDaysBefore = "14_working_days_before"
	TwoWorkingDaysBefore      = "2_working_days_before"
	OnTheDay                  = "on_the_day"
	OneWorkingDayAfter        = "1_working_day_after"
	ThreeWorkingDaysAfter     = "3_working_days_after"
	FiveWorkingDaysAfter      = "5_working_days_after"
)

// The states of a reminder in the ledger (rule 6.2). Delivered and failed are
// those of its letters.
const (
	Planned   = "planned"
	Queued    = "queued"
	Delivered = "delivered"
	Failed    = "failed"
	Skipped   = "skipped"
	Cancelled = "cancelled"
)

// Ref names a deadline within its case. Municipality is "" for a deadline
// of the whole case.
type Ref struct {
	Case         int64  `db:"case_id"`
	Kind         Kind   `db:"kind"`
	Key          string `db:"key"`
	Municipality string `db:"municipality"`
}

// Deadline is what has to happen by a day, and who is reminded of it. A step
// whose list is empty plans nothing.
type Deadline struct {
	Ref
	// Call is the permission of the act that is waited for (act.Decl.Call): the
	// substitutes who may do it are reminded like the holder (rule 1.4).
	Call  string
	Title string // of the deadline, in the words of those who set it; may be ""
	// Subject is what several deadlines of a municipality may be about, such as
	// naming people: where they fall on one day, each step of them together sends
	// a person one letter (rule 6.2). What is about a meeting (AboutMeeting) is so
	// whatever the case. "" for a deadline that is alone.
	Subject string
	Due     workday.Date
	// Asked are those whose act is waited for: they are reminded until the day.
	Asked []authority.Post
	// Admin are the administrator or whoever stands in that place: they hear of
	// it first when it has passed.
	Admin []authority.Post
	// Chief is the chief executive, to whom it escalates three working days
	// after; the letter says so.
	Chief []authority.Post
	// Region are the region's secretariat and the board's chair, to whom it
	// escalates five working days after; the letter says so.
	Region []authority.Post
	// region is the one by whose policy it is reminded of (Escalating), "" for the
	// ladder of the rules.
	region string
	// homes are the organisations that keep the records of the people among those who
	// are reminded, where the deadline is of the whole case.
	homes map[string]string
	// Params fill the letters (notice.Notice): case_number, case_title, path
	// and what else the caller knows. Title, due, deadline, step, days_over and
	// the name of the municipality are the deadline's own.
	Params map[string]string
}

// Escalating is the deadline with those to whom it escalates in a case of a
// region, by that region's policy, where an organisation owes what is waited for: the administrator
// there, its chief executive, and then the region's secretariat and the chair of
// its board. A region has neither of the first two: its secretariat hears first
// (rule 6.1).
func (d Deadline) Escalating(region, organisation string) Deadline {
	secretariat := authority.Post{Organisation: region, Office: office.Secretariat}
	d.region = region
	d.Admin, d.Chief = []authority.Post{secretariat}, nil
	if organisation != region {
		d.Admin = []authority.Post{{Organisation: organisation, Office: office.Administrator}}
		d.Chief = []authority.Post{{Organisation: organisation, Office: office.ChiefExecutive}}
	}
	d.Region = []authority.Post{secretariat, {Organisation: region, Office: body.BoardChair}}
	return d
}

// AboutMeeting is the subject of what is due for a meeting, whichever cases are treated
// there.
func AboutMeeting(meeting int64, what Kind) string {
	return fmt.Sprintf("meeting/%d/%s", meeting, what)
}

// entry is one row of the ledger, as it is planned.
type entry struct {
	Step      string         `json:"step"`
	As        string         `json:"addressed_as"`
	AnyDay    bool           `json:"any_day"`
	Addressee authority.Post `json:"addressee"`
	DueAt     time.Time      `json:"due_at"`
	State     string         `json:"state"`
	Why       string         `json:"why"`
}

// daysOver counts the working days since the deadline, as the steps count them:
// without its own day, with today.
func daysOver(cal *workday.Calendar, due, today workday.Date) int {
	return cal.WorkingDaysBetween(due.AddDays(1), today.AddDays(1))
}

// history is what is known of the same deadline on the same day, as it was set
// before: the steps that were not sent, and whom the step of the day has reached.
type history struct {
	owed []string
	told []authority.Post
}

// plan makes the rows of the ledger. A step whose time has passed is written
// down as skipped: a deadline five days ahead has no step of 14 working days, and one
// set in the past reminds nobody, for whoever set it knows. An owed step, which
// was due of the same deadline before but not sent yet, is planned although its
// time has passed: it goes out late, never lost (rule 6.4). And where the time of
// the last step before the end has passed, but not the deadline, those asked hear
// of it at once, but for whom that step has reached already (rule 6.1). Each
// addressee's days are counted in the calendar of their organisation.
func (d Deadline) plan(by *Policy, calendars calendar.Set, now time.Time, before history) []entry {
	var entries []entry
	for _, s := range by.Steps {
		for _, p := range s.posts(d) {
			if slices.ContainsFunc(entries, func(e entry) bool { return e.Step == s.Key && e.Addressee == p }) {
				continue
			}
			w := window{cal: calendars.For(d.countedIn(p)), from: by.SendTime, anyDay: s.AlsoDaysOff, quiet: by.QuietDays}
			e := entry{Step: s.Key, As: s.Addressee, AnyDay: s.AlsoDaysOff, Addressee: p, DueAt: w.time(s.day(w, d.Due)), State: Planned}
			passed := e.DueAt.Before(now) && !slices.Contains(before.owed, s.Key)
			switch {
			case passed && s.When == On && !workday.Today(now).After(d.Due) && !slices.Contains(before.told, p):
				e.DueAt = w.atOnce(now)
			case passed:
				e.State, e.Why = Skipped, msgPast.Stored()
			}
			entries = append(entries, e)
		}
	}
	return entries
}

// countedIn is the organisation in whose calendar days are counted for an
// addressee (rule 6.1): a named person is reminded as one of the municipality's
// whose deadline it is, or, of the whole case, as one of their home's.
func (d Deadline) countedIn(p authority.Post) string {
	return cmp.Or(p.Organisation, d.Municipality, d.homes[p.Person])
}

// addressees are all whom the deadline's reminders may go to.
func (d Deadline) addressees() []authority.Post {
	return slices.Concat(d.Asked, d.Admin, d.Chief, d.Region)
}

var errPost = errors.New("an addressee is exactly one of an office, a body and a person, the first two of an organisation")

// check refuses a deadline that could never be sent: it would stop all that is
// due with it. Such a deadline is a fault of the caller's, not of a user's.
func (d Deadline) check() error {
	if d.Case == 0 || d.Call == "" || d.Key == "" || d.Due.IsZero() || !declared[d.Kind] {
		return fmt.Errorf("deadline %+v: no case, act, kind, key or day", d.Ref)
	}
	for _, p := range d.addressees() {
		if err := checkPost(p); err != nil {
			return fmt.Errorf("deadline %+v: %+v: %w", d.Ref, p, err)
		}
	}
	return nil
}

func checkPost(p authority.Post) error {
	switch {
	case p.Person != "":
		if p.Office != "" || p.Body != "" {
			return errPost
		}
		return uuid.Validate(p.Person)
	case p.Organisation == "", (p.Office == "") == (p.Body == ""), p.Body == "" && p.Role != "":
		return errPost
	}
	return nil
}

// letterKind picks the letter by the day on which it is sent, not by the step:
// a letter that comes late, or early because the day is off, still tells the
// truth about the deadline.
func letterKind(due, today workday.Date) notice.Kind {
	switch {
	case today.Before(due):
		return noticeBefore
	case today == due:
		return noticeToday
	default:
		return noticeOverdue
	}
}

// Reminder is a row of the ledger as it is read.
type Reminder struct {
	ID           int64          `json:"id" db:"id" example:"42"`
	Kind         Kind           `json:"kind" db:"kind" example:"answer" doc:"What sort of deadline it belongs to. More may come: tolerate kinds that you do not know"`
	Key          string         `json:"key" db:"key" example:"mandate/1" doc:"The deadline's key within the case"`
	Municipality string         `json:"municipality,omitempty" db:"municipality" example:"3417" doc:"The municipality whose deadline it is; missing for the whole case"`
	Title        string         `json:"title,omitempty" db:"title" example:"Forslag til strategi" doc:"The deadline in words"`
	Due          workday.Date   `json:"due" db:"due" format:"date" example:"2024-03-15" doc:"The last day of the deadline"`
	Zone         string         `json:"zone" db:"zone" example:"Europe/Oslo" doc:"The time zone in which the day ends and the hour of sending is read"`
	Version      int            `json:"version" db:"version" example:"1" doc:"Grows when the deadline is set anew"`
	Step         string         `json:"step" db:"step" example:"2_working_days_before" doc:"How far from the deadline it is sent: on_the_day, or a number of days or working days before or after it, as the region's policy has it (rule 6.1)"`
	AddressedAs  string         `json:"addressed_as" db:"addressed_as" enum:"asked,administrator,chief_executive,region" doc:"As what the addressee is reminded"`
	Addressee    authority.Post `json:"addressee" db:"addressee" doc:"The post that is reminded; the people behind it are found when the reminder is sent (rule 6.3)"`
	DueAt        time.Time      `json:"due_at" db:"due_at" doc:"When it is sent"`
	PostponedTo  *time.Time     `json:"postponed_to,omitempty" db:"postponed_to" doc:"The send time for which it waits, because it was missed and nothing is sent in the night or on a day off (rule 6.4)"`
	State        string         `json:"state" db:"state" enum:"planned,queued,delivered,failed,skipped,cancelled"`
	Why          message.Text   `json:"why,omitzero" db:"why" doc:"Why it was skipped or cancelled" example:"nobody holds the post"`
	Late         bool           `json:"late" db:"late" doc:"Whether it was sent on a later day than its own (rule 6.4)"`
	SentAt       *time.Time     `json:"sent_at" db:"sent_at" doc:"When its letters were written; null until then"`
	TogetherWith *int64         `json:"together_with,omitempty" db:"together_with" example:"41" doc:"The reminder with which it is one letter: of another deadline about the same on the same day, such as the naming of people"`
	Letters      []Letter       `json:"letters" db:"letters" doc:"One for each person and channel"`
	// What the addressee is called: the organisation, and the body or the person.
	Organisation string `json:"-" db:"organisation"`
	Called       string `json:"-" db:"called"`
}

// Letter is what became of a reminder for one person in one channel.
type Letter struct {
	Person      string       `json:"person" format:"uuid"`
	Name        string       `json:"name" doc:"Their name"`
	Channel     string       `json:"channel" enum:"inbox,email"`
	State       string       `json:"state" enum:"queued,delivered,failed,skipped"`
	Why         message.Text `json:"why,omitzero" example:"the person has no e-mail address"`
	DeliveredAt *time.Time   `json:"delivered_at" doc:"When it reached the inbox, or a mail server accepted it"`
	WaitsUntil  *time.Time   `json:"waits_until,omitempty" doc:"When it goes out, with others of the day, because the person wants them collected (rule 6.6)"`
	SentAgainAt *time.Time   `json:"sent_again_at,omitempty" doc:"When it was last sent again, under the same Message-ID, because it had failed for good (rule 6.6)"`
}

// Filter narrows the ledger of a case. Zero members filter nothing.
type Filter struct {
	State        string
	Kind         Kind
	Municipality string
	// Until is the moment as of which the ledger is read (rule 1.1); nil for now.
	Until *time.Time
}

// claimed is a row of the ledger whose time has come.
type claimed struct {
	// Newer is the newest step that is due of the same deadline for the same
	// addressee, "" where this one is: it is told in one letter with that one.
	Newer     string            `db:"newer"`
	ID        int64             `db:"id"`
	Deadline  int64             `db:"deadline_id"`
	Step      string            `db:"step"`
	As        string            `db:"addressed_as"`
	AnyDay    bool              `db:"any_day"`
	SendTime  string            `db:"send_time"`
	QuietDays []Quiet           `db:"quiet_days"`
	Addressee authority.Post    `db:"addressee"`
	DueAt     time.Time         `db:"due_at"`
	Case      int64             `db:"case_id"`
	Kind      Kind              `db:"kind"`
	Call      string            `db:"call"`
	Title     string            `db:"title"`
	Due       workday.Date      `db:"due"`
	LettersOf int64             `db:"letters_of"` // the deadline under which its letters are sent
	Number    string            `db:"municipality"`
	Name      string            `db:"name"` // of the municipality
	Home      string            `db:"home"` // of a person who is reminded by name
	Params    map[string]string `db:"params"`
}

// countedIn is the organisation in whose calendar it is counted how long the
// deadline is over, for the addressee: the one by which it was planned.
func (c claimed) countedIn() string { return cmp.Or(c.Addressee.Organisation, c.Number, c.Home) }

// outcome is what a claimed row becomes.
type outcome struct {
	ID        int64    `json:"id"`
	State     string   `json:"state"`
	Why       string   `json:"why"`
	Late      bool     `json:"late"`
	Reached   []string `json:"reached"`
	LettersOf int64    `json:"letters_of"`
	// PostponedTo is when it goes out that stays planned.
	PostponedTo *time.Time `json:"postponed_to"`
}

// held is what becomes of a row of which nothing is sent now: one that a newer
// step of the same deadline tells of in its letter, and one that may not go out
// at this time (rule 6.4). It is nil for all others.
func (c claimed) held(calendars calendar.Set, now time.Time) *outcome {
	w := window{cal: calendars.For(c.countedIn()), from: c.SendTime, anyDay: c.AnyDay, quiet: c.QuietDays}
	switch {
	case c.Newer != "":
		return &outcome{ID: c.ID, State: Skipped, Why: msgCollapsed.With(stepWords(c.Newer)).Stored(), Reached: []string{}}
	case !w.mayGo(c.DueAt, now):
		next := w.next(now)
		return &outcome{ID: c.ID, State: Planned, Reached: []string{}, PostponedTo: &next}
	}
	return nil
}

// source names what the letters of a step come of: a person who is reached
// twice by one step of a deadline, or of several about one subject on one day,
// gets one (rule 6.2).
func (c claimed) source() string { return fmt.Sprintf("deadline:%d:%s", c.LettersOf, c.Step) }

// send makes a claimed row's notices to the people behind its addressee, and
// says what becomes of the row.
func (c claimed) send(people []authority.Contact, calendars calendar.Set, now time.Time) (outcome, []notice.Notice) {
	if len(people) == 0 {
		return outcome{ID: c.ID, State: Skipped, Why: msgNobody.Stored(), Reached: []string{}, LettersOf: c.LettersOf}, nil
	}
	out := outcome{ID: c.ID, State: Queued, Late: late(c.DueAt, now), LettersOf: c.LettersOf}
	today := workday.Today(now)
	over := daysOver(calendars.For(c.countedIn()), c.Due, today)
	var notices []notice.Notice
	for _, p := range people {
		out.Reached = append(out.Reached, p.Person)
		notices = append(notices, notice.Notice{
			Source: c.source(), Person: p.Person, Address: p.Address, AddressOf: p.AddressOf, Kind: letterKind(c.Due, today), Case: c.Case, Params: c.params(over), Late: out.Late,
		})
	}
	return out, notices
}

// params fill a row's letters: what the deadline brought, what it is, and how
// many working days it is over.
func (c claimed) params(over int) map[string]string {
	all := map[string]string{}
	maps.Copy(all, c.Params)
	all["deadline"], all["due"], all["step"], all["addressed_as"] = string(c.Kind), c.Due.String(), c.Step, c.As
	if over > 0 {
		all["days_over"] = strconv.Itoa(over)
	}
	if c.Title != "" {
		all["title"] = c.Title
	}
	if c.Name != "" {
		all["municipality"] = c.Name
	}
	return all
}
