// Package reminder keeps the ledger of deadlines and of who is reminded of
// them, when, and sends what is due (rules 6.1-6.5). It knows a case by its row
// alone: a change that makes a deadline plans its reminders in its own
// transaction.
package reminder

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

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

// sendHour is the local hour at which reminders go out (rule 6.1).
const sendHour = 8

// grace is how long after its time a reminder may go out without being marked
// late.
const grace = 24 * time.Hour

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
	// a person one letter (rule 6.2). "" for a deadline that is alone.
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
	// Params fill the letters (notice.Notice): case_number, case_title, path
	// and what else the caller knows. Title, due, deadline, step, days_over and
	// the name of the municipality are the deadline's own.
	Params map[string]string
}

// Escalating is the deadline with those to whom it escalates in a case of a
// region, where an organisation owes what is waited for: the administrator
// there, its chief executive, and then the region's secretariat and the chair of
// its board. A region has neither of the first two: its secretariat hears first
// (rule 6.1).
func (d Deadline) Escalating(region, organisation string) Deadline {
	secretariat := authority.Post{Organisation: region, Office: office.Secretariat}
	d.Admin, d.Chief = []authority.Post{secretariat}, nil
	if organisation != region {
		d.Admin = []authority.Post{{Organisation: organisation, Office: office.Administrator}}
		d.Chief = []authority.Post{{Organisation: organisation, Office: office.ChiefExecutive}}
	}
	d.Region = []authority.Post{secretariat, {Organisation: region, Office: body.BoardChair}}
	return d
}

// entry is one row of the ledger, as it is planned.
type entry struct {
	Step      string         `json:"step"`
	Addressee authority.Post `json:"addressee"`
	DueAt     time.Time      `json:"due_at"`
	State     string         `json:"state"`
	Why       string         `json:"why"`
}

// step is one step of the policy.
type step struct {
	name        string
	workingDays int // counted from the deadline; negative before it
	addressees  func(Deadline) []authority.Post
}

// steps are the policy (rule 6.1), the same for every region and kind: first
// those who are asked, then up to the region.
func steps() []step {
	asked := func(d Deadline) []authority.Post { return d.Asked }
	return []step{
		{FourteenWorkingDaysBefore, -14, asked},
		{TwoWorkingDaysBefore, -2, asked},
		{OnTheDay, 0, asked},
		{OneWorkingDayAfter, 1, func(d Deadline) []authority.Post { return d.Admin }},
		{ThreeWorkingDaysAfter, 3, func(d Deadline) []authority.Post { return d.Chief }},
		{FiveWorkingDaysAfter, 5, func(d Deadline) []authority.Post { return d.Region }},
	}
}

// day is when the step of a deadline is sent: always on a working day. The
// step of a deadline that is itself on a day off goes on the last working day
// before it.
func (s step) day(cal *workday.Calendar, due workday.Date) workday.Date {
	if s.workingDays == 0 {
		return cal.Previous(due)
	}
	return cal.AddWorkingDays(due, s.workingDays)
}

// daysOver counts the working days since the deadline, as the steps count them:
// without its own day, with today.
func daysOver(cal *workday.Calendar, due, today workday.Date) int {
	return cal.WorkingDaysBetween(due.AddDays(1), today.AddDays(1))
}

// sendTime is the moment at which a day's reminders go out, by the clock on
// the wall there: summer time moves it in UTC.
func sendTime(day workday.Date) time.Time {
	t := day.In(workday.Oslo())
	return time.Date(t.Year(), t.Month(), t.Day(), sendHour, 0, 0, 0, workday.Oslo()).UTC()
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
// of it at once, but for whom that step has reached already (rule 6.1).
func (d Deadline) plan(cal *workday.Calendar, now time.Time, before history) []entry {
	var entries []entry
	for _, s := range steps() {
		e := entry{Step: s.name, DueAt: sendTime(s.day(cal, d.Due)), State: Planned}
		passed := e.DueAt.Before(now) && !slices.Contains(before.owed, s.name)
		posts := s.addressees(d)
		for i, p := range posts {
			if slices.Contains(posts[:i], p) {
				continue
			}
			e := e
			e.Addressee = p
			switch {
			case passed && s.name == OnTheDay && !workday.Today(now).After(d.Due) && !slices.Contains(before.told, p):
				e.DueAt = now
			case passed:
				e.State, e.Why = Skipped, msgPast.Stored()
			}
			entries = append(entries, e)
		}
	}
	return entries
}

var errPost = errors.New("an addressee is exactly one of an office, a body and a person, the first two of an organisation")

// check refuses a deadline that could never be sent: it would stop all that is
// due with it. Such a deadline is a fault of the caller's, not of a user's.
func (d Deadline) check() error {
	if d.Case == 0 || d.Call == "" || d.Key == "" || d.Due.IsZero() || !declared[d.Kind] {
		return fmt.Errorf("deadline %+v: no case, act, kind, key or day", d.Ref)
	}
	for _, p := range slices.Concat(d.Asked, d.Admin, d.Chief, d.Region) {
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

// late says whether a reminder goes out so long after its time that it is
// marked (rule 6.4).
func late(dueAt, now time.Time) bool { return now.Sub(dueAt) > grace }

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
	Step         string         `json:"step" db:"step" enum:"14_working_days_before,2_working_days_before,on_the_day,1_working_day_after,3_working_days_after,5_working_days_after" doc:"How far from the deadline it is sent, which says to whom (rule 6.1)"`
	Addressee    authority.Post `json:"addressee" db:"addressee" doc:"The post that is reminded; the people behind it are found when the reminder is sent (rule 6.3)"`
	DueAt        time.Time      `json:"due_at" db:"due_at" doc:"When it is sent"`
	State        string         `json:"state" db:"state" enum:"planned,queued,delivered,failed,skipped,cancelled"`
	Why          message.Text   `json:"why,omitzero" db:"why" doc:"Why it was skipped or cancelled" example:"nobody holds the post"`
	Late         bool           `json:"late" db:"late" doc:"Whether it was sent more than a day after its time (rule 6.4)"`
	SentAt       *time.Time     `json:"sent_at" db:"sent_at" doc:"When its letters were written; null until then"`
	TogetherWith *int64         `json:"together_with,omitempty" db:"together_with" example:"41" doc:"The reminder with which it is one letter: of another deadline about the same on the same day, such as the naming of people"`
	Letters      []Letter       `json:"letters" db:"letters" doc:"One for each person and channel"`
}

// Letter is what became of a reminder for one person in one channel.
type Letter struct {
	Person      string       `json:"person" format:"uuid"`
	Channel     string       `json:"channel" enum:"inbox,email"`
	State       string       `json:"state" enum:"queued,delivered,failed,skipped"`
	Why         message.Text `json:"why,omitzero" example:"the person has no e-mail address"`
	DeliveredAt *time.Time   `json:"delivered_at" doc:"When it reached the inbox, or a mail server accepted it"`
}

// Filter narrows the ledger of a case. Zero members filter nothing.
type Filter struct {
	State        string
	Kind         Kind
	Municipality string
	// Until leaves out what is sent later; nil for nothing.
	Until *time.Time
}

// claimed is a row of the ledger whose time has come.
type claimed struct {
	ID        int64             `db:"id"`
	Deadline  int64             `db:"deadline_id"`
	Step      string            `db:"step"`
	Addressee authority.Post    `db:"addressee"`
	DueAt     time.Time         `db:"due_at"`
	Case      int64             `db:"case_id"`
	Kind      Kind              `db:"kind"`
	Call      string            `db:"call"`
	Title     string            `db:"title"`
	Due       workday.Date      `db:"due"`
	LettersOf int64             `db:"letters_of"` // the deadline under which its letters are sent
	Name      string            `db:"name"`       // of the municipality
	Params    map[string]string `db:"params"`
}

// outcome is what a claimed row becomes.
type outcome struct {
	ID        int64    `json:"id"`
	State     string   `json:"state"`
	Why       string   `json:"why"`
	Late      bool     `json:"late"`
	Reached   []string `json:"reached"`
	LettersOf int64    `json:"letters_of"`
}

// source names what the letters of a step come of: a person who is reached
// twice by one step of a deadline, or of several about one subject on one day,
// gets one (rule 6.2).
func (c claimed) source() string { return source(c.LettersOf, c.Step) }

func source(deadline int64, step string) string { return fmt.Sprintf("deadline:%d:%s", deadline, step) }

// sources are those of all steps of a deadline.
func sources(deadline int64) []string {
	var all []string
	for _, s := range steps() {
		all = append(all, source(deadline, s.name))
	}
	return all
}

// send makes a claimed row's notices to the people behind its addressee, and
// says what becomes of the row.
func (c claimed) send(people []authority.Contact, now time.Time) (outcome, []notice.Notice) {
	if len(people) == 0 {
		return outcome{ID: c.ID, State: Skipped, Why: msgNobody.Stored(), Reached: []string{}, LettersOf: c.LettersOf}, nil
	}
	out := outcome{ID: c.ID, State: Queued, Late: late(c.DueAt, now), LettersOf: c.LettersOf}
	today := workday.Today(now)
	var notices []notice.Notice
	for _, p := range people {
		out.Reached = append(out.Reached, p.Person)
		notices = append(notices, notice.Notice{
			Source: c.source(), Person: p.Person, Address: p.Address, Kind: letterKind(c.Due, today), Case: c.Case, Params: c.params(today), Late: out.Late,
		})
	}
	return out, notices
}

// params fill a row's letters: what the deadline brought, what it is, and how
// far it has escalated.
func (c claimed) params(today workday.Date) map[string]string {
	all := map[string]string{}
	maps.Copy(all, c.Params)
	all["deadline"], all["due"], all["step"] = string(c.Kind), c.Due.String(), c.Step
	if over := daysOver(workday.Norway(), c.Due, today); over > 0 {
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
