package notice_test

import (
	"fmt"
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const mine = "/v1/me/notices"

// first is the address of the newest notice in the chief executive's inbox.
func (o office) first() string {
	o.t.Helper()
	return o.Do(chief, "GET", mine, nil).Is(200).Text("items.0.self")
}

func TestAnInboxIsReadInItsReadersLanguageByItsReaderAlone(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief), about("a", "chief_executive@3418"))
	list := o.Do(chief, "GET", mine, nil, apptest.Header("Accept-Language", "nb")).Is(200)
	if got := list.Text("items.0.subject"); got != "Frist i dag: Forslag til strategi" {
		t.Errorf("the subject is %q", got)
	}
	if got := list.Text("items.0.about"); got != "/v1/regions/"+apptest.Region+"/cases/2024-1" {
		t.Errorf("it is about %q", got)
	}
	if list.Get("items.1") != nil {
		t.Error("there is more than one notice")
	}
	if got := o.Do("chief_executive@3418", "GET", mine, nil).Text("items.0.subject"); got != "Due today: Forslag til strategi" {
		t.Errorf("in English the subject is %q", got)
	}
	if got := o.Do(chief, "GET", mine, nil, apptest.Header("Accept-Language", "nn-NO")).Text("items.0.subject"); got != "Frist i dag: Forslag til strategi" {
		t.Errorf("in Nynorsk the subject is %q", got)
	}
	at := o.first()
	o.Do(chief, "GET", at, nil).Is(200)
	for _, other := range []string{"chief_executive@3418", "administrator@3417", "secretariat@" + apptest.Region, "chief_executive@" + apptest.Stranger} {
		o.Do(other, "GET", at, nil).Refused(404, "resource.not_found")
		o.Do(other, "POST", at+"/read", nil).Refused(404, "resource.not_found")
	}
	o.Do("", "GET", mine, nil).Refused(401, "token.missing")
	o.Do("", "POST", at+"/read", nil).Refused(401, "token.missing")
}

func TestAnInboxIsPagedAndFiltered(t *testing.T) {
	t.Parallel()
	o := open(t)
	for i := range 5 {
		n := about(fmt.Sprint(i), chief)
		if i == 4 {
			n.Kind = "case_withdrawn"
		}
		o.post(n)
	}
	o.Do(chief, "POST", o.first()+"/read", nil).Is(200)
	for query, want := range map[string]int{
		"": 5, "?unread=true": 4, "?unread=false": 1, "?kind=due_today": 4, "?kind=case_withdrawn&unread=true": 0, "?kind=overdue": 0,
	} {
		if got := len(o.Do(chief, "GET", mine+query, nil).Is(200).Get("items").([]any)); got != want {
			t.Errorf("%q finds %d notices, want %d", query, got, want)
		}
	}
	seen := map[string]bool{}
	next := "?limit=2"
	for pages := 0; next != ""; pages++ {
		page := o.Do(chief, "GET", mine+next, nil).Is(200)
		for i := range page.Get("items").([]any) {
			seen[page.Text(fmt.Sprintf("items.%d.self", i))] = true
		}
		if next = page.Text("next"); next != "" {
			next = "?limit=2&cursor=" + next
		}
		if pages > 3 {
			t.Fatal("the list has no end")
		}
	}
	if len(seen) != 5 {
		t.Errorf("the pages hold %d notices, want 5", len(seen))
	}
	o.Do(chief, "GET", mine+"?kind=gossip", nil).Is(422)
	o.Do(chief, "GET", mine+"?unread=maybe", nil).Is(422)
}

func TestMarkingANoticeAsReadAgainChangesNothing(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	at := o.first()
	fresh := o.Do(chief, "GET", at, nil).Is(200)
	if fresh.Get("actions.0.open") != true {
		t.Error("an unread notice cannot be marked")
	}
	dry := o.Do(chief, "POST", at+"/read?dry_run=true", nil).Is(200)
	if dry.Get("read_at") == nil || o.Do(chief, "GET", at, nil).Get("read_at") != nil {
		t.Error("a dry run marked the notice, or did not say what would be")
	}
	key := apptest.Key("the reader's key")
	read := o.Do(chief, "POST", at+"/read", nil, key).Is(200)
	again := o.Do(chief, "POST", at+"/read", nil, key).Is(200)
	if again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != read.Body.String() {
		t.Error("the same key gave another answer")
	}
	o.Clock.Set(apptest.Start.AddDate(0, 0, 1))
	if later := o.Do(chief, "POST", at+"/read", nil).Is(200); later.Text("read_at") != read.Text("read_at") || later.ETag() != read.ETag() {
		t.Errorf("read at %s, and again at %s", read.Text("read_at"), later.Text("read_at"))
	}
	o.Do(chief, "POST", at+"/read", nil, apptest.IfMatch(fresh.ETag())).Refused(412, "precondition.stale")
	if read.Get("actions.0.open") != false {
		t.Error("a read notice can be marked")
	}
}

func TestTwoReadersAtOnceMarkANoticeOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	at := o.first()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if a := o.Do(chief, "POST", at+"/read", nil); a.Code != 200 {
				t.Errorf("status %d: %s", a.Code, a.Body)
			}
		})
	}
	all.Wait()
	if n := o.count(`SELECT revision FROM letter WHERE channel = 'inbox'`); n != 2 {
		t.Errorf("the notice is at revision %d, want 2", n)
	}
}
