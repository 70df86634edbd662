//go:build faults

package faults_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// pooler is a PgBouncer before a cluster.
type pooler struct {
	c    *cluster
	port int
	dir  string
	*instance
}

// newPooler starts one that pools transactions, over few connections.
func newPooler(c *cluster) *pooler {
	c.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	p := &pooler{c: c, port: ln.Addr().(*net.TCPAddr).Port, dir: folder(c.t, "pooler")}
	_ = ln.Close()
	for name, text := range map[string]string{
		"users": fmt.Sprintf("%q \"\"\n", role),
		"ini": fmt.Sprintf("[databases]\n%s = host=%s port=5432\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\nunix_socket_dir =\nauth_type = trust\nauth_file = %s\npool_mode = transaction\ndefault_pool_size = 5\nmax_client_conn = 200\n",
			database, c.socket(), p.port, filepath.Join(p.dir, "users")),
	} {
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o644); err != nil {
			c.t.Fatal(err)
		}
	}
	p.start()
	return p
}

// start runs it as the server's user: as root it refuses.
func (p *pooler) start() {
	t := p.c.t
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program("pgbouncer"), filepath.Join(p.dir, "ini"))
	cmd.Dir = p.dir
	if os.Geteuid() == 0 {
		info, err := os.Stat(filepath.Join(p.c.dir, "data"))
		if err != nil {
			t.Fatal(err)
		}
		owner := info.Sys().(*syscall.Stat_t)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
	}
	p.instance = start(t, cmd, func(cmd *exec.Cmd) (io.ReadCloser, error) { return cmd.StderrPipe() }, func(_ *instance, line string) bool {
		return strings.Contains(line, "process up")
	})
}

// program finds one that Debian keeps from ordinary users' paths.
func program(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	return "/usr/sbin/" + name
}

// served is the database's address at the pooler.
func (p *pooler) served() string {
	return fmt.Sprintf("postgres://%s@127.0.0.1:%d/%s?sslmode=disable", role, p.port, database)
}

// Two instances share five connections of the database, and the pooler is killed
// now and then.
func TestBehindAPoolerAllWorks(t *testing.T) {
	t.Parallel()
	const letters = 100
	c := newCluster(t, folder(t, "pooled"), nil)
	r := settle(t, c.migrated(current()))
	r.passed(letters)
	p := newPooler(c)
	m := startMail(t)
	env := environ(p.served(), append(m.settings(), "FORANKRING_DATABASE_POOLED=true")...)
	refused := func(more []string, args ...string) string {
		cmd := exec.CommandContext(t.Context(), current(), args...)
		cmd.Env = slices.Concat(env, more)
		said, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("%v is not refused: %s", args, said)
		}
		return string(said)
	}
	if said := refused(nil, "migrate"); !strings.Contains(said, "PostgreSQL itself") {
		t.Errorf("migrate over a pooler is refused with %s", said)
	}
	if said := refused([]string{"FORANKRING_DATABASE_POOLED=false"}, "serve", "--addr", "127.0.0.1:0"); !strings.Contains(said, "unsupported startup parameter") {
		t.Errorf("a pooler that the settings do not tell of is refused with %s", said)
	}
	if said := refused(nil, "serve", "--addr", "127.0.0.1:0"); !strings.Contains(said, "ALTER ROLE \"forankring_app\" SET lock_timeout") {
		t.Errorf("a role without limits is refused with %s", said)
	}
	for _, limit := range []string{"lock_timeout = '5s'", "statement_timeout = '15s'", "idle_in_transaction_session_timeout = '30s'"} {
		c.exec("postgres", "ALTER ROLE "+role+" SET "+limit)
	}
	p.kill() // its connections were opened before
	p.start()
	instances := []*instance{serve(t, current(), env), serve(t, current(), env)}
	w := r.write(fleetOf(instances...), 8)
	for range max(1, apptest.Rounds(40)/8) {
		before := w.so()
		eventually(t, time.Minute, "the service goes on", func() bool { return w.so() > before+60 })
		p.kill()
		p.start()
	}
	before := w.so()
	eventually(t, time.Minute, "the service goes on", func() bool { return w.so() > before+60 })
	w.end()
	r.delivered(m, letters, time.Minute)
	all, different := m.letters()
	t.Logf("behind PgBouncer: %s; %d cases are there; %d letters, handed over %d times", w, r.holds(w), different, all)
	for _, i := range instances {
		i.stop()
	}
}
