package localpg

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestMain lets the test program be started again as a program that owns a server and waits to be killed.
func TestMain(m *testing.M) {
	dir, owner := os.LookupEnv("LOCALPG_TEST_OWNER")
	if !owner {
		os.Exit(m.Run())
	}
	s, err := Start(context.Background(), Options{Dir: dir, Temporary: dir == ""})
	if err != nil {
		_, _ = fmt.Fprintln(os.Stdout, err)
		os.Exit(1)
	}
	_, _ = fmt.Fprintln(os.Stdout, s.cmd.Process.Pid, s.folder.path)
	select {}
}

// killedOwner starts a server in another program, lets work use it, and kills the program.
func killedOwner(t *testing.T, dir string, work func(url string)) (pid int, folder string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	// What the caller has set for psql must not reach the server.
	cmd.Env = append(os.Environ(), "LOCALPG_TEST_OWNER="+dir, "PGPORT=1", "PGDATA=/nowhere")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(line, &pid, &folder); err != nil {
		t.Fatalf("the owner said %q", line)
	}
	if url, ok := Running(folder, "postgres"); !ok {
		t.Error("the owner's server is not seen")
	} else {
		work(url)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	return pid, folder
}

// reachable is a temporary folder that the server's user can enter, unlike t.TempDir, when the tests run as root.
func reachable(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "localpg-test-") //nolint:usetesting // the folder of t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func started(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

// ask runs one statement and gives the text of its only value.
func ask(t *testing.T, url, statement string) (answer string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(t.Context(), statement).Scan(&answer); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	return answer
}

func gone(t *testing.T, pid int, within time.Duration) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	return poll(ctx, func() bool { return commandLine(pid) == "" }) == nil
}

func TestStopLeavesNeitherProcessNorFolder(t *testing.T) {
	t.Parallel()
	s := started(t, Options{Temporary: true, Settings: map[string]string{"max_connections": "317"}})
	for setting, want := range map[string]string{"max_connections": "317", "listen_addresses": "", "fsync": "off", "TimeZone": "UTC"} {
		if got := ask(t, s.URL("postgres"), "SHOW "+setting); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	if got := ask(t, s.URL("postgres"), "SELECT lower('ÅSNES')"); got != "åsnes" {
		t.Errorf("Norwegian letters are not understood: %q", got)
	}
	for _, time := range []string{"first", "second"} {
		if err := s.Stop(); err != nil {
			t.Errorf("the %s stop: %v", time, err)
		}
	}
	if commandLine(s.cmd.Process.Pid) != "" {
		t.Error("the server still runs")
	}
	if _, err := os.Stat(s.folder.path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
}

func TestTheSocketIsClosedToOthers(t *testing.T) {
	t.Parallel()
	s := started(t, Options{Temporary: true})
	for _, dir := range []string{s.socket, s.folder.data()} {
		info, err := os.Stat(dir)
		if err != nil {
			t.Fatal(err)
		}
		if open := info.Mode().Perm() & 0o077; open != 0 {
			t.Errorf("%s lets others in: %v", dir, info.Mode())
		}
	}
}

func TestAKeptClusterKeepsItsDataUntilAFreshStart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(reachable(t), "made on the way, with a comma")
	s := started(t, Options{Dir: dir})
	ask(t, s.URL("postgres"), "CREATE TABLE kept AS SELECT 'yes' AS answer")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, ok := Running(dir, "postgres"); ok {
		t.Error("a stopped server is said to run")
	}

	s = started(t, Options{Dir: dir})
	if got := ask(t, s.URL("postgres"), "SELECT answer FROM kept"); got != "yes" {
		t.Errorf("the data are lost: %q", got)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}

	s = started(t, Options{Dir: dir, Fresh: true})
	if got := ask(t, s.URL("postgres"), "SELECT to_regclass('kept') IS NULL || ''"); got != "true" {
		t.Error("a fresh start kept the data")
	}
}

func TestAFolderHasOneServer(t *testing.T) {
	t.Parallel()
	dir := reachable(t)
	const programs = 3
	servers, refusals := make(chan *Server, programs), make(chan error, programs)
	for range programs {
		go func() {
			s, err := Start(t.Context(), Options{Dir: dir})
			servers <- s
			refusals <- err
		}()
	}
	var winners int
	for range programs {
		if err := <-refusals; err == nil {
			winners++
		} else if !errors.Is(err, ErrRunning) || err.Error() != "a demo is already running in "+dir {
			t.Errorf("the refusal does not say what is the matter: %v", err)
		}
		if s := <-servers; s != nil {
			defer func() { _ = s.Stop() }()
		}
	}
	if winners != 1 {
		t.Errorf("%d programs started a server, want 1", winners)
	}
}

func TestAKilledProgramLeavesNoServerAndItsTemporaryFolderIsSwept(t *testing.T) {
	t.Parallel()
	living := started(t, Options{Temporary: true})
	pid, folder := killedOwner(t, "", func(string) {})
	if !gone(t, pid, time.Minute) {
		t.Error("the server outlived its program")
	}
	started(t, Options{Temporary: true})
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder was not swept: %v", err)
	}
	if got := ask(t, living.URL("postgres"), "SELECT 'alive'"); got != "alive" {
		t.Error("a living server was swept away")
	}
}

func TestTheSweepFollowsNoLink(t *testing.T) {
	t.Parallel()
	precious := filepath.Join(reachable(t), "precious")
	if err := os.MkdirAll(filepath.Join(precious, "socket"), 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(os.TempDir(), temporaryPrefix+"link-"+filepath.Base(filepath.Dir(precious)))
	if err := os.Symlink(precious, link); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(link)
	sweep(t.Context())
	if left, err := os.ReadDir(precious); err != nil || len(left) != 1 || left[0].Name() != "socket" {
		t.Errorf("the sweep changed what a link pointed at: %v, %v", left, err)
	}
}

func TestTheDataSurviveAKill(t *testing.T) {
	t.Parallel()
	dir := reachable(t)
	killedOwner(t, dir, func(url string) { ask(t, url, "CREATE TABLE kept AS SELECT 'yes' AS answer") })
	s := started(t, Options{Dir: dir}) // at once: the old server may still be ending
	if got := ask(t, s.URL("postgres"), "SELECT answer FROM kept"); got != "yes" {
		t.Errorf("the data are lost: %q", got)
	}
}

func TestAProcessThatHasTheOldServersNumberIsNoHindrance(t *testing.T) {
	t.Parallel()
	dir := reachable(t)
	if err := started(t, Options{Dir: dir}).Stop(); err != nil {
		t.Fatal(err)
	}
	as, err := serverAccount()
	if err != nil {
		t.Fatal(err)
	}
	other := exec.Command("cat")
	stdin, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	ended, err := launch(other, as)
	if err != nil {
		t.Fatal(err)
	}
	f := &folder{path: dir}
	stale := fmt.Sprintf("%d\n%s\n1\n%s\n%s\n\n\n", other.Process.Pid, f.data(), port, f.socket())
	if err := os.WriteFile(filepath.Join(f.data(), "postmaster.pid"), []byte(stale), 0o644); err != nil {
		t.Fatal(err)
	}
	started(t, Options{Dir: dir})
	_ = stdin.Close()
	if err := <-ended; err != nil {
		t.Errorf("the other process was harmed: %v", err)
	}
}

func TestAFolderTooLongForASocketWorks(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(reachable(t), strings.Repeat("long", 40))
	s := started(t, Options{Dir: dir})
	if url, ok := Running(dir, "postgres"); !ok || ask(t, url, "SELECT 'here'") != "here" {
		t.Error("the server is not reached")
	}
	short := s.socket
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(short); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the short folder is left: %v", err)
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	t.Parallel()
	_, err := Start(t.Context(), Options{Temporary: true, Settings: map[string]string{"work_mem": "plenty"}})
	if err == nil || !strings.Contains(err.Error(), `invalid value for parameter "work_mem": "plenty"`) || strings.Contains(err.Error(), "\n") {
		t.Errorf("the error does not say why, in one line: %v", err)
	}
}
