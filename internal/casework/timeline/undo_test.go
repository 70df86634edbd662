package timeline_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

var mistake = body{"reason": "Recorded by mistake"}

func TestRule54AMilestoneDoneByMistakeIsReopened(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	at := milestones + "/ready"
	w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("board", deadline("The board", "2024-06-03", "ready"))).Is(201)
	w.Do(secretariat, "POST", at+"/reopen", mistake).Refused(409, "timeline.not_done")
	w.Do(secretariat, "POST", at+"/complete", body{"note": "Sent"}).Is(200)
	w.Do(secretariat, "POST", milestones+"/board/complete", nil).Is(200)
	same(t, "reminded of when done", standing(t, w), "")

	w.Do(secretariat, "POST", at+"/reopen", mistake).Refused(409, "timeline.followed")
	w.Do("administrator@3417", "POST", milestones+"/board/reopen", mistake).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", milestones+"/board/reopen", body{"reason": "\u200b"}).Refused(422, "timeline.content_invalid")
	w.Do(secretariat, "POST", milestones+"/board/reopen", mistake).Is(200).Has(body{"state": "open", "done_at": nil})
	w.Do(secretariat, "POST", at+"/reopen", mistake, apptest.IfMatch(`"r9"`)).Refused(412, "precondition.stale")
	w.Do(secretariat, "POST", at+"/reopen", mistake).Is(200).Has(body{"state": "open", "done_note": nil})
	same(t, "reminded of again", standing(t, w), "board 2024-06-03, ready 2024-05-02")
	same(t, "events with the reason and what was done", count(t, w, `
		SELECT count(*) FROM audit_event WHERE act = 'reopen-milestone' AND changes->'reason'->>'new' = 'Recorded by mistake' AND changes->'done_at'->>'old' IS NOT NULL`), 2)
}

func TestRule54AMunicipalityReopensItsOwnPart(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	at := milestones + "/councils_decided"
	reopen := func(m string) string { return at + "/parts/" + m + "/reopen" }
	w.Do(secretariat, "POST", milestones, keyed("councils_decided", forEach("All councils have decided", "2024-06-20"))).Is(201)
	before := standing(t, w)
	w.Do("clerk@3401", "POST", reopen("3401"), mistake).Refused(409, "timeline.not_done")
	w.Do("clerk@3401", "POST", part("3401"), nil).Is(200)
	w.Do("clerk@3417", "POST", reopen("3401"), mistake).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", at+"/reopen", mistake).Refused(409, "timeline.done_by_each")
	w.Do("clerk@3401", "POST", reopen("3401"), mistake).Is(200).Has(body{"parts.0.state": "open", "parts.0.actions.0.open": true, "parts.0.actions.1.open": false})
	same(t, "reminded of again", standing(t, w), before)
	w.Do("clerk@3401", "POST", part("3401"), nil).Is(200).Has(body{"parts.0.state": "done", "parts.0.actions.1.open": true})
}

func TestRule54AMilestonePlannedByMistakeIsWithdrawn(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	at := milestones + "/board"
	plan := func(due string) *apptest.Answer {
		return w.Do(secretariat, "POST", milestones, keyed("board", deadline("The board", due)))
	}
	plan("2024-06-03").Is(201)
	w.Do(secretariat, "POST", at+"/move", body{"due": "2024-06-04", "reason": "Moved"}).Is(200)
	w.Do(secretariat, "POST", milestones, keyed("after", deadline("After the board", "2024-07-01", "board"))).Is(201)
	w.Do(secretariat, "POST", at+"/withdraw", mistake).Refused(409, "timeline.followed")
	w.Do(secretariat, "POST", milestones+"/after/withdraw", mistake).Is(200).Has(body{"state": "withdrawn"})
	w.Do(secretariat, "POST", at+"/complete", nil).Is(200)
	w.Do(secretariat, "POST", at+"/withdraw", mistake).Refused(409, "timeline.already_done")
	w.Do(secretariat, "POST", at+"/reopen", mistake).Is(200)
	w.Do("clerk@3417", "POST", at+"/withdraw", mistake).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", at+"/withdraw", mistake).Is(200).Has(body{"state": "withdrawn", "due": "2024-06-04"})
	w.Do(secretariat, "GET", at, nil).Refused(404, "resource.not_found")
	same(t, "reminded of", standing(t, w), "")
	same(t, "kept", count(t, w, `SELECT count(*) FROM milestone WHERE withdrawn_why = 'Recorded by mistake'`), 2)
	same(t, "events that tell what it was", count(t, w, `
		SELECT count(*) FROM audit_event WHERE act = 'withdraw-milestone' AND changes->'title'->>'old' = 'The board' AND changes->'reason'->>'new' = 'Recorded by mistake'`), 1)

	// Its key is free, and the new one has no history of the old.
	plan("2024-06-10").Is(201).Has(body{"first_due": "2024-06-10", "state": "open"})
	same(t, "reminded of when planned anew", standing(t, w), "board 2024-06-10")

	w.Exec(`UPDATE casefile SET state = 'active', started_at = created_at`)
	w.Do(secretariat, "POST", at+"/withdraw", mistake).Refused(409, "timeline.start_rests_on_it")
}

// Rules 2.3, 6.5: a naming that is reopened is asked for again by the mandate too;
// while its people are released it is done, and is not reopened.
func TestRule65AReopenedNamingIsAskedForWhole(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	const chief, administrator = "chief_executive@3417", "administrator@3417"
	at := milestones + "/naming_due"
	w.Do(secretariat, "POST", milestones, keyed("naming_due", forEach("Names", "2024-04-05"))).Is(201)
	w.Do(administrator, "POST", milestones[:len(milestones)-len("/milestones")]+"/resources/3417/assignments/1/retract", nil).Is(200)
	asked := func() (text string) {
		t.Helper()
		err := w.Pool.QueryRow(t.Context(), `
			SELECT string_agg(concat_ws(' ', d.kind, r.due_at, r.state), E'\n' ORDER BY d.kind, r.due_at, r.id) FROM deadline d JOIN reminder r ON r.deadline_id = d.id
			WHERE d.municipality = '3417' AND d.state = 'standing' AND (d.kind = 'naming' OR d.key = 'naming_due')`).Scan(&text)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	naming := asked()
	w.Do(administrator, "POST", at+"/parts/3417/complete", nil).Is(200)
	same(t, "asked of it when done", count(t, w, `SELECT count(*) FROM deadline WHERE municipality = '3417' AND state = 'standing' AND (kind = 'naming' OR key = 'naming_due')`), 0)
	w.Do(administrator, "POST", at+"/parts/3417/reopen", mistake).Is(200)
	same(t, "asked of it when reopened", asked(), naming)

	named := w.Do(administrator, "POST", milestones[:len(milestones)-len("/milestones")]+"/resources/3417/assignments", body{
		"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01",
	}).Is(201).Text("self")
	w.Do(chief, "POST", named+"/release", nil).Is(200)
	w.Do(administrator, "GET", at, nil).Is(200).Has(body{"parts.4.municipality": "3417", "parts.4.state": "done", "parts.4.actions.1.code": "timeline.people_released"})
	w.Do(administrator, "POST", at+"/parts/3417/reopen", mistake).Refused(409, "timeline.people_released")
	w.Do(chief, "POST", named+"/recall", body{"on": "2024-06-01", "reason_code": "other"}).Is(200)
	w.Do(administrator, "POST", at+"/parts/3417/reopen", mistake).Is(200).Has(body{"parts.4.state": "open"})
}
