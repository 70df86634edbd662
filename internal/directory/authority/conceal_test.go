package authority_test

import (
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// exempt makes every case exempt from public access.
func (w *world) exempt() {
	w.t.Helper()
	if _, err := w.Pool.Exec(w.t.Context(), `UPDATE casefile SET publicity = 'exempt', legal_basis = 'offl. § 13'`); err != nil {
		w.t.Fatal(err)
	}
}

func TestWhichCasesAndWhyAreShownToThoseConcernedAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at, _ := w.submitted()
	self := w.setOwn("clerk@3417", object{"person": apptest.Person(planner), "cases": []object{ref(at)}, "to": "2024-03-01T00:00:00Z"}).Is(201).Text("self")
	w.setOwn("case_officer@3417", object{"person": apptest.Person(planner), "to": "2024-03-01T00:00:00Z"}).Is(201)
	w.exempt()
	w.Do(administrator, "POST", self+"/end", object{"reason": "Ill", "at": "2024-02-20T00:00:00Z"}).Is(200)
	if _, err := w.Pool.Exec(t.Context(), `UPDATE substitute SET source = 'council', decided_on = '2024-02-08', case_number = '012/24' WHERE office = 'clerk'`); err != nil {
		t.Fatal(err)
	}
	for name, sees := range map[string]bool{
		"clerk@3417": true, administrator: true, "reader@3417": false, chief: false, "reader@" + apptest.Region: false,
	} {
		one, list := w.Do(name, "GET", self, nil).Is(200), w.Do(name, "GET", inGrue+"/substitutes", nil).Is(200)
		items := list.JSON()["items"].([]any)
		for what, x := range map[string]object{"shown": one.JSON(), "listed": items[0].(object)} {
			if cases, _ := x["cases"].([]any); (len(cases) == 1) != sees || cases == nil {
				t.Errorf("to %s it is %s with the cases %v", name, what, x["cases"])
			}
			for _, member := range []string{"decided_on", "case_number", "ended_why"} {
				if _, there := x[member]; there != sees {
					t.Errorf("to %s it is %s with %s: %v", name, what, member, there)
				}
			}
		}
		if all, there := items[1].(object)["cases"]; all != nil || !there {
			t.Errorf("to %s all cases are shown as %v", name, all)
		}
	}
	if own := w.Do(planner, "GET", "/v1/me/substitutes", nil).Is(200); own.Get("items.0.cases.0.number") == nil || own.Text("items.0.ended_why") != "Ill" {
		t.Errorf("to the substitute it is %s", own.Body)
	}
}

func TestAnExemptCaseIsGivenByThoseWhoMayReadItAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at, _ := w.submitted()
	in := object{"person": apptest.Person(planner), "cases": []object{ref(at)}, "to": "2024-03-01T00:00:00Z"}
	w.setOwn("reader@3417", in).Is(201)
	w.exempt()
	refused := w.setOwn("reader@3417", with(in, object{"person": apptest.Person("planner2@3417")})).Refused(422, "authority.unknown_case")
	nowhere := w.setOwn("reader@3417", with(in, object{"cases": []object{{"region": apptest.Region, "number": "2024-99"}}})).Refused(422, "authority.unknown_case")
	if refused.Text("detail") != nowhere.Text("detail") || refused.Text("errors.0.detail") != nowhere.Text("errors.0.detail") {
		t.Errorf("it is told from one that is not there: %s", refused.Body)
	}
	w.set("clerk@3417", in).Is(201)
	if _, err := w.Pool.Exec(t.Context(), `UPDATE casefile SET exempt_until = '2024-02-11'`); err != nil {
		t.Fatal(err)
	}
	w.setOwn("reader@3417", with(in, object{"person": apptest.Person("planner2@3417")})).Is(201)
}

func TestTheNextChiefExecutiveIsNobodysSubstitute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.setOwn(chief, object{"person": apptest.Person(planner), "review_on": "2024-08-01"}).Is(201)
	w.Do("clerk@3417", "POST", inGrue+"/chief-executive/end", object{"reason": "Retired"}).Is(200)
	w.Do("clerk@3417", "POST", inGrue+"/chief-executive", object{"person": apptest.Person(planner), "decided_on": "2024-02-08", "case_number": "012/24"}).Is(201)
	w.setOwn(planner, object{"person": apptest.Person("planner2@3417"), "review_on": "2024-08-01"}).Is(201)
	w.setOwn(planner, object{"person": apptest.Person("planner2@3417"), "review_on": "2024-08-01"}).Refused(409, "authority.substitute_known")
}

func TestTheRefusalOfAnUnknownActNamesTheKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := object{"person": apptest.Person(planner), "review_on": "2024-08-01", "acts": []string{"mandate:submit"}}
	a := w.setOwn(administrator, in).Refused(422, "authority.unknown_act")
	named := strings.Split(strings.TrimPrefix(strings.Split(a.Text("detail"), ";")[0], "A substitute in the office administrator can be given "), ", ")
	if !slices.Contains(named, "benefit:write") || slices.Contains(named, "mandate:answer") || slices.Contains(named, "substitute:appoint") {
		t.Errorf("it names %v", named)
	}
}

func TestLettersNameTheOtherPersonTheActsAndTheReview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set("clerk@3417", object{"person": apptest.Person(planner), "review_on": "2024-08-01", "acts": []string{"mandate:record_answer", "case:read"}}).Is(201)
	for name, want := range map[string][]string{
		planner:      {", clerk 3417, fra og med 12. februar 2024", "Oppnevningen omfatter å se saker og å føre inn svar fra kommunestyret. Den vurderes på nytt 1. august 2024."},
		"clerk@3417": {"Administratoren har oppnevnt planner1 3417 som stedfortreder for deg.", "Den vurderes på nytt 1. august 2024."},
	} {
		text := w.Do(name, "GET", "/v1/me/notices", nil, apptest.Header("Accept-Language", "nb")).Is(200).Text("items.0.text")
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("to %s the letter says %s", name, text)
			}
		}
	}
}

func TestAnOfficeOffersToSetASubstitute(t *testing.T) {
	t.Parallel()
	w := newWorld(t).prepared()
	offered := func(reader, holder, act string) (open bool, code string) {
		list := w.Do(reader, "GET", inGrue+"/offices?person="+apptest.Person(holder), nil).Is(200)
		for _, f := range list.Get("items").([]any) {
			for _, x := range f.(object)["actions"].([]any) {
				if a := x.(object); f.(object)["person"] == apptest.Person(holder) && a["act"] == act {
					code, _ = a["code"].(string)
					return a["open"].(bool), code
				}
			}
		}
		return false, "none"
	}
	for name, tt := range map[string]struct {
		reader, holder, act string
		open                bool
		code                string
	}{
		"the holder their own":                 {chief, chief, "appoint-own-substitute", true, ""},
		"nobody another's own":                 {administrator, chief, "appoint-own-substitute", false, "none"},
		"the administrator another's":          {administrator, chief, "appoint-substitute", true, ""},
		"the administrator none for their own": {administrator, administrator, "appoint-substitute", false, "authority.for_themselves"},
		"others none":                          {"clerk@3417", chief, "appoint-substitute", false, "permission.denied"},
	} {
		if open, code := offered(tt.reader, tt.holder, tt.act); open != tt.open || code != tt.code {
			t.Errorf("%s: %t %q, want %t %q", name, open, code, tt.open, tt.code)
		}
	}
}
