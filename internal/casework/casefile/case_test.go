package casefile_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	cases       = "/v1/regions/" + apptest.Region + "/cases"
	secretariat = "secretariat@" + apptest.Region
	stranger    = "chief_executive@" + apptest.Stranger
)

func strategy() map[string]any {
	return map[string]any{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}
}

// created makes a draft; opened one with all six municipalities.
func created(w *apptest.World) (path, tag string) {
	a := w.Do(secretariat, "POST", cases, strategy()).Is(http.StatusCreated)
	return a.Text("self"), a.ETag()
}

func opened(w *apptest.World) string {
	path, _ := created(w)
	w.Do(secretariat, "POST", path+"/open", map[string]any{"municipalities": apptest.Municipalities}).Is(http.StatusOK)
	return path
}

func TestACaseGetsTheNextNumberOfItsRegionAndYear(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	first := w.Do(secretariat, "POST", cases, strategy()).Is(http.StatusCreated)
	if got := first.Header().Get("Location"); got != cases+"/2024-1" || first.Text("number") != "2024-1" {
		t.Errorf("the first case of 2024 is %q at %q", first.Text("number"), got)
	}
	w.Do("secretariat@"+apptest.Foreign, "POST", "/v1/regions/"+apptest.Foreign+"/cases", strategy()).Is(http.StatusCreated)
	w.Clock.Set(apptest.Start.AddDate(1, 0, 0))
	if got := w.Do(secretariat, "POST", cases, strategy()).Is(http.StatusCreated).Text("number"); got != "2025-1" {
		t.Errorf("the first case of 2025 is %q", got)
	}
}

func TestManyCasesAtOnceGetNumbersWithoutHoles(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	const n = 12
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() { w.Do(secretariat, "POST", cases, strategy()).Is(http.StatusCreated) })
	}
	wg.Wait()
	for i := range n {
		w.Do(secretariat, "GET", fmt.Sprintf("%s/2024-%d", cases, i+1), nil).Is(http.StatusOK)
	}
}

func TestWhoMayCreateACase(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do("", "POST", cases, strategy()).Refused(401, "token.missing")
	w.Do("auditor@"+apptest.Region, "POST", cases, strategy()).Refused(403, "permission.denied")
	w.Do("chief_executive@3417", "POST", cases, strategy()).Refused(403, "permission.denied")
	w.Do(stranger, "POST", cases, strategy()).Refused(404, "resource.not_found")
	w.Do(secretariat, "POST", "/v1/regions/nowhere/cases", strategy()).Refused(404, "resource.not_found")
}

func TestWhatACaseMustHold(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for _, tt := range []struct {
		name   string
		change func(map[string]any)
		code   string
	}{
		{"an exempt case needs a legal basis", func(c map[string]any) { c["publicity"] = "exempt" }, "case.legal_basis"},
		{"a public case has no legal basis", func(c map[string]any) { c["legal_basis"] = "offl. § 13" }, "case.legal_basis"},
		{"a public case has no end of exemption", func(c map[string]any) { c["exempt_until"] = "2025-01-01" }, "case.legal_basis"},
		{"a title of blanks is none", func(c map[string]any) { c["title"] = "     " }, "case.content_invalid"},
		{"a title of two lines is none", func(c map[string]any) { c["title"] = "Kraft\nstrategi" }, "case.content_invalid"},
		{"the responsible belongs to the region", func(c map[string]any) { c["responsible"] = apptest.Person("clerk@" + apptest.Stranger) }, "directory.unknown_person"},
		{"the predecessor is a case of the region", func(c map[string]any) { c["predecessor"] = "2019-9" }, "case.unknown_predecessor"},
		{"the responsible is a person", func(c map[string]any) { c["responsible"] = apptest.Person("nobody") }, "directory.unknown_person"},
		{"an impossible date is refused", func(c map[string]any) {
			c["publicity"], c["legal_basis"], c["shielded_title"], c["exempt_until"] = "exempt", "offl. § 13", "Unntatt", "2025-02-30"
		}, "request.invalid"},
		{"an unknown kind is refused", func(c map[string]any) { c["kind"] = "war" }, "request.invalid"},
		{"an unknown member is refused", func(c map[string]any) { c["state"] = "active" }, "request.invalid"},
	} {
		body := strategy()
		tt.change(body)
		if got := w.Do(secretariat, "POST", cases, body).Is(422).Text("code"); got != tt.code {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.code)
		}
	}
	w.Do(secretariat, "GET", cases+"/2024-1", nil).Refused(404, "resource.not_found")

	path, tag := created(w)
	edited := strategy()
	edited["predecessor"] = "2024-1"
	w.Do(secretariat, "PUT", path, edited, apptest.IfMatch(tag)).Refused(422, "case.unknown_predecessor")
	edited["predecessor"], edited["publicity"], edited["legal_basis"], edited["exempt_until"] = nil, "exempt", "offl. § 14", "2024-06-01"
	delete(edited, "predecessor")
	edited["shielded_title"] = "Unntatt offentlighet"
	edited["responsible"] = apptest.Person(secretariat)
	w.Do(secretariat, "PUT", path, edited, apptest.IfMatch(tag)).Is(200)
}

func TestAnEditNeedsTheCurrentTag(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path, tag := created(w)
	edited := strategy()
	edited["title"] = "Regional energistrategi"
	w.Do(secretariat, "PUT", path, edited).Refused(428, "precondition.required")
	w.Do(secretariat, "PUT", path, edited, apptest.IfMatch("W/"+tag)).Refused(412, "precondition.stale")
	dry := w.Do(secretariat, "PUT", path+"?dry_run=true", edited, apptest.IfMatch(tag)).Is(200)
	if dry.ETag() != "" || dry.Text("title") != "Regional energistrategi" {
		t.Errorf("a dry run answers with tag %q and title %q", dry.ETag(), dry.Text("title"))
	}
	w.Do("auditor@"+apptest.Region, "PUT", path, edited, apptest.IfMatch(tag)).Refused(403, "permission.denied")
	w.Do(stranger, "PUT", path, edited, apptest.IfMatch(tag)).Refused(404, "resource.not_found")
	w.Do(secretariat, "PUT", path, edited, apptest.IfMatch(tag)).Is(200)
	stale := w.Do(secretariat, "PUT", path, strategy(), apptest.IfMatch(tag)).Refused(412, "precondition.stale")
	w.Do(secretariat, "PUT", path, strategy(), apptest.IfMatch(stale.ETag())).Is(200)
}

func TestTwoEditsAtOnceDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path, tag := created(w)
	var wg sync.WaitGroup
	codes := make([]int, 2)
	for i := range codes {
		wg.Go(func() {
			body := strategy()
			body["summary"] = fmt.Sprintf("summary %d", i)
			codes[i] = w.Do(secretariat, "PUT", path, body, apptest.IfMatch(tag)).Code
		})
	}
	wg.Wait()
	if codes[0]+codes[1] != 200+412 {
		t.Errorf("two edits with one tag ended in %v, want one 200 and one 412", codes)
	}
}

func TestOpeningFixesTheParticipants(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path, tag := created(w)
	open := func(actor string, numbers []string, options ...func(*http.Request)) *apptest.Answer {
		return w.Do(actor, "POST", path+"/open", map[string]any{"municipalities": numbers}, options...)
	}
	open(secretariat, []string{"3417", "3417"}).Refused(422, "case.participants_invalid")
	open(secretariat, []string{"3417", "9999"}).Refused(422, "directory.unknown_municipality")
	open(secretariat, []string{"3417", apptest.Stranger}).Refused(422, "case.participants_invalid")
	open("chief_executive@3417", []string{"3417", "3418"}).Refused(404, "resource.not_found")
	open("auditor@"+apptest.Region, []string{"3417", "3418"}).Refused(403, "permission.denied")
	first := open(secretariat, []string{"3417", "3418"}, apptest.IfMatch(tag), apptest.Key("open-the-case")).Is(200)
	again := open(secretariat, []string{"3417", "3418"}, apptest.IfMatch(tag), apptest.Key("open-the-case")).Is(200)
	if again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != first.Body.String() {
		t.Error("the same key does not give the same answer")
	}
	open(secretariat, []string{"3401", "3418"}, apptest.Key("open-the-case")).Refused(422, "idempotency.key_reused")
	open(secretariat, []string{"3417", "3418"}).Refused(409, "case.wrong_state")
	if got := w.Do("chief_executive@3417", "GET", path, nil).Is(200).Text("state"); got != "preparing" {
		t.Errorf("the opened case is %q", got)
	}
}

func TestAnExemptCaseIsReadByFewer(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	body := strategy()
	body["publicity"], body["legal_basis"], body["exempt_until"], body["shielded_title"] = "exempt", "offl. § 14", "2024-06-01", "Unntatt offentlighet"
	path := w.Do(secretariat, "POST", cases, body).Is(201).Text("self")
	w.Do(secretariat, "POST", path+"/open", map[string]any{"municipalities": []string{"3417", "3418"}}).Is(200)
	for _, may := range []string{secretariat, "auditor@" + apptest.Region, "board_chair@" + apptest.Region, "clerk@3417", "case_officer@3418"} {
		w.Do(may, "GET", path, nil).Is(200)
		if n := len(w.Do(may, "GET", cases, nil).Is(200).Get("items").([]any)); n != 1 {
			t.Errorf("%s sees %d cases in the list", may, n)
		}
	}
	for _, not := range []string{"reader@" + apptest.Region, "board_member@" + apptest.Region, "reader@3417", "clerk@3401", stranger} {
		w.Do(not, "GET", path, nil).Refused(404, "resource.not_found")
		if n := len(w.Do(not, "GET", cases, nil).Is(200).Get("items").([]any)); n != 0 {
			t.Errorf("%s sees %d cases in the list", not, n)
		}
	}
}

// An end date works by itself: on the last day the case is exempt, on the next it
// is public, and says so (rule 2.1).
func TestRule21AnExemptionEndsWithItsLastDay(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	body := strategy()
	body["publicity"], body["legal_basis"], body["exempt_until"], body["shielded_title"] = "exempt", "offl. § 14", "2024-06-01", "Unntatt offentlighet"
	made := w.Do(secretariat, "POST", cases, body).Is(201)
	path := made.Text("self")
	w.Do(secretariat, "POST", path+"/open", map[string]any{"municipalities": []string{"3417", "3418"}}).Is(200)
	exempt := func() int {
		return len(w.Do(secretariat, "GET", cases+"?publicity=exempt", nil).Is(200).Get("items").([]any))
	}

	w.Clock.Set(workday.MustDate("2024-06-01").EndIn(workday.Oslo()).Add(-time.Second))
	w.Do("reader@3417", "GET", path, nil).Refused(404, "resource.not_found")
	if a := w.Do(secretariat, "GET", path, nil).Is(200); a.Text("publicity") != "exempt" || a.Text("shielded_title") != "Unntatt offentlighet" || exempt() != 1 {
		t.Errorf("on its last day the exemption reads %s", a.Body)
	}
	w.Clock.Set(workday.MustDate("2024-06-01").EndIn(workday.Oslo()))
	w.Do("reader@3417", "GET", path, nil).Is(200)
	a := w.Do(secretariat, "GET", path, nil).Is(200)
	if a.Text("publicity") != "public" || a.Get("exempt_until") != nil || exempt() != 0 {
		t.Errorf("after its last day the exemption reads %s", a.Body)
	}
	w.Do(secretariat, "PUT", path, strategy(), apptest.IfMatch(a.ETag())).Is(200)
}

func TestRule21AnExemptionIsSetWhole(t *testing.T) {
	t.Parallel()
	today := workday.MustDate("2024-02-12")
	for name, tt := range map[string]struct {
		change func(*casefile.Input)
		at     string
	}{
		"with a last day that is past":          {func(in *casefile.Input) { in.ExemptUntil = new(workday.MustDate("2020-01-01")) }, "/exempt_until"},
		"with yesterday as the last day":        {func(in *casefile.Input) { in.ExemptUntil = new(workday.MustDate("2024-02-11")) }, "/exempt_until"},
		"with today as the last day":            {func(in *casefile.Input) { in.ExemptUntil = new(today) }, ""},
		"without a shielded title":              {func(in *casefile.Input) { in.ShieldedTitle = "" }, "/shielded_title"},
		"with a shielded title of nothing seen": {func(in *casefile.Input) { in.ShieldedTitle = "\u200b" }, "/shielded_title"},
		"with the title itself as the shield":   {func(in *casefile.Input) { in.ShieldedTitle = "Saken om  TOMTEKJØP i nord" }, "/shielded_title"},
		"public, with a shielded title":         {func(in *casefile.Input) { in.Publicity, in.LegalBasis = casefile.Public, "" }, "/shielded_title"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := casefile.Input{Title: "Tomtekjøp i nord", Kind: casefile.Strategy, Publicity: casefile.Exempt, LegalBasis: "offl. § 23", ShieldedTitle: "Unntatt"}
			tt.change(&in)
			err := in.Check(today)
			if tt.at == "" && err == nil {
				return
			}
			var f *fault.Error
			if !errors.As(err, &f) || len(f.Fields) != 1 || f.Fields[0].Pointer != tt.at {
				t.Errorf("the answer is %v, wanted one at %q", err, tt.at)
			}
		})
	}
}
