package disqualification_test

import (
	"slices"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

var mistake = object{"reason": "Recorded about the wrong person"}

func TestRule17ADecisionRecordedByMistakeIsWithdrawn(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Do(clerk, "POST", grue, about(chief)).Is(201)
	w.Do(clerk, "POST", first+"/withdraw", mistake).Refused(409, "disqualification.not_decided")
	w.Do(clerk, "POST", first+"/decide", decision()).Is(200)
	w.answer(chief, "3417").Refused(403, "permission.disqualified")

	w.Do(chief, "POST", first+"/withdraw", mistake).Refused(403, "permission.disqualified")
	w.Do(clerk, "POST", first+"/withdraw", object{"reason": "\u200b"}).Refused(422, "disqualification.text_invalid")
	if isOpen, code := act(w.Do(clerk, "GET", first, nil).Is(200), "withdraw-disqualification"); !isOpen {
		t.Errorf("it is not offered: %s", code)
	}
	w.Do(clerk, "POST", first+"/withdraw", mistake).Is(200).
		Has(object{"state": "withdrawn", "withdrawn_why": mistake["reason"], "withdrawn_by": apptest.Person(clerk), "body": "kommunestyret"})
	w.Do(clerk, "POST", first+"/withdraw", mistake).Refused(409, "disqualification.not_decided")
	w.Do(clerk, "POST", first+"/end", object{"reason": "Sold", "body": "kommunestyret", "decided_on": "2024-02-12", "case_number": "1"}).Refused(409, "disqualification.not_in_force")
	same(t, "told of the withdrawal", w.told("disqualification_withdrawn"), []string{"chief_executive 3417", "clerk 3417"})
	if n := w.count("audit_event WHERE act = 'withdraw-disqualification' AND changes::text LIKE '%wrong person%'"); n != 1 {
		t.Errorf("%d events tell of it", n)
	}
	w.answer(chief, "3417").Is(200)
	w.Do(clerk, "POST", grue, about(chief)).Is(201)
}

func TestRule17WhoWithdrawsADecision(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Do(officer, "POST", grue+"/declaration", declaration).Is(201)
	w.Do(officer, "POST", first+"/withdraw", mistake).Refused(403, "permission.disqualified")
	w.Do("administrator@3417", "POST", first+"/withdraw", mistake).Refused(403, "permission.denied")
	w.Do("chief_executive@3418", "POST", first+"/withdraw", mistake).Refused(403, "permission.denied")
	w.Do(chief, "POST", first+"/withdraw", mistake).Is(200)

	w.Do(clerk, "POST", grue, about(officer)).Is(201)
	w.Do(clerk, "POST", grue+"/2/decide", decision(object{"disqualified": false})).Is(200)
	w.Do(chief, "POST", grue+"/2/withdraw", mistake).Refused(403, "disqualification.body_decides")
	w.Do(clerk, "POST", grue+"/2/withdraw", mistake).Is(200).Has(object{"state": "withdrawn"})
	same(t, "told of the two", w.told("disqualification_withdrawn"), []string{
		"case_officer 3417", "case_officer 3417", "chief_executive 3417", "chief_executive 3417", "clerk 3417", "clerk 3417",
	})
}

// Rule 1.7: to withdraw is no way to end without the body that has to: the record
// is corrected on its day, and by whoever keeps it.
func TestRule17WhatABodyHasToEndIsWithdrawnOnItsDayAlone(t *testing.T) {
	t.Parallel()
	for name, decide := range map[string]func(*world){
		"the council decided about an officer": func(w *world) {
			w.Do(clerk, "POST", grue, about(officer)).Is(201)
			w.Do(clerk, "POST", first+"/decide", decision()).Is(200)
		},
		"the chief executive declared it": func(w *world) { w.Do(chief, "POST", grue+"/declaration", declaration).Is(201) },
		"an officer declared it, who is elected": func(w *world) {
			w.Do(officer, "POST", grue+"/declaration", declaration).Is(201)
			w.seat(officer)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			decide(w)
			refused := map[string]string{chief: "disqualification.body_decides"}
			if w.Do(clerk, "GET", first, nil).Text("person") == apptest.Person(chief) {
				refused[chief] = "permission.disqualified"
			}
			w.Do(chief, "POST", first+"/withdraw", mistake).Refused(403, refused[chief])
			if isOpen, code := act(w.Do(chief, "GET", first, nil).Is(200), "withdraw-disqualification"); isOpen || code != refused[chief] {
				t.Errorf("the chief executive is offered it: %v %s", isOpen, code)
			}
			w.Clock.Set(apptest.Start.AddDate(0, 0, 1))
			if isOpen, code := act(w.Do(clerk, "GET", first, nil).Is(200), "withdraw-disqualification"); isOpen || code != "disqualification.day_passed" {
				t.Errorf("the clerk is offered it on the next day: %v %s", isOpen, code)
			}
			w.Do(clerk, "POST", first+"/withdraw", mistake).Refused(409, "disqualification.day_passed")
			if isOpen, code := act(w.Do(clerk, "GET", first, nil).Is(200), "end-disqualification"); !isOpen {
				t.Errorf("ending it is not offered: %s", code)
			}
		})
	}
}

// Rule 1.7: what a superior may decide is theirs to withdraw later too.
func TestRule17ASuperiorWithdrawsOnALaterDay(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Do(officer, "POST", grue+"/declaration", declaration).Is(201)
	w.Clock.Set(apptest.Start.AddDate(0, 0, 1))
	w.Do(chief, "POST", first+"/withdraw", mistake).Is(200).Has(object{"state": "withdrawn"})
}

// Rule 1.7: the chair of the body that had decided hears of the withdrawal.
func TestRule17TheBodysChairIsToldOfAWithdrawal(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Exec(`UPDATE seat SET role = 'chair' WHERE person_id = $1`, apptest.Person(councillor))
	w.Do(clerk, "POST", grue, about(officer)).Is(201)
	w.Do(clerk, "POST", first+"/decide", decision()).Is(200)
	w.Do(clerk, "POST", first+"/withdraw", mistake).Is(200)
	same(t, "told", w.told("disqualification_withdrawn"), []string{"Councillor, Grue", "case_officer 3417", "chief_executive 3417", "clerk 3417"})
}

func TestRule17ADecisionThatSomethingRestsOnIsNotWithdrawn(t *testing.T) {
	t.Parallel()
	council := object{"body": "kommunestyret", "decided_on": "2024-02-12", "case_number": "016/24"}
	for name, happen := range map[string]func(*world){
		"an answer was set aside": func(w *world) {
			w.Clock.Set(apptest.Start.Add(time.Hour))
			w.answer(chief, "3417").Is(200)
			w.Do(clerk, "POST", grue, about(chief)).Is(201)
			w.Do(clerk, "POST", first+"/decide", decision(object{"from": "2024-02-12T08:30:00Z"})).Is(200)
		},
		"the council has answered": func(w *world) {
			w.Do(chief, "POST", grue+"/declaration", declaration).Is(201)
			w.answer(clerk, "3417", council).Is(200)
		},
		"the council has named somebody": func(w *world) {
			w.Do(chief, "POST", grue+"/declaration", declaration).Is(201)
			w.Do(clerk, "POST", aCase+"/council-substitutes/3417", with(council, object{"person": apptest.Person("planner2@3417"), "until": "2024-12-31"})).Is(201)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			happen(w)
			w.Do(clerk, "POST", first+"/withdraw", mistake).Refused(409, "disqualification.followed")
			listed := w.Do(clerk, "GET", all, nil).Is(200).Get("items").([]any)[0].(object)["actions"].([]any)
			if !slices.ContainsFunc(listed, func(a any) bool {
				return a.(object)["act"] == "withdraw-disqualification" && a.(object)["code"] == "disqualification.followed"
			}) {
				t.Errorf("the list offers %v", listed)
			}
			if w.Do(clerk, "GET", first, nil).Is(200).Text("state") != "disqualified" {
				t.Error("the refusal left something")
			}
		})
	}
}
