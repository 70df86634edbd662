package app_test

import (
	"net/http"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// An act answers with what it has in hand, and that is what is read after it: it need
// not read again to answer. What it asks of the database is counted, the door's own
// statements and those that begin and end the transaction among them.
func TestAnActAnswersWithWhatIsReadThenAndAsksFewStatements(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := apptest.Treated(t, listen)
	const (
		secretariat, chief, administrator = "secretariat@" + apptest.Region, "chief_executive@3417", "administrator@3417"
		kase                              = "/v1/regions/" + apptest.Region + "/cases/2024-1"
		assignments                       = kase + "/resources/3417/assignments"
		milestones                        = kase + "/milestones"
	)
	ready := object{"title": "The proposal is ready", "kind": "deadline", "due": "2024-09-02", "note": "Sent a week before", "depends_on": []string{"kick_off"}}
	version := anotherVersion(w, kase)
	for _, tt := range []struct {
		most              int
		who, method, path string
		body              object
	}{
		{11, secretariat, "POST", milestones, object{"key": "kick_off", "title": "The work begins", "kind": "event", "month": "2024-08"}},
		{13, secretariat, "PUT", milestones + "/proposal_ready", ready},
		{15, secretariat, "POST", milestones + "/proposal_ready/move", object{"due": "2024-10-01", "reason": "It takes longer"}},
		{11, secretariat, "POST", milestones + "/kick_off/complete", nil},
		{14, administrator, "POST", assignments, object{"requirement": "planner", "staff_key": "planner2", "share": 20, "from": "2024-04-01", "to": "2025-01-01", "deputy_staff_key": "planner1"}},
		{19, chief, "POST", assignments + "/1/release", nil},
		{14, chief, "POST", assignments + "/2/decline", object{"reason_code": "other"}},
		{18, chief, "POST", assignments + "/1/recall", object{"on": "2024-09-01", "reason_code": "left_post"}},
		{28, secretariat, "POST", version + "/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}},
		{20, chief, "PUT", version + "/approvals/3417", object{"answer": "returned", "reason": "The budget is too small"}},
		{20, chief, "PUT", version + "/approvals/3417", object{"answer": "approved_with_conditions", "conditions": []object{{
			"text": "The grid company takes part", "responsible": object{"organisation": apptest.Region, "office": "secretariat"}, "due": "2024-06-14", "effect": "during",
		}}}},
		{20, chief, "PUT", version + "/approvals/3417", object{"answer": "approved"}},
	} {
		if tt.method == http.MethodPut && tt.who == chief {
			asked := w.Do(tt.who, "GET", tt.path, nil).Is(200)
			tt.body["common_hash"], tt.body["slice_hash"] = asked.Get("common_hash"), asked.Get("slice_hash")
		}
		var body any
		if tt.body != nil {
			body = tt.body
		}
		before := s.N()
		acted := w.Do(tt.who, tt.method, tt.path, body, apptest.IfMatch("*"))
		asked := s.Since(before)
		if acted.Code != http.StatusOK && acted.Code != http.StatusCreated {
			t.Fatalf("%s %s: %d %s", tt.method, tt.path, acted.Code, acted.Body)
		}
		if len(asked) > tt.most {
			t.Errorf("%s %s asks %d statements, and did ask %d", tt.method, tt.path, len(asked), tt.most)
			for _, q := range asked {
				t.Logf("%.120q", q.SQL)
			}
		}
		answered := acted.Body.String()
		if read := w.Do(tt.who, "GET", acted.Text("self"), nil).Is(200); answered != read.Body.String() || acted.ETag() != read.ETag() {
			t.Errorf("%s %s answers\n%s %s\nand read then it is\n%s %s", tt.method, tt.path, acted.ETag(), answered, read.ETag(), read.Body)
		}
	}
}

// anotherVersion drafts the next version of a case's mandate, of other content for all.
func anotherVersion(w *apptest.World, kase string) string {
	var slices []object
	for _, m := range apptest.Municipalities {
		slices = append(slices, object{"municipality": m, "requirements": []object{
			{"key": "planner", "function": "Planner", "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"},
		}})
	}
	return w.Do("secretariat@"+apptest.Region, "POST", kase+"/mandates", object{"slices": slices, "common": object{
		"participants": apptest.Municipalities, "purpose": "Another power strategy", "objectives": []string{"Know the need for power"}, "scope": "", "limits": "",
		"deliverables": []string{"A strategy"}, "budget": object{"amount": 150000000, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-07-01",
		"decision": object{"organisation": apptest.Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024"},
	}}).Is(201).Text("self")
}
