// Package limit is what the database itself can do: pgbench runs the statements
// that the service asked for the same requests, one after the other and prepared,
// with nothing in front of it.
package limit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Warm is how many transactions of each client are not counted: in the first it
// prepares its statements, as the service has done long before.
const Warm = 2

// ErrNoTool says that there is no pgbench on this machine.
var ErrNoTool = errors.New("there is no pgbench here (Debian: apt-get install postgresql-contrib)")

// Find looks for pgbench.
func Find() (string, error) {
	if program, err := exec.LookPath("pgbench"); err == nil {
		return program, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if len(found) == 0 {
		return "", ErrNoTool
	}
	return found[len(found)-1], nil
}

// Script is a request's statements as pgbench runs them, with the arguments of as
// many requests as were heard.
type Script struct {
	program, dir, database string
	// Requests are how many there are; each is run once.
	Requests int
	// Statements and RoundTrips are those of one request.
	Statements, RoundTrips int
	constants              []string
	used                   int
}

// Run has so many clients run so many requests each, and gives the requests a
// second. Those that were run before are not run again.
func (s *Script) Run(ctx context.Context, clients, each int) (float64, error) {
	if each < 1 {
		return 0, fmt.Errorf("%d requests are too few for %d clients of pgbench", s.Requests, clients)
	}
	each += Warm
	if s.used+clients*each > s.Requests {
		return 0, fmt.Errorf("only %d requests are left for pgbench, and %d are needed", s.Requests-s.used, clients*each)
	}
	log := filepath.Join(s.dir, fmt.Sprintf("limit-%d", s.used))
	args := append([]string{
		"--no-vacuum", "--protocol=prepared", "--client=" + strconv.Itoa(clients), "--jobs=2", "--transactions=" + strconv.Itoa(each),
		"--file=" + s.file(), "--log", "--log-prefix=" + log,
		"--define=k=0", fmt.Sprintf("--define=base=%d", s.used), fmt.Sprintf("--define=each=%d", each),
	}, s.constants...)
	cmd := exec.CommandContext(ctx, s.program, append(args, s.database)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "PGOPTIONS=-c plan_cache_mode=force_generic_plan -c timezone=UTC"}
	s.used += clients * each
	if output, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("run pgbench: %w: %s", err, end(output))
	}
	return throughput(log)
}

func (s *Script) file() string { return filepath.Join(s.dir, "limit.sql") }

// throughput reads pgbench's logs, one for each of its threads.
func throughput(log string) (float64, error) {
	files, err := filepath.Glob(log + ".*")
	if err != nil {
		return 0, err
	}
	var text strings.Builder
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return 0, err
		}
		text.Write(raw)
	}
	return perSecond(text.String())
}

// perSecond counts the transactions of a log after the warm ones of each client,
// over the time that those took. A line has the client, the transaction's number,
// its time in microseconds, the script's number, and when it ended, in seconds and
// microseconds.
func perSecond(log string) (float64, error) {
	var begun, ended time.Time
	counted := 0
	for line := range strings.Lines(log) {
		var client, number, took, script, seconds, micro int64
		if _, err := fmt.Sscan(line, &client, &number, &took, &script, &seconds, &micro); err != nil {
			return 0, fmt.Errorf("read pgbench's log: %w: %q", err, line)
		}
		if number < Warm {
			continue
		}
		counted++
		end := time.Unix(seconds, micro*1000)
		if start := end.Add(-time.Duration(took) * time.Microsecond); begun.IsZero() || start.Before(begun) {
			begun = start
		}
		if end.After(ended) {
			ended = end
		}
	}
	if counted == 0 || !ended.After(begun) {
		return 0, errors.New("pgbench ran nothing")
	}
	return float64(counted) / ended.Sub(begun).Seconds(), nil
}

// end is the end of a program's output, for a message.
func end(output []byte) string {
	const most = 800
	return string(output[max(0, len(output)-most):])
}
