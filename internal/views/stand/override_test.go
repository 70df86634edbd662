package stand_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	deputyChair  = "board_member@" + apptest.Region
	ownOverride  = "gate.own_override"
	overridePath = base + "/start-override"
)

// deputised is a furnished world whose board has a deputy chair, and in which an
// override waits.
func deputised(t *testing.T) *apptest.World {
	w := furnished(t)
	w.Exec(`UPDATE seat SET role = 'deputy_chair' WHERE person_id = $1`, apptest.Person(deputyChair))
	w.Do(secretariat, "POST", overridePath, resolution).Is(200)
	return w
}

var resolution = object{"date": "2024-02-12", "case_number": "11/2024", "reason": "It cannot wait."}

// bar lets the board decide that its chair is disqualified.
func bar(w *apptest.World) {
	at := base + "/disqualifications/" + apptest.Region
	raised := w.Do(secretariat, "POST", at, object{"person": apptest.Person(chair), "ground": "Owns land", "basis": "fvl. § 6"}).Is(201).Text("self")
	w.Do(secretariat, "POST", raised+"/decide", object{"disqualified": true, "body": "styre", "decided_on": "2024-02-12", "case_number": "4/2024"}).Is(200)
}

// tasks are the addresses of a person's open tasks of confirming an override.
func tasks(w *apptest.World, who string) []string {
	var all []string
	for _, x := range w.Do(who, "GET", "/v1/me/tasks?kind=confirm_override", nil).Is(200).Get("items").([]any) {
		if a := x.(object)["action"].(object); a["open"] == true {
			all = append(all, a["href"].(string))
		}
	}
	return all
}

func confirm(w *apptest.World, who string) *apptest.Answer {
	return w.Do(who, "POST", overridePath+"/confirm", nil, apptest.IfMatch(w.Do(secretariat, "GET", base+"/start-gate", nil).Is(200).ETag()))
}

func TestRule23TheDeputyChairConfirmsWhereTheChairCannot(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		happen func(*apptest.World)
		deputy bool
	}{
		"the chair can":             {func(*apptest.World) {}, false},
		"the chair is disqualified": {bar, true},
		"the seat is empty": {func(w *apptest.World) {
			w.Exec(`UPDATE seat SET to_at = $1 WHERE person_id = $2`, apptest.Start, apptest.Person(chair))
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := deputised(t)
			tt.happen(w)
			who, other := chair, deputyChair
			if tt.deputy {
				who, other = deputyChair, chair
			}
			if got := tasks(w, who); !slices.Equal(got, []string{overridePath + "/confirm"}) {
				t.Errorf("the tasks of whoever confirms are %v", got)
			}
			if got := tasks(w, other); len(got) != 0 {
				t.Errorf("the tasks of the other are %v", got)
			}
			if code := confirm(w, other).Code; code != 403 && code != 404 {
				t.Errorf("the other's confirmation is answered with %d", code)
			}
			confirm(w, who).Is(200).Has(object{"open": true, "overrides.0.confirmed_by": apptest.Person(who)})
			if got := tasks(w, who); len(got) != 0 {
				t.Errorf("after it the tasks are %v", got)
			}
		})
	}
}

func TestRule23TheChairOfAnExemptCaseIsReplacedInItAlone(t *testing.T) {
	t.Parallel()
	w := deputised(t)
	w.Exec(`UPDATE casefile SET publicity = 'exempt', legal_basis = 'offl. § 23', shielded_title = 'Unntatt'`)
	w.Do(deputyChair, "GET", base, nil).Refused(404, "resource.not_found")
	bar(w)
	w.Do(deputyChair, "GET", base, nil).Is(200)
	confirm(w, deputyChair).Is(200)
	second := w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{
		"title": "Another", "kind": "plan", "publicity": "exempt", "legal_basis": "offl. § 23", "shielded_title": "Unntatt",
	}).Is(201).Text("self")
	w.Do(deputyChair, "GET", second, nil).Refused(404, "resource.not_found")
}

func TestRule23NobodyConfirmsWhomTheOneWhoEnteredItSeated(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	seats := "/v1/organisations/" + apptest.Region + "/bodies/styre/seats"
	seat := func() string {
		for _, x := range w.Do(secretariat, "GET", seats, nil).Is(200).Get("items").([]any) {
			if s := x.(object); s["role"] == "chair" {
				return s["self"].(string)
			}
		}
		t.Fatal("the board has no chair")
		return ""
	}
	const mayor = "administrator@3417"
	w.Do(secretariat, "POST", overridePath, resolution).Is(200)
	w.Do(secretariat, "POST", seat()+"/end", object{"reason": "New board"}).Is(200)
	w.Admit(apptest.Region, mayor, "seat")
	w.Do(secretariat, "POST", seats, object{"person": apptest.Person(mayor), "role": "chair", "municipality": "3417"}).Is(201)
	confirm(w, mayor).Refused(403, ownOverride)
	if got := tasks(w, mayor); len(got) != 0 {
		t.Errorf("it is the task of whom they seated: %v", got)
	}
	w.Do(secretariat, "POST", overridePath+"/1/withdraw", object{"reason": "The board has a new chair"}).Is(200)
	w.Clock.Set(apptest.Start.Add(time.Minute))
	w.Do(secretariat, "POST", overridePath, resolution).Is(200)
	confirm(w, mayor).Is(200)
}

func TestRule23WhoeverEnteredAnOverrideDoesNotConfirmIt(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	w.Do(secretariat, "POST", overridePath, resolution).Is(200)
	w.Exec(`UPDATE start_override SET entered_by = $1`, apptest.Person(chair))
	confirm(w, chair).Refused(403, ownOverride)
}

func TestRule23AnOverrideIsWithdrawnUntilTheStart(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	why := object{"reason": "The number was mistyped"}
	told := func(kind string) (n int) {
		return len(w.Do(chair, "GET", "/v1/me/notices?kind="+kind, nil).Is(200).Get("items").([]any))
	}
	w.Do(secretariat, "POST", overridePath, resolution).Is(200)
	confirm(w, chair).Is(200).Has(object{"open": true, "overrides.0.actions.0.open": false})
	w.Do(chair, "POST", overridePath+"/1/withdraw", why).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", overridePath+"/2/withdraw", why).Refused(409, "gate.no_override")
	w.Do(secretariat, "POST", overridePath+"/1/withdraw", object{"reason": "\u200b\u200b\u200b"}).Refused(422, "gate.override_text")
	w.Do(secretariat, "POST", overridePath+"/1/withdraw", why).Is(200).Has(object{"open": false, "overrides.0.withdrawn_why": why["reason"], "overrides.0.confirmed_by": apptest.Person(chair)})
	w.Do(secretariat, "POST", overridePath+"/1/withdraw", why).Refused(409, "gate.override_withdrawn")
	w.Do(secretariat, "POST", base+"/start", nil).Refused(409, "gate.closed")
	if told("override_entered") != 1 || told("override_withdrawn") != 1 {
		t.Errorf("the chair was told %d times that it was entered, and %d that it was withdrawn", told("override_entered"), told("override_withdrawn"))
	}
	if events := w.Do(secretariat, "GET", base+"/events?act=withdraw-override", nil).Is(200); !strings.Contains(events.Body.String(), "mistyped") {
		t.Errorf("the record says %s", events.Body)
	}

	w.Do(secretariat, "POST", overridePath, resolution).Is(200)
	confirm(w, chair).Is(200)
	w.Do(secretariat, "POST", base+"/start", nil).Is(200)
	w.Do(secretariat, "POST", overridePath+"/2/withdraw", why).Refused(409, "case.wrong_state")
}

// Rules 1.7, 2.3: an override that the deputy chair confirmed, because the board
// had decided that its chair is disqualified, rests on that decision.
func TestADecisionOnWhichADeputysConfirmationRestsIsNotWithdrawn(t *testing.T) {
	t.Parallel()
	w := deputised(t)
	bar(w)
	decided := w.Do(secretariat, "GET", base+"/disqualifications?organisation="+apptest.Region, nil).Is(200).Text("items.0.self")
	withdrawing := func() (open bool, code any) {
		for _, a := range w.Do(secretariat, "GET", decided, nil).Is(200).Get("actions").([]any) {
			if a := a.(object); a["act"] == "withdraw-disqualification" {
				return a["open"].(bool), a["code"]
			}
		}
		t.Fatal("withdrawing is not shown")
		return false, nil
	}
	if open, code := withdrawing(); !open {
		t.Errorf("before the confirmation it is closed: %v", code)
	}
	confirm(w, deputyChair).Is(200)
	if open, code := withdrawing(); open || code != "disqualification.followed" {
		t.Errorf("after the confirmation: %v %v", open, code)
	}
	w.Do(secretariat, "POST", decided+"/withdraw", object{"reason": "The board decided otherwise."}).Refused(409, "disqualification.followed")
	w.Do(secretariat, "POST", overridePath+"/1/withdraw", object{"reason": "The board gave it up."}).Is(200)
	w.Do(secretariat, "POST", decided+"/withdraw", object{"reason": "The board decided otherwise."}).Is(200)
}
