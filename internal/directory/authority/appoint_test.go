package authority_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// with is a body with other members.
func with(o object, more object) object {
	c := maps.Clone(o)
	maps.Copy(c, more)
	return c
}

func TestASubstituteIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at, _ := w.submitted()
	apart := w.Do(secretariat, "POST", cases, object{"title": "En annen sak", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", apart+"/open", object{"municipalities": []string{"3401", "3418"}}).Is(200)
	in := object{"person": apptest.Person(planner), "review_on": "2024-08-01"}
	person := func(name string) object { return with(in, object{"person": apptest.Person(name)}) }
	for name, tt := range map[string]struct {
		holder string
		in     object
		status int
		code   string
		at     string
	}{
		"without an end or a review":          {chief, object{"person": apptest.Person(planner)}, 422, "authority.substitute_unbounded", ""},
		"who is the holder":                   {chief, person(chief), 422, "authority.substitute_self", "/person"},
		"for an administrator by themselves":  {administrator, in, 403, "authority.for_themselves", "path/office"},
		"who is the administrator who asks":   {chief, person(administrator), 403, "authority.for_themselves", "/person"},
		"nobody knows":                        {"clerk@3417", with(in, object{"person": "00000000-0000-4000-8000-000000000000"}), 422, "directory.unknown_person", "/person"},
		"of another municipality":             {"clerk@3417", person("planner1@3418"), 422, "directory.unknown_person", "/person"},
		"of another region":                   {"auditor@" + apptest.Region, person("planner1@" + apptest.Stranger), 422, "directory.unknown_person", "/person"},
		"for a chief, employed nowhere":       {chief, person("clerk@3417"), 422, "authority.not_employed", "/person"},
		"for a chief, not yet employed":       {"chief_executive@3418", person("planner2@3418"), 422, "authority.not_employed", "/person"},
		"for a chief, leaving before the end": {"chief_executive@3418", person("planner3@3418"), 422, "authority.not_employed", "/person"},
		"leaving a day too early":             {"chief_executive@3418", with(person("planner3@3418"), object{"to": "2024-06-01T00:00:00Z"}), 422, "authority.not_employed", "/person"},
		"who holds the same office":           {"clerk@3418", person("planner1@3418"), 409, "authority.holds_office", "/person"},
		"with an act of another office":       {chief, with(in, object{"acts": []string{"mandate:answer", "mandate:submit"}}), 422, "authority.unknown_act", "/acts/1"},
		"with an act that is none":            {chief, with(in, object{"acts": []string{"answer"}}), 422, "authority.unknown_act", "/acts/0"},
		"with no acts at all":                 {chief, with(in, object{"acts": []string{}}), 422, "request.invalid", "/acts"},
		"in a case that is not there":         {chief, with(in, object{"cases": []object{ref(at), {"region": apptest.Region, "number": "2024-99"}}}), 422, "authority.unknown_case", "/cases/1"},
		"in a case of others":                 {chief, with(in, object{"cases": []object{ref(apart)}}), 422, "authority.unknown_case", "/cases/0"},
		"in a region that is not there":       {chief, with(in, object{"cases": []object{{"region": "nowhere", "number": "2024-1"}}}), 422, "authority.unknown_case", "/cases/0"},
		"in a case that cannot be one":        {chief, with(in, object{"cases": []object{{"region": apptest.Region, "number": "x"}}}), 422, "request.invalid", "/cases/0/number"},
		"from yesterday":                      {chief, with(in, object{"from": "2024-02-11T22:59:59Z"}), 422, "directory.backdated", "/from"},
		"ending as it begins":                 {chief, with(in, object{"to": "2024-02-12T08:00:00Z"}), 422, "directory.period_invalid", "/to"},
		"reviewed on the first day":           {chief, with(in, object{"review_on": "2024-02-12"}), 422, "directory.period_invalid", "/review_on"},
		"of an office that has ended":         {"reader@3417", in, 409, "authority.office_not_in_force", "/from"},
		"of an office that ended since":       {"reader@3417", with(in, object{"from": "2024-02-12T06:00:00Z"}), 409, "authority.office_not_in_force", "/from"},
		"of an office that ends before":       {"case_officer@3417", with(in, object{"from": "2024-03-01T00:00:00Z"}), 409, "authority.office_not_in_force", "/from"},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.prepared().set(tt.holder, tt.in).Refused(tt.status, tt.code)
			if got := a.Text("errors.0.pointer"); got != tt.at {
				t.Errorf("the fault is at %q, want %q", got, tt.at)
			}
		})
	}
	w.setOwn(administrator, with(in, object{"acts": []string{"substitute:appoint"}})).Refused(422, "authority.unknown_act")
	if n := w.count(`SELECT count(*) FROM substitute`); n != 0 {
		t.Errorf("%d were kept", n)
	}
}

// prepared has people and offices whose periods end, or are to come.
func (w *world) prepared() *world {
	w.t.Helper()
	for sql, name := range map[string]string{
		`UPDATE employment SET from_date = '2024-02-13' WHERE person_id = $1`:   "planner2@3418",
		`UPDATE employment SET to_date = '2024-06-01' WHERE person_id = $1`:     "planner3@3418",
		`UPDATE office SET to_at = '2024-02-12T07:00:00Z' WHERE person_id = $1`: "reader@3417",
		`UPDATE office SET to_at = '2024-03-01T00:00:00Z' WHERE person_id = $1`: "case_officer@3417",
		`INSERT INTO office (organisation_id, kind, person_id, from_at, created_at)
			SELECT id, 'clerk', $1, '2024-05-01', now() FROM organisation WHERE key = '3418' AND NOT EXISTS (SELECT FROM office WHERE person_id = $1)`: "planner1@3418",
	} {
		if _, err := w.Pool.Exec(w.t.Context(), sql, apptest.Person(name)); err != nil {
			w.t.Fatal(err)
		}
	}
	return w
}

func TestAChiefExecutivesSubstituteMayLeaveOnTheLastDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t).prepared()
	in := object{"person": apptest.Person("planner3@3418"), "to": "2024-05-31T22:00:00Z"}
	w.set("chief_executive@3418", in).Is(201)
}

func TestNoChainsAndNoCyclesInAnOffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	until := object{"to": "2024-03-01T00:00:00Z"}
	clerk := "clerk@3417"
	w.setOwn(clerk, with(until, object{"person": apptest.Person(planner)})).Is(201)
	w.setOwn(clerk, with(until, object{"person": strings.ToUpper(apptest.Person(planner))})).Refused(409, "authority.substitute_known")
	w.setOwn(clerk, with(until, object{"person": apptest.Person(planner), "acts": []string{"mandate:record_answer"}})).Is(201)
	w.setOwn(clerk, with(until, object{"person": apptest.Person("planner2@3417")})).Is(201)

	// The substitute comes to hold the office besides.
	w.Do(administrator, "POST", inGrue+"/offices", object{"office": "clerk", "person": apptest.Person(planner)}).Is(201)
	w.setOwn(planner, with(until, object{"person": apptest.Person("planner3@3417")})).Refused(409, "authority.substitute_chain")
	if _, err := w.Pool.Exec(t.Context(), `UPDATE office SET to_at = $2 WHERE person_id = $1`, apptest.Person(clerk), w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	w.setOwn(planner, with(until, object{"person": apptest.Person(clerk)})).Refused(409, "authority.substitute_cycle")
	w.setOwn(planner, object{"from": "2024-03-01T00:00:00Z", "to": "2024-04-01T00:00:00Z", "person": apptest.Person(clerk)}).Is(201)
	w.setOwn(administrator, with(until, object{"person": apptest.Person(planner)})).Is(201)
}

func TestHolderAndSubstituteAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	told := func(kind, name string) int {
		return w.count(`SELECT count(*) FROM letter WHERE kind = $1 AND person_id = $2 AND channel = 'inbox'`, kind, apptest.Person(name))
	}
	in := object{"person": apptest.Person(planner), "review_on": "2024-08-01"}
	own := w.setOwn("clerk@3417", in).Is(201)
	if told("substitute_appointed", planner) != 1 || told("substitute_set", "clerk@3417") != 0 {
		t.Error("of a holder's own substitute, the substitute alone is told")
	}
	by := w.set("case_officer@3417", in).Is(201)
	if told("substitute_appointed", planner) != 2 || told("substitute_set", "case_officer@3417") != 1 {
		t.Error("of one by the administrator, the substitute and the holder are told")
	}
	if own.Text("source") != "holder" || by.Text("source") != "administrator" || by.Text("set_by") != apptest.Person(administrator) {
		t.Errorf("they were set as %s and %s", own.Body, by.Body)
	}
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(administrator, "POST", by.Text("self")+"/end", object{"reason": "Back in office"}).Is(200)
	if told("substitute_ended", planner) != 1 || told("substitute_ended", "case_officer@3417") != 1 {
		t.Error("of an end by the administrator, both are told")
	}
	w.Do(planner, "POST", fmt.Sprintf("/v1/me/substitutes/%v/end", own.Get("id")), object{"reason": "New post"}).Is(200)
	if told("substitute_ended", planner) != 1 || told("substitute_ended", "clerk@3417") != 1 {
		t.Error("of an end by the substitute, the holder alone is told")
	}
	shown := w.Do("clerk@3417", "GET", "/v1/me/notices", nil, apptest.Header("Accept-Language", "nb")).Is(200)
	if !strings.Contains(shown.Text("items.0.text"), "møtesekretæren i Municipality 3417") || !strings.Contains(shown.Text("items.0.text"), "Siste dag er 12. februar 2024") {
		t.Errorf("the letter says %s", shown.Text("items.0.text"))
	}
}

func TestEndingASubstitute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := object{"person": apptest.Person(planner), "review_on": "2024-08-01"}
	made := w.setOwn(chief, in).Is(201)
	end, own := made.Text("self")+"/end", fmt.Sprintf("/v1/me/substitutes/%v/end", made.Get("id"))
	for path, who := range map[string]string{end: administrator, own: planner} {
		w.Do(who, "POST", path, object{"reason": " "}).Refused(422, "directory.content_invalid")
		w.Do(who, "POST", path, object{"reason": "x", "at": "2024-02-12T07:59:59Z"}).Refused(422, "directory.backdated")
		w.Do(who, "POST", path, object{"reason": "x", "at": "9999-12-31T00:00:00Z"}).Refused(422, "directory.period_invalid")
		w.Do(who, "POST", path, object{"reason": "x"}, apptest.IfMatch(`"r7"`)).Refused(412, "precondition.stale")
		w.Do(who, "POST", path+"?dry_run=true", object{"reason": "x"}).Is(200)
		w.Do(stranger, "POST", path, object{"reason": "x"}).Refused(404, "resource.not_found")
	}
	w.Do("clerk@3417", "POST", end, object{"reason": "x"}).Refused(403, "permission.denied")
	w.Do(administrator, "POST", own, object{"reason": "x"}).Refused(404, "resource.not_found")
	w.Do("administrator@3418", "POST", strings.Replace(end, "3417", "3418", 1), object{"reason": "x"}).Refused(404, "resource.not_found")
	later := w.Do(chief, "POST", own, object{"reason": "Back in office", "at": "2024-03-01T00:00:00Z"}, apptest.IfMatch(made.ETag()), apptest.Key("end-it-once")).Is(200)
	if later.Text("to") != "2024-03-01T00:00:00Z" || later.Text("ended_why") != "Back in office" || later.Get("in_force") != true || later.ETag() == made.ETag() {
		t.Errorf("it ends as %s", later.Body)
	}
	w.Do(chief, "POST", own, object{"reason": "Back in office", "at": "2024-03-01T00:00:00Z"}, apptest.IfMatch(made.ETag()), apptest.Key("end-it-once")).Is(200)
	w.Do(administrator, "POST", end, object{"reason": "x", "at": "2024-04-01T00:00:00Z"}).Refused(422, "directory.period_invalid")
	low, high := w.together(func() *apptest.Answer { return w.Do(administrator, "POST", end, object{"reason": "Not needed"}) })
	low.Is(200)
	high.Refused(409, "directory.already_ended")
	if n := w.count(`SELECT count(*) FROM audit_event WHERE act IN ('end-substitute', 'end-own-substitute') AND organisation = '3417' AND NOT changes::text ~ 'Back|Not needed'`); n != 2 {
		t.Errorf("%d ends were recorded, want 2 without their reasons", n)
	}
}

func TestWhomTheCouncilNamedOnlyWithdrawsThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	self := w.setOwn(chief, object{"person": apptest.Person(planner), "to": "2024-03-01T00:00:00Z"}).Is(201).Text("self")
	if _, err := w.Pool.Exec(t.Context(), `UPDATE substitute SET source = 'council', decided_on = '2024-02-08', case_number = '012/24'`); err != nil {
		t.Fatal(err)
	}
	shown := w.Do(chief, "GET", self, nil).Is(200)
	own := shown.Text("actions.1.href")
	if shown.Text("actions.1.code") != "authority.council_named" || shown.Get("actions.1.open") != false {
		t.Errorf("the chief executive is offered %v", shown.Get("actions"))
	}
	w.Do(chief, "POST", own, object{"reason": "x"}).Refused(403, "authority.council_named")
	w.Do(administrator, "POST", self+"/end", object{"reason": "x"}).Refused(403, "authority.council_named")
	w.Do(planner, "POST", own, object{"reason": "New post"}).Is(200)
}

func TestSubstitutesAreListedByMomentOfficeAndPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	past := w.setOwn("clerk@3417", object{"person": apptest.Person(planner), "to": "2024-02-13T00:00:00Z"}).Is(201)
	w.Clock.Set(time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC))
	w.setOwn(chief, object{"person": apptest.Person(planner), "review_on": "2024-02-21"}).Is(201)
	w.setOwn(chief, object{"person": apptest.Person("planner2@3417"), "from": "2024-03-01T00:00:00Z", "to": "2024-04-01T00:00:00Z"}).Is(201)
	w.setOwn("auditor@"+apptest.Region, object{"person": apptest.Person(planner), "review_on": "2024-08-01"}).Is(201)
	for query, want := range map[string]string{
		"":                          "2",
		"?ended=false":              "2,3",
		"?ended=true":               "1",
		"?at=2024-02-12T09:00:00Z":  "1",
		"?at=2024-03-05T00:00:00Z":  "2,3",
		"?ended=false&office=clerk": "",
		"?ended=true&office=clerk":  "1",
		"?ended=false&limit=1":      "2",
		"?at=2024-03-05T00:00:00Z&person=" + apptest.Person("planner2@3417"): "3",
	} {
		var found struct {
			Items []struct {
				ID int `json:"id"`
			} `json:"items"`
		}
		w.Do("reader@"+apptest.Region, "GET", inGrue+"/substitutes"+query, nil).Is(200).Into(&found)
		var ids []string
		for _, x := range found.Items {
			ids = append(ids, fmt.Sprint(x.ID))
		}
		if got := strings.Join(ids, ","); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	w.Clock.Set(time.Date(2024, 2, 20, 23, 0, 0, 0, time.UTC))
	own := w.Do(planner, "GET", "/v1/me/substitutes", nil).Is(200)
	if own.Get("items.0.review_due") != true || own.Text("items.1.organisation") != apptest.Region || own.Get("items.1.review_due") != false || own.Get("items.2") != nil {
		t.Errorf("the substitute's own: %s", own.Body)
	}
	if all := own.JSON()["items"].([]any)[0].(map[string]any); all["acts"] != nil || all["cases"] != nil {
		t.Errorf("all acts and cases are shown as %v, %v", all["acts"], all["cases"])
	}
	w.Do("reader@"+apptest.Region, "GET", past.Text("self"), nil).Is(200)
	w.Do("reader@3418", "GET", "/v1/organisations/3418/substitutes/1", nil).Refused(404, "resource.not_found")
	for _, path := range []string{inGrue + "/substitutes", past.Text("self")} {
		w.Do(stranger, "GET", path, nil).Refused(404, "resource.not_found")
	}
}

func TestASubstituteIsSetOnceAndTracedOrNotAtAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := object{"person": apptest.Person(planner), "review_on": "2024-08-01"}
	path := fmt.Sprintf("%s/offices/%d/substitutes", inGrue, w.office("clerk@3417"))
	w.Do("clerk@3417", "POST", path, in).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", path, in).Refused(403, "permission.denied")
	w.Do(stranger, "POST", path, in).Refused(404, "resource.not_found")
	w.Do("", "POST", path, in).Refused(401, "token.missing")
	w.Do(administrator, "POST", fmt.Sprintf("%s/offices/%d/substitutes", inGrue, w.office("clerk@3418")), in).Refused(404, "resource.not_found")
	w.set("clerk@3417", in, apptest.IfMatch(`"r1"`)).Is(201)
	w.Do(administrator, "POST", path+"?dry_run=true", with(in, object{"person": apptest.Person("planner2@3417")})).Is(200)

	low, high := w.together(func() *apptest.Answer { return w.set("case_officer@3417", in) })
	low.Is(201)
	high.Refused(409, "authority.substitute_known")
	first := w.set("reader@3417", in, apptest.Key("set-it-once")).Is(201)
	again := w.set("reader@3417", in, apptest.Key("set-it-once")).Is(201)
	if again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != first.Body.String() {
		t.Errorf("repeated, it answered %s", again.Body)
	}
	if n := w.count(`SELECT count(*) FROM audit_event WHERE act = 'appoint-substitute' AND person_id = $1 AND organisation = '3417' AND policy <> ''
		AND changes->'person'->>'new' = $2 AND NOT changes::text ~* 'planner'`, apptest.Person(administrator), apptest.Person(planner)); n != 3 {
		t.Errorf("%d events name who set whom, by identifiers, want 3", n)
	}
	if n := w.count(`SELECT count(*) FROM substitute`); n != 3 {
		t.Errorf("%d were kept, want 3", n)
	}
}

func TestWhenTheTraceOrALetterFailsNothingIsLeft(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]string{
		"the trace":  `ALTER TABLE audit_event ADD CONSTRAINT broken CHECK (false) NOT VALID`,
		"the letter": `ALTER TABLE letter ADD CONSTRAINT broken CHECK (false) NOT VALID`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			in := object{"person": apptest.Person(planner), "review_on": "2024-08-01"}
			made := w.setOwn(chief, in).Is(201)
			if _, err := w.Pool.Exec(t.Context(), fail); err != nil {
				t.Fatal(err)
			}
			own := fmt.Sprintf("/v1/me/substitutes/%v/end", made.Get("id"))
			w.set("clerk@3417", in).Refused(500, "service.internal")
			w.setOwn("clerk@3417", in).Refused(500, "service.internal")
			w.Do(administrator, "POST", made.Text("self")+"/end", object{"reason": "x"}).Refused(500, "service.internal")
			w.Do(chief, "POST", own, object{"reason": "x"}).Refused(500, "service.internal")
			if n := w.count(`SELECT count(*) FROM substitute`); n != 1 {
				t.Errorf("%d were kept, want the one from before", n)
			}
			if n := w.count(`SELECT count(*) FROM substitute WHERE to_at IS NULL AND revision = 1`); n != 1 {
				t.Error("it was ended")
			}
		})
	}
}

func TestARegionsSubstituteMayWorkForAMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at, _ := w.submitted()
	w.setOwn(secretariat, object{"person": apptest.Person(planner), "cases": []object{ref(at)}, "acts": []string{"case:change"}, "to": "2024-03-01T00:00:00Z"}).Is(201)
	w.Do(planner, "POST", at+"/links", object{"title": "Rapport", "address": "https://kongsvingerregionen.no/", "kind": "report"}).Is(200)
	w.Do(planner, "POST", at+"/withdraw", object{"reason": "x"}).Refused(403, "permission.outside_grant")
	w.Do(planner, "GET", inRegion, nil).Refused(404, "resource.not_found")
	w.set("auditor@"+apptest.Region, object{"person": apptest.Person("planner1@3418"), "to": "2024-03-01T00:00:00Z"}).Is(201)
}
