package app_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// What a request asks of the database is counted, the door's own one or two
// statements and those that begin and end a transaction among them: a figure
// that has to be raised here is a statement that somebody added.
func TestRequestsAskTheDatabaseNoMoreThanTheyDid(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := apptest.Treated(t, listen)
	const (
		secretariat, chief, administrator = "secretariat@" + apptest.Region, "chief_executive@3417", "administrator@3417"
		region                            = "/v1/regions/" + apptest.Region
		public                            = "/v1/public/regions/" + apptest.Region
		kase                              = region + "/cases/2024-1"
		treated                           = region + "/cases/2024-2"
	)
	w.Do(chief, "GET", "/v1/organisations/3417", nil).Is(200) // the door learns the municipalities' keys once
	for _, tt := range []struct {
		most              int
		who, method, path string
		body              any
	}{
		{8, chief, "GET", "/v1/me", nil},
		{2, chief, "GET", kase, nil},
		{2, chief, "GET", region + "/cases", nil},
		{8, chief, "GET", kase + "/matrix", nil},
		{6, chief, "GET", kase + "/start-gate", nil},
		{8, chief, "GET", kase + "/hold-ups", nil},
		{10, chief, "GET", "/v1/me/tasks", nil},
		{8, chief, "GET", kase + "/mandates/1", nil},
		{7, chief, "GET", kase + "/mandates/1/gate", nil},
		{16, administrator, "GET", kase + "/resources/3417", nil},
		{6, administrator, "GET", "/v1/organisations/3417/demands", nil},
		{8, secretariat, "GET", kase + "/balance", nil},
		{19, chief, "POST", kase + "/resources/3417/assignments/1/release", nil},
		{12, chief, "POST", kase + "/benefits/3417/confirm", nil},
		{12, administrator, "PUT", kase + "/benefits/3417", map[string]any{"statement": "Grue gains other things"}},
		{15, secretariat, "POST", kase + "/milestones/proposal_ready/move", map[string]any{"due": "2024-10-01", "reason": "It takes longer"}},
		{12, secretariat, "PUT", kase, map[string]any{"title": "Another title", "kind": "strategy", "publicity": "public"}},
		{1, "", "GET", public + "/cases", nil},
		{4, "", "GET", public + "/cases/2024-2", nil},
		{1, "", "GET", public + "/feed.atom", nil},
		{1, "", "GET", public + "/meetings.ics", nil},
		{11, chief, "GET", treated + "/treatment", nil},
		{11, chief, "GET", treated + "/effect", nil},
		{11, chief, "GET", treated + "/wording", nil},
		{11, chief, "GET", treated + "/reconciliation", nil},
		{10, chief, "GET", treated + "/treatments/4", nil},
		{6, chief, "GET", kase + "/follow-ups", nil},
		{6, chief, "GET", kase + "/follow-ups/1/reports/3417", nil},
		{21, "case_officer@3417", "PUT", treated + "/treatments/4/presentation", map[string]any{"text": "What it means for Grue"}},
		{35, "clerk@3417", "PUT", treated + "/treatments/4/resolution", resolving("adopted")},
		{11, chief, "GET", treated + "/treatment", nil},
		{13, chief, "GET", treated + "/matrix", nil},
		{13, chief, "GET", treated + "/hold-ups", nil},
		{27, secretariat, "POST", treated + "/treatments/1/skip", map[string]any{"reason": "The board asked for it"}},
		{21, secretariat, "POST", kase + "/withdraw", map[string]any{"reason": "The board has asked for it"}},
	} {
		before := s.N()
		w.Do(tt.who, tt.method, tt.path, tt.body, apptest.IfMatch("*")).Is(200)
		if n := len(s.Since(before)); n > tt.most {
			t.Errorf("%s %s asks %d statements, and did ask %d", tt.method, tt.path, n, tt.most)
		}
	}
}

// What is asked together is answered together: the caller's offices, and the case
// with all that is known of it.
func TestACaseIsReadInOneRoundTrip(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := apptest.Treated(t, listen)
	const cases = "/v1/regions/" + apptest.Region + "/cases"
	w.Do("chief_executive@3417", "GET", cases+"/2024-1", nil).Is(200) // what is prepared once for a connection
	before := s.Trips()
	w.Do("chief_executive@3417", "GET", cases+"/2024-1", nil).Is(200)
	if n := s.Trips() - before; n != 1 {
		t.Errorf("a case is read in %d round trips", n)
	}
}

// A new case is shown as it was made, and not read again.
func TestACaseIsCreatedInFewStatements(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := apptest.New(t, listen)
	before := s.N()
	w.Do("secretariat@"+apptest.Region, "POST", "/v1/regions/"+apptest.Region+"/cases", map[string]any{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201)
	if n := len(s.Since(before)); n > 7 {
		t.Errorf("a case is created in %d statements", n)
	}
}
