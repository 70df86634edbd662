package reminder_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"

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

// Rule 1.1: whoever reads the ledger as it stood reads of nothing that was planned,
// sent, cancelled or delivered later, also where its day was long past.
func TestTheLedgerAsItStoodIsWhatWasReadThen(t *testing.T) {
	t.Parallel()
	l := open(t)
	ladder, late := answer().Escalating(apptest.Region, "3417"), answer()
	other := answer()
	other.Key, other.Admin = "mandate/2", []authority.Post{{Organisation: "3418", Office: office.Administrator}}
	late.Key, late.Due, late.Title = "mandate/3", workday.MustDate("2024-02-20"), "Secret"
	moved := ladder
	moved.Due = workday.MustDate("2024-03-18")
	read := map[time.Time]string{}
	for _, act := range []func(){
		func() { l.plan(ladder, other, naming("naming", "mandate/1"), naming("milestone", "naming_due")) },
		func() { l.Clock.Set(eight("2024-02-19")); l.send() },
		func() {
			l.run(`UPDATE letter SET state = 'failed', why = 'no', settled_at = $1 WHERE channel = 'email' AND id % 4 = 0`, l.Clock.Now())
		},
		func() { l.plan(late) },
		func() {
			l.in(func(tx pgx.Tx, now time.Time) error {
				return reminder.StopCase(t.Context(), tx, now, 1, "3418", message.Verbatim("left"))
			})
		},
		func() { l.plan(moved) },
		func() { l.Clock.Set(eight("2024-03-06")); l.send() },
		func() {
			l.in(func(tx pgx.Tx, now time.Time) error {
				return reminder.StopCase(t.Context(), tx, now, 1, "", message.Verbatim("withdrawn"))
			})
		},
	} {
		l.Clock.Set(l.Clock.Now().Add(time.Minute))
		act()
		read[l.Clock.Now()] = said(t, l.rows(reminder.Filter{}))
	}
	for at, was := range read {
		if is := said(t, l.rows(reminder.Filter{Until: &at})); is != was {
			t.Errorf("at %v the ledger was\n%s\nand is read as\n%s", at, was, is)
		}
	}
}

func said(t *testing.T, rows []reminder.Reminder) string {
	t.Helper()
	text, err := json.MarshalIndent(rows, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
