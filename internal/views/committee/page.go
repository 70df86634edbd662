package committee

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed page.html
var pageText string

// view is what the page is made of. Rest is the address of the next part, "" at
// the end.
type view struct {
	Language message.Language
	Region   string
	Columns  []TableCell
	Rows     []TableRow
	Rest     string
	At       time.Time
}

// write makes the page to print, in a language. Everything that people wrote is
// escaped.
func write(in message.Language, rows []TableRow, rest string, now time.Time) ([]byte, error) {
	page, err := template.New("page").Funcs(template.FuncMap{
		"say":     func(what any) (string, error) { return say(in, what) },
		"instant": func(t time.Time) message.Text { return instant(in, t) },
		"day":     workday.Today, "version": version, "sentOut": sentOut, "answerBy": answerBy, "force": force, "outcome": outcome, "lacking": lacking,
		"status": status, "staleFrom": msgStaleFrom.With, "by": by, "carried": msgCarried.With, "owed": owed, "who": who,
	}).Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("read the page's template: %w", err)
	}
	v := view{Language: in, Rows: rows, Rest: rest, At: now}
	if len(rows) > 0 {
		v.Region, v.Columns = rows[0].RegionName, rows[0].Cells
	}
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("fill the page: %w", err)
	}
	return b.Bytes(), nil
}

// say is what the page says: one of its words by name, or a message, a date or a
// list of them.
func say(in message.Language, what any) (string, error) {
	switch v := what.(type) {
	case string:
		if text, ok := pageWords[v]; ok {
			return text.Say(in), nil
		}
	case []message.Text:
		all := make([]string, len(v))
		for i, text := range v {
			all[i] = text.Say(in)
		}
		return strings.Join(all, "; "), nil
	case message.Spoken:
		return v.Say(in), nil
	}
	return "", fmt.Errorf("the page has no word for %v", what)
}

func instant(in message.Language, t time.Time) message.Text {
	clock := "15.04"
	if in == message.English {
		clock = "15:04"
	}
	return msgMoment.With(workday.Today(t), t.In(workday.Oslo()).Format(clock))
}

func version(r TableRow) message.Text { return msgVersion.With(r.Case, r.Version) }

func sentOut(r TableRow) message.Text { return msgSentOut.With(workday.Today(r.SubmittedAt)) }

// answerBy says how long the answers may take, or how long they are late.
func answerBy(r TableRow) message.Text {
	left := msgLeft.With(r.DaysLeft, r.WorkingDaysLeft)
	switch {
	case r.DaysLeft < 0:
		left = msgPassed.With(-r.DaysLeft, -r.WorkingDaysLeft)
	case r.DaysLeft == 0:
		left = msgToday
	}
	return msgAnswerBy.With(r.AnswerBy, left)
}

// force says what brings the version into force (rule 3.7).
func force(r TableRow) message.Text { return msgForce.With(r.Text(), r.Given, r.Needed) }

func outcome(o approval.Outcome) message.Text {
	if text, ok := outcomes[o]; ok {
		return text
	}
	return outcomes[approval.OutcomeWaiting]
}

// status is how a municipality stands, in words.
func status(v approval.Verdict) message.Text { return statuses[v] }

// held is a municipality whose approval is lacking, with how it stands.
type held struct {
	name   string
	status message.Text
}

// Say is the name, and how it stands after it.
func (h held) Say(in message.Language) string {
	return h.name + " (" + strings.ToLower(h.status.Say(in)) + ")"
}

// lacking tells how many approvals are lacking, and whose; nothing where none is.
func lacking(r TableRow) (all []message.Text) {
	var who []held
	for _, h := range r.HeldBy {
		for _, c := range r.Cells {
			if c.Municipality == h.Municipality {
				who = append(who, held{c.Name, status(c.Status)})
			}
		}
	}
	if len(who) > 0 {
		all = append(all, msgLacking.With(max(0, r.Needed-r.Given), who))
	}
	return all
}

// by is who answered.
func by(a *TableAnswer) message.Text {
	switch {
	case a.Body != "" && a.DecidedOn != nil:
		return msgByBody.With(a.Body, msgOn.With(*a.DecidedOn), a.CaseNumber, a.Name)
	case a.Body != "":
		return msgByBody.With(a.Body, message.Text{}, a.CaseNumber, a.Name)
	case a.BehalfName != "":
		return msgOnBehalf.With(a.Name, a.BehalfName)
	default:
		return message.Verbatim(a.Name)
	}
}

// owed is who fulfils a condition by when, and whether it is fulfilled.
func owed(c TableCondition) message.Text {
	effect := msgDuring
	if c.Effect == condition.BeforeStart {
		effect = msgBefore
	}
	return msgCondition.With(authz.Holder(c.Responsible.Office), c.Name, c.Due, effect, conditionStates[c.State])
}

// who names the people who can answer now.
func who(c TableCell) (all []message.Text) {
	for _, p := range c.Who.Holders {
		all = append(all, message.Verbatim(p.Name))
	}
	for _, p := range c.Who.Substitutes {
		all = append(all, msgSubstitute.With(p.Name))
	}
	for _, p := range c.Who.Instead {
		all = append(all, msgRecords.With(p.Name))
	}
	return all
}
