package httpapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/sheet"
)

const (
	printable  = "/v1/towns/grue/cards/first"
	cards      = "/v1/towns/grue/cards"
	pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	htmlType   = "text/html; charset=utf-8"
	csvType    = "text/csv; charset=utf-8"
)

// print gives the house boxes on cards, to be had in every form.
func (h *house) print() *house {
	doc := httpapi.Doc{Tag: httpapi.Tag{Name: "Boxes"}}
	httpapi.Show(h.door, act.Show[BoxRef]("show-card", "/v1/towns/{town}/cards/{box}", readBox), doc, h.show,
		httpapi.HTML(func(_ message.Language, b *box) ([]byte, error) {
			if b.Color == "torn" {
				return nil, errors.New("secret words about the printer")
			}
			return fmt.Appendf(nil, "<!doctype html><title>%s</title>%s", b.Key, b.Color), nil
		}),
		httpapi.CSV(func(_ message.Language, b *box) ([]byte, error) { return tableOf(*b), nil }))
	httpapi.ShowList(h.door, act.Show[listBoxes]("list-cards", "/v1/towns/{town}/cards", readBox), doc, h.list,
		httpapi.CSV(func(_ message.Language, page httpapi.ListBody[box]) ([]byte, error) {
			return tableOf(page.Items...), nil
		}))
	return h
}

func tableOf(boxes ...box) []byte {
	var rows [][]sheet.Cell
	for _, b := range boxes {
		rows = append(rows, []sheet.Cell{sheet.Text(b.Key), sheet.Text(b.Color)})
	}
	return sheet.Write([]string{"key", "color"}, rows)
}

func (a *answer) sentAs(kind string) *answer {
	a.t.Helper()
	if got := a.is(200).Header().Get("Content-Type"); got != kind {
		a.t.Errorf("sent as %q, want %q", got, kind)
	}
	return a
}

func (a *answer) variesBy(header string) bool {
	return slices.Contains(a.Header().Values("Vary"), header)
}

func TestTheCallerChoosesTheFormByAccept(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().print()
	for accept, want := range map[string]string{
		"":                                  "application/json",
		"*/*":                               "application/json",
		"application/*":                     "application/json",
		"application/json; charset=utf-8":   "application/json",
		"text/html":                         htmlType,
		"TEXT/HTML":                         htmlType,
		"text/html;charset=UTF-8":           htmlType,
		"text/*":                            htmlType,
		"text/csv":                          csvType,
		"text/html, text/csv":               htmlType,
		"text/csv, application/json":        "application/json",
		"text/html;q=0.5, text/csv;q=0.8":   csvType,
		"text/html;q=0.5,text/csv; q=0.501": csvType,
		"text/*;q=0.9, text/html;q=0.1":     csvType,
		"text/html;q=0.1, text/*;q=0.9":     csvType,
		"*/*, application/json;q=0":         htmlType,
		"*/*;q=0.1, text/csv;q=0.2":         csvType,
		"application/json;q=0.5, */*;q=0.6": htmlType,
		"image/png, text/csv;q=0.001":       csvType,
		"rubbish, text/csv":                 csvType,
		"text/html;q=2, text/csv;q=0.1":     csvType,
		"text/html;q=NaN, text/csv;q=0.1":   csvType,
		"text/html;q=, text/csv;q=0.1":      csvType,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": htmlType,
	} {
		a := h.do(reader, "GET", printable, nil, with("Accept", accept))
		if !a.sentAs(want).variesBy("Accept") {
			t.Errorf("%q: Vary is %q", accept, a.Header().Values("Vary"))
		}
	}
}

func TestSeveralLinesOfAcceptAreOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().print()
	second := func(r *http.Request) { r.Header.Add("Accept", "text/csv") }
	h.do(reader, "GET", printable, nil, with("Accept", "image/png"), second).sentAs(csvType)
}

func TestAFormThatIsNotToBeHadIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().print()
	for _, accept := range []string{"image/png", "text/plain, image/*", "text/html;q=0", "*/*;q=0", "rubbish", "text/", "text/html;q=2", ","} {
		a := h.do(reader, "GET", printable, nil, with("Accept", accept))
		p := a.refused(406, "request.not_acceptable")
		if !strings.Contains(p.Detail.String(), "application/json, text/html or text/csv") || !a.variesBy("Accept") {
			t.Errorf("%q: %s, Vary %q", accept, p.Detail, a.Header().Values("Vary"))
		}
	}
	h.do(reader, "GET", cards, nil, with("Accept", "text/html")).refused(406, "request.not_acceptable")
	h.do(stranger, "GET", printable, nil, with("Accept", "image/png")).refused(404, "resource.not_found")
	h.do("", "GET", "/v1/problems/request.not_acceptable", nil).is(200)
}

func TestWhereThereIsOnlyJSONAcceptIsNotLookedAt(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().print()
	a := h.do(reader, "GET", first, nil, with("Accept", "image/png")).sentAs("application/json")
	if a.variesBy("Accept") {
		t.Errorf("Vary is %q", a.Header().Values("Vary"))
	}
}

func TestAPageIsForReadingAndPrintingOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().print()
	a := h.do(reader, "GET", printable, nil, with("Accept", "text/html")).sentAs(htmlType)
	if got := a.Body.String(); got != "<!doctype html><title>first</title>red" {
		t.Errorf("the page is %s", got)
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": pagePolicy, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Disposition": "",
	} {
		if got := a.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := h.do(reader, "GET", printable, nil).is(200).Header().Get("Content-Security-Policy"); got != "frame-ancestors 'none'" {
		t.Errorf("JSON comes with the policy %q", got)
	}
}

func TestAListIsSavedPageByPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().fill(5).print()
	var keys []string
	for address := cards + "?limit=4"; address != ""; {
		a := h.do(reader, "GET", address, nil, with("Accept", "text/csv")).sentAs(csvType)
		if got := a.Header().Get("Content-Disposition"); got != `attachment; filename="list-cards.csv"` {
			t.Errorf("the file is named by %q", got)
		}
		_, rows, err := sheet.Read(a.Body.Bytes(), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			keys = append(keys, r.Cells[0])
		}
		link := next.FindStringSubmatch(a.Header().Get("Link"))
		if address = ""; link != nil {
			address = link[1]
		}
	}
	if want := []string{"001", "002", "003", "004", "005", "first"}; !slices.Equal(keys, want) {
		t.Errorf("the pages hold %v, want %v", keys, want)
	}
}

func TestAListForPeopleIsWholeUnlessTheyAskForLess(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().print()
	if _, err := h.pool.Exec(t.Context(), `INSERT INTO box SELECT 'grue', to_char(i, 'FM00000'), 'red' FROM generate_series(1, $1) i`, request.FileLimit); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{"": 10_000, "?limit=201": 201, "?limit=50": 50, "?limit=1000000": 10_000} {
		a := h.do(reader, "GET", cards+query, nil, with("Accept", "text/csv")).sentAs(csvType)
		_, rows, err := sheet.Read(a.Body.Bytes(), request.FileLimit+1)
		if err != nil || len(rows) != want || a.Header().Get("Link") == "" {
			t.Errorf("%q gives %d rows, want %d, and the link %q (%v)", query, len(rows), want, a.Header().Get("Link"), err)
		}
	}
	a := h.do(reader, "GET", cards, nil, with("Accept", "text/csv")).is(200)
	last := h.do(reader, "GET", next.FindStringSubmatch(a.Header().Get("Link"))[1], nil, with("Accept", "text/csv")).sentAs(csvType)
	if _, rows, err := sheet.Read(last.Body.Bytes(), 10); err != nil || len(rows) != 1 || last.Header().Get("Link") != "" {
		t.Errorf("after the bound come %v, and the link %q (%v)", rows, last.Header().Get("Link"), err)
	}
	for query, want := range map[string]int{"": 50, "?limit=1000000": 200} {
		if got := len(h.do(reader, "GET", cards+query, nil).page().Items); got != want {
			t.Errorf("as JSON %q gives %d rows, want %d", query, got, want)
		}
	}
}

func TestEachFormHasATagOfItsOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().print()
	tags := map[string]bool{}
	for _, accept := range []string{"application/json", "text/html", "text/csv"} {
		tag := h.do(reader, "GET", printable, nil, with("Accept", accept)).is(200).etag()
		tags[tag] = true
		if !strings.HasPrefix(tag, `"r1-`) {
			t.Errorf("%s has the tag %s without the revision", accept, tag)
		}
		a := h.do(reader, "GET", printable, nil, with("Accept", accept), with("If-None-Match", tag)).is(304)
		if a.Body.Len() != 0 || a.Header().Get("Content-Type") != "" || a.Header().Get("Content-Disposition") != "" || !a.variesBy("Accept") || a.etag() != tag {
			t.Errorf("%s: 304 with body %q and headers %v", accept, a.Body, a.Header())
		}
		h.do(reader, "GET", printable, nil, with("Accept", "*/*, "+accept+";q=0"), with("If-None-Match", tag)).is(200)
	}
	if len(tags) != 3 {
		t.Errorf("the tags are %v", slices.Collect(maps.Keys(tags)))
	}
	page := h.do(reader, "GET", printable, nil, with("Accept", "text/html")).etag()
	h.do(clerk, "PUT", first, map[string]string{"color": "blue"}, with("If-Match", page)).is(200)
}

func TestAPageThatCannotBeWrittenIsAProblem(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().print()
	h.do(clerk, "PUT", first, map[string]string{"color": "torn"}, with("If-Match", "*")).is(200)
	p := h.do(reader, "GET", printable, nil, with("Accept", "text/html")).refused(500, "service.internal")
	if strings.Contains(p.Detail.String(), "printer") || !strings.Contains(h.log.String(), "write the answer of show-card as text/html: secret words about the printer") {
		t.Errorf("told %q, logged %s", p.Detail, h.log)
	}
}

func TestAProblemIsOneWhateverFormWasAskedFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().print()
	h.do(reader, "GET", cards+"/none", nil, with("Accept", "text/html")).refused(404, "resource.not_found")
	h.do(reader, "GET", cards+"?limit=0", nil, with("Accept", "text/csv")).refused(422, "request.invalid")
	h.do(reader, "GET", cards+"?cursor=x", nil, with("Accept", "text/csv")).refused(422, "request.cursor_invalid")
}

func TestTheContractListsTheFormsOfAnAnswer(t *testing.T) {
	t.Parallel()
	contract, err := newHouse(t).print().door.Contract()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name, Description string
				Schema            struct{ Default any }
			}
			Responses map[string]struct {
				Content map[string]struct{ Schema struct{ Type string } }
			}
		}
	}
	if err := json.Unmarshal(contract.JSON, &doc); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]string{
		"/v1/towns/{town}/cards/{box}": {"application/json", "text/csv", "text/html"},
		"/v1/towns/{town}/cards":       {"application/json", "text/csv"},
		"/v1/towns/{town}/boxes":       {"application/json"},
	} {
		answers := doc.Paths[path]["get"].Responses
		if got := slices.Sorted(maps.Keys(answers["200"].Content)); !slices.Equal(got, want) {
			t.Errorf("%s is to be had as %v, want %v", path, got, want)
		}
		if _, refuses := answers["406"]; refuses != (len(want) > 1) {
			t.Errorf("%s: 406 in the contract is %t", path, refuses)
		}
		for _, media := range want[1:] {
			if got := answers["200"].Content[media].Schema.Type; got != "string" {
				t.Errorf("%s as %s is a %q", path, media, got)
			}
		}
	}
	for path, inFiles := range map[string]bool{"/v1/towns/{town}/cards": true, "/v1/towns/{town}/boxes": false} {
		for _, p := range doc.Paths[path]["get"].Parameters {
			if p.Name == "limit" && (strings.Contains(p.Description, "text/csv: the whole list") != inFiles || (p.Schema.Default == nil) != inFiles) {
				t.Errorf("%s says of its limit, by default %v: %s", path, p.Schema.Default, p.Description)
			}
		}
	}
}
