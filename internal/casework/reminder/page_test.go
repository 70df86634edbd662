package reminder_test

import (
	"os"
	"strings"
	"testing"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/testkit/apptest"
)

// The ledger names each addressee for itself: the office, the body and the role in
// it, or the person (rule 6.2).
func TestTheSheetNamesThePostsThatAreReminded(t *testing.T) {
	t.Parallel()
	l := open(t)
	d := answer().Escalating(apptest.Region, "3417")
	d.Asked = []authority.Post{
		{Person: apptest.Person("planner1@3417")}, {Organisation: apptest.Region, Body: "styre"}, {Organisation: apptest.Region, Body: "styre", Role: "chair"},
	}
	l.plan(d)
	rows := l.rows(reminder.Filter{State: reminder.Planned})
	for in, want := range map[message.Language][]string{
		message.Bokmal:  {";planner1 3417;", ";styre, kongsvingerregionen;", ";leder i styre, kongsvingerregionen;", ";sekretariatet, kongsvingerregionen;", ";styrelederen, kongsvingerregionen;"},
		message.English: {";planner1 3417;", ";chair of styre, kongsvingerregionen;", ";the chief executive, Municipality 3417;", ";the chair of the board, kongsvingerregionen;"},
	} {
		sheet, err := reminder.WriteSheet(in, rows)
		if err != nil {
			t.Fatal(err)
		}
		page, err := reminder.WritePage(in, rows, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, post := range want {
			if !strings.Contains(string(sheet), post) || !strings.Contains(string(page), "<p>"+strings.Trim(post, ";")+"</p>") {
				t.Errorf("in %s nobody is named %q:\n%s", in, post, sheet)
			}
		}
	}
}

// Rule 6.2: the ledger is evidence of who was told what, when, by which channel,
// and whether it was handed over.
func TestTheLedgerIsASheetAndAPage(t *testing.T) {
	t.Parallel()
	l := open(t)
	d := answer()
	d.Title = `Svar på "forslag" <nå>`
	l.plan(d)
	l.Clock.Set(eight("2024-03-07"))
	l.send()
	l.run(`UPDATE letter SET state = 'failed', why = 'the mail server refused the letter for good' WHERE channel = 'email'`)
	rows := l.rows(reminder.Filter{})
	sheet, err := reminder.WriteSheet(message.Bokmal, rows)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(sheet)), "\r\n")
	for i, want := range []string{
		"kommune;frist;fristdato;trinn;adressat;planlagt til;status;hvorfor;for sent;sendt;person;kanal;brev;om brevet;levert",
		`;14 arbeidsdager før;kommunedirektøren, Municipality 3417;2024-02-19 08:00:00;ikke sendt;ikke sendt i tide, og tatt med i ett brev med et nyere trinn: 2 arbeidsdager før;`,
		`;e-post;mislyktes;the mail server refused the letter for good;`,
		`;2024-03-07 08:00:00;chief_executive 3417;innboks;levert;;2024-03-07 08:00:00`,
		";planlagt;",
		"1 arbeidsdag etter;administratoren, Municipality 3417;",
	} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Errorf("line %d lacks %q:\n%s", i, want, sheet)
		}
	}
	if len(lines) != 6 {
		t.Errorf("the sheet has %d lines:\n%s", len(lines), sheet)
	}
	for _, in := range message.Languages() {
		page, err := reminder.WritePage(in, rows, "/v1/next")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), "Svar på &#34;forslag&#34; &lt;nå&gt;") || strings.Count(string(page), "<tr>") != 6 || !strings.Contains(string(page), `href="/v1/next"`) {
			t.Errorf("the page in %s is\n%s", in, page)
		}
		if at := os.Getenv("LEDGER_PAGE"); at != "" {
			if err := os.WriteFile(at, page, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
