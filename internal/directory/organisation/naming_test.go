package organisation_test

import (
	"errors"
	"maps"
	"net/url"
	"testing"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// ringerike had the number 3007 from 2020 to 2023, and has 3305 from 2024 on.
var (
	ringerike   = organisation.MunicipalityInput{Number: "3007", Name: "Ringerike", County: "Viken", Region: "kongsvingerregionen", From: workday.MustDate("2020-01-01")}
	ringerike24 = organisation.NumberInput{Municipality: "3007", Number: "3305", From: workday.MustDate("2024-01-01")}
)

func day(s string) *workday.Date {
	d := workday.MustDate(s)
	return &d
}

func registered(t *testing.T) *organisation.Service {
	t.Helper()
	s, _ := operator(t)
	if _, err := s.RegisterRegion(t.Context(), region); err != nil {
		t.Fatal(err)
	}
	for _, in := range []organisation.MunicipalityInput{ringerike, grue} {
		if _, err := s.RegisterMunicipality(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// Numbers are dated, and one that changed is still its municipality's (rule 1.1).
func TestANumberThatChangedStaysItsMunicipalitys(t *testing.T) {
	t.Parallel()
	s := registered(t)
	for range 2 {
		o, err := s.Renumber(t.Context(), ringerike24)
		if err != nil {
			t.Fatal(err)
		}
		if o.Key != "3007" || o.NumberOn(*day("2023-12-31")) != "3007" || o.NumberOn(*day("2024-01-01")) != "3305" || o.Revision != 1 {
			t.Errorf("became %+v", o)
		}
	}
	if keys, err := s.Keys(t.Context(), []string{"3007", "3305", "3417", "9999"}); err != nil || len(keys) != 1 || keys["3305"] != "3007" {
		t.Errorf("found %v, %v", keys, err)
	}
	// Registering it again, by either number, changes nothing.
	for _, number := range []string{"3007", "3305"} {
		in := ringerike
		in.Number = number
		if o, err := s.RegisterMunicipality(t.Context(), in); err != nil || o.Key != "3007" || len(o.Members) != 1 {
			t.Errorf("%s is registered as %+v, %v", number, o, err)
		}
	}
	// A number mistyped is corrected by another for the same day, and free again.
	typed := organisation.NumberInput{Municipality: "3417", Number: "3418", From: workday.MustDate("2026-01-01")}
	if _, err := s.Renumber(t.Context(), typed); err != nil {
		t.Fatal(err)
	}
	typed.Number = "3428"
	if _, err := s.Renumber(t.Context(), typed); err != nil {
		t.Fatal(err)
	}
	if keys, err := s.Keys(t.Context(), []string{"3418", "3428"}); err != nil || len(keys) != 1 || keys["3428"] != "3417" {
		t.Errorf("found %v, %v", keys, err)
	}
}

// Two organisations of one name or number do not come to stand side by side
// (rule 1.1).
func TestAnOrganisationIsRegisteredOnce(t *testing.T) {
	t.Parallel()
	s := registered(t)
	if _, err := s.Renumber(t.Context(), ringerike24); err != nil {
		t.Fatal(err)
	}
	grue19 := grue
	grue19.Number = "0423"
	hole := ringerike
	hole.Number, hole.Name = "3007", "Hole"
	for name, tt := range map[string]struct {
		do   func() error
		want error
	}{
		"the name, under another number":          {func() error { _, err := s.RegisterMunicipality(t.Context(), grue19); return err }, organisation.ErrNameKnown},
		"a former number, under another name":     {func() error { _, err := s.RegisterMunicipality(t.Context(), hole); return err }, organisation.ErrNumberKnown},
		"the number of another":                   {renumbered(t, s, "3417", "3305"), organisation.ErrNumberKnown},
		"the former number of another":            {renumbered(t, s, "3417", "3007"), organisation.ErrNumberKnown},
		"a number that is none":                   {renumbered(t, s, "3417", "34170"), organisation.ErrContent},
		"a number of nobody":                      {renumbered(t, s, "9999", "9998"), organisation.ErrUnknownOrganisation},
		"a number for a region":                   {renumbered(t, s, "kongsvingerregionen", "9998"), organisation.ErrUnknownMunicipality},
		"the name of another, by being renamed":   {renamed(t, s, organisation.NameInput{Organisation: "3305", Name: "grue"}), organisation.ErrNameKnown},
		"a name without a letter":                 {renamed(t, s, organisation.NameInput{Organisation: "3305", Name: " "}), organisation.ErrContent},
		"a name that is only a region's":          {renamed(t, s, organisation.NameInput{Organisation: "3305", Name: "Kongsvingerregionen"}), nil},
		"a name of which it is said to be shared": {renamed(t, s, organisation.NameInput{Organisation: "3305", Name: "Grue", Namesake: true}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if err := tt.do(); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	grue19.Namesake = true
	if o, err := s.RegisterMunicipality(t.Context(), grue19); err != nil || o.Key != "0423" {
		t.Errorf("a namesake is registered as %+v, %v", o, err)
	}
}

func renumbered(t *testing.T, s *organisation.Service, municipality, number string) func() error {
	return func() error {
		_, err := s.Renumber(t.Context(), organisation.NumberInput{Municipality: municipality, Number: number, From: workday.MustDate("2025-01-01")})
		return err
	}
}

func renamed(t *testing.T, s *organisation.Service, in organisation.NameInput) func() error {
	in.From = workday.MustDate("2025-01-01")
	return func() error { _, err := s.Rename(t.Context(), in); return err }
}

// As Grue had the number 0423 until 2019, its cases, offices and bodies are found
// by it: in a path, in a filter, and in a body (rule 1.1).
func TestEveryNumberFindsTheMunicipality(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	d, err := app.OpenDirectory(w.Pool, w.Clock.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	const kase = "/v1/regions/" + apptest.Region + "/cases/2024-1"
	w.Do("chief_executive@3417", "GET", "/v1/organisations/0423", nil).Refused(404, "resource.not_found")
	for _, in := range []organisation.NumberInput{{Municipality: "3417", Number: "3417", From: workday.MustDate("2020-01-01")}, {Municipality: "3417", Number: "0423", From: workday.MustDate("1970-01-01")}} {
		if _, err := d.Organisations.Renumber(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	grue := w.Do("chief_executive@3417", "GET", "/v1/organisations/0423", nil).Is(200)
	if grue.Text("key") != "3417" || grue.Text("number") != "3417" || grue.Text("self") != inGrue || grue.Text("numbers.0.number") != "0423" || grue.Text("numbers.1.from") != "2020-01-01" {
		t.Errorf("shown as %s", grue.Body)
	}
	for _, tt := range []struct {
		who, method, path string
		body              any
	}{
		{"chief_executive@3417", "GET", "/v1/organisations/0423/offices", nil},
		{"clerk@3417", "GET", "/v1/organisations/0423/events", nil},
		{"secretariat@" + apptest.Region, "GET", members + "/0423", nil},
		{"chief_executive@3417", "GET", members + "/0423", nil},
		{"chief_executive@3417", "GET", kase + "/benefits/0423", nil},
		{"administrator@3417", "PUT", kase + "/benefits/0423", object{"statement": "Grue gains other things"}},
		{"chief_executive@3417", "POST", kase + "/benefits/0423/confirm", nil},
		{"chief_executive@3417", "GET", kase + "/resources/0423", nil},
		{"chief_executive@3417", "GET", kase + "/mandates/1/approvals/0423", nil},
	} {
		w.Do(tt.who, tt.method, tt.path, tt.body, apptest.IfMatch("*")).Is(200)
	}
	w.Do("chief_executive@3418", "GET", "/v1/organisations/0423/offices", nil).Refused(404, "resource.not_found")
	w.Do("chief_executive@3418", "POST", kase+"/benefits/0423/confirm", nil, apptest.IfMatch("*")).Refused(403, "permission.denied")
	for _, query := range []string{"/cases?municipality=", "/cases/2024-1/reminders?municipality=", "/cases/2024-1/events?organisation="} {
		was := w.Do("chief_executive@3417", "GET", "/v1/regions/"+apptest.Region+query+"3417", nil).Is(200).Get("items").([]any)
		now := w.Do("chief_executive@3417", "GET", "/v1/regions/"+apptest.Region+query+"0423", nil).Is(200).Get("items").([]any)
		if len(was) == 0 || len(now) != len(was) {
			t.Errorf("%s finds %d by the old number, and %d by the new", query, len(now), len(was))
		}
	}
	secretariat := "secretariat@" + apptest.Region
	at := w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "Vannstrategi for 0423", "kind": "other", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": []string{"0423", "3417"}}).Refused(422, "case.participants_invalid")
	opened := w.Do(secretariat, "POST", at+"/open", object{"municipalities": []string{"0423", "3418"}}).Is(200)
	if opened.Text("participants.0.municipality") != "3417" || opened.Text("title") != "Vannstrategi for 0423" {
		t.Errorf("opened as %s", opened.Body)
	}
	version := submitted(w, at, "0423", "3418")
	gate := w.Do(secretariat, "GET", version.Text("self")+"/gate?what_if=0423:approved,3418:rejected", nil).Is(200)
	if version.Text("common.participants.0") != "3417" || gate.Text("what_if.0.municipality") != "3417" || gate.Text("entries.0.state") != "satisfied" {
		t.Errorf("the mandate is %s, and its gate %s", version.Body, gate.Body)
	}
	w.Do("clerk@3417", "POST", inGrue+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "decides": true}).Is(201)
	w.Do("clerk@3417", "POST", inGrue+"/elections", object{
		"of": "0423", "body": "kommunestyret", "decided_on": "2024-02-08", "case_number": "012/24", "seats": []object{{"person": apptest.Person("planner2@3417"), "role": "member"}},
	}).Is(200)
	w.Admit(apptest.Region, "planner1@3417", "seat")
	w.Do(secretariat, "POST", "/v1/organisations/"+apptest.Region+"/bodies/styre/seats", object{"person": apptest.Person("planner1@3417"), "role": "member", "municipality": "0423"}).Is(201)
	for _, q := range []string{"0423", "3417", "municipality 3417"} {
		if n := len(w.Do("clerk@3417", "GET", "/v1/organisations?q="+url.QueryEscape(q), nil).Is(200).Get("items").([]any)); n != 1 {
			t.Errorf("searching for %q finds %d", q, n)
		}
	}
}

// submitted is a mandate of the case that asks each municipality, by the number
// that is given, for a planner.
func submitted(w *apptest.World, at string, municipalities ...string) *apptest.Answer {
	secretariat, decision := "secretariat@"+apptest.Region, object{"organisation": apptest.Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024"}
	recorded := maps.Clone(decision)
	recorded["subject"] = "Vannstrategi"
	w.Do(secretariat, "POST", at+"/decisions", recorded).Is(200)
	var slices []object
	for _, m := range municipalities {
		slices = append(slices, object{"municipality": m, "requirements": []object{{"key": "planner", "function": "Planner", "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"}}})
	}
	drafted := w.Do(secretariat, "POST", at+"/mandates", object{"slices": slices, "common": object{
		"participants": municipalities, "purpose": "Water", "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{}, "budget": object{"amount": 1500000, "currency": "NOK"},
		"decision": decision, "start": "2024-03-01", "end": "2025-07-01",
	}}).Is(201)
	return w.Do(secretariat, "POST", drafted.Text("self")+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
}

// A name counts from its day, and both who hold the municipality's office and the
// region's are told of it when it is entered (rules 1.1, 1.5).
func TestANameCountsFromItsDay(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	d, err := app.OpenDirectory(w.Pool, w.Clock.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Organisations.Rename(t.Context(), organisation.NameInput{Organisation: "3417", Name: "Grue", From: workday.MustDate("2024-03-01")}); err != nil {
		t.Fatal(err)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'authority_changed' AND channel = 'inbox' AND params->>'new_name' = 'Grue'`); n != 3 {
		t.Errorf("%d were told, want the chief executive, the secretariat and the chair of the board", n)
	}
	for reader, at := range map[string]string{"clerk@3417": "3417", "auditor@" + apptest.Region: apptest.Region} {
		w.Do(reader, "GET", "/v1/organisations/"+at+"/events?act=rename-organisation", nil).Is(200).Has(object{"items.0.operator": "forankring rename", "items.0.object": inGrue, "items.1": nil})
	}
	name := func() string {
		return w.Do("clerk@3417", "GET", inGrue+"/offices", nil).Is(200).Text("items.0.organisation_name")
	}
	if got := w.Do("clerk@3417", "GET", inGrue, nil).Is(200).Text("name"); got != "Municipality 3417" || name() != got {
		t.Errorf("before its day it is called %q", got)
	}
	w.Clock.Set(apptest.Start.AddDate(0, 1, 0))
	if err := d.Organisations.Turn(t.Context()); err != nil {
		t.Fatal(err)
	}
	renamed := w.Do("clerk@3417", "GET", inGrue, nil).Is(200)
	if renamed.Text("name") != "Grue" || name() != "Grue" || renamed.Text("names.0.name") != "Municipality 3417" || renamed.Text("names.1.from") != "2024-03-01" {
		t.Errorf("from its day on it is %s", renamed.Body)
	}
}
