package approval_test

import (
	"flag"
	"os"
	"testing"
)

// rounds is how often everybody answers at once.
var rounds = flag.Int("rounds", 12, "rounds in which all municipalities answer at once")

// The sequences of acts over HTTP take a while each, and so do the rounds: few
// of them by default, thousands with -rapid.checks=3000 and -rounds=1000.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
