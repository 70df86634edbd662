package load_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"forankring.no/forankring/internal/bench/load"
)

func TestAPercentileIsTheLatencyThatSoManyDidNotExceed(t *testing.T) {
	t.Parallel()
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(i+1))
	}
	for _, tt := range []struct {
		of      []time.Duration
		percent float64
		want    time.Duration
	}{
		{hundred, 50, 50}, {hundred, 95, 95}, {hundred, 99, 99}, {hundred, 100, 100}, {hundred, 0.1, 1},
		{hundred[:1], 99, 1}, {hundred[:3], 50, 2}, {nil, 99, 0},
	} {
		if got := load.Percentile(tt.of, tt.percent); got != tt.want {
			t.Errorf("of %d latencies p%g is %d, want %d", len(tt.of), tt.percent, got, tt.want)
		}
	}
}

// One answer that takes long holds up those behind it on the only connection. An
// open load charges the server for that; a closed one would have sent nothing
// meanwhile, and seen one slow answer.
func TestAnOpenLoadCountsFromTheMomentAtWhichARequestWasMeant(t *testing.T) {
	t.Parallel()
	const slow, pause = 3, 200 * time.Millisecond
	var seen atomic.Int64
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if seen.Add(1) == slow {
			<-time.After(pause)
		}
		_, _ = fmt.Fprint(w, "ok")
	})
	ask := func(int, int) load.Call { return load.Call{Method: "GET", Path: "/", Want: 200} }
	open, err := load.Run(t.Context(), load.Plan{Address: address, Connections: 1, Rate: 100, For: 400 * time.Millisecond}, ask)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(open.Latencies); n != 40 {
		t.Errorf("%d requests were answered, and 40 were meant to be sent", n)
	}
	late := 0
	for _, l := range open.Latencies {
		if l > pause/4 {
			late++
		}
	}
	if late < 10 {
		t.Errorf("%d answers were late, and all that were meant to be sent in the pause had to wait", late)
	}
	if p := load.Percentile(open.Latencies, 99); p < pause-20*time.Millisecond {
		t.Errorf("p99 is %s, and one request waited %s", p, pause)
	}
}

func TestAnAnswerThatIsNotAsItMustBeIsNoResult(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/gone") {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = fmt.Fprint(w, "something else")
	})
	for name, call := range map[string]load.Call{
		"status":  {Method: "GET", Path: "/gone", Want: 200},
		"content": {Method: "GET", Path: "/", Want: 200, Check: load.Holds(`"number":"2024-1"`)},
	} {
		r, err := load.Run(t.Context(), load.Plan{Address: address, Connections: 2, Most: 10, For: time.Second}, func(int, int) load.Call { return call })
		if err == nil || r.Failures != 10 {
			t.Errorf("%s: %d failures and the error %v", name, r.Failures, err)
		}
	}
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}
