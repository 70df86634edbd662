package reminder_test

import (
	"testing"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/testkit/apptest"
)

func TestTheLedgerShowsWhatBecameOfTheLetters(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Clock.Set(eight("2024-02-19"))
	l.send()
	for _, c := range []struct{ set, want string }{
		{`state = 'failed', why = 'no'`, reminder.Failed},
		{`state = 'skipped', why = 'no'`, reminder.Delivered},
		{`state = 'delivered', why = '', delivered_at = now()`, reminder.Delivered},
		{`state = 'queued', why = '', delivered_at = NULL`, reminder.Queued},
	} {
		l.run(`UPDATE letter SET ` + c.set + ` WHERE channel = 'email'`)
		l.states(c.want, "planned", "planned", "planned")
	}
	letters := l.rows(reminder.Filter{State: reminder.Queued})[0].Letters
	if letters[0].Person != apptest.Person("chief_executive@3417") || letters[0].Channel != notice.Email || letters[1].DeliveredAt == nil {
		t.Errorf("the letters are %+v", letters)
	}
}

func TestTheLedgerIsPagedAndFiltered(t *testing.T) {
	t.Parallel()
	l := open(t)
	naming, other := answer(), answer()
	naming.Kind, other.Municipality = "naming", "3418"
	l.plan(answer(), naming, other)
	for f, want := range map[reminder.Filter]int{
		{}: 12, {Kind: "naming"}: 4, {Municipality: "3418"}: 4, {Municipality: "3417", Kind: "answer"}: 4, {State: reminder.Queued}: 0,
	} {
		if got := len(l.rows(f)); got != want {
			t.Errorf("%+v finds %d rows, want %d", f, got, want)
		}
	}
	seen := map[int64]bool{}
	list, err := reminder.OfCase(t.Context(), l.Pool, 1, reminder.Filter{}, request.PageAfter(5, nil))
	for ; err == nil && len(list.Items) > 0; list, err = reminder.OfCase(t.Context(), l.Pool, 1, reminder.Filter{}, after(t, list)) {
		for _, r := range list.Items {
			seen[r.ID] = true
		}
		if list.Next == nil {
			break
		}
	}
	if err != nil || len(seen) != 12 {
		t.Errorf("the pages hold %d rows, want 12 (%v)", len(seen), err)
	}
}
