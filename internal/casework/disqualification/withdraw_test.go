package disqualification_test

import (
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
			if w.Do(clerk, "GET", first, nil).Is(200).Text("state") != "disqualified" {
				t.Error("the refusal left something")
			}
		})
	}
}
