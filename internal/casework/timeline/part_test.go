package timeline_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
)

func part(municipality string) string {
	return milestones + "/councils_decided/parts/" + municipality + "/complete"
}

func TestAMilestoneOfTheCaseIsCompletedOnce(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	at := milestones + "/ready"
	tag := w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201).ETag()
	w.Do("administrator@3417", "POST", at+"/complete", nil).Refused(403, "permission.denied")
	w.Do("secretariat@"+apptest.Foreign, "POST", at+"/complete", nil).Refused(404, "resource.not_found")
	w.Do(secretariat, "POST", at+"/parts/3417/complete", nil).Refused(403, "permission.denied")
	w.Do("clerk@3417", "POST", at+"/parts/3417/complete", nil).Refused(409, "timeline.done_once")
	w.Do(secretariat, "POST", at+"/complete", nil, apptest.IfMatch(`"r7"`)).Refused(412, "precondition.stale")
	done := w.Do(secretariat, "POST", at+"/complete", body{"note": "Sent to the board"}, apptest.IfMatch(tag)).Is(200)
	same(t, "state", done.Text("state"), "done")
	same(t, "the note", done.Text("done_note"), "Sent to the board")
	same(t, "who", done.Text("done_by"), apptest.Person(secretariat))
	again := w.Do(secretariat, "POST", at+"/complete", body{"note": "Again"}, apptest.IfMatch(tag)).Is(200)
	same(t, "the tag when repeated", again.ETag(), done.ETag())
	same(t, "traces", traces(t, w), 2)
	w.Do(secretariat, "POST", milestones+"/nothing/complete", nil).Refused(404, "resource.not_found")
}

func TestEveryMunicipalityCompletesItsOwnPart(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("councils_decided", forEach("All councils have decided", "2024-06-20"))).Is(201)
	w.Do(secretariat, "POST", milestones+"/councils_decided/complete", nil).Refused(409, "timeline.done_by_each")
	w.Do("clerk@3401", "POST", part("3417"), nil).Refused(403, "permission.denied")
	w.Do("clerk@"+apptest.Stranger, "POST", part(apptest.Stranger), nil).Refused(404, "resource.not_found")
	w.Do("case_officer@3417", "POST", part("3417"), nil).Refused(403, "permission.denied")
	for i, m := range apptest.Municipalities {
		answer := w.Do("clerk@"+m, "POST", part(m), body{"note": "Council case 31/2024"}).Is(200)
		want := "open"
		if i == len(apptest.Municipalities)-1 {
			want = "done"
		}
		same(t, "state after "+m, answer.Text("state"), want)
	}
	shown := w.Do("clerk@3401", "GET", milestones+"/councils_decided", nil).Is(200)
	same(t, "the first part", shown.Text("parts.0.state"), "done")
	same(t, "its office", shown.Text("parts.0.responsible.organisation"), "3401")
	same(t, "its act, once done", shown.Get("parts.0.actions.0.open"), false)
	w.Do("administrator@3417", "POST", part("3417"), nil, apptest.IfMatch(`"r1"`)).Is(200)
	once := w.Do("administrator@3417", "POST", part("3417"), nil, apptest.Key("part-3417")).Is(200)
	twice := w.Do("administrator@3417", "POST", part("3417"), nil, apptest.Key("part-3417")).Is(200)
	same(t, "the answer to the same key", twice.Body.String(), once.Body.String())
	same(t, "traces after a repetition", traces(t, w), 1+len(apptest.Municipalities))
}

func TestAllMunicipalitiesCompleteInTheSameInstant(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("councils_decided", forEach("All councils have decided", "2024-06-20"))).Is(201)
	statuses := together(func(i int) int {
		m := apptest.Municipalities[i/2] // each one twice
		return w.Do("clerk@"+m, "POST", part(m), nil).Code
	}, 2*len(apptest.Municipalities))
	same(t, "taken", statuses[http.StatusOK], 2*len(apptest.Municipalities))
	same(t, "parts", count(t, w, `SELECT count(*) FROM milestone_done`), len(apptest.Municipalities))
	same(t, "traces", traces(t, w), 1+len(apptest.Municipalities))
	same(t, "state", w.Do(secretariat, "GET", milestones+"/councils_decided", nil).Text("state"), "done")
}

func TestWhoHasLeftIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("councils_decided", forEach("All councils have decided", "2024-06-20"))).Is(201)
	for _, m := range apptest.Municipalities[1:] {
		w.Do("clerk@"+m, "POST", part(m), nil).Is(200)
	}
	inTx(t, w, func(tx pgx.Tx, c *casefile.Case) error {
		return casefile.Leave(t.Context(), tx, c.ID, c.Participants[0].ID, message.Verbatim("Leaves the work"), apptest.Start)
	})
	shown := w.Do(secretariat, "GET", milestones+"/councils_decided", nil).Is(200)
	same(t, "state", shown.Text("state"), "done")
	same(t, "the part of who left", shown.Text("parts.0.state"), "left")
	w.Do("clerk@3401", "POST", part("3401"), nil).Refused(409, "case.participant_left")
}

// inTx does something with the case that other features do.
func inTx(t *testing.T, w *apptest.World, do func(tx pgx.Tx, c *casefile.Case) error) {
	t.Helper()
	_, err := pgdb.InTx(t.Context(), w.Pool, func(tx pgx.Tx) (struct{}, error) {
		c, err := casefile.Lock(t.Context(), tx, casefile.Ref{Region: apptest.Region, Number: "2024-1"})
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, do(tx, c)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasDoneIsRecordedAlsoAfterTheDecisionButNotAfterTheEnd(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	for _, key := range []string{"one", "two"} {
		w.Do(secretariat, "POST", milestones, keyed(key, deadline("Title", "2024-05-02"))).Is(201)
	}
	set := func(state casefile.State) {
		inTx(t, w, func(tx pgx.Tx, c *casefile.Case) error {
			c.State = state
			return casefile.SetState(t.Context(), tx, c)
		})
	}
	set(casefile.Adopted)
	w.Do(secretariat, "POST", milestones+"/one/complete", nil).Is(200)
	w.Do(secretariat, "POST", milestones+"/two/move", body{"due": "2024-05-06", "reason": "More time"}).Refused(409, "case.wrong_state")
	set(casefile.Closed)
	w.Do(secretariat, "POST", milestones+"/two/complete", nil).Refused(409, "case.wrong_state")
	actions := w.Do(secretariat, "GET", milestones+"/two", nil).Is(200)
	same(t, "the act in a closed case", actions.Get("actions.2.open"), false)
}

func TestTheListFollowsTheDaysAndItsFilters(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("late", deadline("Late", "2024-02-09"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("done", deadline("Done", "2024-02-08"))).Is(201)
	w.Do(secretariat, "POST", milestones+"/done/complete", nil).Is(200)
	w.Do(secretariat, "POST", milestones, keyed("june", body{"title": "In June", "kind": "event", "month": "2024-06"})).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("board", deadline("The board", "2024-06-14"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("agenda", deadline("The agenda", "2024-06-14"))).Is(201)
	tests := []struct{ name, query, want string }{
		{"all, a month with its last day", "", "done late agenda board june"},
		{"what is open", "?open=true", "late agenda board june"},
		{"what is done", "?open=false", "done"},
		{"what is overdue", "?overdue=true", "late"},
		{"what is not overdue", "?overdue=false", "done agenda board june"},
		{"from a day in the month on", "?due_from=2024-06-20", "june"},
		{"to a day in the month", "?due_to=2024-06-01", "done late june"},
		{"between two days", "?due_from=2024-02-09&due_to=2024-03-01", "late"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			same(t, "the list", keys(w.Do("reader@3417", "GET", milestones+tt.query, nil).Is(200)), tt.want)
		})
	}
	w.Do("reader@"+apptest.Stranger, "GET", milestones, nil).Refused(404, "resource.not_found")
	w.Do("reader@3417", "GET", milestones+"?due_from=soon", nil).Refused(422, "request.invalid")
	w.Do("reader@3417", "GET", milestones+"?open=perhaps", nil).Refused(422, "request.invalid")

	first := w.Do("reader@3417", "GET", milestones+"?limit=3", nil).Is(200)
	same(t, "the first page", keys(first), "done late agenda")
	second := w.Do("reader@3417", "GET", milestones+"?limit=3&cursor="+first.Text("next"), nil).Is(200)
	same(t, "the second page", keys(second), "board june")
	same(t, "what follows the last page", second.Text("next"), "")
}

func keys(list *apptest.Answer) string {
	var page struct {
		Items []timeline.Milestone `json:"items"`
	}
	list.Into(&page)
	text := ""
	for _, m := range page.Items {
		if text != "" {
			text += " "
		}
		text += m.Key
	}
	return text
}

func TestTheTimelineIsReadInOneStatement(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("board", deadline("Board", "2024-05-10", "ready"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("councils_decided", forEach("Decided", "2024-06-20"))).Is(201)
	w.Do("clerk@3417", "POST", part("3417"), nil).Is(200)
	w.Do(secretariat, "POST", milestones+"/board/move", body{"due": "2024-05-13", "reason": "Another day"}).Is(200)
	inTx(t, w, func(tx pgx.Tx, c *casefile.Case) error {
		q := &counted{Tx: tx}
		all, err := timeline.Milestones(t.Context(), q, c)
		if err != nil {
			return err
		}
		same(t, "statements", q.statements, 1)
		same(t, "milestones", len(all), 3)
		same(t, "what the board waits for", all[0].DependsOn[0], "ready")
		same(t, "the board's moves", len(all[0].Moves), 1)
		end := apptest.Start.AddDate(1, 0, 0)
		same(t, "who did nothing is overdue", all[1].PartOverdue("3401", end), true)
		same(t, "who did their part is not", all[1].PartOverdue("3417", end), false)
		same(t, "the milestone is", all[1].Overdue(end), true)
		same(t, "but not yet", all[1].Overdue(apptest.Start), false)
		return nil
	})
}

// counted counts what is sent to the database.
type counted struct {
	pgx.Tx
	statements int
}

func (c *counted) QueryRow(ctx context.Context, statement string, args ...any) pgx.Row {
	c.statements++
	return c.Tx.QueryRow(ctx, statement, args...)
}

func (c *counted) Query(ctx context.Context, statement string, args ...any) (pgx.Rows, error) {
	c.statements++
	return c.Tx.Query(ctx, statement, args...) //nolint:rowserrcheck // whoever asked reads the rows
}
