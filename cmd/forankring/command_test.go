package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/localpg"
)

// The test program is the command itself when it is told so: signals and exit
// statuses are then the real ones.
func TestMain(m *testing.M) {
	if os.Getenv("FORANKRING_TEST_COMMAND") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// result is how a command ended, and what it said.
type result struct {
	status         int
	stdout, stderr string
}

// forankring runs a command to its end, with these settings only.
func forankring(t *testing.T, environ []string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), args, environ, &stdout, &stderr)
	return result{status, stdout.String(), stderr.String()}
}

func (r result) ok(t *testing.T) result {
	t.Helper()
	if r.status != 0 || r.stderr != "" {
		t.Fatalf("status %d: %s", r.status, r.stderr)
	}
	return r
}

// refused fails the test unless the command ended with the status, said why,
// and printed nothing that could be taken for a result.
func (r result) refused(t *testing.T, status int, why string) {
	t.Helper()
	if r.status != status || !strings.HasPrefix(r.stderr, "forankring: ") || !strings.Contains(r.stderr, why) || r.stdout != "" {
		t.Errorf("status %d with %q, want %d with %q", r.status, r.stderr, status, why)
	}
}

func TestWhoeverAsksGetsTheUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"help"}, {"--help"}, {"serve", "-h"}, {"token", "--help"}} {
		if r := forankring(t, nil, args...).ok(t); r.stdout != usage {
			t.Errorf("%v: %q", args, r.stdout)
		}
	}
}

func TestMisuseEndsWithStatus2AndSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for why, args := range map[string][]string{
		"no command given":           {},
		`no command "serv"`:          {"serv"},
		"-port":                      {"serve", "--port", "80"},
		`unexpected argument "now"`:  {"migrate", "now"},
		"say region or municipality": {"register", "county"},
		"--name is missing":          {"register", "region", "--slug", "r"},
		"--from":                     {"register", "municipality", "--number", "3417", "--name", "Grue", "--region", "r", "--from", "2024-02-30"},
		"renumber: --from":           {"renumber", "--municipality", "3007", "--number", "3305", "--from", "1 January"},
		"rename: --name is missing":  {"rename", "--organisation", "3007", "--from", "2024-01-01"},
		"--into is missing":          {"merge", "--municipality", "1519", "--on", "2020-01-01"},
		"part: --on":                 {"part", "--municipality", "1507", "--into", "1508=Ålesund", "--into", "1580=Haram", "--on", "2024"},
		"--office is missing":        {"appoint", "--organisation", "3417", "--name", "Administrator, Grue"},
		"--issuer and --subject":     {"appoint", "--organisation", "3417", "--office", "clerk", "--name", "Clerk, Grue", "--subject", "1"},
		"either --name or --person":  {"appoint", "--organisation", "3417", "--office", "clerk"},
		"--case-number go together":  {"appoint", "--organisation", "3417", "--office", "clerk", "--person", "0198c0de-0000-7000-8000-000000000001", "--decided-on", "2024-02-08"},
		"appoint: --decided-on":      {"appoint", "--organisation", "3417", "--office", "clerk", "--person", "0198c0de-0000-7000-8000-000000000001", "--decided-on", "8 February", "--case-number", "12/24"},
		"either --organisation":      {"token"},
		"or --person":                {"token", "--office", "clerk", "--organisation", "3417", "--person", "0198c0de-0000-7000-8000-000000000001"},
		"not a person's identifier":  {"token", "--person", "clerk"},
		"above 0":                    {"token", "--person", "0198c0de-0000-7000-8000-000000000001", "--life", "-1h"},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			forankring(t, nil, args...).refused(t, 2, why)
		})
	}
}

func TestWhatIsMissingIsTold(t *testing.T) {
	t.Parallel()
	nowhere := "XDG_DATA_HOME=" + t.TempDir()
	for _, tt := range []struct {
		why     string
		environ []string
		args    []string
	}{
		{"DATABASE_URL is missing", nil, []string{"serve"}},
		{"DATABASE_URL is missing", nil, []string{"work"}},
		{"DATABASE_URL is missing", nil, []string{"migrate"}},
		{"FORANKRING_ADDR", []string{"FORANKRING_ADDR=8080"}, []string{"migrate"}},
		{"FORANKRING_ADDR", nil, []string{"serve", "--addr", "8080"}},
		{"FORANKRING_DEVELOPMENT_ISSUER", []string{"FORANKRING_DEVELOPMENT_ISSUER=true"}, []string{"serve", "--addr", "0.0.0.0:0"}},
		{"reach the database", []string{"DATABASE_URL=postgres://x@127.0.0.1:1/x"}, []string{"serve", "--addr", "127.0.0.1:0"}},
		{"reach the database", []string{"DATABASE_URL=postgres://x@127.0.0.1:1/x"}, []string{"migrate"}},
		{"read the database address", []string{"DATABASE_URL=:"}, []string{"migrate"}},
		{"reach the database", []string{nowhere, "DATABASE_URL=postgres://x@127.0.0.1:1/x"}, []string{"token", "--office", "clerk", "--organisation", "3417"}},
	} {
		t.Run(tt.args[0]+" without "+tt.why, func(t *testing.T) {
			t.Parallel()
			forankring(t, tt.environ, tt.args...).refused(t, 1, tt.why)
		})
	}
}

func TestTheContractIsPrintedWithoutADatabase(t *testing.T) {
	t.Parallel()
	if r := forankring(t, nil, "openapi").ok(t); !strings.Contains(r.stdout, "\nopenapi: 3.1.0\n") {
		t.Errorf("no contract in YAML: %.200q", r.stdout)
	}
	var contract struct{ OpenAPI string }
	if err := json.Unmarshal([]byte(forankring(t, nil, "openapi", "--json").ok(t).stdout), &contract); err != nil || contract.OpenAPI != "3.1.0" {
		t.Errorf("no contract in JSON: %v, %+v", err, contract)
	}
}

func TestAnOldSchemaIsNotServed(t *testing.T) {
	t.Parallel()
	server, err := localpg.Start(t.Context(), localpg.Options{Temporary: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	environ := []string{"DATABASE_URL=" + server.URL("postgres"), "FORANKRING_MAIL_FOLDER=" + t.TempDir()}
	forankring(t, environ, "serve", "--addr", "127.0.0.1:0").refused(t, 1, "run `forankring migrate` first")
	forankring(t, environ, "work").refused(t, 1, "run `forankring migrate` first")
	forankring(t, environ, "register", "region", "--slug", "r", "--name", "R").refused(t, 1, "run `forankring migrate` first")
	forankring(t, environ, "migrate").ok(t)
	forankring(t, environ, "migrate").ok(t)
	forankring(t, environ, "register", "region", "--slug", "region", "--name", "Region").ok(t)
	for _, args := range [][]string{
		{"register", "municipality", "--number", "3007", "--name", "Ringerike", "--region", "region", "--from", "2020-01-01"},
		{"renumber", "--municipality", "3007", "--number", "3305", "--from", "2024-01-01"},
		{"rename", "--organisation", "3305", "--name", "Ringerike kommune", "--from", "2024-01-01"},
	} {
		if r := forankring(t, environ, args...).ok(t); args[0] != "register" && r.stdout != "3007\n" {
			t.Errorf("%v prints %q", args, r.stdout)
		}
	}
	forankring(t, environ, "register", "municipality", "--number", "3310", "--name", "Ringerike kommune", "--region", "region", "--from", "2020-01-01").refused(t, 1, "forankring renumber")
	if r := forankring(t, environ, "part", "--municipality", "3305", "--into", "3310=Hole", "--into", "3312=Ringerike", "--on", "2024-02-01").ok(t); r.stdout != "3310\n3312\n" {
		t.Errorf("parted into %q", r.stdout)
	}
	forankring(t, environ, "merge", "--municipality", "3310", "--into", "3312", "--on", "2024-03-01").ok(t)
}

// An operator's command finds a demo where it keeps its data: in the usual
// folder, or in the one it was given.
func TestADemoIsFoundInItsFolder(t *testing.T) {
	t.Parallel()
	home, err := os.MkdirTemp("", "forankring-home-") //nolint:usetesting // the folder of t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	if err := os.Chmod(home, 0o755); err != nil {
		t.Fatal(err)
	}
	usual := []string{"XDG_DATA_HOME=" + home}
	forankring(t, usual, "register", "region", "--slug", "r", "--name", "R").refused(t, 1, "which database?")
	server, err := localpg.Start(t.Context(), localpg.Options{Dir: filepath.Join(home, "forankring")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	conn, err := pgx.Connect(t.Context(), server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+app.DemoDatabase); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	forankring(t, []string{"DATABASE_URL=" + server.URL(app.DemoDatabase)}, "migrate").ok(t)
	forankring(t, usual, "register", "region", "--slug", "one", "--name", "One").ok(t)
	elsewhere := []string{"XDG_DATA_HOME=" + t.TempDir()}
	forankring(t, elsewhere, "register", "region", "--slug", "two", "--name", "Two").refused(t, 1, "which database?")
	forankring(t, elsewhere, "register", "region", "--slug", "two", "--name", "Two", "--data", filepath.Join(home, "forankring")).ok(t)
}

// command starts the program in a process of its own.
func command(t *testing.T, environ []string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), filepath.Clean(program), args...)
	cmd.Env = append(slices.Clone(environ), "FORANKRING_TEST_COMMAND=1")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGKILL) }
	return cmd
}
