package casefile_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

func TestReferencesLinksAndDecisions(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := opened(w)
	number := map[string]any{"case_number": "2024/118"}
	w.Do("clerk@3417", "PUT", path+"/references/3417", number).Is(200)
	w.Do("clerk@3417", "PUT", path+"/references/3418", number).Refused(403, "permission.denied")
	w.Do("clerk@3417", "PUT", path+"/references/3417", map[string]any{"case_number": "2024/119"}).Refused(428, "precondition.required")
	w.Do(stranger, "PUT", path+"/references/"+apptest.Stranger, number).Refused(404, "resource.not_found")

	link := map[string]any{"title": "Rapport", "address": "https://example.org/rapport", "kind": "report"}
	tag := w.Do(secretariat, "POST", path+"/links", link).Is(200).ETag()
	w.Do(secretariat, "POST", path+"/links", map[string]any{"title": "x", "address": "javascript:alert(1)", "kind": "report"}).Refused(422, "link.address_invalid")
	w.Do(secretariat, "POST", path+"/links", map[string]any{"title": "x", "address": "https://example.org", "kind": "report", "mandate_version": 7}).Refused(422, "link.unknown_version")
	w.Do(secretariat, "POST", path+"/links", map[string]any{"title": "   ", "address": "https://example.org", "kind": "report"}).Refused(422, "case.content_invalid")
	w.Do("clerk@3417", "POST", path+"/links", link).Refused(403, "permission.denied")
	w.Do(secretariat, "DELETE", path+"/links/1", nil).Refused(428, "precondition.required")
	w.Do(secretariat, "DELETE", path+"/links/9", nil, apptest.IfMatch(tag)).Refused(404, "link.not_found")
	if left := w.Do(secretariat, "DELETE", path+"/links/1", nil, apptest.IfMatch(tag)).Is(200).Get("links").([]any); len(left) != 0 {
		t.Errorf("after removing the link there are %d", len(left))
	}

	decision := map[string]any{"organisation": apptest.Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024", "subject": "Styret bestiller"}
	w.Do(secretariat, "POST", path+"/decisions", decision).Is(200)
	w.Do(secretariat, "POST", path+"/decisions", decision).Refused(409, "case.decision_known")
	decision["date"] = "2024-02-13"
	w.Do(secretariat, "POST", path+"/decisions", decision).Refused(422, "case.decision_in_future")
	decision["date"], decision["organisation"] = "2024-02-08", "9999"
	w.Do(secretariat, "POST", path+"/decisions", decision).Refused(422, "directory.unknown_body")
	decision["organisation"], decision["body"] = apptest.Region, "nothing"
	w.Do(secretariat, "POST", path+"/decisions", decision).Refused(422, "directory.unknown_body")
	w.Do("board_chair@"+apptest.Region, "POST", path+"/decisions", decision).Refused(403, "permission.denied")
}

func TestRule95ADecisionRecordedByMistakeIsWithdrawnAndRecordedAnew(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := opened(w)
	decision := map[string]any{"organisation": apptest.Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024", "subject": "Styret bestiller"}
	tag := w.Do(secretariat, "POST", path+"/decisions", decision).Is(200).ETag()
	undo, why := path+"/decisions/1/withdraw", map[string]any{"reason": "Recorded in the wrong case"}
	w.Do(secretariat, "POST", undo, map[string]any{"reason": "  "}, apptest.IfMatch(tag)).Refused(422, "case.content_invalid")
	w.Do(secretariat, "POST", path+"/decisions/9/withdraw", why, apptest.IfMatch(tag)).Refused(404, "case.decision_not_found")
	w.Do("board_chair@"+apptest.Region, "POST", undo, why, apptest.IfMatch(tag)).Refused(403, "permission.denied")
	a := w.Do(secretariat, "POST", undo, why, apptest.IfMatch(tag)).Is(200)
	d := a.Get("decisions").([]any)[0].(map[string]any)
	if offered := d["actions"].([]any)[0].(map[string]any); d["withdrawn_at"] == nil || d["withdrawn_why"] != why["reason"] || offered["code"] != "case.decision_withdrawn" {
		t.Errorf("the decision is shown as %v", d)
	}
	w.Do(secretariat, "POST", undo, why, apptest.IfMatch(a.ETag())).Refused(409, "case.decision_withdrawn")
	if list := w.Do(secretariat, "GET", path+"/events?act=withdraw-decision", nil).Is(200).Get("items").([]any); len(list) != 1 {
		t.Errorf("%d events tell of it", len(list))
	}
	if list := w.Do(secretariat, "POST", path+"/decisions", decision).Is(200).Get("decisions").([]any); len(list) != 2 || list[1].(map[string]any)["withdrawn_at"] != nil {
		t.Errorf("recorded anew, the decisions are %v", list)
	}
}

func TestADecisionThatAMandateRestsOnIsNotWithdrawn(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	at := cases + "/2024-1"
	a := w.Do(secretariat, "GET", at, nil).Is(200)
	if offered := a.Get("decisions").([]any)[0].(map[string]any)["actions"].([]any)[0].(map[string]any); offered["open"] != false || offered["code"] != "case.decision_rested_on" {
		t.Errorf("the withdrawal is offered as %v", offered)
	}
	w.Do(secretariat, "POST", at+"/decisions/1/withdraw", map[string]any{"reason": "A mistake"}, apptest.IfMatch(a.ETag())).Refused(409, "case.decision_rested_on")
}

func TestTheListIsPagedAndFiltered(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for i := range 7 {
		body := strategy()
		body["title"] = fmt.Sprintf("Sak nummer %d om vindkraft", i)
		if i%2 == 0 {
			body["kind"] = "plan"
		}
		w.Do(secretariat, "POST", cases, body).Is(201)
	}
	opened(w)
	var seen []string
	next := cases + "?limit=3"
	for pages := 0; next != ""; pages++ {
		page := w.Do(secretariat, "GET", next, nil).Is(200)
		for _, item := range page.Get("items").([]any) {
			seen = append(seen, item.(map[string]any)["number"].(string))
		}
		next = ""
		if cursor := page.Text("next"); cursor != "" {
			next = cases + "?limit=3&cursor=" + url.QueryEscape(cursor)
		}
		if pages > 5 {
			t.Fatal("the list has no end")
		}
	}
	if fmt.Sprint(seen) != "[2024-8 2024-7 2024-6 2024-5 2024-4 2024-3 2024-2 2024-1]" {
		t.Errorf("the pages hold %v", seen)
	}
	for query, want := range map[string]int{
		"kind=plan": 4, "state=preparing": 1, "municipality=3417": 1, "municipality=9999": 0, "q=vindkraft": 7, "q=kraftstrategi": 1,
		"created_from=2024-02-12T08:00:00Z": 8, "created_to=2024-02-12T08:00:00Z": 0, "modified_since=2024-02-13T00:00:00Z": 0, "limit=5000": 8,
	} {
		if got := len(w.Do(secretariat, "GET", cases+"?"+query, nil).Is(200).Get("items").([]any)); got != want {
			t.Errorf("%s gives %d cases, want %d", query, got, want)
		}
	}
	w.Do(secretariat, "GET", cases+"?q="+strings.Repeat("-", 60)+"x", nil).Is(200)
	cursor := w.Do(secretariat, "GET", cases+"?limit=3", nil).Text("next")
	for _, bad := range []string{"limit=0", "limit=x", "nothing=1", "state=gone", "kind=plan&kind=plan"} {
		w.Do(secretariat, "GET", cases+"?"+bad, nil).Refused(422, "request.invalid")
	}
	w.Do(secretariat, "GET", cases+"?limit=3&kind=plan&cursor="+url.QueryEscape(cursor), nil).Refused(422, "request.cursor_invalid")
	w.Do(secretariat, "GET", cases+"?cursor=AAAA", nil).Refused(422, "request.cursor_invalid")
}

func TestAFailingLastStepLeavesNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := opened(w)
	if _, err := w.Pool.Exec(t.Context(), `ALTER TABLE audit_event ADD CONSTRAINT no_more CHECK (id < 0) NOT VALID`); err != nil {
		t.Fatal(err)
	}
	w.Do("administrator@3417", "PUT", path+"/benefits/3417", map[string]any{"statement": "Kraft til alle."}).Refused(500, "service.internal")
	if got := w.Do(secretariat, "GET", path+"/benefits/3417", nil).Is(200).Text("state"); got != "missing" {
		t.Errorf("the event could not be written, and yet the benefit is %q", got)
	}
	w.Do(secretariat, "POST", cases, strategy()).Refused(500, "service.internal")
	w.Do(secretariat, "GET", cases+"/2024-2", nil).Refused(404, "resource.not_found")
}

func TestEventsTellWhoDidWhatAndWhy(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := opened(w)
	first := w.Do("chief_executive@3417", "GET", path+"/events?act=open-case", nil).Is(200)
	if first.Text("items.0.person") != apptest.Person(secretariat) || first.Text("items.0.policy") != "p, secretariat, case, open" ||
		first.Text("items.0.organisation") != apptest.Region || first.Text("items.0.changes.state.new") != "preparing" || first.Text("items.0.request_id") == "" {
		t.Errorf("the event of opening says: %s", first.Body)
	}
	w.Do(stranger, "GET", path+"/events", nil).Refused(404, "resource.not_found")
	if _, err := w.Pool.Exec(t.Context(), `UPDATE audit_event SET act = 'nothing'`); err == nil {
		t.Error("the database lets an event be changed")
	}
	if _, err := w.Pool.Exec(t.Context(), `DELETE FROM audit_event`); err == nil {
		t.Error("the database lets an event be removed")
	}
}

func TestAnActDoesNotCountWhenTheOfficeEndedWhileItWaited(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := opened(w) + "/benefits/3417"
	w.Do("administrator@3417", "PUT", path, map[string]any{"statement": "Kraft til Grue."}).Is(201)
	lock, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), `SELECT 1 FROM casefile FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	done := make(chan *apptest.Answer)
	go func() { done <- w.Do("chief_executive@3417", "POST", path+"/confirm", nil) }()
	pgtest.AwaitLocks(t, w.Pool, 1, nil)
	if _, err := lock.Exec(t.Context(), `UPDATE office SET to_at = $1 WHERE kind = 'chief_executive' AND person_id = $2`, w.Clock.Now(), apptest.Person("chief_executive@3417")); err != nil {
		t.Fatal(err)
	}
	if err := lock.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	(<-done).Refused(403, "permission.denied")
	if got := w.Do(secretariat, "GET", path, nil).Is(200).Text("state"); got != "written" {
		t.Errorf("the benefit is %q, although nobody was chief executive any more", got)
	}
}

// Whoever waited for the lock acts on the case as it is then, and not as it was when
// they began to wait.
func TestAnActThatWaitedSeesWhatWasDoneMeanwhile(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	path := opened(w)
	ref := casefile.Ref{Region: apptest.Region, Number: path[strings.LastIndex(path, "/")+1:]}
	seen := make(chan *casefile.Case, 1)
	err := pgx.BeginFunc(t.Context(), w.Pool, func(tx pgx.Tx) error {
		c, err := casefile.Lock(t.Context(), tx, ref)
		if err != nil {
			return err
		}
		go func() {
			c, err := pgdb.InTx(t.Context(), w.Pool, func(tx pgx.Tx) (*casefile.Case, error) { return casefile.Lock(t.Context(), tx, ref) })
			if err != nil {
				t.Error(err)
			}
			seen <- c
		}()
		pgtest.AwaitLocks(t, w.Pool, 1, func() bool { return len(seen) > 0 })
		if err := casefile.Leave(t.Context(), tx, c.ID, c.Participants[0].ID, message.Verbatim("It leaves"), w.Clock.Now()); err != nil {
			return err
		}
		_, err = tx.Exec(t.Context(), `INSERT INTO case_link (case_id, serial, title, address, kind, added_at) VALUES ($1, 7, 'Rapport', 'https://example.org', 'report', $2)`, c.ID, w.Clock.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if c := <-seen; c == nil || len(c.Links) != 1 || c.Participants[0].LeftAt == nil {
		t.Errorf("it sees %+v", c)
	}
}
