package subject_test

import (
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/testkit/apptest"
)

const reminded = "/v1/me/reminders"

// after waits until somebody was sent a letter with some words in its subject.
func after(w *apptest.TwoRegions, t *testing.T, to, words string) {
	t.Helper()
	w.Mail.Wait(t, func(all []mailtest.Letter) bool {
		for _, l := range all {
			if l.EnvelopeTo == to && strings.Contains(l.Subject, words) {
				return true
			}
		}
		return false
	})
}

// Rule 6.2: the ledger is evidence for each person too, of what they were told in
// whatever case; whoever may read their record reads it in the cases that they may
// read.
func TestAPersonsLedgerShowsWhatTheyWereTold(t *testing.T) {
	t.Parallel()
	w := apptest.NewTwoRegions(t, apptest.Working)
	at := w.Force(apptest.Region, nil, nil)
	w.Do("secretariat@"+apptest.Region, "POST", at+"/milestones", object{
		"key": "maps", "title": "Kartene er klare", "kind": "deadline", "due": "2024-04-12", "responsible": object{"organisation": grue, "office": "administrator"},
	}).Is(201)
	w.Clock.Set(time.Date(2024, 4, 12, 6, 30, 0, 0, time.UTC))
	after(w, t, "administrator@3417.test", "Frist i dag: Kartene er klare")
	w.Clock.Set(time.Date(2024, 4, 15, 6, 30, 0, 0, time.UTC))
	after(w, t, "administrator@3417.test", "Fristen er gått ut: Kartene er klare")

	first := w.Do(administrator, "GET", reminded+"?limit=1", nil).Is(200)
	first.Has(object{"items.0.key": "maps", "items.0.region": apptest.Region, "items.0.case": strings.TrimPrefix(at, "/v1/regions/"+apptest.Region+"/cases/"), "items.0.step": "1_working_day_after", "items.1": nil})
	second := w.Do(administrator, "GET", reminded+"?limit=1&cursor="+first.Text("next"), nil).Is(200)
	second.Has(object{
		"items.0.step": "on_the_day", "items.0.addressee.office": "administrator", "items.0.letters.0.channel": "email", "items.0.letters.1.channel": "inbox", "items.0.letters.1.state": "delivered",
		"items.0.letters.0.person": apptest.Person(administrator), "items.0.letters.2": nil,
	})
	w.Do(chief, "GET", reminded, nil).Is(200)
	w.Do("", "GET", reminded, nil).Is(401)

	theirs := own + "/people/" + apptest.Person(administrator) + "/reminders"
	held := w.Do(administrator, "GET", own+"/people/"+apptest.Person(administrator), nil).Is(200)
	if got := held.Text("related.reminders"); got != theirs {
		t.Errorf("the record leads to %q", got)
	}
	w.Do(chief, "GET", theirs, nil).Is(200).Has(object{"items.0.key": "maps", "items.1.step": "on_the_day"})
	w.Do("reader@3417", "GET", theirs, nil).Is(404)
	w.Do("administrator@3416", "GET", theirs, nil).Is(404)
	w.Do("administrator@3416", "GET", strings.Replace(theirs, "3417", "3416", 1), nil).Is(404)
	for accept, want := range map[string]string{"text/csv": ";Kartene er klare;2024-04-12;", "text/html": "<p>Kartene er klare</p>"} {
		for _, path := range []string{theirs, reminded} {
			shown := w.Do(administrator, "GET", path, nil, apptest.Header("Accept", accept)).Is(200).Body.String()
			if !strings.Contains(shown, want) || strings.Contains(shown, "chief_executive 3417") {
				t.Errorf("%s as %s is\n%s", path, accept, shown)
			}
		}
	}
	// Of a case that the reader may not read nothing is shown; what I was told I see.
	w.Exec(`UPDATE participant SET left_at = '2024-03-01' WHERE municipality_id = (SELECT id FROM organisation WHERE key = '3417')`)
	w.Do(chief, "GET", theirs, nil).Is(200).Has(object{"items.0": nil})
	w.Do(administrator, "GET", reminded, nil).Is(200).Has(object{"items.0.key": "maps"})
}
