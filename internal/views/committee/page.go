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
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed page.html
var pageText string

// view is what the page is made of. Rest is the address of the next part, "" at
// the end.
type view struct {
	Region  string
	Columns []TableCell
	Rows    []TableRow
	Rest    string
	At      time.Time
}

// write makes the page to print, in Bokmål. Everything that people wrote is
// escaped.
func write(in message.Language, rows []TableRow, rest string, now time.Time) ([]byte, error) {
	page, err := template.New("page").Funcs(template.FuncMap{
		"day": day, "dayOf": func(t time.Time) string { return day(workday.Today(t)) }, "clock": clock, "left": left, "rule": rule, "outcome": outcome,
		"status": status, "condition": state, "effect": effect, "office": officeName, "holds": holds, "lacking": lacking, "who": who,
	}).Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("read the page's template: %w", err)
	}
	v := view{Rows: rows, Rest: rest, At: now}
	if len(rows) > 0 {
		v.Region, v.Columns = rows[0].RegionName, rows[0].Cells
	}
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("fill the page: %w", err)
	}
	return b.Bytes(), nil
}

func day(d workday.Date) string {
	months := []string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}
	return fmt.Sprintf("%d. %s %d", d.Day(), months[d.In(time.UTC).Month()-1], d.Year())
}

func clock(t time.Time) string { return t.In(workday.Oslo()).Format("15.04") }

// left says how long the answers may take, or how long they are late.
func left(r TableRow) string {
	switch {
	case r.DaysLeft < 0:
		return fmt.Sprintf("Fristen gikk ut for %s siden (%s)", count(-r.DaysLeft, "dag", "dager"), count(-r.WorkingDaysLeft, "arbeidsdag", "arbeidsdager"))
	case r.DaysLeft == 0:
		return "Fristen går ut i dag"
	default:
		return fmt.Sprintf("%s igjen (%s)", count(r.DaysLeft, "dag", "dager"), count(r.WorkingDaysLeft, "arbeidsdag", "arbeidsdager"))
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// rule is the gate rule in words (rule 3.7).
func rule(r mandate.Rule) string {
	switch r.Kind {
	case mandate.RuleCount:
		return "minst " + count(*r.Count, "kommune", "kommuner")
	case mandate.RuleFraction:
		return fmt.Sprintf("minst %d/%d av kommunene", *r.Numerator, *r.Denominator)
	default:
		return "alle kommunene"
	}
}

// lacking is how many approvals are lacking.
func lacking(r TableRow) int { return max(0, r.Needed-r.Given) }

func outcome(o approval.Outcome) string {
	switch o {
	case approval.OutcomeInForce:
		return "Vedtatt av så mange som regelen krever"
	case approval.OutcomeCannot:
		return "Kan ikke tre i kraft med svarene som er gitt"
	default:
		return "Venter på svar"
	}
}

// status is how a municipality stands, in words.
func status(v approval.Verdict) string {
	return map[approval.Verdict]string{
		approval.Unanswered: "Ikke besvart", approval.Approved: "Godkjent", approval.ApprovedWithConditions: "Godkjent med vilkår", approval.Rejected: "Avvist",
		approval.Returned: "Sendt tilbake", approval.Stale: "Må bekreftes på nytt", approval.Blocked: "Svaret teller ikke: den som svarte, er inhabil", NotAsked: "Ikke spurt",
	}[v]
}

func state(s condition.State) string {
	return map[condition.State]string{
		condition.Open: "ikke oppfylt", condition.Reported: "meldt oppfylt", condition.Fulfilled: "oppfylt",
	}[s]
}

func effect(e string) string {
	if e == condition.BeforeStart {
		return "før oppstart"
	}
	return "underveis"
}

func officeName(o string) string {
	return map[string]string{
		office.Secretariat: "sekretariatet", office.ChiefExecutive: "kommunedirektøren", office.Administrator: "administratoren",
		office.Clerk: "møtesekretæren", office.CaseOfficer: "saksbehandleren",
	}[o]
}

// holds names the municipalities whose approval is lacking, with how they
// stand; "" where none is.
func holds(r TableRow) string {
	var all []string
	for _, h := range r.HeldBy {
		for _, c := range r.Cells {
			if c.Municipality == h.Municipality {
				all = append(all, fmt.Sprintf("%s (%s)", c.Name, strings.ToLower(status(c.Status))))
			}
		}
	}
	return strings.Join(all, ", ")
}

// who names the people who can answer now.
func who(c TableCell) string {
	var all []string
	for _, p := range c.Who.Holders {
		all = append(all, p.Name)
	}
	for _, p := range c.Who.Substitutes {
		all = append(all, p.Name+" (stedfortreder)")
	}
	for _, p := range c.Who.Instead {
		all = append(all, p.Name+" (fører inn kommunestyrets svar)")
	}
	return strings.Join(all, "; ")
}
