//go:build faults

package faults_test

import (
	"context"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/localpg"
)

// The database of the service in a cluster, and the role as which it is served.
const (
	database = "forankring"
	role     = "forankring_app"
)

// cluster is a PostgreSQL that keeps what it has promised to keep: another than
// that of the other tests.
type cluster struct {
	t        testing.TB
	dir      string
	settings map[string]string
	server   *localpg.Server
}

// newCluster starts a cluster in a folder that the test makes.
func newCluster(t testing.TB, dir string, settings map[string]string) *cluster {
	t.Helper()
	c := &cluster{t: t, dir: dir, settings: map[string]string{"autovacuum": "off", "jit": "off", "max_connections": "100"}}
	maps.Copy(c.settings, settings)
	c.start()
	t.Cleanup(func() { _ = c.server.Stop() })
	return c
}

// folder is a new folder below the programs', which the database's user can
// enter.
func folder(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.MkdirTemp(built, name+"-") //nolint:usetesting // the folder of t.TempDir is closed to the database's user
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func (c *cluster) start() {
	c.t.Helper()
	server, err := localpg.Start(context.WithoutCancel(c.t.Context()), localpg.Options{Dir: c.dir, Settings: c.settings})
	if err != nil {
		c.t.Fatal(err)
	}
	c.server = server
}

// migrated makes the service's database, as its operator does, and opens it as
// its owner.
func (c *cluster) migrated(program string) *pgxpool.Pool {
	c.t.Helper()
	c.exec("postgres", "CREATE DATABASE "+database)
	run(c.t, []string{"DATABASE_URL=" + c.server.URL(database)}, program, "migrate")
	c.exec("postgres", "ALTER ROLE "+role+" LOGIN")
	return opened(c.t, c.server.URL(database))
}

// opened is a pool that outlives what befalls the service and the database.
func opened(t testing.TB, address string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// exec runs one statement as the cluster's superuser.
func (c *cluster) exec(in, statement string) {
	c.t.Helper()
	conn, err := pgx.Connect(c.t.Context(), c.server.URL(in))
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close(c.t.Context())
	if _, err := conn.Exec(c.t.Context(), statement); err != nil {
		c.t.Fatalf("%s: %v", statement, err)
	}
}

// served is the address of the database for the service's role.
func (c *cluster) served() string {
	c.t.Helper()
	u, err := url.Parse(c.server.URL(database))
	if err != nil {
		c.t.Fatal(err)
	}
	u.User = url.User(role)
	return u.String()
}

// crash kills the server and all its processes at once, as a power cut does to
// what they have in memory.
func (c *cluster) crash() {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "data", "postmaster.pid"))
	if err != nil {
		c.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	if err != nil {
		c.t.Fatal(err)
	}
	killed := append([]int{pid}, children(pid)...)
	for _, p := range killed {
		_ = syscall.Kill(p, syscall.SIGKILL)
	}
	// Shared memory is free when nobody is attached to it any more.
	eventually(c.t, 30*time.Second, "the server's processes are gone", func() bool {
		return !slices.ContainsFunc(killed, alive)
	})
	_ = c.server.Stop()
}

// alive is true for a process that has not ended; one that nobody has waited
// for yet has.
func alive(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z") && !strings.HasPrefix(after, "X")
}

func children(of int) []int {
	var all []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended meanwhile
		}
		_, after, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(after); len(fields) > 1 && fields[1] == strconv.Itoa(of) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			all = append(all, pid)
		}
	}
	return all
}
