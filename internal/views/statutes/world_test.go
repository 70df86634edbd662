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
