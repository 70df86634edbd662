package treatment_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Bad input of every act on treatments, each with its code and the member at fault; nothing
// is left of it.
func TestBadInputIsRefusedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := active(w, "enquiry", "3416", "3417", "3418")
	w.Do(secretariat, "PUT", at+"/treatment", object{"steps": []object{
		{"step": "board", "role": "recommends", "body_kind": "board"}, {"step": "joint", "role": "deliberates", "body_kind": "joint_council_meeting", "after": []string{}},
		{"step": "councils", "role": "decides", "every": "municipal_council", "after": []string{}}, {"step": "council", "role": "decides", "body_kind": "representative_council"},
	}}, apptest.IfMatch("*")).Is(200)
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	of := addresses(w, at)
	w.Do("clerk@3418", "PUT", of["3418"]+"/resolution", resolution("adopted", nil)).Is(200)
	w.Clock.Set(apptest.Start.Add(48 * time.Hour))
	const clerk, blank = "clerk@3417", " \u200b "
	put := func(who, treatment, outcome string, changes object) [3]any {
		return [3]any{who, "PUT " + of[treatment] + "/resolution", resolution(outcome, changes)}
	}
	post := func(who, path string, in object) [3]any { return [3]any{who, "POST " + path, in} }
	off := func(changes object) object {
		in := object{"date": "2024-02-12", "case_number": "031/24", "reason": "Figures"}
		maps.Copy(in, changes)
		return in
	}
	back, later := of["council"]+"/refer-back", of["3417"]+"/defer"
	before := w.Rows()
	for name, tt := range map[string]struct {
		asked   [3]any
		code    string
		pointer string
	}{
		"a board that adopts":                   {put(secretariat, "board", "adopted", nil), "treatment.outcome", "/outcome"},
		"a board that rejects":                  {put(secretariat, "board", "rejected", nil), "treatment.outcome", "/outcome"},
		"a joint meeting that recommends":       {put(secretariat, "joint", "recommended", nil), "treatment.outcome", "/outcome"},
		"a council that notes":                  {put(clerk, "3417", "noted", nil), "treatment.outcome", "/outcome"},
		"a council that recommends against":     {put(clerk, "3417", "recommended_against", nil), "treatment.outcome", "/outcome"},
		"a quorate council that did not decide": {put(clerk, "3417", "not_decided", object{"reason": "Too few"}), "treatment.outcome", "/outcome"},
		"an outcome that is none":               {put(clerk, "3417", "approved", nil), "request.invalid", "/outcome"},
		"a step before its turn":                {put(secretariat, "council", "adopted", nil), "treatment.not_its_turn", ""},
		"a step put off before its turn":        {post(secretariat, of["council"]+"/defer", off(object{"deferred_to": "2024-03-14"})), "treatment.not_its_turn", ""},
		"a step that refers back too early":     {post(secretariat, back, off(object{"refer_to": "board"})), "treatment.not_its_turn", ""},
		"no text":                               {put(clerk, "3417", "adopted", object{"items": []object{}}), "treatment.resolution_invalid", "/items"},
		"a text of blanks":                      {put(clerk, "3417", "adopted", object{"items": []object{{"number": 1, "text": blank}}}), "treatment.resolution_invalid", "/items/0/text"},
		"no case number":                        {put(clerk, "3417", "adopted", object{"case_number": blank}), "treatment.resolution_invalid", "/case_number"},
		"more disqualified than members":        {put(clerk, "3417", "adopted", object{"counts": object{"present": 19, "voting": 19, "disqualified": 20, "for": 19, "against": 0}}), "treatment.counts", "/counts/disqualified"},
		"more present than members":             {put(clerk, "3417", "adopted", members(12, 8)), "treatment.counts", "/counts/present"},
		"votes of a negative number":            {put(clerk, "3417", "adopted", members(12, -2)), "request.invalid", "/counts/against"},
		"a meeting that is to come":             {put(clerk, "3417", "adopted", object{"date": "2024-02-15"}), "treatment.resolution_date", "/date"},
		"a meeting before the case was sent":    {put(clerk, "3417", "adopted", object{"date": "2024-02-11"}), "treatment.resolution_date", "/date"},
		"a meeting on a day that is none":       {put(clerk, "3417", "adopted", object{"date": "2024-02-30"}), "request.invalid", "/date"},
		"minutes in two places":                 {put(clerk, "3417", "adopted", object{"minutes": object{"address": "https://example.no/", "document": 1, "version": 1}}), "treatment.resolution_invalid", "/minutes"},
		"minutes in a document that is none":    {put(clerk, "3417", "adopted", object{"minutes": object{"document": 7, "version": 1, "sha256": "0000000000000000000000000000000000000000000000000000000000000000"}}), "document.pin_invalid", "/minutes/0"},
		"put off to a day that has passed":      {post(clerk, later, off(object{"deferred_to": "2024-02-12"})), "treatment.resolution_invalid", "/deferred_to"},
		"put off by a meeting to come":          {post(clerk, later, off(object{"date": "2024-02-15", "deferred_to": "2024-03-14"})), "treatment.resolution_date", "/date"},
		"put off without a reason":              {post(clerk, later, off(object{"reason": blank, "deferred_to": "2024-03-14"})), "treatment.resolution_invalid", "/reason"},
		"put off by a body that is done":        {post("clerk@3418", of["3418"]+"/defer", off(object{"deferred_to": "2024-03-14"})), "treatment.over", ""},
		"referred back to a later step":         {put(secretariat, "board", "referred_back", object{"refer_to": "council", "reason": "No"}), "treatment.refer_to", "/refer_to"},
		"referred back to its own step":         {post(clerk, of["3417"]+"/refer-back", off(object{"refer_to": "councils"})), "treatment.refer_to", "/refer_to"},
		"referred back to one side by side":     {post(clerk, of["3417"]+"/refer-back", off(object{"refer_to": "joint"})), "treatment.refer_to", "/refer_to"},
		"referred back to no step":              {post(clerk, of["3417"]+"/refer-back", off(object{"refer_to": "nowhere"})), "treatment.refer_to", "/refer_to"},
		"referred back where nothing was said":  {post(clerk, of["3417"]+"/refer-back", off(object{"refer_to": "board", "reason": blank})), "treatment.resolution_invalid", "/reason"},
		"a body that decides is skipped":        {post(secretariat, of["3417"]+"/skip", object{"reason": "No"}), "treatment.cannot_skip", ""},
		"skipped without a reason":              {post(secretariat, of["board"]+"/skip", object{"reason": blank}), "treatment.text_missing", "/reason"},
		"withdrawn though it is done":           {post(secretariat, of["3418"]+"/withdraw", object{"reason": "No"}), "treatment.over", ""},
		"a presentation to the region's board":  {[3]any{secretariat, "PUT " + of["board"] + "/presentation", object{"text": "For all."}}, "permission.denied", ""},
		"a presentation of blanks":              {[3]any{"case_officer@3417", "PUT " + of["3417"] + "/presentation", object{"text": blank}}, "treatment.text_missing", "/text"},
		"a recommendation out of order":         {[3]any{"chief_executive@3417", "PUT " + of["3417"] + "/recommendation", object{"items": []object{{"number": 2, "text": "Adopted."}}}}, "treatment.text_missing", "/items/0/number"},
		"a case taken back that is decided":     {post(secretariat, at+"/treatment/take-back", object{"reason": "No"}), "treatment.decided", ""},
	} {
		method, path, _ := strings.Cut(tt.asked[1].(string), " ")
		a := w.Do(tt.asked[0].(string), method, path, tt.asked[2], apptest.IfMatch("*"))
		if a.Text("code") != tt.code || tt.pointer != "" && a.Text("errors.0.pointer") != tt.pointer {
			t.Errorf("%s: %d %s, want %s at %s", name, a.Code, a.Body, tt.code, tt.pointer)
		}
	}
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("the rows were %v and are %v", before, after)
	}
}
