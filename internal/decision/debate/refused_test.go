package debate_test

import (
	"maps"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// What cannot be recorded of a meeting, each by the code and the place that say why (KL
// §§ 8-1, 11-2, 11-4, 11-9, 11-10; rules 7.3, 7.5-7.7).
func TestBadInputOfAMeetingIsRefusedAtItsPlace(t *testing.T) {
	t.Parallel()
	w, meeting, item := opened(t, nil, nil)
	w.Exec(`INSERT INTO seat (body_id, person_id, role, deputy_order, municipality_id, from_at, created_at)
		SELECT b.id, $1, 'deputy', 1, m.id, $2, $2 FROM body b JOIN organisation o ON o.id = b.organisation_id JOIN organisation m ON m.key = '3418' WHERE o.key = $3 AND b.key = 'styre'`,
		apptest.Person("planner2@3418"), apptest.Start.AddDate(-1, 0, 0), apptest.Region)
	main(w, item)
	propose(w, item, object{"kind": "alternative", "by": "a", "text": "Nothing is done."}).Is(200)
	w.Do(secretariat, "POST", item+"/proposals/2/withdraw", object{}).Is(200)
	w.Do(secretariat, "PUT", item+"/leaves", object{"leaves": []object{{"person": apptest.Person("planner1@3416"), "why": "disqualified", "basis": "fvl. § 6"}}}, apptest.IfMatch("*")).Is(200)
	second := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-02-12", "time": "11:00"}).Is(201).Text("related.meeting")
	w.Do(secretariat, "POST", second+"/agenda", object{"kind": "other", "title": "The budget"}).Is(200)
	w.Do(secretariat, "POST", second+"/call", object{"form": "in_person"}).Refused(422, "meeting.no_place").Has(object{"errors.0.pointer": "/place"})
	w.Do(secretariat, "POST", second+"/call", object{"form": "in_person", "place": "Rådhuset"}).Is(200)
	vote := func(in object) object {
		all := object{"kind": "resolution", "on": []int{1}}
		maps.Copy(all, in)
		return all
	}
	for name, tt := range map[string]struct {
		method, path string
		in           object
		status       int
		code, at     string
	}{
		"votes above attendance":             {"PUT", item + "/votes/1", vote(object{"counts": object{"for": 4, "against": 1}}), 422, "ballot.votes_above_attendance", "/counts/voting"},
		"a vote by somebody disqualified":    {"PUT", item + "/votes/1", vote(object{"voices": voices(chair+": for", "planner1@3416: for")}), 422, "ballot.has_no_vote", "/voices/1/person"},
		"a vote by somebody absent":          {"PUT", item + "/votes/1", vote(object{"voices": voices("planner2@3417: for")}), 422, "ballot.has_no_vote", "/voices/0/person"},
		"a vote by somebody without a seat":  {"PUT", item + "/votes/1", vote(object{"voices": voices(chair+": for", member+": for", "clerk@3417: for")}), 422, "ballot.has_no_vote", "/voices/2/person"},
		"two votes of one member":            {"PUT", item + "/votes/1", vote(object{"voices": voices(chair+": for", chair+": against")}), 422, "ballot.voted_twice", "/voices/1/person"},
		"a blank vote in an ordinary item":   {"PUT", item + "/votes/1", vote(object{"voices": voices(chair+": for", member+": blank")}), 422, "ballot.blank", "/voices/1/voice"},
		"a vote on what was withdrawn":       {"PUT", item + "/votes/1", vote(object{"on": []int{2}, "counts": object{"for": 1, "against": 0}}), 409, "debate.proposal_withdrawn", ""},
		"an amendment to what was withdrawn": {"POST", item + "/proposals", object{"kind": "amendment", "amends": 2, "by": "a", "text": "x"}, 409, "debate.proposal_withdrawn", ""},
		"a resolution without text":          {"POST", item + "/resolve", object{"outcome": "adopted"}, 422, "debate.resolution_invalid", "/items"},
		"a resolution of blanks":             {"POST", item + "/resolve", object{"outcome": "adopted", "items": []object{{"number": 1, "text": " \u200b"}}}, 422, "debate.resolution_invalid", "/items/0/text"},
		"an outcome of a case alone":         {"POST", item + "/resolve", object{"outcome": "recommended", "items": []object{{"number": 1, "text": "x"}}}, 422, "debate.case_only", "/outcome"},
		"a deputy for a present member":      {"POST", meeting + "/attendance", object{"movements": []object{{"person": apptest.Person("planner2@3418"), "for": apptest.Person("planner1@3418"), "change": "arrived"}}}, 409, "meeting.member_present", "/movements/0"},
		"a chair who is not there":           {"PUT", item + "/chair", object{"chair": apptest.Person("planner2@3417")}, 422, "meeting.no_chair", "/chair"},
		"a body that meets twice at once":    {"POST", second + "/open", object{"present": there()}, 409, "meeting.meets_already", ""},
		"a day that does not exist":          {"POST", styre + "/meeting-calendar", object{"date": "2024-02-30"}, 422, "request.invalid", "/date"},
	} {
		got := w.Do(secretariat, tt.method, tt.path, tt.in, apptest.IfMatch("*"))
		if got.Code != tt.status || got.Text("code") != tt.code || tt.at != "" && got.Text("errors.0.pointer") != tt.at {
			t.Errorf("%s: %d %s at %s: %s", name, got.Code, got.Text("code"), got.Text("errors.0.pointer"), got.Body)
		}
	}
}
