package process

import (
	"os"
	"testing"
	"time"
)

func TestAProcessIsReadWhateverItsName(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"plain":            "42 (postgres) S 7 42 42 0 -1 4194560 1200 0 3 0 150 50 9 1 20 0 1 0 100 2000000 500",
		"blank in it":      "42 (a b) S 7 42 42 0 -1 4194560 1200 0 3 0 150 50 9 1 20 0 1 0 100 2000000 500",
		"bracket in it":    "42 (a) b) S 7 42 42 0 -1 4194560 1200 0 3 0 150 50 9 1 20 0 1 0 100 2000000 500",
		"with its newline": "42 (postgres) S 7 42 42 0 -1 4194560 1200 0 3 0 150 50 9 1 20 0 1 0 100 2000000 500\n",
	} {
		got, err := parseStat(line)
		if err != nil || got != (stat{parent: 7, own: 2 * time.Second, children: 100 * time.Millisecond}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if _, err := parseStat("42 (postgres) S 7"); err == nil {
		t.Error("a line that breaks off is read")
	}
}

func TestStolenTimeIsNeitherBusyNorIdle(t *testing.T) {
	t.Parallel()
	got, err := parseTimes("cpu  100 20 30 400 50 6 7 80 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n")
	want := Times{Busy: 163 * tickTime, Idle: 450 * tickTime, Stolen: 80 * tickTime}
	if err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if later := got.Since(Times{Busy: 100 * tickTime, Idle: 50 * tickTime, Stolen: 80 * tickTime}); later != (Times{Busy: 63 * tickTime, Idle: 400 * tickTime}) {
		t.Errorf("since then %+v", later)
	}
}

func TestThisProcessHasUsedMemory(t *testing.T) {
	t.Parallel()
	u, err := UsageOf(os.Getpid())
	if err != nil || u.Resident < 1<<20 || u.Peak < u.Resident {
		t.Errorf("%+v, %v", u, err)
	}
}
