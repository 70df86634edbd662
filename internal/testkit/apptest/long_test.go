package apptest

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAFewSequencesAreTried(t *testing.T) {
	t.Parallel()
	tried := 0
	Sequences(t, func(*rapid.T) { tried++ })
	if tried != few && !*long {
		t.Errorf("%d sequences were tried, want %d", tried, few)
	}
}
