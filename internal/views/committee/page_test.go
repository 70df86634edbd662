package committee

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

var renew = flag.Bool("renew", false, "renew the page in testdata")

var moment = time.Date(2024, 3, 11, 8, 30, 0, 0, time.UTC)

// table is a small table: one version that 3417 approved with a condition and
// 3418 returned, and one past its last day that asks nothing of 3417.
func table() []TableRow {
	chief := func(name string) authority.People {
		p := authority.Nobody()
		p.Holders = append(p.Holders, authority.Contact{Name: "Chief executive, " + name})
		p.Substitutes = append(p.Substitutes, authority.Contact{Name: "Administrator, " + name})
		return p
	}
	rows := []TableRow{
		{
			Region: "kongsvingerregionen", RegionName: "Kongsvingerregionen", Case: "2024-2", Title: "Arealstrategi <script>alert(1)</script>", Version: 3,
			SubmittedAt: moment.AddDate(0, -1, 0), AnswerBy: workday.MustDate("2024-03-08"), DaysLeft: -3, WorkingDaysLeft: -1, Rule: mandate.Rule{Kind: mandate.RuleFraction, Numerator: new(2), Denominator: new(3)},
			Needed: 2, Given: 1, Outcome: approval.OutcomeWaiting, HeldBy: []TableHold{{Municipality: "3418", Name: "Åsnes"}},
			Cells: []TableCell{
				{Municipality: "3414", Name: "Nord-Odal", Status: approval.Approved, State: "satisfied", Answer: &TableAnswer{
					Answer: approval.Approved, Name: "Chief executive, Nord-Odal", At: moment.AddDate(0, 0, -1), Late: true,
				}},
				{Municipality: "3418", Name: "Åsnes", Status: approval.Stale, State: "stale", Overdue: true, StaleFrom: new(2), Who: chief("Åsnes")},
			},
		},
		{
			Region: "kongsvingerregionen", RegionName: "Kongsvingerregionen", Case: "2024-1", Title: "Regional kraftstrategi", Version: 1,
			SubmittedAt: moment.AddDate(0, 0, -20), AnswerBy: workday.MustDate("2024-03-12"), DaysLeft: 1, WorkingDaysLeft: 1, Rule: mandate.Rule{Kind: mandate.RuleAll},
			Needed: 2, Given: 1, Outcome: approval.OutcomeWaiting, HeldBy: []TableHold{{Municipality: "3418", Name: "Åsnes"}},
			Cells: []TableCell{
				{Municipality: "3417", Name: "Grue", Status: approval.ApprovedWithConditions, State: "satisfied", Who: chief("Grue"), Answer: &TableAnswer{
					Answer: approval.ApprovedWithConditions, Name: "Administrator, Grue", BehalfName: "Chief executive, Grue", At: moment.AddDate(0, 0, -2),
				}, Conditions: []TableCondition{{
					Number: 1, Text: "Nettselskapet er med & svarer", Responsible: condition.ResponsibleOffice{Organisation: "kongsvingerregionen", Office: "secretariat"},
					Name: "Kongsvingerregionen", Due: workday.MustDate("2024-06-14"), Effect: condition.BeforeStart, State: condition.Reported,
				}}},
				{Municipality: "3418", Name: "Åsnes", Status: approval.Returned, State: "unsatisfied", Who: chief("Åsnes"), Answer: &TableAnswer{
					Answer: approval.Returned, Reason: "Budsjettet er for lite", Name: "Clerk, Åsnes", Body: "kommunestyret", DecidedOn: new(workday.MustDate("2024-03-07")), CaseNumber: "014/24", At: moment,
				}},
			},
		},
	}
	align(rows)
	return rows
}

func page(t *testing.T, rows []TableRow, rest string) string {
	t.Helper()
	text, err := write(message.Bokmal, rows, rest, moment)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestThePageIsTheOneThatWasReviewed(t *testing.T) {
	t.Parallel()
	got := page(t, table(), "/v1/regions/kongsvingerregionen/mandates?limit=2&cursor=x")
	if *renew {
		if err := os.WriteFile("testdata/page.html", []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/page.html")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the page differs from testdata/page.html; look at it, and renew it with -renew:\n%s", got)
	}
}

func TestThePageSaysInWordsHowEachStands(t *testing.T) {
	t.Parallel()
	text := page(t, table(), "/v1/regions/kongsvingerregionen/mandates?limit=2&cursor=x")
	for _, want := range []string{
		`<html lang="nb">`, "<title>Kommunedirektørutvalget: mandater til behandling – Kongsvingerregionen</title>", "11. mars 2024 kl. 09.30",
		"Godkjent med vilkår", "Sendt tilbake", "Må bekreftes på nytt</strong>, etter fristen", "Ikke spurt", "<p>10. mars 2024, etter fristen</p>", "Begrunnelse: Budsjettet er for lite",
		"Fristen gikk ut for 3 dager siden (1 arbeidsdag)", "1 dag igjen (1 arbeidsdag)", "minst 2/3 av kommunene", "alle kommunene",
		"Administrator, Grue, for Chief executive, Grue", "Kan svare: Chief executive, Åsnes; Administrator, Åsnes (stedfortreder)",
		"Nettselskapet er med &amp; svarer – sekretariatet, Kongsvingerregionen, innen 14. juni 2024, før oppstart: meldt oppfylt",
		"kommunestyret, 7. mars 2024, sak 014/24; ført inn av Clerk, Åsnes", "Mangler 1: Åsnes (sendt tilbake)", "&lt;script&gt;", `siden: <a rel="next" href="/v1/regions/kongsvingerregionen/mandates?limit=2&amp;cursor=x">neste del</a>.`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, never := range []string{"<script", "http://", "https://", "url("} {
		if strings.Contains(text, never) {
			t.Errorf("the page has %q in it", never)
		}
	}
}

func TestThePageIsInTheLanguageOfItsReader(t *testing.T) {
	t.Parallel()
	for in, words := range map[message.Language][]string{
		message.Nynorsk: {
			`<html lang="nn">`, "Kommunedirektørutvalet: mandat til behandling", "Oversyn per <time", "11. mars 2024 kl. 09.30", "Fristen gjekk ut for 3 dagar sidan (1 arbeidsdag)",
			"Må stadfestast på nytt", "Godkjende versjon 2; det som vart godkjent, er endra sidan.", "Administrator, Åsnes (stadfortredar)", "Manglar 1: Åsnes (sendt tilbake).", "Grunngiving: Budsjettet er for lite",
		},
		message.English: {
			`<html lang="en">`, "Chief executives&#39; committee: open mandates", "As of <time", "11 March 2024, 09:30", "The deadline passed 3 days ago (1 working day)",
			"Comes into force with the approval of at least 2/3 of the municipalities: 1 of 2 given.", "the secretariat, Kongsvingerregionen, by 14 June 2024, before the start: reported fulfilled",
			"kommunestyret, 7 March 2024, case 014/24; recorded by Clerk, Åsnes",
		},
	} {
		text, err := write(in, table(), "", moment)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range words {
			if !strings.Contains(string(text), want) {
				t.Errorf("in %s the page does not say %q", in, want)
			}
		}
	}
}

func TestThePageIsATableThatCanBeHeard(t *testing.T) {
	t.Parallel()
	doc, err := html.Parse(strings.NewReader(page(t, table(), "")))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		name := n.Data
		if name == "th" {
			for _, a := range n.Attr {
				name += "-" + a.Key + "-" + a.Val
			}
		}
		found[name]++
	}
	for name, want := range map[string]int{"h1": 1, "main": 1, "table": 1, "caption": 1, "th-scope-col": 5, "th-scope-row": 2, "th": 0, "tr": 3, "td": 8, "li": 1} {
		if found[name] != want {
			t.Errorf("%d of %s, want %d", found[name], name, want)
		}
	}
}

func TestAPageWithoutMandatesSaysSo(t *testing.T) {
	t.Parallel()
	if text := page(t, []TableRow{}, ""); !strings.Contains(text, "Ingen mandater er til behandling.") || strings.Contains(text, "<table") {
		t.Errorf("an empty page: %s", text)
	}
}

func TestEveryStatusHasAWord(t *testing.T) {
	t.Parallel()
	for v, want := range map[approval.Verdict]string{
		"waiting": "Ikke besvart", "approved": "Godkjent", "approved_with_conditions": "Godkjent med vilkår", "rejected": "Avvist", "returned": "Sendt tilbake",
		"stale": "Må bekreftes på nytt", "blocked": "Svaret teller ikke: den som svarte, er inhabil", "not_asked": "Ikke spurt",
	} {
		if got := status(v).Say(message.Bokmal); got != want {
			t.Errorf("%s is %q, want %q", v, got, want)
		}
	}
}
