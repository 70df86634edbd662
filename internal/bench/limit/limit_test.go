package limit

import (
	"math"
	"strings"
	"testing"
)

// Two clients of three transactions each; the first two of each are warm. What is
// counted began at 100.5 and ended at 101.5: two transactions in a second.
func TestTheThroughputLeavesOutWarmTransactions(t *testing.T) {
	t.Parallel()
	const log = "0 0 900000 0 99 900000\n1 0 800000 0 99 800000\n0 1 600000 0 100 500000\n1 1 800000 0 100 600000\n" +
		"0 2 700000 0 101 200000\n1 2 900000 0 101 500000\n"
	got, err := perSecond(log)
	if err != nil || math.Abs(got-2) > 1e-9 {
		t.Errorf("%g, %v; want 2", got, err)
	}
	for name, bad := range map[string]string{"nothing counted": "0 0 900000 0 99 900000\n", "another form": "0 0 failed\n"} {
		if _, err := perSecond(bad); err == nil {
			t.Errorf("%s: there is a throughput", name)
		}
	}
}

func TestArgumentsThatDifferAreLookedUp(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	w := &writer{kind: kind{
		statements: []prepared{
			{sql: "begin"},
			{sql: "UPDATE x SET a = $1, b = $2, c = $1 WHERE id = $3 AND d::text = ''", types: []string{"text", "timestamp with time zone", "bigint"}},
			{sql: "SELECT $1::text[], $2;", types: []string{"text[]", "text"}},
		},
		rows: [][]*string{
			{text("same"), nil, text("7"), text("{a}"), text("")},
			{text("same"), nil, text("8"), text("{b}"), text("")},
		},
	}}
	w.compare()
	script, err := w.script()
	want := "SELECT a2, a3 FROM bench_argument WHERE n = (:n)::int \\gset\nbegin;\n" +
		"UPDATE x SET a = (:a0)::text, b = NULL::timestamp with time zone, c = (:a0)::text WHERE id = (:a2)::bigint AND d::text = '';\n" +
		"SELECT (:a3)::text[]::text[], ''::text;\n"
	if err != nil || !strings.HasSuffix(script, want) {
		t.Errorf("%v\n%s\nwant at its end\n%s", err, script, want)
	}
	if c := w.constants(); len(c) != 1 || c[0] != "--define=a0=same" {
		t.Errorf("the constants are %q", c)
	}
	w.statements[2].sql = "SELECT 'at:once'"
	if _, err := w.script(); err == nil {
		t.Error("a colon that pgbench would take for a variable is let through")
	}
}
