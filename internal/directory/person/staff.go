package person

import (
	"slices"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/sheet"
	"forankring.no/forankring/internal/platform/workday"
)

// StaffRow is what one row of a list of staff says. What is nil has no column
// in the list, and stays as it is.
type StaffRow struct {
	StaffKey string
	// Person names somebody who is known already; without it, an unknown staff
	// key is a new person's: people are never found by name or e-mail (rule 1.2).
	Person string
	// Name, where it is empty, stays as it is.
	Name                          string
	Email, Phone, Title, Language *string
	From                          workday.Date
	// To is the day after the last day, where the list has a column for it; nil
	// takes an end away.
	HasEnd   bool
	To       *workday.Date
	Capacity int
	// Unread are the columns whose cells cannot be read: the row is judged by the
	// others, and changes nothing.
	Unread []string
}

func (row StaffRow) unread(column string) bool { return slices.Contains(row.Unread, column) }

// staffColumns are those in which staff is listed, as an upload reads them. In
// English the end is the day after the last day, elsewhere the last day itself.
var staffColumns = sheet.NewColumns("staff", "staff_key", "name", "email", "phone", "title", "language", "from", "to", "capacity", "person")

// writeStaff lists employments as an upload reads them: uploaded as it is, the
// list changes nothing. Contact data of people whose home is elsewhere is left
// out: the home keeps it.
func writeStaff(in message.Language, list []*Employment, today workday.Date) []byte {
	rows := make([][]sheet.Cell, len(list))
	for i, e := range list {
		contact := PersonInput{Email: e.Email, Phone: e.Phone, Language: e.Language}
		if e.Home != e.Municipality {
			contact = PersonInput{}
		}
		last := ""
		if e.To != nil {
			last = endOf(in, *e.To).String()
		}
		rows[i] = []sheet.Cell{
			sheet.Text(e.StaffKey), sheet.Text(e.Name), sheet.Text(contact.Email), sheet.Text(contact.Phone), sheet.Text(e.Title), sheet.Text(contact.Language),
			sheet.Text(e.From.String()), sheet.Text(last), sheet.Number(e.PercentOn(e.nearest(today))), sheet.Text(e.Person),
		}
	}
	return sheet.Write(staffColumns.Header(in), rows)
}

// endOf is the end of an employment as its column says it.
func endOf(in message.Language, to workday.Date) workday.Date {
	if in == message.English {
		return to
	}
	return to.AddDays(-1)
}

// nearest is the day of the employment that lies nearest to a day.
func (e *Employment) nearest(day workday.Date) workday.Date {
	if day.Before(e.From) {
		return e.From
	}
	if e.To != nil && !day.Before(*e.To) {
		return e.To.AddDays(-1)
	}
	return day
}

// lastDay is the last day of the employment, for people.
func (e *Employment) lastDay() message.Text {
	if e.To == nil {
		return msgNoLastDay
	}
	return msgDay.With(e.To.AddDays(-1))
}

// record is the person's record as the row has it, and what is wrong with it:
// what is none, and a change of a record that is kept elsewhere.
func (row StaffRow) record(p Person, municipality string) (PersonInput, []error) {
	edit := PersonEditInput{Email: row.Email, Phone: row.Phone, Language: row.Language}
	if row.Name != "" {
		edit.Name = &row.Name
	}
	if edit.Language != nil && *edit.Language == "" {
		edit.Language = nil
	}
	after, unfit := edit.applied(p)
	if p.Home == municipality {
		return after, []error{unfit}
	}
	var c fault.Checks
	for column, cell := range map[string]*string{"/email": row.Email, "/phone": row.Phone, "/language": row.Language} {
		c.Require(cell == nil || *cell == "", column, msgLeaveEmpty.With(p.Home))
	}
	c.Require(after.Name == p.Name, "/name", msgKeptByHome.With(p.Home))
	return PersonInput{Name: p.Name, Email: p.Email, Phone: p.Phone, Language: p.Language}, []error{c.Err(ErrOtherHome)}
}

// employed is an employment as the row has it, and what it gives anew, with
// what it gave there before. What an employee can give is compared with today,
// or a first day that lies ahead, and set from that day on. What an employment
// gave that is over then stays: the past is not rewritten.
func (row StaffRow) employed(kept Employment, today workday.Date) (e Employment, given *Capacity, before int, wrong []error) {
	e = kept
	e.Capacity = slices.Clone(kept.Capacity)
	if row.Person != "" && row.Person != e.Person {
		wrong = append(wrong, ErrStaffKey.On("/person", msgKeyOfOther))
	}
	if row.From != e.From {
		wrong = append(wrong, organisation.ErrPeriod.On("/from", msgFirstDayIs.With(e.From)))
	}
	e.Title = either(row.Title, e.Title)
	if row.HasEnd {
		e.To = row.To
	}
	short := e.mustNotEndBeforeItBegins()
	wrong = append(wrong, short, e.tidyTitle())
	day := e.nearest(today)
	if before = e.PercentOn(day); short != nil || day.Before(today) || before == row.Capacity {
		return e, nil, before, wrong
	}
	given = &Capacity{EmploymentID: e.ID, From: day, Percent: row.Capacity}
	_, err := e.Give(day, row.Capacity)
	return e, given, before, append(wrong, err)
}

// difference says what changes, for whoever keeps the list.
func (e *Employment) difference(after Employment) message.Text {
	title := differ(msgTitle, e.Title, after.Title)
	if e.lastDay().String() == after.lastDay().String() {
		return title
	}
	return message.Sentences(title, msgLastDay.With(e.lastDay(), after.lastDay()))
}

func (p *Person) difference(after PersonInput) message.Text {
	return message.Sentences(
		differ(msgName, p.Name, after.Name),
		differ(msgEmail, p.Email, after.Email),
		differ(msgPhone, p.Phone, after.Phone),
		differ(msgLanguage, p.Language, after.Language),
	)
}

// differ says what a member was and becomes, nothing where it stays.
func differ(member message.Of2[string, string], before, after string) message.Text {
	if before == after {
		return message.Text{}
	}
	return member.With(before, after)
}

// newRecord is the record of a person who is new, and what is wrong with it.
func (row StaffRow) newRecord() (PersonInput, []error) {
	in := PersonInput{Name: row.Name, Email: either(row.Email, ""), Phone: either(row.Phone, ""), Language: either(row.Language, "")}
	err := in.Check()
	return in, []error{err}
}

// employment is that of a staff key which is new.
func (row StaffRow) employment(municipality, person string) Employment {
	return EmploymentInput{
		Person: person, StaffKey: row.StaffKey, Title: either(row.Title, ""), From: row.From, To: row.To, Capacity: row.Capacity,
	}.made(municipality)
}
