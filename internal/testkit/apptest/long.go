package apptest

import (
	"flag"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// few is enough of what a test does over HTTP in an order drawn by lot, or several times over: another draw comes with
// every run of the tests.
const few = 8

var long = flag.Bool("long", false, "try as many random sequences and rounds as a night has room for")

// Sequences checks a property of a few random sequences of requests; with -long, of as many as -rapid.checks says.
func Sequences(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	left := few
	if *long {
		left = math.MaxInt
	}
	rapid.Check(t, func(rt *rapid.T) {
		if left <= 0 {
			return
		}
		left--
		defer func() {
			if rt.Failed() {
				left = math.MaxInt // the failing sequence is tried again, in shorter forms
			}
		}()
		property(rt)
	})
}

// Rounds is how often a test tries what depends on chance: so many times with -long, else a few.
func Rounds(n int) int {
	if *long {
		return n
	}
	return min(n, few)
}
