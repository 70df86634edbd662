package treatment_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// mayors give the councils of municipalities a chair, who is called mayor.
func mayors(w *apptest.World, all ...string) {
	for _, m := range all {
		w.Do("clerk@"+m, "POST", "/v1/organisations/"+m+"/bodies/kommunestyret/seats", object{"person": apptest.Person("planner1@" + m), "role": "chair"}).Is(201)
	}
}

// told are those who got a letter of a kind since the last time that they were asked for,
// each with what it is about where it is about a body.
func told(t *testing.T, w *apptest.World, kind string) []string {
	t.Helper()
	names := map[string]string{}
	for _, name := range apptest.Everyone() {
		names[apptest.Person(name)] = strings.TrimSuffix(name, "@"+apptest.Region)
	}
	for _, m := range apptest.Municipalities {
		names[apptest.Person("planner1@"+m)] = "mayor@" + m
	}
	rows, err := w.Pool.Query(t.Context(), `SELECT person_id::text FROM letter WHERE kind = $1 AND channel = 'inbox' ORDER BY id`, kind)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		var person string
		if err := rows.Scan(&person); err != nil {
			t.Fatal(err)
		}
		all = append(all, names[person])
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	w.Exec(`UPDATE letter SET kind = 'read_' || kind WHERE kind = $1`, kind)
	slices.Sort(all)
	return all
}

// tells compares who was told of something, and that nobody else was.
func tells(t *testing.T, w *apptest.World, kind string, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := told(t, w, kind); !slices.Equal(got, want) {
		t.Errorf("of %s are told %v, want %v", kind, got, want)
	}
}

// concerned are those who hear that a case of two municipalities is sent or taken back.
var concerned = []string{
	"secretariat", "board_chair", "chief_executive@3416", "administrator@3416", "clerk@3416", "chief_executive@3417", "administrator@3417", "clerk@3417",
}

func TestThoseConcernedAreToldOfACaseOnItsWayAndNobodyElse(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := active(w, "enquiry", "3416", "3417")
	mayors(w, "3416", "3417")
	w.Do(secretariat, "POST", at+"/treatment/send?dry_run=true", nil).Is(200)
	tells(t, w, "case_sent")
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	tells(t, w, "case_sent", concerned...)
	tells(t, w, "treatment_turn", "secretariat", "board_chair")
	w.Do(secretariat, "POST", at+"/treatment/take-back", object{"reason": "A clearer proposal"}).Is(200)
	tells(t, w, "case_taken_back", concerned...)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	tells(t, w, "case_sent", concerned...)
	tells(t, w, "treatment_turn", "secretariat", "board_chair")

	// Whose turn comes is told as it comes, and not before.
	of := addresses(w, at)
	w.Do(secretariat, "POST", of["board"]+"/skip", object{"reason": "The board asked for it"}).Is(200)
	tells(t, w, "treatment_over", "secretariat", "board_chair")
	tells(t, w, "treatment_turn", "secretariat") // the representative council has no chair
	w.Do(secretariat, "PUT", of["representative_council"]+"/resolution", resolution("recommended", nil)).Is(200)
	tells(t, w, "treatment_turn", "secretariat")
	w.Do(secretariat, "PUT", of["joint_meeting"]+"/resolution", noted("1/24")).Is(200)
	tells(t, w, "treatment_turn", "clerk@3416", "mayor@3416", "clerk@3417", "mayor@3417")

	// A case that is put off, or decided, comes to nobody's turn and is nobody else's to do.
	w.Do("clerk@3416", "POST", of["3416"]+"/defer", object{"date": "2024-02-12", "case_number": "030/24", "deferred_to": "2024-03-14", "reason": "Figures"}).Is(200)
	for _, kind := range []string{"treatment_turn", "treatment_over", "case_referred_back"} {
		tells(t, w, kind)
	}
	w.Clock.Set(apptest.Start.Add(2 * time.Hour))
	w.Do("clerk@3417", "POST", of["3417"]+"/refer-back", object{"date": "2024-02-12", "case_number": "031/24", "refer_to": "joint_meeting", "reason": "Describe nature"}).Is(200)
	tells(t, w, "case_referred_back", "secretariat")
	joint := w.Do(secretariat, "GET", of["joint_meeting"], nil)
	w.Do(secretariat, "PUT", of["joint_meeting"]+"/resolution", noted("2/24"), apptest.IfMatch(joint.ETag())).Is(200)
	tells(t, w, "treatment_turn", "clerk@3417", "mayor@3417")
	for _, m := range []string{"3416", "3417"} {
		council := w.Do("clerk@"+m, "GET", of[m], nil)
		w.Do("clerk@"+m, "PUT", of[m]+"/resolution", resolution("adopted", nil), apptest.IfMatch(council.ETag())).Is(200)
	}
	for _, kind := range []string{"treatment_turn", "treatment_over", "case_referred_back", "case_sent", "case_taken_back"} {
		tells(t, w, kind)
	}
}

// Rule 8.1: those whose body has the case before it hear of a new version, and those who
// have laid something before it already; nobody who is done, or whose turn is to come.
func TestRule81AChangeUnderTreatmentIsToldToThoseWhoseBodyHasTheCase(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := active(w, "enquiry", "3416", "3417")
	mayors(w, "3416", "3417")
	version := 0
	rewrite := func() {
		t.Helper()
		version++
		w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": strings.Repeat("Adopted. ", version)}}, "reason": "Clearer"}, apptest.IfMatch("*")).Is(200)
	}
	rewrite()
	tells(t, w, "proposal_rewritten")
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	of := addresses(w, at)
	rewrite()
	tells(t, w, "proposal_rewritten", "board_chair")
	w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": strings.Repeat("Adopted. ", version)}}, "reason": "Again"}, apptest.IfMatch("*")).Is(200)
	tells(t, w, "proposal_rewritten")
	w.Do("case_officer@3416", "PUT", of["3416"]+"/presentation", object{"text": "What it means for Eidskog."}).Is(200)
	rewrite()
	tells(t, w, "proposal_rewritten", "board_chair", "administrator@3416", "case_officer@3416")
	region(w, of)
	all := func(m string) []string {
		return []string{"clerk@" + m, "mayor@" + m, "administrator@" + m, "case_officer@" + m, "chief_executive@" + m}
	}
	rewrite()
	tells(t, w, "proposal_rewritten", append(all("3416"), all("3417")...)...)
	w.Do("clerk@3416", "PUT", of["3416"]+"/resolution", resolution("adopted", nil)).Is(200)
	rewrite()
	tells(t, w, "proposal_rewritten", all("3417")...)
}
