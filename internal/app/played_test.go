package app_test

import (
	"fmt"

	"forankring.no/forankring/internal/testkit/apptest"
)

// played are the cases of a world beside the first, by the state to which each
// is played. What befalls a municipality befalls 3416, and 3417 goes on.
var played = []struct {
	name string
	play func(w *apptest.World, at string)
}{
	{"in draft", func(*apptest.World, string) {}},
	{"with a mandate in draft", func(w *apptest.World, at string) { open(w, at); draft(w, at) }},
	{"with a version open for answers", func(w *apptest.World, at string) {
		submit(w, at)
		answer(w, at, "3416", object{"answer": "approved"})
	}},
	{"withdrawn", func(w *apptest.World, at string) {
		submit(w, at)
		w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "The ministry has postponed the plan"}).Is(200)
	}},
	{"that a municipality has left", func(w *apptest.World, at string) {
		inForce(w, at)
		w.Do(secretariat, "POST", at+"/participants/3416/leave", object{"reason": "Has a plan of its own"}).Is(200)
	}},
	{"with an override that the chair has not confirmed", func(w *apptest.World, at string) {
		inForce(w, at)
		w.Do("chief_executive@3417", "POST", at+"/resources/3417/assignments/1/decline", object{"reason_code": "absent"}).Is(200)
		w.Do(secretariat, "POST", at+"/mandates/1/approvals/3417/conditions/1/report", object{"report": "The grid company takes part"}).Is(200)
		override(w, at)
	}},
	{"that may start", func(w *apptest.World, at string) {
		inForce(w, at)
		w.Do("board_chair@"+apptest.Region, "POST", at+"/start-override/confirm", nil, apptest.IfMatch(override(w, at))).Is(200)
	}},
	{"that has started", started},
	{"in treatment", func(w *apptest.World, at string) {
		started(w, at)
		w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
		board := w.Do(secretariat, "GET", at+"/treatment", nil).Text("steps.0.treatments.0.self")
		w.Do(secretariat, "PUT", board+"/resolution", resolving("recommended")).Is(200)
	}},
	{"in reconciliation", func(w *apptest.World, at string) {
		started(w, at)
		plan := w.Do(secretariat, "GET", at+"/treatment", nil).Is(200)
		w.Do(secretariat, "PUT", at+"/treatment", object{"steps": []object{{"step": "councils_decided", "role": "decides", "every": "municipal_council"}}}, apptest.IfMatch(plan.ETag())).Is(200)
		w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
		council := w.Do(secretariat, "GET", at+"/treatment", nil).Text("steps.0.treatments.0.self")
		against := merged(resolving("rejected"), object{"counts": object{"present": 19, "voting": 19, "disqualified": 0, "for": 2, "against": 17}})
		w.Do("clerk@3416", "PUT", council+"/resolution", against).Is(200)
	}},
	{"in follow-up", func(w *apptest.World, at string) {
		adopted(w, at)
		w.Do(secretariat, "POST", at+"/follow-up", nil).Is(200)
		w.Do(secretariat, "POST", at+"/follow-ups", object{"item": 1, "text": "Revise the municipal plan", "due": "2024-06-03"}).Is(201)
		w.Do("administrator@3416", "PUT", at+"/follow-ups/1/reports/3416", reported).Is(200)
		w.Do(secretariat, "POST", at+"/follow-ups", object{"item": 1, "text": "Tell the county", "due": "2024-06-03"}).Is(201)
		w.Do(secretariat, "POST", at+"/follow-ups/2/withdraw", object{"reason": "The region does it"}).Is(200)
	}},
	{"adopted", adopted},
	{"with a disqualified chief executive", func(w *apptest.World, at string) {
		submit(w, at)
		answer(w, at, "3416", object{"answer": "rejected", "reason": "Not without the grid company"})
		w.Do("chief_executive@3417", "POST", at+"/disqualifications/3417/declaration", object{"ground": "Owns land that the plan concerns", "basis": "fvl. § 6 første ledd bokstav a"}).Is(201)
	}},
}

// reported is that a follow-up is done.
var reported = object{"outcome": "done", "address": "https://example.org/"}

// adopted lets a case start without people, and its councils adopt it.
func adopted(w *apptest.World, at string) {
	submit(w, at)
	for _, m := range parties {
		answer(w, at, m, object{"answer": "approved"})
	}
	w.Do("board_chair@"+apptest.Region, "POST", at+"/start-override/confirm", nil, apptest.IfMatch(override(w, at))).Is(200)
	w.Do(secretariat, "POST", at+"/start", nil).Is(200)
	w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": "The council adopts the strategy."}}}).Is(201)
	plan := w.Do(secretariat, "GET", at+"/treatment", nil).Is(200)
	w.Do(secretariat, "PUT", at+"/treatment", object{"steps": []object{{"step": "councils_decided", "role": "decides", "every": "municipal_council"}}}, apptest.IfMatch(plan.ETag())).Is(200)
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	for i, m := range parties {
		council := w.Do(secretariat, "GET", at+"/treatment", nil).Text(fmt.Sprintf("steps.0.treatments.%d.self", i))
		w.Do("clerk@"+m, "PUT", council+"/resolution", merged(resolving("adopted"), object{"case_number": "032/24"})).Is(200)
	}
}

// started lets a case start, with people released and milestones set.
func started(w *apptest.World, at string) {
	inForce(w, at)
	w.Do(secretariat, "POST", at+"/milestones", object{"key": "proposal_ready", "title": "The proposal is ready", "kind": "deadline", "due": "2024-09-02"}).Is(201)
	w.Do(secretariat, "POST", at+"/milestones/proposal_ready/complete", nil).Is(200)
	w.Do(secretariat, "POST", at+"/milestones", object{"key": "councils_decided", "title": "Decided", "kind": "deadline", "due": "2024-12-02", "per_municipality": true}).Is(201)
	w.Do("clerk@3417", "POST", at+"/milestones/councils_decided/parts/3417/complete", nil).Is(200)
	w.Do("administrator@3417", "POST", at+"/resources/3417/assignments", object{
		"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01",
	}).Is(201)
	for _, number := range []string{"1", "2"} { // one more than is asked for
		w.Do("chief_executive@3417", "POST", at+"/resources/3417/assignments/"+number+"/release", nil).Is(200)
	}
	w.Do("board_chair@"+apptest.Region, "POST", at+"/start-override/confirm", nil, apptest.IfMatch(override(w, at))).Is(200)
	w.Do(secretariat, "POST", at+"/start", nil).Is(200)
	w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": "The council adopts the strategy."}}}).Is(201)
}

// resolving is what a body resolved, as it is recorded.
func resolving(outcome string) object {
	return object{
		"outcome": outcome, "date": "2024-02-12", "case_number": "031/24", "items": []object{{"number": 1, "text": "The strategy is adopted."}},
		"counts": object{"present": 17, "voting": 17, "disqualified": 0, "for": 15, "against": 2},
	}
}

var decision = object{"organisation": apptest.Region, "body": "styre", "date": "2024-02-09", "case_number": "03/2024"}

var parties = []string{"3416", "3417", "3418"}

func open(w *apptest.World, at string) {
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
	w.Do(secretariat, "POST", at+"/decisions", object{"organisation": apptest.Region, "body": "styre", "date": "2024-02-09", "case_number": "03/2024", "subject": "Kraftstrategi"}).Is(200)
}

func draft(w *apptest.World, at string) {
	w.Do(secretariat, "POST", at+"/mandates", mandateOf(parties)).Is(201)
}

// mandateOf asks each of the municipalities for a planner.
func mandateOf(parties []string) object {
	var slices []object
	for _, m := range parties {
		slices = append(slices, object{"municipality": m, "requirements": []object{
			{"key": "planner", "function": "Planner", "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"},
		}})
	}
	return object{"slices": slices, "common": object{
		"participants": parties, "purpose": "A power strategy", "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{},
		"budget": object{"amount": 0, "currency": "NOK"}, "decision": decision, "start": "2024-03-01", "end": "2025-07-01",
	}}
}

func submit(w *apptest.World, at string) {
	open(w, at)
	draft(w, at)
	w.Do(secretariat, "POST", at+"/mandates/1/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
}

func answer(w *apptest.World, at, municipality string, in object) {
	path := at + "/mandates/1/approvals/" + municipality
	asked := w.Do("chief_executive@"+municipality, "GET", path, nil).Is(200)
	w.Do("chief_executive@"+municipality, "PUT", path, merged(in, object{"common_hash": asked.Text("common_hash"), "slice_hash": asked.Text("slice_hash")})).Is(200)
}

func inForce(w *apptest.World, at string) {
	submit(w, at)
	answer(w, at, "3416", object{"answer": "approved"})
	answer(w, at, "3417", object{"answer": "approved_with_conditions", "conditions": []object{{
		"text": "The grid company takes part", "responsible": object{"organisation": apptest.Region, "office": "secretariat"}, "due": "2024-06-14", "effect": "during",
	}}})
	answer(w, at, "3418", object{"answer": "approved"})
	w.Do("administrator@3417", "POST", at+"/resources/3417/assignments", object{
		"requirement": "planner", "staff_key": "planner2", "share": 20, "from": "2024-04-01", "to": "2025-01-01",
	}).Is(201)
}

// override enters that the case starts before all is met, and gives the tag of the
// gate then.
func override(w *apptest.World, at string) string {
	return w.Do(secretariat, "POST", at+"/start-override", object{"date": "2024-02-12", "case_number": "11/2024", "reason": "It cannot wait"}).Is(200).ETag()
}
