package holdup_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	cases       = "/v1/regions/" + apptest.Region + "/cases"
	text        = "Kommunestyret vedtar den regionale kraftstrategien."
)

// waits are what a case waits for, the first first, each as its kind, its act, whether the
// caller's offices carry it, and how many steps and municipalities wait for it.
func waits(w *apptest.World, who, at string) (all []string, items []any) {
	items = w.Do(who, "GET", at+"/hold-ups", nil).Is(200).Get("items").([]any)
	for _, each := range items {
		one := each.(object)
		whose := "theirs"
		if one["yours"] == true {
			whose = "yours"
		}
		all = append(all, strings.Join([]string{one["kind"].(string), one["act"].(string), whose, count(one["steps"]) + "/" + count(one["municipalities"])}, " "))
	}
	return all, items
}

func count(list any) string { return string(rune('0' + len(list.([]any)))) }

func begins(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) < len(want) || strings.Join(got[:len(want)], "; ") != strings.Join(want, "; ") {
		t.Errorf("the case waits for %q, and should begin with %q", got, want)
	}
}

func TestRule24WhatHoldsACaseUpIsListedWithWhoCanAct(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	parties := []string{"3401", "3415", "3417"}
	for _, m := range parties {
		w.Do("clerk@"+m, "POST", "/v1/organisations/"+m+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret i " + m, "size": 19, "decides": true}).Is(201)
	}
	at := w.Do(secretariat, "POST", cases, object{"title": "Regional kraftstrategi", "kind": "enquiry", "publicity": "public"}).Is(201).Text("self")
	if got, _ := waits(w, secretariat, at); len(got) != 0 {
		t.Errorf("a draft waits for %q", got)
	}
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
	got, _ := waits(w, secretariat, at)
	begins(t, got, "move start-case yours 4/3")
	w.Do(secretariat, "POST", at+"/start", nil).Is(200)
	w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": text}}}).Is(201)
	got, _ = waits(w, "clerk@3417", at)
	begins(t, got, "move send-case theirs 4/3")
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	got, _ = waits(w, secretariat, at)
	begins(t, got, "resolution record-resolution yours 3/3")
	of := pass(w, at)
	// Each council is waited for by all, since the rule asks for every one; their clerks can act.
	got, items := waits(w, "clerk@3417", at)
	begins(t, got, "resolution record-resolution theirs 0/3", "resolution record-resolution theirs 0/3", "resolution record-resolution yours 0/3")
	if who := items[2].(object)["who"].([]any)[0].(object); who["office"] != "clerk" || who["organisation"] != "3417" || len(who["holders"].([]any)) != 1 {
		t.Errorf("who can act is %v", who)
	}
	council(w, of, "3401", text)
	council(w, of, "3415", text)
	council(w, of, "3417", strings.Replace(text, "regionale", "lokale", 1))
	got, items = waits(w, secretariat, at)
	begins(t, got, "reconciliation choose-reconciliation-exit yours 0/3")
	if reason := items[0].(object)["reason"].(string); !strings.Contains(reason, "Kommunestyret i 3417 has said no") {
		t.Errorf("the reason is %q", reason)
	}
	w.Do("chief_executive@0301", "GET", at+"/hold-ups", nil).Is(404)
	for i, want := range []object{{"class": "identical", "state": "met"}, {"class": "identical", "state": "met"}, {"class": "substantive", "state": "partly", "link": at + "/wording"}} {
		row := w.Do(secretariat, "GET", at+"/matrix", nil).Is(200).Get("rows").([]any)[i].(object)["wording"].(object)
		for name := range want {
			if row[name] != want[name] {
				t.Errorf("the wording of %s is %v, want %v", parties[i], row, want)
			}
		}
	}
	w.Do(secretariat, "POST", at+"/reconciliation/exits", object{"exit": "ask_again", "municipalities": []string{"3417"}, "reason": "One word"}).Is(200)
	got, _ = waits(w, secretariat, at)
	begins(t, got, "resolution record-resolution theirs 0/3", "reconciliation choose-reconciliation-exit yours 0/3")
}

// pass records what the bodies of the region resolve, and gives the councils' treatments.
func pass(w *apptest.World, at string) map[string]string {
	of := map[string]string{}
	for _, s := range w.Do(secretariat, "GET", at+"/treatment", nil).Is(200).Get("steps").([]any) {
		for _, each := range s.(object)["treatments"].([]any) {
			one := each.(object)
			if name := one["organisation"].(string); name != apptest.Region {
				of[name] = one["self"].(string)
				continue
			}
			in := resolved("recommended", text)
			if one["role"] == "deliberates" {
				in["outcome"] = "noted"
				delete(in, "counts")
			}
			w.Do(secretariat, "PUT", one["self"].(string)+"/resolution", in).Is(200)
		}
	}
	return of
}

func resolved(outcome, says string) object {
	return object{
		"outcome": outcome, "date": "2024-02-12", "case_number": "031/24", "items": []object{{"number": 1, "text": says}},
		"counts": object{"present": 19, "voting": 19, "disqualified": 0, "for": 17, "against": 2},
	}
}

func council(w *apptest.World, of map[string]string, m, says string) {
	outcome := "adopted"
	if says != text {
		outcome = "adopted_with_changes"
	}
	w.Do("clerk@"+m, "PUT", of[m]+"/resolution", resolved(outcome, says), apptest.IfMatch("*")).Is(200)
}

func TestRule23TheStartGateHoldsEveryStepAndMunicipalityUp(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	at := w.Do(secretariat, "POST", cases, object{"title": "En felles plan", "kind": "plan", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": []string{"3417", "3418"}}).Is(200)
	got, items := waits(w, "administrator@3417", at)
	begins(t, got, "condition write-benefit yours 4/2", "condition write-benefit theirs 4/2", "condition draft-mandate theirs 4/2")
	for _, each := range items {
		if one := each.(object); len(one["steps"].([]any)) != 4 || len(one["who"].([]any)) != 1 {
			t.Errorf("%v does not hold everything up, or nobody can act", one)
		}
	}
}

// A meeting with the case on its agenda is to be called before anything is resolved.
func TestRule76AMeetingThatIsNotCalledHoldsTheCaseUp(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	at := cases + "/2024-2"
	item := ""
	for _, s := range w.Do(secretariat, "GET", at+"/treatment", nil).Is(200).Get("steps").([]any) {
		for _, each := range s.(object)["treatments"].([]any) {
			if one := each.(object); one["state"] == "open" && item == "" && one["organisation"] == apptest.Region {
				item = one["self"].(string)
				body := "/v1/organisations/" + apptest.Region + "/bodies/" + one["body"].(string)
				w.Do(secretariat, "POST", body+"/meeting-calendar", object{"date": "2024-09-19", "time": "12:00"}).Is(201)
				meeting := w.Do(secretariat, "GET", body+"/meeting-calendar?from=2024-09-19&to=2024-09-19", nil).Is(200).Text("items.0.related.meeting")
				w.Do(secretariat, "POST", meeting+"/agenda", object{"kind": "treatment", "region": apptest.Region, "case": "2024-2"}).Is(200)
			}
		}
	}
	got, items := waits(w, secretariat, at)
	found := false
	for i := range got {
		found = found || strings.HasPrefix(got[i], "meeting call-meeting yours") && items[i].(object)["by"] == "2024-09-19"
	}
	if !found {
		t.Errorf("the case waits for %q, and no meeting", got)
	}
}
