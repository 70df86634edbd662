package statutes_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	inRegion    = "/v1/organisations/" + apptest.Region
	secretariat = "secretariat@" + apptest.Region
)

func TestRule71TheStatutesOfARegionOnADay(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do(secretariat, "GET", inRegion, nil).Is(200).Has(object{"related.statutes": inRegion + "/statutes"})
	w.Do(secretariat, "PUT", inRegion+"/bodies/styre/settings", object{"from": "2024-03-01", "size": 6, "signatories": 1, "decided_on": "2024-02-08", "case_number": "08/24"}, apptest.IfMatch("*")).Is(200)
	today := w.Do("reader@3417", "GET", inRegion+"/statutes", nil).Is(200)
	today.Has(object{
		"at": "2024-02-12", "bodies.0.key": "fellesmote", "bodies.0.statutes.elected": false, "bodies.0.history.0": nil, "bodies.3.key": "styre", "bodies.3.statutes.size": nil,
		"bodies.3.seats": 2, "bodies.3.history.0.case_number": "08/24", "bodies.3.history.0.changed.0": "It has 6 members, of whom at least 3 have to be present and vote (KL § 11-9).", "bodies.4": nil,
	})
	w.Do("reader@3417", "GET", inRegion+"/statutes?at=2024-03-01", nil).Is(200).Has(object{"bodies.3.statutes.size": 6, "bodies.3.statutes.settings": 1, "bodies.3.said.1": "It has 6 members, of whom at least 3 have to be present and vote (KL § 11-9)."})
	// Who sat on that day, and nobody before the first was appointed.
	w.Do("reader@3417", "GET", inRegion+"/statutes?at=2001-01-01", nil).Is(200).Has(object{"bodies.3.seats": 0})
	page := w.Do("reader@3417", "GET", inRegion+"/statutes", nil, apptest.Header("Accept", "text/html")).Is(200)
	if text := page.Body.String(); !strings.Contains(text, "<h2>") || strings.Count(text, "<section>") != 4 {
		t.Errorf("the page is %s", text)
	}
	w.Do("clerk@"+apptest.Stranger, "GET", inRegion+"/statutes", nil).Refused(404, "resource.not_found")
	w.Do("reader@3417", "GET", "/v1/organisations/3417/statutes", nil).Is(200).Has(object{"bodies.0": nil})
}

// Rules 1.5, 7.1: other statutes are told to the members, to who keeps the meetings, and
// where the body decides to the chief executives; not to who set them.
func TestOtherStatutesAreToldToThoseWhomTheyConcern(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	told := func(who string) (text string) {
		err := w.Pool.QueryRow(t.Context(), `SELECT coalesce(string_agg(params->>'from', ' ' ORDER BY id), '') FROM letter WHERE kind = 'statutes_revised' AND channel = 'inbox' AND person_id = $1`, apptest.Person(who)).Scan(&text)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	styre := inRegion + "/bodies/styre/settings"
	set := func(in object) {
		in["reason"] = "Revised"
		tag := w.Do(secretariat, "GET", styre, nil).Is(200).ETag()
		w.Do(secretariat, "PUT", styre+"?dry_run=true", in, apptest.IfMatch(tag)).Is(200)
		w.Do(secretariat, "PUT", styre, in, apptest.IfMatch(tag)).Is(200)
	}
	w.Exec(`UPDATE body SET decides = false WHERE key = 'styre'`)
	set(object{"from": "2024-03-01", "notice": object{"count": 7, "unit": "days"}})                                    // of times others tell
	set(object{"from": "2024-03-02", "notice": object{"count": 7, "unit": "days"}, "signatories": 1})                  // decides nothing
	set(object{"from": "2024-03-03", "notice": object{"count": 7, "unit": "days"}, "signatories": 1, "decides": true}) // decides from now on
	for who, want := range map[string]string{
		"board_chair@" + apptest.Region: "2024-03-02 2024-03-03", "board_member@" + apptest.Region: "2024-03-02 2024-03-03", "chief_executive@3417": "2024-03-03", "chief_executive@3418": "2024-03-03",
		"chief_executive@" + apptest.Stranger: "", "clerk@3417": "", secretariat: "",
	} {
		if got := told(who); got != want {
			t.Errorf("%s was told of those from %q, want %q", who, got, want)
		}
	}
	inbox := w.Do("chief_executive@3417", "GET", "/v1/me/notices", nil).Is(200).Body.String()
	if !strings.Contains(inbox, "It is an elected body and decides") {
		t.Errorf("the letter does not say what is otherwise: %s", inbox)
	}
}
