// Package scenario holds what the bench measures: one scenario is one sort of
// request or event, measured beside what it is compared with, and judged by its
// bars.
package scenario

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/bench/process"
	"forankring.no/forankring/internal/bench/rival"
	"forankring.no/forankring/internal/bench/statement"
	"forankring.no/forankring/internal/bench/target"
)

// Connections are how many the load has, to either side.
const Connections = 16

// Effort is how long and how often is measured.
type Effort struct {
	Rounds int
	// Each is one run, and Warm what is sent before the first.
	Each, Warm time.Duration
	// Short leaves out what takes long.
	Short bool
}

// The two efforts.
var (
	Full  = Effort{Rounds: 5, Each: 2 * time.Second, Warm: 2 * time.Second}
	Short = Effort{Rounds: 3, Each: 400 * time.Millisecond, Warm: 300 * time.Millisecond, Short: true}
)

// Stage is what the scenarios play on: a filled database, the service and the floor
// as programs of their own.
type Stage struct {
	Effort
	// Database is the address of the database, and Dir a folder for files.
	Database, Dir string
	Pool          *pgxpool.Pool
	Find          *target.Finder
	Home          target.Home
	Ours, Floor   *process.Process
	// Ear is the service inside the bench.
	Ear *statement.Ear
	// Program is the service's program.
	Program string
	// Postmaster is the number of PostgreSQL's first process, 0 where it does not run
	// on this machine.
	Postmaster int
	// PocketBase is a PocketBase's program, "" where nobody has brought one.
	PocketBase string
	// Out is where progress is told.
	Out io.Writer
	// instances counts those that were started.
	instances int
	rival     *rival.Rival
	// others are stages of other sizes, by their names.
	others map[string]*other
}

// Environ are the settings of the service as it is measured: as in production, but
// with tokens of its own and no limit to what one caller may ask.
func (s *Stage) Environ() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "DATABASE_URL=" + s.Database, "FORANKRING_DEVELOPMENT_ISSUER=true",
		"FORANKRING_RATE=1e9", "FORANKRING_BURST=1000000000", "FORANKRING_MAIL_FOLDER=" + filepath.Join(s.Dir, "letters"),
	}
}

// Serve starts an instance of the service; its access log goes into a file.
func (s *Stage) Serve(ctx context.Context, settings ...string) (*process.Process, error) {
	address, err := process.FreeAddress(ctx)
	if err != nil {
		return nil, err
	}
	s.instances++
	return process.Start(ctx, process.Spec{
		Name: "the service", Program: s.Program, Args: []string{"serve", "--addr", address}, Env: append(s.Environ(), settings...),
		Address: address, Ready: "/readyz", Log: filepath.Join(s.Dir, fmt.Sprintf("service-%d.log", s.instances)),
	})
}

// Adopt makes a copy of a database the one that the service works for, and brings its
// schema up to date.
func (s *Stage) Adopt(ctx context.Context) error {
	for _, command := range []string{"migrate", "adopt"} {
		cmd := exec.CommandContext(ctx, s.Program, command)
		cmd.Env = s.Environ()
		if output, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s the copy of the database: %w: %s", command, err, output)
		}
	}
	return nil
}

// ServeFloor starts the floor, which is this program.
func (s *Stage) ServeFloor(ctx context.Context) (*process.Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address, err := process.FreeAddress(ctx)
	if err != nil {
		return nil, err
	}
	return process.Start(ctx, process.Spec{
		Name: "the floor", Program: self, Args: []string{"floor", "-addr", address}, Env: s.Environ(),
		Address: address, Ready: "/healthz", Log: filepath.Join(s.Dir, "floor.log"),
	})
}

// Raise finds who asks, and starts the service and the floor. What it returns ends
// them, also beside an error.
func (s *Stage) Raise(ctx context.Context) (down func(), err error) {
	var begun []func()
	down = func() {
		for _, f := range slices.Backward(begun) {
			f()
		}
	}
	if s.Pool, err = pgxpool.New(ctx, s.Database); err != nil {
		return down, err
	}
	begun = append(begun, s.Pool.Close)
	s.prewarm(ctx)
	if s.Find, err = target.New(ctx, s.Pool); err != nil {
		return down, err
	}
	if s.Home, err = s.Find.FindHome(ctx); err != nil {
		return down, err
	}
	if s.Ours, err = s.Serve(ctx); err != nil {
		return down, err
	}
	settle(ctx, s.Ours)
	begun = append(begun, func() { s.Ours.Stop() }) // the one that runs then
	if s.Floor, err = s.ServeFloor(ctx); err != nil {
		return down, err
	}
	begun = append(begun, s.Floor.Stop)
	if s.Ear, err = statement.Open(ctx, s.Database, s.Environ()); err != nil {
		return down, err
	}
	begun = append(begun, s.Ear.Close)
	begun = append(begun, s.leaveOthers)
	begun = append(begun, func() {
		if s.rival != nil {
			s.rival.Stop()
		}
	})
	s.findPostmaster(ctx)
	return down, nil
}

// settle waits until a program that was just started rests: its workers first look at
// everything that may have waited for them.
func settle(ctx context.Context, p *process.Process) {
	const most, look, little = 60, 500 * time.Millisecond, 25 * time.Millisecond
	for range most {
		before, err := process.UsageOf(p.PID())
		if err != nil {
			return
		}
		await(ctx, look)
		if after, err := process.UsageOf(p.PID()); err != nil || after.CPU-before.CPU < little {
			return
		}
	}
}

// prewarm reads the tables and indexes into PostgreSQL's memory, as they would be
// after a day: a new copy is nowhere but on the disk. Where PostgreSQL has no
// pg_prewarm, the first runs do it.
func (s *Stage) prewarm(ctx context.Context) {
	if _, err := s.Pool.Exec(ctx, `CREATE EXTENSION IF NOT EXISTS pg_prewarm`); err != nil {
		return
	}
	_, _ = s.Pool.Exec(ctx, `
		SELECT pg_prewarm(c.oid::regclass, 'buffer') FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')
			AND coalesce(i.indrelid, c.oid)::regclass::text !~ '^(audit_event|letter|reminder|deadline|river|idempotency)'
		ORDER BY c.relpages DESC`)
}

// findPostmaster finds PostgreSQL's first process by one of its others, where it
// runs on this machine.
func (s *Stage) findPostmaster(ctx context.Context) {
	var pid int
	if err := s.Pool.QueryRow(ctx, `SELECT pg_backend_pid()`).Scan(&pid); err != nil {
		return
	}
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil || !strings.HasPrefix(string(name), "postgres") {
		return
	}
	s.Postmaster, _ = process.Parent(pid)
}

// Describe gives the version of PostgreSQL and how many rows there are.
func (s *Stage) Describe(ctx context.Context) (version string, rows map[string]int64, err error) {
	if err := s.Pool.QueryRow(ctx, `SHOW server_version`).Scan(&version); err != nil {
		return "", nil, err
	}
	rows, err = s.Find.Rows(ctx)
	return version, rows, err
}
