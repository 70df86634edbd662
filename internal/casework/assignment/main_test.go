package assignment_test

import (
	"flag"
	"os"
	"testing"
)

// rounds is how often many people release the same person at once; hundreds
// with -rounds=500.
var rounds = flag.Int("rounds", 25, "rounds in which many release one person at once")

// Each sequence of acts over HTTP takes a while: few of them by default,
// thousands with -rapid.checks=3000.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "60"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
