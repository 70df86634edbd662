package mandate_test

import (
	"flag"
	"os"
	"testing"
)

// The sequences of acts over HTTP take a while each: few of them by default,
// thousands with -rapid.checks=3000.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
