package disqualification_test

import (
	"maps"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

func TestAQuestionIsRaisedAndThePersonAndTheClerkAreTold(t *testing.T) {
	t.Parallel()
	w := open(t)
	a := w.Do("administrator@3417", "POST", grue, about(officer)).Is(201)
	if a.Text("self") != first || a.Header().Get("Location") != first || a.Text("state") != "raised" || a.Text("ground") != ground || a.Get("from") != nil {
		t.Errorf("raised %s", a.Body)
	}
	same(t, "told", w.told("disqualification_raised"), []string{"case_officer 3417", "clerk 3417"})
	w.Do(councillor, "POST", grue, about(councillor)).Is(201)
	w.Do(secretariat, "POST", all+"/"+apptest.Region, about("board_member@"+apptest.Region)).Is(201)
	if n := w.count(`letter WHERE kind = 'disqualification_raised' AND channel = 'inbox' AND person_id = $1`, apptest.Person(secretariat)); n != 1 {
		t.Errorf("the secretariat was told %d times", n)
	}
	if n := w.count(`letter WHERE params::text LIKE '%Owns land%'`); n != 0 {
		t.Errorf("%d letters tell the ground", n)
	}
	// Whoever has the question to answer may still act.
	w.Do(officer, "PUT", aCase+"/benefits/3417", object{"statement": "Power for the industry"}).Is(201)
}

func TestRaisingIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	for name, office := range map[string]string{chief: "auditor", officer: "reader"} {
		w.Exec(`INSERT INTO office (organisation_id, kind, person_id, from_at, created_at)
			SELECT id, $3, $1, '2024-01-01', '2024-01-01' FROM organisation WHERE key = $2`, apptest.Person(name), apptest.Region, office)
	}
	w.Exec(`INSERT INTO seat (body_id, person_id, role, from_at, created_at) SELECT id, $1, 'member', '2024-01-01', '2024-01-01' FROM body WHERE key = 'styre' AND
		organisation_id = (SELECT id FROM organisation WHERE key = $2)`, apptest.Person(officer), apptest.Region)
	for name, tt := range map[string]struct {
		actor, path string
		body        object
		status      int
		code        string
	}{
		"by one who only reads":                              {"reader@3417", grue, about(officer), 403, "permission.denied"},
		"in another municipality":                            {"clerk@3418", grue, about(officer), 403, "permission.denied"},
		"by the region in a municipality":                    {secretariat, grue, about(officer), 403, "permission.denied"},
		"by a stranger":                                      {"clerk@" + apptest.Stranger, grue, about(officer), 404, "resource.not_found"},
		"in a municipality without a part":                   {"clerk@3401", all + "/3401", about("case_officer@3401"), 404, "resource.not_found"},
		"without a login":                                    {"", grue, about(officer), 401, "token.missing"},
		"about somebody whom nobody there knows":             {clerk, grue, about("planner1@3418"), 422, "directory.unknown_person"},
		"about nobody":                                       {clerk, grue, about("nobody"), 422, "directory.unknown_person"},
		"without a ground":                                   {clerk, grue, about(officer, object{"ground": " "}), 422, "disqualification.text_invalid"},
		"without a basis":                                    {clerk, grue, about(officer, object{"basis": "\t"}), 422, "disqualification.text_invalid"},
		"with a state":                                       {clerk, grue, about(officer, object{"state": "disqualified"}), 422, "request.invalid"},
		"of someone who is named by something other than id": {clerk, grue, object{"person": "case officer", "ground": ground, "basis": "x"}, 422, "request.invalid"},
	} {
		if a := w.Do(tt.actor, "POST", tt.path, tt.body); a.Code != tt.status || a.Text("code") != tt.code {
			t.Errorf("%s: answered %d %s", name, a.Code, a.Body)
		}
	}
	w.Do(clerk, "POST", grue+"?dry_run=true", about(officer)).Is(200)
	if n := w.count("disqualification"); n != 0 {
		t.Errorf("%d were kept", n)
	}
	w.Do(secretariat, "POST", aCase+"/withdraw", object{"reason": "No longer needed"}).Is(200)
	w.Do(clerk, "POST", grue, about(officer)).Refused(409, "case.withdrawn")
	w.Do(officer, "POST", grue+"/declaration", declaration).Refused(409, "case.withdrawn")
}

func TestOneQuestionOfAPersonIsRaisedAtATime(t *testing.T) {
	t.Parallel()
	w := open(t)
	codes := atOnce(5, func(int) *apptest.Answer { return w.Do(clerk, "POST", grue, about(officer)) })
	same(t, "five at once", codes, []string{"201 ", "409 disqualification.raised_already", "409 disqualification.raised_already", "409 disqualification.raised_already", "409 disqualification.raised_already"})
	w.Do(chief, "POST", first+"/decide", object{"disqualified": false}).Is(200)
	w.Do(clerk, "POST", grue, about(officer)).Is(201)
}

func TestARepeatedKeyRaisesOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	a := w.Do(clerk, "POST", grue, about(officer), apptest.Key("raise-0001")).Is(201)
	b := w.Do(clerk, "POST", grue, about(officer), apptest.Key("raise-0001")).Is(201)
	if a.Body.String() != b.Body.String() || w.count("disqualification") != 1 {
		t.Errorf("the second answer is another one: %s", b.Body)
	}
}

func TestTheGroundIsShownToThePersonAndTheirOfficesAlone(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Do(clerk, "POST", grue, about(councillor)).Is(201)
	w.stands("planner2@3417", "clerk")
	w.stands("planner3@3417", "clerk")
	w.Exec(`UPDATE substitute SET acts = '{mandate:record_answer}' WHERE person_id = $1`, apptest.Person("planner3@3417"))
	w.seat("planner1@3417")
	for reader, sees := range map[string]bool{
		clerk: true, chief: true, officer: true, councillor: true, "planner2@3417": true,
		"reader@3417": false, "planner1@3417": false, "planner3@3417": false, secretariat: false, boardChair: false, "clerk@3418": false, "auditor@" + apptest.Region: false,
	} {
		one, list := w.Do(reader, "GET", first, nil).Is(200), w.Do(reader, "GET", all, nil).Is(200)
		if got := strings.Contains(one.Body.String(), ground); got != sees || strings.Contains(list.Body.String(), ground) != sees {
			t.Errorf("%s sees the ground: %v, want %v", reader, got, sees)
		}
		if one.Text("basis") == "" || one.Text("state") != "raised" || one.Text("name") != "Councillor, Grue" {
			t.Errorf("%s sees %s", reader, one.Body)
		}
	}
	w.Do("reader@"+apptest.Stranger, "GET", first, nil).Refused(404, "resource.not_found")
	w.Do(clerk, "GET", all+"/3418/1", nil).Refused(404, "resource.not_found")
	record := w.Do("reader@3417", "GET", aCase+"/events?act=raise-disqualification", nil).Is(200)
	if strings.Contains(record.Body.String(), ground) || record.Text("items.0.changes.ground.new") != "given" {
		t.Errorf("the record tells %s", record.Body)
	}
}

func TestDisqualificationsAreListedInPagesAndFiltered(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Do(clerk, "POST", grue, about(officer)).Is(201)
	w.Do(clerk, "POST", grue, about(councillor)).Is(201)
	w.Do("case_officer@3418", "POST", all+"/3418/declaration", declaration).Is(201)
	page := w.Do("reader@3417", "GET", all+"?limit=2", nil).Is(200)
	rest := w.Do("reader@3417", "GET", all+"?limit=2&cursor="+page.Text("next"), nil).Is(200)
	if page.Get("items.1.number") != 2.0 || rest.Get("items.0.number") != 3.0 || rest.Get("next") != nil {
		t.Errorf("pages %s, %s", page.Body, rest.Body)
	}
	for query, want := range map[string]float64{"state=disqualified": 3, "organisation=3418": 3, "person=" + apptest.Person(councillor): 2} {
		got := w.Do(secretariat, "GET", all+"?"+query, nil).Is(200)
		if got.Get("items.0.number") != want || got.Get("items.1") != nil {
			t.Errorf("%s finds %s", query, got.Body)
		}
	}
}

func TestWhenTheLastStepFailsNothingIsLeft(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Do(clerk, "POST", grue, about(officer)).Is(201)
	w.Do("administrator@3417", "POST", grue+"/declaration", declaration).Is(201)
	w.answer(chief, "3417").Is(200)
	before := w.Rows()
	for table, acts := range map[string]map[string]func() *apptest.Answer{
		"audit_event": {
			"raising":   func() *apptest.Answer { return w.Do(clerk, "POST", grue, about(councillor)) },
			"declaring": func() *apptest.Answer { return w.Do(clerk, "POST", grue+"/declaration", declaration) },
			"deciding":  func() *apptest.Answer { return w.Do(chief, "POST", first+"/decide", object{"disqualified": true}) },
			"ending":    func() *apptest.Answer { return w.Do(chief, "POST", grue+"/2/end", object{"reason": "Sold"}) },
		},
		"deadline": {
			"asking anew": func() *apptest.Answer {
				return w.Do(chief, "POST", grue+"/declaration", with(declaration, object{"from": "2024-02-12T08:00:00Z"}))
			},
		},
	} {
		mend := w.breaks(table)
		for name, do := range acts {
			do().Refused(500, "service.internal")
			if after := w.Rows(); !maps.Equal(before, after) {
				t.Errorf("%s left something", name)
			}
		}
		mend()
	}
	if w.count("disqualification WHERE state = 'raised' AND revision = 1") != 1 || w.count("disqualification WHERE to_at IS NOT NULL") != 0 {
		t.Error("a failed act moved something")
	}
	w.Do(chief, "POST", first+"/decide", object{"disqualified": true}).Is(200)
}
