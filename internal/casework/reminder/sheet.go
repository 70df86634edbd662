package reminder

import (
	_ "embed"
	"slices"
	"time"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/sheet"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed sheet.toml
var sheetWords string

var _ = message.Words(sheetWords)

var ledgerColumns = sheet.NewColumns("ledger.column",
	"municipality", "deadline", "due", "step", "addressee", "planned_for", "state", "why", "late", "sent_at", "person", "channel", "letter", "letter_why", "handed_over_at", "sent_again_at")

// The states of reminders and letters, and the channels, in words.
var (
	stateWords = map[string]message.Text{
		Planned: message.New("ledger.planned", "planned"), Queued: message.New("ledger.queued", "on its way"), Delivered: message.New("ledger.delivered", "handed over"),
		Failed: message.New("ledger.failed", "failed"), Skipped: message.New("ledger.skipped", "not sent"), Cancelled: message.New("ledger.cancelled", "cancelled"),
	}
	channelWords = map[string]message.Text{"inbox": message.New("ledger.inbox", "inbox"), "email": message.New("ledger.email", "e-mail")}
	msgLate      = message.New("ledger.late", "late")
)

// An addressee in words.
var (
	msgOffice = message.New2[authz.Holder, string]("ledger.office", "{holder}, {organisation}")
	msgBody   = message.New2[string, string]("ledger.body", "{body}, {organisation}")
	msgRole   = message.New3[message.Text, string, string]("ledger.role", "{role} of {body}, {organisation}")
)

// toldColumns are those of what a person was told, in whatever case.
var toldColumns = slices.Concat(sheet.NewColumns("ledger.told", "region", "case"), ledgerColumns)

// line is one of the ledger as evidence (rule 6.2): what became of a reminder for
// one person in one channel, or of one of which there is no letter.
type line struct {
	Reminder
	Letter Letter // with no person where there is none
	// Region and Case are those of the case, "" where all is of one.
	Region, Case string
}

// lines are those of some reminders, in their order.
func lines(rows []Reminder) []line {
	var all []line
	for _, r := range rows {
		for _, l := range r.Letters {
			all = append(all, line{Reminder: r, Letter: l})
		}
		if len(r.Letters) == 0 {
			all = append(all, line{Reminder: r})
		}
	}
	return all
}

// toldLines are those of what a person was told, in its order.
func toldLines(rows []Told) []line {
	var all []line
	for _, t := range rows {
		of := lines([]Reminder{t.Reminder})
		for i := range of {
			of[i].Region, of[i].Case = t.Region, t.Case
		}
		all = append(all, of...)
	}
	return all
}

// Deadline is what had to happen.
func (l line) Deadline() string {
	if l.Title != "" {
		return l.Title
	}
	return string(l.Kind) + " " + l.Key
}

// When is the step in words.
func (l line) When() message.Text { return stepWords(l.Step) }

// Post is the addressee: an office or a body, of an organisation, or a person.
func (l line) Post() message.Text {
	p := l.Addressee
	switch {
	case p.Person != "":
		return message.Verbatim(l.Called)
	case p.Office != "":
		return msgOffice.With(authz.Holder(p.Office), l.Organisation)
	case p.Role != "":
		return msgRole.With(body.RoleText(p.Role), l.Called, l.Organisation)
	default:
		return msgBody.With(l.Called, l.Organisation)
	}
}

// Became is the state of the reminder in words.
func (l line) Became() message.Text { return stateWords[l.State] }

// LetterBecame is the state of the letter in words, nothing where there is none.
func (l line) LetterBecame() message.Text { return stateWords[l.Letter.State] }

// Through is the channel in words, nothing where there is no letter.
func (l line) Through() message.Text { return channelWords[l.Letter.Channel] }

// moment is an instant as the clock on the wall shows it, to be sorted as text.
func moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(workday.Oslo()).Format("2006-01-02 15:04:05")
}

// WriteSheet makes the ledger a table for spreadsheets: one line for each letter,
// and for each reminder of which there is none.
func WriteSheet(in message.Language, rows []Reminder) ([]byte, error) {
	var table [][]sheet.Cell
	for _, l := range lines(rows) {
		table = append(table, l.cells(in))
	}
	return sheet.Write(ledgerColumns.Header(in), table), nil
}

// WriteToldSheet is WriteSheet for what a person was told, in whatever case.
func WriteToldSheet(in message.Language, rows []Told) ([]byte, error) {
	var table [][]sheet.Cell
	for _, l := range toldLines(rows) {
		table = append(table, append([]sheet.Cell{sheet.Text(l.Region), sheet.Text(l.Case)}, l.cells(in)...))
	}
	return sheet.Write(toldColumns.Header(in), table), nil
}

// cells are the line in a language, in the order of the ledger's columns.
func (l line) cells(in message.Language) []sheet.Cell {
	late := ""
	if l.Late {
		late = msgLate.Say(in)
	}
	var cells []sheet.Cell
	for _, text := range []string{
		l.Municipality, l.Deadline(), l.Due.String(), l.When().Say(in), l.Post().Say(in), moment(&l.DueAt), l.Became().Say(in), l.Why.Say(in), late, moment(l.SentAt),
		l.Letter.Name, l.Through().Say(in), l.LetterBecame().Say(in), l.Letter.Why.Say(in), moment(l.Letter.DeliveredAt), moment(l.Letter.SentAgainAt),
	} {
		cells = append(cells, sheet.Text(text))
	}
	return cells
}
