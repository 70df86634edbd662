package disqualification_test

import (
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

const councilPath = aCase + "/council-substitutes/3417"

// naming is what the council's decision about planner2 says.
func naming(changes ...object) object {
	return with(object{
		"person": apptest.Person("planner2@3417"), "until": "2024-12-31", "body": "kommunestyret", "decided_on": "2024-02-12", "case_number": "016/24",
	}, changes...)
}

func TestTheCouncilNamesWhoDecidesBeforeAnyMandateIsAnswered(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Do(clerk, "POST", councilPath, naming()).Refused(409, "mandate.chief_executive_not_disqualified")
	w.Do(officer, "PUT", aCase+"/benefits/3417", object{"statement": "Power"}).Is(201)
	w.Do(chief, "POST", grue+"/declaration", declaration).Is(201)
	for name, tt := range map[string]struct {
		actor  string
		in     object
		status int
		code   string
	}{
		"by the chief executive":               {chief, naming(), 403, "permission.disqualified"},
		"by the administrator":                 {"administrator@3417", naming(), 403, "permission.denied"},
		"by another municipality":              {"clerk@3418", naming(), 403, "permission.denied"},
		"by a stranger":                        {"clerk@" + apptest.Stranger, naming(), 404, "resource.not_found"},
		"the chief executive":                  {clerk, naming(object{"person": apptest.Person(chief)}), 422, "authority.substitute_self"},
		"the chief executive in capitals":      {clerk, naming(object{"person": strings.ToUpper(apptest.Person(chief))}), 422, "authority.substitute_self"},
		"someone whom nobody knows":            {clerk, naming(object{"person": apptest.Person("planner1@3418")}), 422, "directory.unknown_person"},
		"until yesterday":                      {clerk, naming(object{"until": "2024-02-11"}), 422, "directory.period_invalid"},
		"as another body":                      {clerk, naming(object{"body": "styre"}), 422, "mandate.council_invalid"},
		"as the council before the case":       {clerk, naming(object{"decided_on": "2020-02-12"}), 422, "mandate.council_invalid"},
		"as the council tomorrow":              {clerk, naming(object{"decided_on": "2024-02-13"}), 422, "mandate.council_invalid"},
		"as the council without a case number": {clerk, naming(object{"case_number": " "}), 422, "mandate.council_invalid"},
	} {
		if a := w.Do(tt.actor, "POST", councilPath, tt.in); a.Code != tt.status || a.Text("code") != tt.code {
			t.Errorf("%s: answered %d %s", name, a.Code, a.Body)
		}
	}
	w.Do("planner2@3417", "POST", aCase+"/benefits/3417/confirm", nil).Refused(404, "resource.not_found")
	a := w.Do(clerk, "POST", councilPath, naming(object{"person": strings.ToUpper(apptest.Person("planner2@3417"))})).Is(201)
	if a.Text("source") != "council" || a.Text("to") != "2024-12-31T23:00:00Z" || a.Text("person") != apptest.Person("planner2@3417") || a.Header().Get("Location") != a.Text("self") {
		t.Errorf("named %s", a.Body)
	}
	if again := w.Do(clerk, "POST", councilPath, naming()).Is(201); again.Text("self") != a.Text("self") {
		t.Errorf("named again %s", again.Body)
	}
	same(t, "told", w.told("substitute_appointed"), []string{"planner2 3417"})
	w.Do("planner2@3417", "POST", aCase+"/benefits/3417/confirm", nil).Is(200)
	w.answer("planner2@3417", "3417").Refused(403, "permission.outside_grant")
	if later := w.Do(clerk, "POST", councilPath, naming(object{"until": "2025-06-30"})).Is(201); later.Text("self") == a.Text("self") {
		t.Error("a longer time was not kept")
	}
	if n := w.count(`audit_event WHERE act = 'name-council-substitute' AND person_id = $1`, apptest.Person(clerk)); n != 2 {
		t.Errorf("%d events tell of the names", n)
	}
}

func TestNobodyIsNamedToAnEndThatHasPassed(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.answer("chief_executive@3418", "3418").Is(200)
	w.Do(chief, "POST", grue+"/declaration", declaration).Is(201)
	council := object{"body": "kommunestyret", "decided_on": "2024-02-12", "case_number": "016/24"}
	w.answer(clerk, "3417", with(council, object{"releases": strings.ToUpper(apptest.Person(chief))})).Refused(422, "authority.substitute_self")
	w.Clock.Set(time.Date(2025, 3, 2, 8, 0, 0, 0, time.UTC))
	a := w.answer(clerk, "3417", with(council, object{"releases": apptest.Person("planner2@3417")})).Refused(422, "directory.period_invalid")
	if got := a.Text("errors.0.pointer"); got != "/releases" {
		t.Errorf("the fault is at %q", got)
	}
}

func TestTheClerkAloneEndsNothingThatABodyDecides(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Do(chief, "POST", grue+"/declaration", declaration).Is(201)
	w.Do(clerk, "POST", grue, about(officer)).Is(201)
	w.Do(clerk, "POST", grue+"/2/decide", decision()).Is(200)
	ended := func(changes ...object) object {
		return with(decision(object{"disqualified": nil, "reason": "Sold", "case_number": "017/24"}), changes...)
	}
	for _, of := range []string{first, grue + "/2"} {
		for name, in := range map[string]object{
			"alone":                 {"reason": "Sold"},
			"without a case number": ended(object{"case_number": nil}),
			"without a day":         ended(object{"decided_on": nil}),
			"tomorrow":              ended(object{"decided_on": "2024-02-13"}),
		} {
			if a := w.Do(clerk, "POST", of+"/end", in); a.Code != 422 || a.Text("code") != "disqualification.decision_invalid" {
				t.Errorf("%s, %s: answered %d %s", of, name, a.Code, a.Body)
			}
		}
		w.Do(clerk, "POST", of+"/end", ended(object{"body": "styre"})).Refused(422, "directory.unknown_body")
		a := w.Do(clerk, "POST", of+"/end", ended()).Is(200)
		if a.Get("to") == nil || a.Text("case_number") == "017/24" {
			t.Errorf("ended %s", a.Body)
		}
	}
	if n := w.count(`audit_event WHERE act = 'end-disqualification' AND changes->'body'->>'new' = 'kommunestyret' AND changes->'case_number'->>'new' = '017/24'`); n != 2 {
		t.Errorf("%d events tell of the council's decisions", n)
	}
	w.Do(officer, "POST", grue+"/declaration", declaration).Is(201)
	w.Do(chief, "POST", grue+"/3/end", ended()).Refused(403, "disqualification.body_decides")
	w.Do(chief, "POST", grue+"/3/end", object{"reason": "Sold"}).Is(200)
}

func TestLettersSayWhoDecidesAndNoTitleOfAnExemptCase(t *testing.T) {
	t.Parallel()
	w := open(t)
	text := func(name string) (subject, text string) {
		a := w.Do(name, "GET", "/v1/me/notices?kind=disqualification_raised", nil, apptest.Header("Accept-Language", "nb")).Is(200)
		return a.Text("items.0.subject"), a.Text("items.0.text")
	}
	w.Do("administrator@3417", "POST", grue, about(officer)).Is(201)
	if _, got := text(clerk); !strings.Contains(got, "møtesekretæren fører inn vedtaket") || !strings.Contains(got, "«Regional kraftstrategi»") {
		t.Errorf("the clerk reads %s", got)
	}
	w.Exec(`UPDATE casefile SET publicity = 'exempt', legal_basis = 'offl. § 13'`)
	w.Do(clerk, "POST", grue, about(chief)).Is(201)
	for _, name := range []string{chief, clerk} {
		if subject, got := text(name); strings.Contains(subject+got, "kraftstrategi") || !strings.Contains(subject, "sak 2024-1") {
			t.Errorf("%s reads %s: %s", name, subject, got)
		}
	}
	w.Do(clerk, "POST", grue+"/2/decide", decision()).Is(200)
	for name, told := range map[string]bool{clerk: true, chief: false} {
		got := w.Do(name, "GET", "/v1/me/notices?kind=disqualification_decided", nil, apptest.Header("Accept-Language", "nb")).Is(200).Text("items.0.text")
		if strings.Contains(got, "møtesekretæren fører inn svaret") != told {
			t.Errorf("%s reads %s", name, got)
		}
	}
}

func TestACaseOffersToRaiseAndToDeclare(t *testing.T) {
	t.Parallel()
	w := open(t)
	href := func(name, id string) (string, bool) {
		for _, x := range w.Do(name, "GET", aCase, nil).Is(200).Get("actions").([]any) {
			if a := x.(object); a["act"] == id {
				return a["href"].(string), a["open"].(bool)
			}
		}
		return "", false
	}
	for name, tt := range map[string]struct {
		reader, act, at string
		open            bool
	}{
		"an officer raises at home":            {officer, "raise-disqualification", grue, true},
		"an officer declares at home":          {officer, "declare-disqualification", grue + "/declaration", true},
		"the secretariat raises in the region": {secretariat, "raise-disqualification", all + "/" + apptest.Region, true},
		"a reader raises nowhere":              {"reader@3418", "raise-disqualification", all + "/" + apptest.Region, false},
		"a reader declares":                    {"reader@3418", "declare-disqualification", all + "/3418/declaration", true},
	} {
		if at, open := href(tt.reader, tt.act); at != tt.at || open != tt.open {
			t.Errorf("%s: %s, open %t", name, at, open)
		}
	}
}
