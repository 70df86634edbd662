package throttle_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/throttle"
)

func TestEachCallerHasARateOfItsOwn(t *testing.T) {
	t.Parallel()
	l := throttle.NewLimiter(0.01, 2)
	for i, want := range []bool{true, true, false} {
		if in := l.Wait("one") == 0; in != want {
			t.Errorf("request %d is let in: %t", i, in)
		}
	}
	if l.Wait("other") != 0 {
		t.Error("another waits for it")
	}
}

func TestATurnComesWhenOneEndsAndNobodyWaitsForEver(t *testing.T) {
	t.Parallel()
	turns := throttle.NewTurns(1, time.Millisecond)
	end, err := turns.Take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := turns.Take(t.Context()); !errors.Is(err, throttle.ErrNoTurn) {
		t.Errorf("a second goes in at once: %v", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := throttle.NewTurns(0, time.Hour).Take(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("whoever has gone waits: %v", err)
	}
	end()
	if _, err := turns.Take(t.Context()); err != nil {
		t.Errorf("no turn comes when one ends: %v", err)
	}
}
