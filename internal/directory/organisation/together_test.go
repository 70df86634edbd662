package organisation_test

import (
	"slices"
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Confirming and declining one proposal at the same moment: one of them counts,
// and the other is told why it does not (rule 1.1).
func TestAMembershipConfirmedAndDeclinedAtOnceIsOneOfThem(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	clerk := "clerk@" + apptest.Stranger
	for range 10 {
		w.Do("secretariat@"+apptest.Region, "POST", members, of(apptest.Stranger, "2024-03-01")).Is(201)
		var confirmed, declined *apptest.Answer
		var both sync.WaitGroup
		both.Go(func() { confirmed = w.Do(clerk, "POST", strangersMembership+"/confirm", joining) })
		both.Go(func() { declined = w.Do(clerk, "POST", strangersMembership+"/decline", nil) })
		both.Wait()
		switch got := []int{confirmed.Code, declined.Code}; {
		case slices.Equal(got, []int{404, 200}):
		case slices.Equal(got, []int{200, 409}):
			declined.Refused(409, "directory.membership_confirmed")
			return
		default:
			t.Fatalf("confirming and declining are answered by %v: %s %s", got, confirmed.Body, declined.Body)
		}
	}
}

// Two clerks who confirm one proposal at the same moment confirm it once.
func TestAMembershipIsConfirmedOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do("secretariat@"+apptest.Region, "POST", members, of(apptest.Stranger, "2024-03-01")).Is(201)
	first, second := apptest.Together(func() *apptest.Answer {
		return w.Do("clerk@"+apptest.Stranger, "POST", strangersMembership+"/confirm", joining)
	})
	first.Is(200)
	second.Refused(409, "directory.membership_confirmed")
	list := w.Do("clerk@"+apptest.Stranger, "GET", "/v1/organisations/"+apptest.Stranger+"/events", nil).Is(200)
	acts := 0
	for _, e := range list.Get("items").([]any) {
		if e.(map[string]any)["act"] == "confirm-membership" {
			acts++
		}
	}
	if acts != 1 {
		t.Errorf("the record has %d confirmations: %s", acts, list.Body)
	}
}
