package pgtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"forankring.no/forankring/internal/platform/localpg"
)

// supervised names, in the environment of a supervisor, the meeting place that it serves.
const supervised = "FORANKRING_PGTEST_SUPERVISED"

const (
	linger = 15 * time.Second // nobody may need the server so long: go test builds the next program
	tick   = 250 * time.Millisecond
	roomy  = 4 << 30 // bytes that must be free in memory before the databases are kept there
)

// settings make a server for many short databases: nothing in it outlives a crash, or is read twice as often as written.
var settings = map[string]string{
	"max_connections":  "1000", // one pool per parallel test of each program
	"wal_level":        "minimal",
	"max_wal_senders":  "0",
	"max_wal_size":     "2GB",
	"autovacuum":       "off",
	"jit":              "off",
	"bgwriter_delay":   "10s",
	"wal_writer_delay": "10s",
}

// meeting is the place where the test programs of one user meet: a folder with the address of the server that they
// share, and two locks. Every program holds "users" in common until it ends, however it ends. Only a supervisor takes
// it for itself, when nobody else holds it, and ends with the server. "start" is held by the program that looks for
// the server, so that one alone starts it.
type meeting struct {
	dir    string
	linger time.Duration // how long the server outlives its last user
}

func standardMeeting() meeting {
	return meeting{filepath.Join(os.TempDir(), "forankring-tests-"+strconv.Itoa(os.Geteuid())), linger}
}

func (m meeting) file(name string) string { return filepath.Join(m.dir, name) }

// open makes the folder, or makes sure that nobody else has made it.
func (m meeting) open() error {
	if err := os.Mkdir(m.dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("make a place to meet: %w", err)
	}
	info, err := os.Lstat(m.dir)
	if err != nil {
		return fmt.Errorf("look at the place to meet: %w", err)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !info.IsDir() || !ok || int(stat.Uid) != os.Geteuid() {
		return fmt.Errorf("%s is not a folder of ours", m.dir)
	}
	return nil
}

// lock waits for one of the two locks; it goes with the file or with the program.
func (m meeting) lock(name string, how int) (*os.File, error) {
	f, err := os.OpenFile(m.file(name), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open a lock: %w", err)
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("take the lock %s: %w", name, err)
	}
	return f, nil
}

// join gives the address of the server that the programs share, which it starts where there is none. The server stays
// as long as the file is open.
func (m meeting) join(ctx context.Context) (address string, users *os.File, err error) {
	if err := m.open(); err != nil {
		return "", nil, err
	}
	if users, err = m.lock("users", syscall.LOCK_SH); err != nil {
		return "", nil, err
	}
	start, err := m.lock("start", syscall.LOCK_EX)
	if err != nil {
		return "", nil, errors.Join(err, users.Close())
	}
	defer start.Close()
	address, err = m.server(ctx)
	if err != nil {
		return "", nil, errors.Join(err, users.Close())
	}
	return address, users, nil
}

func (m meeting) server(ctx context.Context) (string, error) {
	address := m.address()
	if address != "" && answers(ctx, address) {
		return address, nil
	}
	if err := os.Remove(m.file("address")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("forget the last server: %w", err)
	}
	ended, err := m.startSupervisor()
	if err != nil {
		return "", err
	}
	poll := time.NewTicker(tick / 10)
	defer poll.Stop()
	for {
		if address := m.address(); address != "" {
			return address, nil
		}
		select {
		case <-poll.C:
		case err := <-ended:
			said, _ := os.ReadFile(m.file("log"))
			return "", fmt.Errorf("the server of the tests does not start: %s", cmp.Or(strings.TrimSpace(string(said)), fmt.Sprint(err)))
		case <-ctx.Done():
			return "", fmt.Errorf("wait for the server of the tests: %w", ctx.Err())
		}
	}
}

func (m meeting) address() string {
	text, _ := os.ReadFile(m.file("address"))
	return string(text)
}

// answers tells whether a server is there, even one that is too busy to let anybody in.
func answers(ctx context.Context, address string) bool {
	conn, err := pgx.Connect(ctx, address)
	if err == nil {
		_ = conn.Close(ctx)
		return true
	}
	return errors.As(err, new(*pgconn.PgError))
}

// startSupervisor starts this program again, in a session of its own and with nothing of this one open: go test waits
// for whoever holds a program's output.
func (m meeting) startSupervisor() (ended <-chan error, err error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the test program: %w", err)
	}
	log, err := os.OpenFile(m.file("log"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the supervisor's log: %w", err)
	}
	defer log.Close()
	cmd := exec.Command(program) //nolint:noctx,gosec // it outlives this program, which it is
	cmd.Dir, cmd.Stdout, cmd.Stderr = "/", log, log
	cmd.Env = append(os.Environ(), supervised+"="+m.linger.String()+" "+m.dir)
	if memory := "/dev/shm"; free(memory) > roomy {
		cmd.Env = append(cmd.Env, "TMPDIR="+memory)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the supervisor: %w", err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	return done, nil
}

func free(folder string) uint64 {
	var fs syscall.Statfs_t
	if syscall.Statfs(folder, &fs) != nil {
		return 0
	}
	return fs.Bavail * uint64(fs.Bsize)
}

// A test program that was started to supervise the server does nothing else: it runs no test.
func init() { //nolint:gochecknoinits // it must come before the tests, in every program, without a TestMain in each
	asked, ok := os.LookupEnv(supervised)
	if !ok {
		return
	}
	wait, dir, _ := strings.Cut(asked, " ")
	m := meeting{dir: dir}
	var err error
	if m.linger, err = time.ParseDuration(wait); err == nil {
		err = m.supervise(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// supervise owns the server until no test program has held the place for a while. Whoever comes meanwhile waits for
// the lock, and then starts the next.
func (m meeting) supervise(ctx context.Context) error {
	server, err := localpg.Start(ctx, localpg.Options{Temporary: true, Settings: maps.Clone(settings)})
	if err != nil {
		return err
	}
	address := server.URL("postgres")
	if err := m.publish(address); err != nil {
		return errors.Join(err, server.Stop())
	}
	users := m.whenNobody()
	defer users.Close()
	if m.address() == address {
		_ = os.Remove(m.file("address"))
	}
	return server.Stop()
}

// publish writes the address so that nobody reads half of it.
func (m meeting) publish(address string) error {
	unfinished := m.file("address.new")
	if err := os.WriteFile(unfinished, []byte(address), 0o600); err != nil {
		return fmt.Errorf("publish the server's address: %w", err)
	}
	return os.Rename(unfinished, m.file("address"))
}

// whenNobody takes the place for itself when it was free at every look for long enough; where it cannot look, at once.
func (m meeting) whenNobody() *os.File {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for idle := time.Duration(0); ; <-ticker.C {
		users, err := m.lock("users", syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EWOULDBLOCK):
			idle = 0
		case err != nil, idle >= m.linger:
			return users
		default:
			_ = users.Close()
			idle += tick
		}
	}
}
