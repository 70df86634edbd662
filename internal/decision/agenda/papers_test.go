package agenda_test

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"strconv"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const cases = "/v1/regions/" + apptest.Region + "/cases/"

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// filed has a document in a case, whose first version is a file and whose second a link.
func filed(w *apptest.World, of string) string {
	at := w.Do(secretariat, "POST", cases+of+"/documents", object{"organisation": apptest.Region, "title": "Report", "kind": "report", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/versions", "the report of "+of, apptest.Header("Content-Type", "text/plain")).Is(200)
	w.Do(secretariat, "POST", at+"/links", object{"address": "https://example.no/report"}).Is(200)
	return at
}

// paper is a version of the first document of a case.
func paper(version int, hash string, more object) object {
	p := object{"title": "The report", "document": 1, "version": version, "sha256": hash}
	maps.Copy(p, more)
	return p
}

// Rule 7.2: what lies before a body is fixed by version and hash, also where the item
// treats no case.
func TestThePapersOfAnItemAreVersionsOfDocuments(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	document := filed(w, "2024-2")
	other := filed(w, "2024-1") // where it is not the first
	number, err := strconv.Atoi(other[strings.LastIndex(other, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	meeting := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-03-14", "time": "10:00", "place": "Rådhuset"}).Is(201).Text("related.meeting")
	report, link := hashOf("the report of 2024-2"), hashOf("https://example.no/report")
	add := func(kind string, papers ...object) *apptest.Answer {
		in := object{"kind": kind, "title": "Footpath", "papers": papers}
		if kind == "treatment" {
			in["region"], in["case"] = apptest.Region, "2024-2"
		}
		return w.Do(secretariat, "POST", meeting+"/agenda", in)
	}
	of := func(of string) object {
		in := object{"region": apptest.Region, "case": of}
		if of == "2024-1" {
			in["document"] = number
		}
		return in
	}
	chart := object{"title": "A map", "address": "https://example.no/map", "sha256": report}
	for name, tt := range map[string]struct {
		kind   string
		papers []object
		code   string
		at     string
	}{
		"a version that is not there":     {"treatment", []object{chart, paper(3, report, nil)}, "document.pin_invalid", "/papers/1"},
		"another version's hash":          {"treatment", []object{chart, paper(2, report, nil)}, "document.pin_invalid", "/papers/1/sha256"},
		"of another case than it treats":  {"treatment", []object{paper(1, hashOf("the report of 2024-1"), of("2024-1"))}, "meeting.item_invalid", "/papers/0/case"},
		"no hash":                         {"treatment", []object{{"title": "x", "document": 1, "version": 1}}, "meeting.item_invalid", "/papers/0"},
		"neither document nor link":       {"briefing", []object{{"title": "x"}}, "meeting.item_invalid", "/papers/0"},
		"document and link":               {"briefing", []object{paper(1, report, object{"region": apptest.Region, "case": "2024-2", "address": "https://example.no/"})}, "meeting.item_invalid", "/papers/0"},
		"a link that is none of the web":  {"briefing", []object{{"title": "x", "address": "javascript:alert(1)"}}, "meeting.item_invalid", "/papers/0/address"},
		"a link of a case":                {"briefing", []object{{"title": "x", "address": "https://example.no/", "case": "2024-2"}}, "meeting.item_invalid", "/papers/0/case"},
		"a document of no case":           {"briefing", []object{paper(1, report, nil)}, "meeting.item_invalid", "/papers/0/case"},
		"documents of two cases":          {"briefing", []object{paper(1, report, of("2024-2")), chart, paper(1, hashOf("the report of 2024-1"), of("2024-1"))}, "meeting.item_invalid", "/papers/2/case"},
		"a case that is not there":        {"briefing", []object{chart, paper(1, report, of("2024-99"))}, "document.pin_invalid", "/papers/1/case"},
		"a version that another case has": {"report", []object{paper(1, hashOf("the report of 2024-1"), of("2024-2"))}, "document.pin_invalid", "/papers/0/sha256"},
	} {
		got := add(tt.kind, tt.papers...)
		if got.Refused(422, tt.code); got.Text("errors.0.pointer") != tt.at {
			t.Errorf("%s: refused at %s", name, got.Text("errors.0.pointer"))
		}
	}
	w.Do(secretariat, "GET", document, nil).Is(200).Has(object{"versions.0.pinned": false, "versions.1.pinned": false}) // what was refused pinned nothing

	added := add("treatment", paper(1, report, nil), paper(2, link, nil), chart).Is(200)
	content := document + "/versions/1/content"
	added.Has(object{
		"agenda.0.papers.0.href": content, "agenda.0.papers.0.case": "2024-2", "agenda.0.papers.0.sha256": report, "agenda.0.papers.1.href": "https://example.no/report",
		"agenda.0.papers.1.document": 1, "agenda.0.papers.2.href": "https://example.no/map", "agenda.0.papers.2.sha256": report,
	})
	// What lay before the body stays, whatever becomes of the document.
	w.Do(secretariat, "POST", document+"/withdraw", object{"reason": "Another takes its place"}).Is(200).Has(object{"versions.0.pinned": true, "versions.1.pinned": true})
	if got := w.Do("reader@3417", "GET", content, nil).Is(200).Body.String(); got != "the report of 2024-2" {
		t.Errorf("before the body lay %q", got)
	}
	item := added.Text("agenda.0.self")
	edit := func(papers ...object) *apptest.Answer {
		return w.Do(secretariat, "PUT", item, object{"kind": "treatment", "title": "Footpath", "region": apptest.Region, "case": "2024-2", "papers": papers}, apptest.IfMatch("*"))
	}
	edit(paper(1, link, nil)).Refused(422, "document.pin_invalid").Has(object{"errors.0.pointer": "/papers/0/sha256"})
	edit(chart, paper(1, report, nil)).Is(200).Has(object{"agenda.0.papers.1.href": content, "agenda.0.papers.2": nil})
	add("briefing", paper(1, hashOf("the report of 2024-1"), of("2024-1"))).Is(200).Has(object{"agenda.1.papers.0.href": other + "/versions/1/content", "agenda.1.case": nil})

	minutes := w.Do(secretariat, "GET", meeting+"/minutes", nil).Is(200)
	minutes.Has(object{"protocol.agenda.0.documents.1.href": content, "protocol.agenda.0.documents.1.sha256": report, "protocol.agenda.0.documents.0.href": "https://example.no/map", "protocol.agenda.1.documents.0.case": "2024-1"})
	page := w.Do(secretariat, "GET", meeting+"/minutes", nil, apptest.Header("Accept", "text/html")).Is(200).Body.String()
	if !strings.Contains(page, `<a href="`+content+`">`) || !strings.Contains(page, report) {
		t.Error("the page does not link to the paper, or lacks its hash")
	}
}

// The papers of a municipality's body are of cases in which it takes part.
func TestAPaperIsOfACaseInWhichTheOrganisationTakesPart(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	filed(w, "2024-2")
	for municipality, takesPart := range map[string]bool{"3417": true, "3401": false} {
		council := "/v1/organisations/" + municipality + "/bodies/kommunestyret"
		clerk := "clerk@" + municipality
		w.Do(clerk, "PUT", council+"/settings", object{"from": "2024-01-01", "kept_here": true, "size": 19, "reason": "The rules of procedure"}, apptest.IfMatch("*")).Is(200)
		meeting := w.Do(clerk, "POST", council+"/meeting-calendar", object{"date": "2024-03-14"}).Is(201).Text("related.meeting")
		got := w.Do(clerk, "POST", meeting+"/agenda", object{"kind": "briefing", "title": "Footpath", "papers": []object{paper(1, hashOf("the report of 2024-2"), object{"region": apptest.Region, "case": "2024-2"})}})
		if takesPart {
			got.Is(200)
		} else {
			got.Refused(422, "document.pin_invalid").Has(object{"errors.0.pointer": "/papers/0/case"})
		}
	}
}
