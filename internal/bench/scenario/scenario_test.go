package scenario

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/report"
	"forankring.no/forankring/internal/bench/target"
)

func TestScenariosAreChosenByTheirNames(t *testing.T) {
	t.Parallel()
	names := func(chosen []Scenario) (all []string) {
		for _, sc := range chosen {
			all = append(all, sc.Name)
		}
		return all
	}
	matrix, err := Choose("matrix,read", false)
	if got := names(matrix); err != nil || !slices.Equal(got, []string{"matrix-6", "matrix-20", "read", "read-bare"}) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := Choose("read,dance", false); err == nil || !strings.Contains(err.Error(), `no scenario "dance"`) {
		t.Errorf("an unknown scenario is taken: %v", err)
	}
	short, err := Choose("", true)
	if err != nil || slices.Contains(names(short), "read-bare") || !slices.Contains(names(short), "read") {
		t.Errorf("%v, %v", names(short), err)
	}
	seen := map[string]bool{}
	for _, name := range Names() {
		if seen[name] {
			t.Errorf("two scenarios are called %s", name)
		}
		seen[name] = true
	}
}

func TestAMixtureHasEachShare(t *testing.T) {
	t.Parallel()
	is := func(method string) load.Source { return func(int, int) load.Call { return load.Call{Method: method} } }
	day := mixture(share{90, is("GET")}, share{10, is("POST")})
	seen := map[string]int{}
	for n := range 1000 {
		seen[day(0, n).Method]++
	}
	if seen["GET"] != 900 || seen["POST"] != 100 {
		t.Errorf("%v", seen)
	}
	again := mixture(share{90, is("GET")}, share{10, is("POST")})
	for n := range 100 {
		if day(0, n).Method != again(0, n).Method {
			t.Fatal("two runs have another order")
		}
	}
}

func TestCallsThatCanBeDoneOnceGoOnFromLoadToLoad(t *testing.T) {
	t.Parallel()
	next := onward(func(_, n int) load.Call { return load.Call{Path: strings.Repeat("x", n)} })
	if a, b := next(0, 0), next(0, 0); a.Path != "" || b.Path != "x" {
		t.Errorf("%q and %q are given", a.Path, b.Path)
	}
}

func TestTheNextPageIsTheOneThatTheServiceNames(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		links []string
		want  string
	}{
		"there is one": {[]string{`<http://127.0.0.1:1/docs>; rel="help"`, `<http://127.0.0.1:1/v1/x?cursor=a%2Bb&limit=50>; rel="next"`}, "/v1/x?cursor=a%2Bb&limit=50"},
		"the end":      {[]string{`<http://127.0.0.1:1/docs>; rel="help"`}, ""},
	} {
		if got, err := next(load.Answer{Header: http.Header{"Link": tt.links}}); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestAPercentileNeedsAnswersThatAreSlower(t *testing.T) {
	t.Parallel()
	var side report.Side
	noteLatencies(&side, 10, load.Result{Latencies: make([]time.Duration, 30)})
	if len(side.P50) != 1 || len(side.P95) != 1 || len(side.P99) != 0 {
		t.Errorf("of 30 answers: %v %v %v", side.P50, side.P95, side.P99)
	}
	noteLatencies(&side, 10, load.Result{Latencies: make([]time.Duration, 200)})
	if len(side.P99) != 1 {
		t.Error("200 answers have no p99")
	}
}

func TestAMetricIsReadByItsWholeName(t *testing.T) {
	t.Parallel()
	text := []byte("# HELP go_x_total x\ngo_x_total_more 3\ngo_x_total 1.5e+06\n")
	if got := metric(text, "go_x_total"); got != 1.5e6 {
		t.Errorf("%g", got)
	}
}

func TestACreationIsOfOneRegionAfterTheOther(t *testing.T) {
	t.Parallel()
	next := creation([]target.Person{{Organisation: "a"}, {Organisation: "b"}})
	if first, second := next(0, 0), next(0, 0); first.Path == second.Path || string(first.Body) == string(second.Body) {
		t.Errorf("%s %s and %s %s", first.Path, first.Body, second.Path, second.Body)
	}
}
