package disqualification_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/disqualification"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/testkit/apptest"
)

func TestPeopleDeclareThemselvesDisqualified(t *testing.T) {
	t.Parallel()
	w := open(t)
	a := w.Do(officer, "POST", grue+"/declaration", declaration).Is(201)
	if a.Text("state") != "disqualified" || a.Text("decided_as") != "self" || a.Text("decided_by") != apptest.Person(officer) || a.Text("from") != "2024-02-12T08:00:00Z" || a.Get("to") != nil {
		t.Errorf("declared %s", a.Body)
	}
	same(t, "told", w.told("disqualification_decided"), []string{"case_officer 3417", "clerk 3417"})
	w.Do(officer, "POST", grue+"/declaration", declaration).Refused(409, "disqualification.stands_already")
	w.Do(officer, "PUT", aCase+"/benefits/3417", object{"statement": "Power"}).Refused(403, "permission.disqualified")
	w.Do(officer, "POST", grue, about(councillor)).Refused(403, "permission.disqualified")
	w.Do(officer, "GET", first, nil).Is(200)
	w.Do("auditor@"+apptest.Region, "POST", all+"/"+apptest.Region+"/declaration", declaration).Is(201)
	w.Do("clerk@3418", "POST", grue+"/declaration", declaration).Refused(403, "permission.denied")
	w.Do("clerk@"+apptest.Stranger, "POST", grue+"/declaration", declaration).Refused(404, "resource.not_found")
	w.Do(clerk, "POST", grue+"/declaration", with(declaration, object{"ground": " "})).Refused(422, "disqualification.text_invalid")
	for name, period := range map[string]object{
		"before the case":         {"from": "2024-02-12T07:59:59Z"},
		"ending as it begins":     {"to": "2024-02-12T08:00:00Z"},
		"ending before it begins": {"from": "2024-03-01T08:00:00Z", "to": "2024-02-29T08:00:00Z"},
	} {
		if a := w.Do(clerk, "POST", grue+"/declaration", with(declaration, period)); a.Code != 422 || a.Text("code") != "disqualification.period_invalid" {
			t.Errorf("%s: %s", name, a.Body)
		}
	}
	codes := atOnce(3, func(int) *apptest.Answer { return w.Do(clerk, "POST", grue+"/declaration", declaration) })
	same(t, "three at once", codes, []string{"201 ", "409 disqualification.stands_already", "409 disqualification.stands_already"})
	one := w.Do("reader@3417", "POST", grue+"/declaration", declaration, apptest.Key("declare-1")).Is(201)
	if two := w.Do("reader@3417", "POST", grue+"/declaration", declaration, apptest.Key("declare-1")).Is(201); one.Text("self") != two.Text("self") {
		t.Errorf("a repeated key declared %s again", two.Body)
	}
}

func TestAnElectedMemberRaisesTheQuestionAndTheBodyDecides(t *testing.T) {
	t.Parallel()
	w := open(t)
	ask := func(actor, organisation string) string {
		w.Do(actor, "POST", all+"/"+organisation+"/declaration", declaration).Refused(403, "disqualification.body_decides")
		return w.Do(actor, "POST", all+"/"+organisation, about(actor)).Is(201).Text("self")
	}
	member, chair := ask(councillor, "3417"), ask(boardChair, apptest.Region)
	w.Do(chief, "POST", grue+"/2/decide", object{"disqualified": true}).Refused(404, "resource.not_found")
	w.Do(chief, "POST", member+"/decide", object{"disqualified": true}).Refused(403, "disqualification.body_decides")
	w.Do(boardChair, "POST", chair+"/decide", object{"disqualified": true}).Refused(403, "disqualification.own_case")
	a := w.Do(clerk, "POST", member+"/decide", decision()).Is(200)
	if a.Text("state") != "disqualified" || a.Text("decided_as") != "body" || a.Text("body") != "kommunestyret" || a.Text("case_number") != "015/24" || a.Text("decided_on") != "2024-02-12" {
		t.Errorf("decided %s", a.Body)
	}
	w.Do(secretariat, "POST", chair+"/decide", decision(object{"body": "styre"})).Is(200)
	w.Do(boardChair, "POST", all+"/"+apptest.Region, about(secretariat)).Refused(403, "permission.disqualified")
	if n := w.count(`audit_event WHERE act = 'decide-disqualification' AND changes->'body'->>'new' = 'kommunestyret'`); n != 1 {
		t.Errorf("%d events tell of the council's decision", n)
	}
}

func TestADeclarationDecidesTheQuestionThatWasRaised(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Do(clerk, "POST", grue, about(officer)).Is(201)
	a := w.Do(officer, "POST", grue+"/declaration", object{"ground": "It is so", "basis": "fvl. § 6 andre ledd"}).Is(201)
	if a.Text("self") != first || a.Text("ground") != ground+"\n\nIt is so" || a.Text("basis") != "fvl. § 6 andre ledd" || a.Text("raised_by") != apptest.Person(clerk) {
		t.Errorf("declared %s", a.Body)
	}
	w.Do(chief, "POST", first+"/decide", object{"disqualified": false}).Refused(409, "disqualification.decided_already")
}

func TestASuperiorDecidesAboutEmployeesAndOfficers(t *testing.T) {
	t.Parallel()
	w := open(t)
	raised := w.Do(clerk, "POST", grue, about(officer)).Is(201)
	if is, code := act(w.Do(chief, "GET", first, nil), "decide-disqualification"); !is {
		t.Errorf("deciding is closed to the chief executive: %s", code)
	}
	if is, code := act(w.Do(secretariat, "GET", first, nil), "decide-disqualification"); is || code != "permission.denied" {
		t.Errorf("deciding is open to the secretariat: %v %s", is, code)
	}
	for name, tt := range map[string]struct {
		actor  string
		body   object
		status int
		code   string
	}{
		"by an administrator":                   {"administrator@3417", object{"disqualified": true}, 403, "permission.denied"},
		"by the region":                         {secretariat, object{"disqualified": true}, 403, "permission.denied"},
		"by a stranger":                         {"clerk@" + apptest.Stranger, object{"disqualified": true}, 404, "resource.not_found"},
		"by the clerk without a body":           {clerk, object{"disqualified": true}, 422, "disqualification.decision_invalid"},
		"by a body through the chief executive": {chief, decision(), 403, "disqualification.body_decides"},
		"by a body that is not there":           {clerk, decision(object{"body": "styre"}), 422, "directory.unknown_body"},
		"by a body tomorrow":                    {clerk, decision(object{"decided_on": "2024-02-13"}), 422, "disqualification.decision_invalid"},
		"by a body on no day":                   {clerk, decision(object{"decided_on": nil}), 422, "disqualification.decision_invalid"},
		"by a body without a case number":       {clerk, decision(object{"case_number": " "}), 422, "disqualification.decision_invalid"},
		"by a superior with a body's number":    {chief, object{"disqualified": true, "case_number": "1/24"}, 422, "disqualification.decision_invalid"},
		"as dismissed for a period":             {chief, object{"disqualified": false, "from": "2024-02-12T08:00:00Z"}, 422, "disqualification.period_invalid"},
		"from before the case":                  {chief, object{"disqualified": true, "from": "2024-02-01T08:00:00Z"}, 422, "disqualification.period_invalid"},
	} {
		if a := w.Do(tt.actor, "POST", first+"/decide", tt.body); a.Code != tt.status || a.Text("code") != tt.code {
			t.Errorf("decided %s: answered %d %s", name, a.Code, a.Body)
		}
	}
	w.Do(chief, "POST", first+"/decide", object{"disqualified": true}, apptest.IfMatch(`"r7"`)).Refused(412, "precondition.stale")
	codes := atOnce(4, func(int) *apptest.Answer { return w.Do(chief, "POST", first+"/decide", object{"disqualified": true}) })
	same(t, "four at once", codes, []string{"200 ", "409 disqualification.decided_already", "409 disqualification.decided_already", "409 disqualification.decided_already"})
	w.Do(chief, "POST", first+"/end", object{"reason": "Sold"}, apptest.IfMatch(raised.ETag())).Refused(412, "precondition.stale")
	w.Do(secretariat, "POST", all+"/"+apptest.Region, about(secretariat)).Is(201)
	own := all + "/" + apptest.Region + "/2"
	w.Do(secretariat, "POST", own+"/decide", decision(object{"body": "styre"})).Refused(403, "disqualification.own_case")
	if a := w.Do(boardChair, "POST", own+"/decide", object{"disqualified": false}, apptest.Key("decide-01")).Is(200); a.Text("state") != "dismissed" || a.Text("decided_as") != "superior" {
		t.Errorf("dismissed %s", a.Body)
	}
	w.Do(boardChair, "POST", own+"/decide", object{"disqualified": false}, apptest.Key("decide-01")).Is(200)
	w.Do(secretariat, "POST", aCase+"/links", object{"title": "Kraft", "address": "https://kongsvingerregionen.no/", "kind": "report"}).Is(200)
	if n := w.count(`letter WHERE kind = 'disqualification_decided' AND channel = 'inbox' AND person_id = $1`, apptest.Person(secretariat)); n != 1 {
		t.Errorf("the secretary was told %d times", n)
	}
}

func TestNobodyDecidesAboutWhomTheyActFor(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.stands("planner1@3417", "chief_executive")
	w.Do(clerk, "POST", grue, about(chief)).Is(201)
	w.Do(clerk, "POST", grue, about(officer)).Is(201)
	w.Do(chief, "POST", first+"/decide", object{"disqualified": false}).Refused(403, "disqualification.own_case")
	w.Do("planner1@3417", "POST", first+"/decide", object{"disqualified": false}).Refused(403, "disqualification.own_case")
	if is, code := act(w.Do("planner1@3417", "GET", first, nil), "decide-disqualification"); is || code != "disqualification.own_case" {
		t.Errorf("deciding is shown as open to the substitute: %v %s", is, code)
	}
	w.Do(clerk, "POST", first+"/decide", decision()).Is(200)
	// A subordinate does not decide in the place of a disqualified superior.
	w.Do("planner1@3417", "POST", grue+"/2/decide", object{"disqualified": true}).Refused(403, "permission.outside_grant")
	w.Do(clerk, "POST", first+"/end", decision(object{"disqualified": nil, "reason": "Sold"})).Is(200)
	w.Do("planner1@3417", "POST", grue+"/2/decide", object{"disqualified": true}).Is(200)
	if n := w.count(`audit_event WHERE act = 'decide-disqualification' AND person_id = $1 AND on_behalf_of = $2`, apptest.Person("planner1@3417"), apptest.Person(chief)); n != 1 {
		t.Errorf("%d events tell for whom the substitute decided", n)
	}
	// A substitute declares for nobody but themselves.
	a := w.Do("planner1@3417", "POST", grue+"/declaration", declaration).Is(201)
	if a.Text("person") != apptest.Person("planner1@3417") || w.count(`audit_event WHERE act = 'declare-disqualification' AND on_behalf_of IS NULL`) != 1 {
		t.Errorf("declared %s", a.Body)
	}
}

func TestADisqualificationIsEnded(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Do(officer, "POST", grue+"/declaration", declaration).Is(201)
	w.Do(clerk, "POST", grue, about(councillor)).Is(201)
	w.Do(clerk, "POST", grue+"/2/end", object{"reason": "Sold"}).Refused(409, "disqualification.not_in_force")
	w.Do(clerk, "POST", grue+"/2/decide", decision()).Is(200)
	w.Do(chief, "POST", grue+"/2/end", object{"reason": "Sold"}).Refused(403, "disqualification.body_decides")
	w.Do(clerk, "POST", grue, about("planner2@3417")).Is(201)
	w.Do(clerk, "POST", grue+"/3/decide", decision()).Is(200)
	w.Do(chief, "POST", grue+"/3/end", object{"reason": "Sold"}).Refused(403, "disqualification.body_decides")
	w.Do("administrator@3417", "POST", first+"/end", object{"reason": "Sold"}).Refused(403, "permission.denied")
	w.Do("clerk@"+apptest.Stranger, "POST", first+"/end", object{"reason": "Sold"}).Refused(404, "resource.not_found")
	w.Do(chief, "POST", first+"/end", object{"reason": " "}).Refused(422, "disqualification.text_invalid")
	w.Do(chief, "POST", first+"/end", object{"reason": "Sold", "at": "2024-02-12T07:00:00Z"}).Refused(422, "disqualification.period_invalid")
	w.Do(chief, "POST", first+"/end", object{"reason": "Sold", "at": "2024-03-01T08:00:00Z"}, apptest.Key("end-00001")).Is(200)
	w.Do(chief, "POST", first+"/end", object{"reason": "Sold", "at": "2024-03-01T08:00:00Z"}, apptest.Key("end-00001")).Is(200)
	w.Do(chief, "POST", first+"/end", object{"reason": "Sold", "at": "2024-04-01T08:00:00Z"}).Refused(422, "disqualification.period_invalid")
	write := func() *apptest.Answer {
		return w.Do(officer, "PUT", aCase+"/benefits/3417", object{"statement": "Power"})
	}
	write().Refused(403, "permission.disqualified")
	// Whoever has become clerk since hears nothing: an end is no decision.
	w.Exec(`INSERT INTO office (organisation_id, kind, person_id, from_at, created_at)
		SELECT id, 'clerk', $1, '2024-02-12 08:00Z', '2024-02-12 08:00Z' FROM organisation WHERE key = '3417'`, apptest.Person("planner3@3417"))
	before := w.told("disqualification_decided")
	codes := atOnce(3, func(int) *apptest.Answer { return w.Do(chief, "POST", first+"/end", object{"reason": "Sold"}) })
	same(t, "three at once", codes, []string{"200 ", "409 disqualification.not_in_force", "409 disqualification.not_in_force"})
	write().Is(201)
	same(t, "told before and after the end", w.told("disqualification_decided"), before)
	w.Do(officer, "POST", grue+"/declaration", declaration).Is(201)
	if w.count(`audit_event WHERE act = 'end-disqualification' AND changes->'reason'->>'new' = 'Sold'`) != 2 {
		t.Error("the record does not tell of both ends")
	}
}

func TestWhoDecidesAboutWhom(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 2, 12, 8, 0, 0, 0, time.UTC)
	employee := disqualification.Position{Office: true}
	for name, tt := range map[string]struct {
		office string
		body   string
		p      disqualification.Position
		want   error
		as     disqualification.DecidedAs
	}{
		"a chief executive about an employee":          {"chief_executive", "", employee, nil, disqualification.BySuperior},
		"a chief executive about a substitute":         {"chief_executive", "", disqualification.Position{Substitute: true}, nil, disqualification.BySuperior},
		"a chief executive about someone who is none":  {"chief_executive", "", disqualification.Position{}, disqualification.ErrBodyDecides, ""},
		"a chief executive about an elected member":    {"chief_executive", "", disqualification.Position{Office: true, SitsIn: []string{"kommunestyret"}}, disqualification.ErrBodyDecides, ""},
		"a substitute about the chief executive":       {"chief_executive", "", disqualification.Position{Office: true, Chief: true}, disqualification.ErrBodyDecides, ""},
		"a substitute of one who is disqualified":      {"chief_executive", "", disqualification.Position{Office: true, HolderBarred: true}, disqualification.ErrBodyDecides, ""},
		"a clerk for a body about the chief executive": {"clerk", "kommunestyret", disqualification.Position{Office: true, Chief: true}, nil, disqualification.ByBody},
		"a clerk for a body about an employee":         {"clerk", "kommunestyret", employee, nil, disqualification.ByBody},
		"a clerk alone":                                {"clerk", "", employee, disqualification.ErrDecision, ""},
		"a board chair about the secretariat":          {"board_chair", "", employee, nil, disqualification.BySuperior},
		"a board chair for a body":                     {"board_chair", "styre", employee, disqualification.ErrBodyDecides, ""},
		"a secretariat for a body":                     {"secretariat", "styre", disqualification.Position{SitsIn: []string{"styre"}}, nil, disqualification.ByBody},
		"for a body in which the member does not sit":  {"secretariat", "styre", disqualification.Position{SitsIn: []string{"representantskap"}}, disqualification.ErrDecision, ""},
		"for a working group":                          {"secretariat", "gruppe", disqualification.Position{Administrative: []string{"gruppe"}}, disqualification.ErrDecision, ""},
	} {
		d := disqualification.Disqualification{Organisation: "here", Person: "them", State: disqualification.Raised, Position: tt.p}
		in := disqualification.DecideDisqualificationInput{Disqualified: true, Resolution: disqualification.Resolution{Body: tt.body}}
		if tt.body != "" {
			in.CaseNumber, in.DecidedOn = "1/24", today(now)
		}
		by := authn.Actor{Person: "me", Roles: []authn.Role{{Office: tt.office, Organisation: "here"}, {Office: "clerk", Organisation: "elsewhere"}}}
		if err := d.Decide(in, by, now, now); !errors.Is(err, tt.want) || d.DecidedAs != tt.as || (err == nil) != (d.State == disqualification.Disqualified) {
			t.Errorf("%s: %v, decided as %q and %s", name, err, d.DecidedAs, d.State)
		}
	}
	if !strings.Contains(disqualification.ErrBodyDecides.Detail.String(), "§ 11-10") {
		t.Error("the refusal does not name the paragraph")
	}
}

// Rule 1.7: what whoever has declared or decided may do afterwards is what they are
// offered, by the answer as by the next read.
func TestTheAnswerOffersWhatTheNextReadOffers(t *testing.T) {
	t.Parallel()
	w := open(t)
	offers := func(what, actor string, a *apptest.Answer) {
		t.Helper()
		next := w.Do(actor, "GET", a.Text("self"), nil).Is(200)
		if said, is := fmt.Sprint(a.Get("actions")), fmt.Sprint(next.Get("actions")); said != is || a.ETag() != next.ETag() {
			t.Errorf("%s: the answer %s offers\n%s\nand the next read %s\n%s", what, a.ETag(), said, next.ETag(), is)
		}
	}
	offers("a declaration", officer, w.Do(officer, "POST", grue+"/declaration", declaration).Is(201))
	offers("a chief's declaration", chief, w.Do(chief, "POST", grue+"/declaration", declaration).Is(201))
	raised := w.Do(clerk, "POST", grue, about(councillor)).Is(201)
	offers("a question", clerk, raised)
	offers("a decision", clerk, w.Do(clerk, "POST", raised.Text("self")+"/decide", decision()).Is(200))
}
