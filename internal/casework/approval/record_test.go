package approval_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/testkit/apptest"
)

// few are the municipalities of the cases below.
var few = []string{"3401", "3415", "3417"}

// record is the trail of acts in a case and of its region's rule, from which
// the gate is computed anew.
type record struct {
	*settled
	caseAt string
	// barred are the municipalities whose chief executive is disqualified.
	barred map[string]bool
}

// event is an act as the record keeps it.
type event struct {
	ID      int64
	Act     string
	Object  string
	Changes map[string]struct{ Old, New json.RawMessage }
}

func (e event) text(member string) string {
	var s string
	var said struct{ En string }
	if json.Unmarshal(e.Changes[member].New, &s) != nil && json.Unmarshal(e.Changes[member].New, &said) == nil {
		return said.En
	}
	return s
}

// standing is the gate as the record tells it, of one version.
type standing struct {
	state   string
	needed  int
	hashes  map[string]string // common and slice, by municipality
	answers map[string]string // status by municipality
}

// version is the number of the version that an address lies under.
func version(object string) string {
	_, below, _ := strings.Cut(object, "/mandates/")
	number, _, _ := strings.Cut(below, "/")
	return number
}

// anew computes all versions' gates from the record alone, by the plainest
// reading of rules 3.3, 3.6 and 3.7.
func (r *record) anew() map[string]*standing {
	r.t.Helper()
	rows, err := r.Pool.Query(r.t.Context(), `
		SELECT id, act, object, changes FROM audit_event
		WHERE case_id = (SELECT max(id) FROM casefile) OR act = 'set-mandate-rule' ORDER BY id`)
	if err != nil {
		r.t.Fatal(err)
	}
	defer rows.Close()
	versions, rule, barred := map[string]*standing{}, "all municipalities", map[string]bool{}
	for rows.Next() {
		var e event
		var changes []byte
		if err := rows.Scan(&e.ID, &e.Act, &e.Object, &changes); err != nil {
			r.t.Fatal(err)
		}
		if err := json.Unmarshal(changes, &e.Changes); err != nil {
			r.t.Fatal(err)
		}
		if e.Act == "set-mandate-rule" {
			rule = e.text("rule")
		}
		happen(versions, rule, barred, e)
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
	return versions
}

func happen(versions map[string]*standing, rule string, barred map[string]bool, e event) {
	n := version(e.Object)
	switch {
	case e.Act == "declare-disqualification":
		for _, m := range few {
			if e.text("person") == apptest.Person("chief_executive@"+m) {
				barred[m] = true
				block(versions, m)
			}
		}
	case e.Act == "set-mandate-rule":
		for _, v := range versions {
			if v.state == "open" {
				v.needed = max(v.needed, needed(rule))
			}
		}
	case e.Act == "submit-mandate" && e.text("content_hash") != "":
		v := &standing{state: "open", needed: needed(rule), hashes: map[string]string{}, answers: map[string]string{}}
		_ = json.Unmarshal(e.Changes["hashes"].New, &v.hashes)
		carry(versions, v, n, barred)
		versions[n] = v
	case e.text("answer") != "":
		_, m, _ := strings.Cut(e.Object, "/approvals/")
		m, _, _ = strings.Cut(m, "/")
		versions[n].answers[m] = e.text("answer")
	case e.text("state") != "" && versions[n] != nil:
		versions[n].state = e.text("state")
	}
}

// block takes a municipality's answer to the open version out of account.
func block(versions map[string]*standing, m string) {
	for _, v := range versions {
		if v.state == "open" && v.answers[m] != "waiting" && v.answers[m] != "stale" {
			v.answers[m] = "blocked"
		}
	}
}

// carry lets the newest approval of each municipality hold for the next version,
// but for those of the disqualified and of content refused later.
func carry(versions map[string]*standing, v *standing, n string, barred map[string]bool) {
	var number int
	_, _ = fmt.Sscan(n, &number)
	for _, m := range few {
		v.answers[m] = "waiting"
		refused := map[[2]string]bool{}
		for i := number - 1; i > 0; i-- {
			before := versions[fmt.Sprint(i)]
			content := [2]string{before.hashes["common"], before.hashes[m]}
			was := before.answers[m]
			if was == "rejected" || was == "returned" {
				refused[content] = true
			}
			if !approves(was) {
				continue
			}
			switch {
			case barred[m], refused[content]:
			case content == [2]string{v.hashes["common"], v.hashes[m]}:
				v.answers[m] = was
			default:
				v.answers[m] = "stale"
			}
			break
		}
	}
}

func approves(answer string) bool { return strings.HasPrefix(answer, "approved") }

// needed reads how many of three a rule asks for.
func needed(rule string) int {
	var n, of int
	if _, err := fmt.Sscanf(rule, "at least %d/%d", &n, &of); err == nil {
		return (3*n + of - 1) / of
	}
	if _, err := fmt.Sscanf(rule, "at least %d", &n); err == nil {
		return min(n, 3)
	}
	return 3
}

// check holds the stored gates against the record.
func (r *record) check(t *rapid.T) {
	for n, want := range r.anew() {
		var g struct {
			State, Outcome string
			Needed, Given  int
			Entries        []struct{ Municipality, Answer, State string }
		}
		r.Do("reader@3401", "GET", r.mandates+"/"+n+"/gate", nil).Is(200).Into(&g)
		given := 0
		for _, e := range g.Entries {
			answer := want.answers[e.Municipality]
			if e.Answer != answer {
				t.Fatalf("version %s: %s is stored as %s, the record says %s", n, e.Municipality, e.Answer, answer)
			}
			if approves(answer) {
				given++
			}
		}
		if g.State != want.state || g.Needed != want.needed || g.Given != given {
			t.Fatalf("version %s: stored %+v; the record says %+v with %d given", n, g, want, given)
		}
		if g.State == "open" && given >= g.Needed {
			t.Fatalf("version %s is open though %d of %d are given", n, given, g.Needed)
		}
	}
}

// newest is the newest version's address.
func (r *record) newest() string {
	return r.Do("reader@3401", "GET", r.mandates+"?limit=1", nil).Is(200).Text("items.0.self")
}

func (r *record) submit(t *rapid.T) {
	content := whole(rapid.SampledFrom([]string{"A strategy", "Another strategy"}).Draw(t, "purpose"))
	content["common"].(object)["participants"] = few
	var asked []object
	for _, s := range content["slices"].([]object) {
		if slices.Contains(few, s["municipality"].(string)) {
			s["requirements"].([]object)[0]["share"] = rapid.SampledFrom([]int{20, 30}).Draw(t, "share")
			asked = append(asked, s)
		}
	}
	content["slices"] = asked
	at := r.Do(secretariat, "POST", r.mandates, content).Is(201).Text("self")
	r.Do(secretariat, "POST", at+"/submit", due).Is(200)
}

func (r *record) respond(t *rapid.T) {
	at := r.newest()
	m := rapid.SampledFrom(few).Draw(t, "municipality")
	actor := rapid.SampledFrom([]string{"chief_executive@", "planner1@"}).Draw(t, "who") + m
	verdict := rapid.SampledFrom([]string{"approved", "approved", "approved", "approved_with_conditions", "rejected", "returned"}).Draw(t, "answer")
	in := r.answer(at, m, verdict)
	if verdict == "approved_with_conditions" {
		in["conditions"] = []object{{"text": "One", "responsible": object{"organisation": m, "office": "clerk"}, "due": "2024-06-14", "effect": "during"}}
	}
	tag := r.Do("reader@"+m, "GET", at+"/approvals/"+m, nil).Is(200).ETag()
	a := r.Do(actor, "PUT", at+"/approvals/"+m, in, apptest.IfMatch(tag))
	if a.Code >= 500 || a.Code == 200 && a.Text("status") != verdict {
		t.Fatalf("%s answers %s: %d %s", actor, verdict, a.Code, a.Body)
	}
	if refused := a.Code == 403 || a.Code == 404; refused != r.barred[m] {
		t.Fatalf("%s answers, disqualified %t: %d %s", actor, r.barred[m], a.Code, a.Body)
	}
}

func (r *record) setRule(t *rapid.T) {
	r.rule(rapid.SampledFrom([]object{
		{"rule": "all"}, {"rule": "count", "rule_count": 1}, {"rule": "count", "rule_count": 2}, {"rule": "fraction", "rule_numerator": 1, "rule_denominator": 2},
	}).Draw(t, "rule")).Is(200)
}

// end closes the open version, if it can be closed so.
func (r *record) end(t *rapid.T) {
	how := rapid.SampledFrom([]string{"/withdraw", "/reject"}).Draw(t, "how")
	r.Do(secretariat, "POST", r.newest()+how, object{"reason": "It is over"})
}

// disqualify bars a chief executive from the case, as of before all answers.
func (r *record) disqualify(t *rapid.T) {
	m := rapid.SampledFrom(few).Draw(t, "disqualified")
	if r.barred[m] {
		return
	}
	r.barred[m] = true
	r.Do("chief_executive@"+m, "POST", r.caseAt+"/disqualifications/"+m+"/declaration",
		object{"ground": "Owns the plant", "basis": "fvl. § 6", "from": apptest.Start}).Is(201)
}

// TestTheStoredGateIsTheOneThatTheRecordTells lets any sequence of versions,
// answers by holders and substitutes, changes of the rule, closings and
// disqualifications happen, and computes every gate anew from the record.
func TestTheStoredGateIsTheOneThatTheRecordTells(t *testing.T) {
	t.Parallel()
	w := settle(t)
	for _, m := range few {
		w.substitute(m, "planner1")
	}
	apptest.Sequences(t, func(t *rapid.T) {
		r := &record{settled: w, barred: map[string]bool{}}
		made := w.Do(secretariat, "POST", cases, object{"title": "A strategy", "kind": "strategy", "publicity": "public"}).Is(201)
		r.caseAt = made.Text("self")
		r.mandates = r.caseAt + "/mandates"
		w.mandates = r.mandates
		w.Do(secretariat, "POST", r.caseAt+"/open", object{"municipalities": few}).Is(200)
		w.Do(secretariat, "POST", r.caseAt+"/decisions", object{
			"organisation": apptest.Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024", "subject": "Kraftstrategi",
		}).Is(200)
		acts := map[string]func(*rapid.T){
			"submit": r.submit, "answer": r.respond, "answer more": r.respond, "answer still more": r.respond, "rule": r.setRule, "end": r.end, "disqualify": r.disqualify,
		}
		r.submit(t)
		names := slices.Sorted(maps.Keys(acts))
		for range rapid.IntRange(1, 15).Draw(t, "acts") {
			acts[rapid.SampledFrom(names).Draw(t, "act")](t)
			r.check(t)
		}
	})
}
