//go:build faults

package faults_test

import (
	"context"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// twins are a primary, and a standby that has whatever the primary acknowledged.
type twins struct{ primary, standby *cluster }

func newTwins(t testing.TB) twins {
	t.Helper()
	p := newCluster(t, folder(t, "primary"), map[string]string{"synchronous_commit": "on", "wal_sender_timeout": "5s"})
	return twins{primary: p}
}

// follow copies the primary as it is, and has the copy follow it: from then on
// nothing is acknowledged before both have it on disk.
func (w *twins) follow() {
	p, t := w.primary, w.primary.t
	t.Helper()
	dir := folder(t, "standby")
	data := filepath.Join(dir, "data")
	run(t, []string{"LC_ALL=C"}, p.program("pg_basebackup"), "--pgdata="+data, "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--dbname="+p.server.URL("postgres"))
	p.giveTo(data)
	w.standby = newCluster(t, dir, map[string]string{
		"primary_conninfo":             "host=" + p.socket() + " port=5432 user=forankring application_name=standby",
		"wal_receiver_status_interval": "1s", "wal_retrieve_retry_interval": "200ms",
	})
	p.exec("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'standby'")
	p.exec("postgres", "SELECT pg_reload_conf()")
	w.inStep()
}

// inStep waits until the primary waits for the standby, which is there.
func (w *twins) inStep() {
	w.primary.t.Helper()
	conn, err := pgx.Connect(w.primary.t.Context(), w.primary.server.URL("postgres"))
	if err != nil {
		w.primary.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	eventually(w.primary.t, time.Minute, "the standby is in step", func() (so bool) {
		err := conn.QueryRow(w.primary.t.Context(), `SELECT EXISTS (SELECT FROM pg_stat_replication WHERE application_name = 'standby' AND sync_state = 'sync' AND state = 'streaming')`).Scan(&so)
		return err == nil && so
	})
}

// served is the address of both for the service, which goes to whichever can be
// written to.
func (w *twins) served() string {
	w.primary.t.Helper()
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database, RawQuery: url.Values{
		"host": {w.primary.socket() + "," + w.standby.socket()}, "port": {"5432,5432"}, "target_session_attrs": {"read-write"},
	}.Encode()}
	return u.String()
}

// program is one of those that came with the server.
func (c *cluster) program(name string) string {
	c.t.Helper()
	conn, err := pgx.Connect(c.t.Context(), c.server.URL("postgres"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close(c.t.Context())
	var dir string
	if err := conn.QueryRow(c.t.Context(), `SELECT setting FROM pg_config WHERE name = 'BINDIR'`).Scan(&dir); err != nil {
		c.t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

// giveTo makes files those of the server's user.
func (c *cluster) giveTo(dir string) {
	c.t.Helper()
	info, err := os.Stat(filepath.Join(c.dir, "data"))
	if err != nil {
		c.t.Fatal(err)
	}
	owner := info.Sys().(*syscall.Stat_t)
	err = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(owner.Uid), int(owner.Gid))
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// socket is the folder of the server's socket.
func (c *cluster) socket() string {
	c.t.Helper()
	u, err := url.Parse(c.server.URL(database))
	if err != nil {
		c.t.Fatal(err)
	}
	return u.Query().Get("host")
}

// What the standby does not have yet was not acknowledged, and is not when it
// is asked for again: the primary may die before the standby has it.
func TestWhatTheStandbyLacksIsNotAcknowledgedEvenWhenRepeated(t *testing.T) {
	t.Parallel()
	both := newTwins(t)
	r := settle(t, both.primary.migrated(current()))
	both.follow()
	i := serve(t, current(), environ(both.served(), "FORANKRING_WORKERS=0", "FORANKRING_REQUEST_DEADLINE=1s"))
	w := &writing{answers: map[string]int{}}
	c := client{w: w, through: fleetOf(i), token: r.token, http: &http.Client{Timeout: 30 * time.Second}}
	key, body := uuid.NewString(), object{"title": "A case that only the primary has", "kind": "plan", "publicity": "public"}
	if err := both.standby.server.Stop(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, ok := c.once(t.Context(), "/v1/regions/"+slug+"/cases", key, body); ok {
			t.Error("the standby is away, and a write was acknowledged")
		}
	}
	both.standby.start()
	both.inStep()
	got, ok := c.once(t.Context(), "/v1/regions/"+slug+"/cases", key, body)
	if !ok {
		t.Fatalf("the standby is back, and the write is still refused: %s", w)
	}
	self, _ := got["self"].(string)
	w.acked = append(w.acked, &aCase{title: "A case that only the primary has", self: self})
	both.primary.crash()
	both.standby.exec("postgres", "SELECT pg_promote()")
	r.pool = opened(t, both.standby.server.URL(database))
	t.Logf("without its standby: %s; %d case is there", w, r.holds(w))
}

// The primary dies under load, and its standby takes over.
func TestAStandbyThatTakesOverHasAllThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	both := newTwins(t)
	owner := both.primary.migrated(current())
	r := settle(t, owner)
	both.follow()
	i := serve(t, current(), environ(both.served(), "FORANKRING_MAIL_FOLDER="+folder(t, "letters")))
	w := r.write(fleetOf(i), 6)
	eventually(t, time.Minute, "the service works", func() bool { return w.so() > 60 })
	both.primary.crash()
	before := w.so()
	both.standby.exec("postgres", "SELECT pg_promote()")
	back := eventually(t, time.Minute, "the service works with the standby", func() bool { return w.so() > before+30 })
	w.end()
	r.pool = opened(t, both.standby.server.URL(database))
	t.Logf("failover: %s; %d cases are there; back within %s of the promotion", w, r.holds(w), back.Round(time.Millisecond))
	if status := ready(t, i); status != http.StatusOK {
		t.Errorf("the instance is not ready: %d", status)
	}
	i.stop()
}
