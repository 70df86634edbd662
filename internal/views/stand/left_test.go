package stand_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

const region = "/v1/regions/" + apptest.Region

// left is a world in which 3417 confirmed its benefit, released a planner, and
// left the case an hour after it began; a day later much has changed.
func left(t *testing.T) *apptest.World {
	t.Helper()
	w := furnished(t)
	w.Do("chief_executive@3417", "POST", base+"/benefits/3417/confirm", nil).Is(200)
	w.Do("administrator@3418", "PUT", base+"/benefits/3418", object{"statement": "Power for its industry."}).Is(201)
	w.Do("chief_executive@3417", "POST", base+"/resources/3417/assignments/1/release", nil).Is(200)
	named := w.Do("administrator@3418", "POST", base+"/resources/3418/assignments", object{
		"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01",
	}).Is(201).Text("self")
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", base+"/participants/3417/leave", object{"reason": "The council has resolved to leave."}).Is(200)

	w.Clock.Set(apptest.Start.AddDate(0, 0, 1))
	tag := w.Do(secretariat, "GET", base, nil).ETag()
	w.Do(secretariat, "PUT", base, object{"title": "Another title", "kind": "strategy", "publicity": "public"}, apptest.IfMatch(tag)).Is(200)
	w.Do(secretariat, "POST", base+"/links", object{"title": "A later link", "address": "https://example.org/", "kind": "report"}).Is(200)
	read := w.Do("administrator@3418", "GET", base+"/benefits/3418", nil).ETag()
	w.Do("administrator@3418", "PUT", base+"/benefits/3418", object{"statement": "Something else."}, apptest.IfMatch(read)).Is(200)
	w.Do("chief_executive@3418", "POST", named+"/release", nil).Is(200)
	w.Do("administrator@3418", "PUT", base+"/resources/3418/contribution", object{"description": "Rooms"}).Is(201)
	w.Do(secretariat, "POST", base+"/milestones/proposal_ready/move", object{"due": "2024-10-01", "reason": "It takes longer"}).Is(200)
	w.Do(secretariat, "POST", base+"/milestones", object{"key": "board", "title": "Board", "kind": "deadline", "due": "2024-09-20"}).Is(201)
	w.Do(secretariat, "POST", base+"/milestones/councils_decided/withdraw", object{"reason": "Planned by mistake"}).Is(200)
	second(w, "2024-04-05")
	return w
}

// second submits a second version of the mandate, without 3417.
func second(w *apptest.World, naming string) {
	five := []string{"3401", "3414", "3415", "3416", "3418"}
	version := w.Do(secretariat, "GET", base+"/mandates/1", nil).Is(200)
	var slices []object
	for _, s := range version.Get("slices").([]any) {
		if s := s.(object); s["municipality"] != "3417" {
			delete(s, "hash")
			slices = append(slices, s)
		}
	}
	common := version.Get("common").(object)
	common["participants"] = five
	second := w.Do(secretariat, "POST", base+"/mandates", object{"common": common, "slices": slices}).Is(201).Text("self")
	w.Do(secretariat, "POST", second+"/submit", object{"answer_by": "2024-03-15", "naming_due": naming}).Is(200)
}

// Rule 1.1: a municipality that left reads the case as it stood until that day.
func TestAMunicipalityThatLeftReadsTheCaseAsItStood(t *testing.T) {
	t.Parallel()
	w := left(t)
	const reader = "administrator@3417"
	seen := w.Do(reader, "GET", base, nil).Is(200)
	if seen.Text("title") != "Regional kraftstrategi" || len(seen.Get("links").([]any)) != 1 {
		t.Errorf("it reads %q with %v", seen.Text("title"), seen.Get("links"))
	}
	if listed := w.Do(reader, "GET", region+"/cases", nil).Is(200); listed.Text("items.0.title") != "Regional kraftstrategi" {
		t.Errorf("its list of cases: %s", listed.Body)
	}
	w.Do(reader, "GET", base+"/mandates/2", nil).Refused(404, "resource.not_found")
	if got := w.Do(reader, "GET", base+"/mandates", nil).Is(200).Get("items").([]any); len(got) != 1 || got[0].(object)["state"] != "in_force" {
		t.Errorf("it reads %d versions", len(got))
	}
	if got := w.Do(reader, "GET", base+"/benefits/3418", nil).Is(200); got.Text("statement") != "Power for its industry." || got.Get("written_at") != "2024-02-12T08:00:00Z" {
		t.Errorf("another municipality's statement: %s", got.Body)
	}
	if got := w.Do(reader, "GET", base+"/resources/3418/assignments/1", nil).Is(200); got.Text("state") != "nominated" || got.Get("decided_by") != nil {
		t.Errorf("another municipality's nomination: %s", got.Body)
	}
	w.Do(reader, "GET", base+"/resources/3418/contribution", nil).Refused(404, "contribution.not_recorded")
	if got := w.Do(reader, "GET", base+"/milestones/proposal_ready", nil).Is(200); got.Text("due") != "2024-09-02" || len(got.Get("moves").([]any)) != 0 {
		t.Errorf("a milestone that was moved since: %s", got.Body)
	}
	w.Do(reader, "GET", base+"/milestones/board", nil).Refused(404, "resource.not_found")
	events := w.Do(reader, "GET", base+"/events", nil).Is(200)
	if events.Text("items.0.act") != "end-assignment" && events.Text("items.0.act") != "remove-participant" || strings.Contains(events.Body.String(), "Another title") {
		t.Errorf("its record ends with %s", events.Text("items.0.act"))
	}
	matrix := w.Do(reader, "GET", base+"/matrix", nil).Is(200)
	for _, row := range matrix.Get("rows").([]any) {
		for _, c := range row.(object)["cells"].([]any) {
			if len(c.(object)["who"].([]any)) != 0 {
				t.Errorf("its matrix asks %v", c)
			}
		}
	}
	if rows := matrix.Get("rows").([]any); rows[4].(object)["cells"].([]any)[0].(object)["state"] != "left" || rows[5].(object)["cells"].([]any)[3].(object)["state"] == "met" {
		t.Errorf("its matrix: %s", matrix.Body)
	}
}

// Rules 1.1, 1.7: who is found disqualified after a municipality left, from a day before,
// is not flagged for it; and who was found so before stays flagged when it is withdrawn.
func TestAMunicipalityThatLeftReadsWhoWasDisqualifiedThen(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	w.Do("clerk@3418", "POST", "/v1/organisations/3418/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "size": 33, "decides": true}).Is(201)
	bar := func() string {
		at := w.Do("clerk@3418", "POST", base+"/disqualifications/3418", object{"person": apptest.Person("chief_executive@3418"), "ground": "Owns the plant", "basis": "fvl. § 6"}).Is(201).Text("self")
		w.Do("clerk@3418", "POST", at+"/decide", object{
			"disqualified": true, "from": apptest.Start, "body": "kommunestyret", "decided_on": "2024-02-12", "case_number": "014/24",
		}).Is(200)
		return at
	}
	flagged := func(as string) (all [2]any) {
		for _, x := range w.Do(as, "GET", base+"/mandates/1", nil).Is(200).Get("approvals").([]any) {
			if a := x.(object); a["municipality"] == "3418" {
				all = [2]any{a["flagged"], a["standing"].(object)["disqualified"]}
			}
		}
		return all
	}
	leave := func(municipality string) {
		w.Clock.Set(w.Clock.Now().Add(time.Hour))
		w.Do(secretariat, "POST", base+"/participants/"+municipality+"/leave", object{"reason": "The council has resolved to leave."}).Is(200)
		w.Clock.Set(w.Clock.Now().Add(time.Hour))
	}
	yes, no := [2]any{true, true}, [2]any{false, false}
	leave("3417")
	at := bar()
	if left, now := flagged("reader@3417"), flagged(secretariat); left != no || now != yes {
		t.Errorf("found since: flagged for the municipality that left: %v, for the region: %v", left, now)
	}
	leave("3416")
	w.Do("clerk@3418", "POST", at+"/withdraw", object{"reason": "By mistake"}).Is(200)
	if left, now := flagged("reader@3416"), flagged(secretariat); left != yes || now != no {
		t.Errorf("withdrawn since: flagged for the municipality that left: %v, for the region: %v", left, now)
	}
}

// Rule 1.1: what is undone after a municipality left stays as it read it: whatever
// was withdrawn, ended, reopened or removed since.
func TestAMunicipalityThatLeftReadsNoLaterUndoing(t *testing.T) {
	t.Parallel()
	w := deputised(t)
	const reader = "reader@3417"
	region, grue := base+"/disqualifications/"+apptest.Region, base+"/disqualifications/3418"
	bar(w)
	confirm(w, deputyChair).Is(200)
	declare := object{"ground": "Owns land", "basis": "fvl. § 6"}
	w.Do("case_officer@3418", "POST", grue+"/declaration", declare).Is(201)
	w.Do("administrator@3418", "POST", grue+"/declaration", declare).Is(201)
	w.Do("clerk@3418", "POST", grue, object{"person": apptest.Person("reader@3418"), "ground": "Owns land", "basis": "fvl. § 6 e"}).Is(201)
	w.Do(secretariat, "POST", base+"/milestones/proposal_ready/complete", nil).Is(200)
	w.Do("clerk@3418", "POST", base+"/milestones/councils_decided/parts/3418/complete", nil).Is(200)
	w.Do(secretariat, "POST", base+"/milestones", object{"key": "naming_due", "title": "Names", "kind": "deadline", "due": "2024-04-06", "per_municipality": true}).Is(201)
	w.Do(secretariat, "POST", base+"/milestones", object{"key": "board", "title": "Board", "kind": "deadline", "due": "2024-09-20", "depends_on": []string{"proposal_ready"}}).Is(201)
	w.Do(secretariat, "POST", base+"/milestones/board/move", object{"due": "2024-09-21", "reason": "A Saturday"}).Is(200)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", base+"/participants/3417/leave", object{"reason": "The council has resolved to leave."}).Is(200)

	read := func() map[string]string {
		found := map[string]string{}
		for _, path := range []string{
			"", "/start-gate", "/disqualifications", "/disqualifications?state=disqualified", "/disqualifications?state=raised",
			"/disqualifications?state=withdrawn", "/milestones", "/milestones?open=true", "/events", "/matrix", "/mandates", "/mandates?state=in_force", "/reminders",
		} {
			found[path] = text(t, w.Do(reader, "GET", base+path, nil).Is(200).JSON())
		}
		return found
	}
	before := read()
	w.Clock.Set(apptest.Start.Add(2 * time.Hour))
	why := object{"reason": "By mistake"}
	w.Do(secretariat, "POST", overridePath+"/1/withdraw", why).Is(200)
	w.Do(secretariat, "POST", region+"/2/withdraw", why).Is(200)
	w.Do("chief_executive@3418", "POST", grue+"/3/withdraw", why).Is(200)
	w.Do("chief_executive@3418", "POST", grue+"/4/end", why).Is(200)
	w.Do(secretariat, "POST", base+"/milestones/board/withdraw", why).Is(200)
	w.Do(secretariat, "POST", base+"/milestones/proposal_ready/reopen", why).Is(200)
	w.Do("clerk@3418", "POST", base+"/milestones/councils_decided/parts/3418/reopen", why).Is(200)
	w.Do(secretariat, "POST", base+"/milestones", object{"key": "board", "title": "Another", "kind": "deadline", "due": "2024-09-23"}).Is(201)
	w.Do(secretariat, "DELETE", base+"/links/1", nil, apptest.IfMatch(w.Do(secretariat, "GET", base, nil).ETag())).Is(200)
	second(w, "2024-04-08")
	after := read()
	for path, was := range before {
		if now := after[path]; now != was {
			t.Errorf("%s was\n%s\nand is\n%s", path, was, now)
		}
	}
}

// Rule 1.1: a case that was left is found by what it said and was then, and by
// nothing later: else a search would tell it, word by word.
func TestACaseThatWasLeftIsFoundByWhatItSaidThen(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", base+"/participants/3417/leave", object{"reason": "The council has resolved to leave."}).Is(200)
	w.Clock.Set(apptest.Start.AddDate(0, 0, 1))
	change := object{"title": "Hemmelig gruve", "summary": "Et varsomt ord", "kind": "plan", "publicity": "public"}
	w.Do(secretariat, "PUT", base, change, apptest.IfMatch(w.Do(secretariat, "GET", base, nil).ETag())).Is(200)
	w.Do("administrator@3418", "PUT", base+"/references/3418", object{"case_number": "2024/777", "archive_number": "K-12"}).Is(200)
	other := w.Do(secretariat, "POST", region+"/cases", object{"title": "Hemmelig plan", "kind": "plan", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", other+"/open", object{"municipalities": []string{"3417", "3418"}}).Is(200)
	w.Do(secretariat, "POST", base+"/withdraw", object{"reason": "It is given up"}).Is(200)

	for query, want := range map[string]string{
		"q=kraftstrategi": "2024-1", "q=krafts": "2024-1", "q=hemmelig": "2024-2", "q=varsomt": "", "q=-gruve": "2024-2 2024-1", "q=2024/118": "2024-1", "q=2024-1": "2024-1",
		"q=2024/777": "", "q=K-12": "", "kind=strategy": "2024-1", "kind=plan": "2024-2", "state=withdrawn": "", "state=preparing": "2024-2 2024-1", "": "2024-2 2024-1",
		"modified_since=2024-02-12T09:00:00Z": "2024-2 2024-1", "modified_since=2024-02-12T10:00:00Z": "2024-2", "municipality=3416": "2024-1",
		"limit=1": "2024-2",
	} {
		var found []string
		for _, c := range w.Do("reader@3417", "GET", region+"/cases?"+query, nil).Is(200).Get("items").([]any) {
			found = append(found, c.(object)["number"].(string))
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
	if found := w.Do(secretariat, "GET", region+"/cases?q=gruve&state=withdrawn", nil).Is(200); found.Text("items.0.number") != "2024-1" {
		t.Errorf("the secretariat finds %s", found.Body)
	}
	w.Do("reader@3418", "GET", region+"/cases?q=2024/777", nil).Is(200).Has(object{"items.0.number": "2024-1"})
}

// Rule 1.1: whom a municipality had named in a case that it left are listed with
// what the case was called then, for it and for themselves.
func TestThoseNamedInACaseThatWasLeftReadItsTitleThen(t *testing.T) {
	t.Parallel()
	w := left(t)
	ended := "?state=released&municipality=3417"
	w.Do("administrator@3417", "GET", region+"/people"+ended, nil).Is(200).Has(object{"items.0.title": "Regional kraftstrategi"})
	w.Do("planner1@3417", "GET", "/v1/me/assignments", nil).Is(200).Has(object{"items.0.title": "Regional kraftstrategi"})
	w.Do(secretariat, "GET", region+"/people"+ended, nil).Is(200).Has(object{"items.0.title": "Another title"})
	w.Do("planner1@3418", "GET", "/v1/me/assignments", nil).Is(200).Has(object{"items.0.title": "Another title"})
}

// text is what an answer says, without what the reader may do.
func text(t *testing.T, body any) string {
	t.Helper()
	var bare func(any)
	bare = func(x any) {
		switch x := x.(type) {
		case object:
			delete(x, "actions")
			for _, v := range x {
				bare(v)
			}
		case []any:
			for _, v := range x {
				bare(v)
			}
		}
	}
	bare(body)
	out, err := json.MarshalIndent(body, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Rule 1.1: a municipality that left reads its own part for good.
func TestAMunicipalityThatLeftReadsItsOwnPart(t *testing.T) {
	t.Parallel()
	w := left(t)
	const reader = "administrator@3417"
	if got := w.Do(reader, "GET", base+"/mandates/1/approvals/3417", nil).Is(200); got.Text("status") != "approved_with_conditions" || got.Text("standing.conditions.0.text") == "" {
		t.Errorf("its answer: %s", got.Body)
	}
	if got := w.Do(reader, "GET", base+"/benefits/3417", nil).Is(200).Text("state"); got != "confirmed" {
		t.Errorf("its benefit is %s", got)
	}
	if got := w.Do(reader, "GET", base+"/resources/3417/assignments/1", nil).Is(200); got.Text("state") != "released" || got.Text("ended_on") != "2024-02-12" {
		t.Errorf("its release: %s", got.Body)
	}
	if got := w.Do(reader, "GET", base+"/resources/3417", nil).Is(200); got.Get("others.0.number") != 1.0 || got.Text("others.0.ended_on") != "2024-02-12" {
		t.Errorf("its resources: %s", got.Body)
	}
	if got := w.Do(reader, "GET", base+"/resources/3417/contribution", nil).Is(200).Text("description"); got != "Meeting rooms" {
		t.Errorf("its contribution is %q", got)
	}
	if got := w.Do(reader, "GET", region+"/people?municipality=3417", nil); len(got.Is(200).Get("items").([]any)) != 0 {
		t.Errorf("whom it had named, who are over: %s", got.Body)
	}
	w.Do(reader, "PUT", base+"/benefits/3417", object{"statement": "Still here."}).Refused(409, "case.participant_left")
	w.Do("reader@3417", "PUT", base+"/benefits/3417", object{"statement": "Still here."}).Refused(403, "permission.denied")
	w.Do("chief_executive@3417", "POST", base+"/start", nil).Refused(403, "permission.denied")
	if got := w.Do("chief_executive@3417", "GET", "/v1/me/tasks", nil).Is(200).Get("items").([]any); len(got) != 0 {
		t.Errorf("its tasks: %v", got)
	}
}

// Rule 1.1: coming back begins a new period and overwrites none.
func TestComingBackBeginsANewPeriodAndOverwritesNone(t *testing.T) {
	t.Parallel()
	w := left(t)
	w.Do(secretariat, "POST", base+"/participants", object{"municipality": "3417", "reason": "The council has changed its mind."}).Is(200)
	back := w.Do("administrator@3417", "GET", base, nil).Is(200)
	if back.Text("title") != "Another title" {
		t.Errorf("back in the case, it reads %q", back.Text("title"))
	}
	period := func(at string) object {
		t.Helper()
		for _, p := range w.Do("administrator@3417", "GET", base, nil).Is(200).Get("participants").([]any) {
			if p := p.(object); p["municipality"] == "3417" {
				return p
			}
		}
		t.Fatalf("%s: it does not take part", at)
		return nil
	}
	now := period("back")
	earlier := now["earlier"].([]any)
	if now["left_at"] != nil || now["joined_at"] != "2024-02-13T08:00:00Z" || now["joined_why"] != "The council has changed its mind." || len(earlier) != 1 {
		t.Fatalf("its periods: %v", now)
	}
	if e := earlier[0].(object); e["joined_at"] != "2024-02-12T08:00:00Z" || e["left_at"] != "2024-02-12T09:00:00Z" || e["left_why"] != "The council has resolved to leave." {
		t.Errorf("the earlier period: %v", e)
	}
	w.Clock.Set(apptest.Start.AddDate(0, 0, 2))
	w.Do(secretariat, "POST", base+"/participants/3417/leave", object{"reason": "For good."}).Is(200)
	if again := period("left again"); len(again["earlier"].([]any)) != 1 || again["left_why"] != "For good." {
		t.Errorf("after it left again: %v", again)
	}
	if got := w.Do("administrator@3417", "GET", base+"/mandates/2", nil).Is(200).Text("state"); got != "withdrawn" {
		t.Errorf("of its second period it reads version 2 as %s", got)
	}
}

// Rule 1.1: what is planned in the past, after a municipality left, is not among
// the reminders that it reads.
func TestAMunicipalityThatLeftReadsNoReminderOfWhatWasPlannedLater(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	for i, municipality := range []string{"3418", "3417"} {
		w.Clock.Set(apptest.Start.Add(time.Duration(i+1) * time.Hour))
		w.Do(secretariat, "POST", base+"/participants/"+municipality+"/leave", object{"reason": "The council has resolved to leave."}).Is(200)
	}
	read := func() string { return w.Do("clerk@3417", "GET", base+"/reminders", nil).Is(200).Body.String() }
	before := read()
	w.Clock.Set(apptest.Start.Add(3 * time.Hour))
	w.Do(secretariat, "POST", base+"/participants", object{"municipality": "3418", "reason": "The council has changed its mind."}).Is(200)
	w.Do(secretariat, "POST", base+"/milestones", object{"key": "secret", "title": "Secret", "kind": "deadline", "due": "2024-02-14"}).Is(201)
	if after := read(); after != before {
		t.Errorf("its reminders were\n%s\nand are\n%s", before, after)
	}
}

// Rule 1.1: that another municipality comes back, and starts anew, is nothing that one
// reads that left before.
func TestAMunicipalityThatLeftReadsNothingOfAnothersReturn(t *testing.T) {
	t.Parallel()
	w := furnished(t)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", base+"/participants/3417/leave", object{"reason": "The council has resolved to leave."}).Is(200)
	read := func() string {
		all := ""
		for _, path := range []string{"", "/mandates", "/mandates/1", "/mandates/1/approvals", "/mandates/1/approvals/3418", "/mandates/1/gate", "/matrix"} {
			all += path + " " + text(t, w.Do("clerk@3417", "GET", base+path, nil).Is(200).JSON())
		}
		return all
	}
	before := read()
	w.Clock.Set(apptest.Start.Add(2 * time.Hour))
	w.Do(secretariat, "POST", base+"/participants/3418/leave", object{"reason": "The council has resolved to leave."}).Is(200)
	w.Clock.Set(apptest.Start.Add(3 * time.Hour))
	w.Do(secretariat, "POST", base+"/participants", object{"municipality": "3418", "reason": "The council has changed its mind."}).Is(200)
	if after := read(); after != before {
		t.Errorf("it read\n%s\nand reads\n%s", before, after)
	}
}
