package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"forankring.no/forankring/internal/testkit/pgtest"
)

// line is one line of the program's log.
type line struct{ Msg, Addr string }

// service is a running `forankring serve`.
type service struct {
	t    *testing.T
	addr string
	stop func() error
	kill func()
	log  func() []line
}

// serve starts the service on a free port and waits until it listens.
func serve(t *testing.T, environ []string) *service {
	t.Helper()
	cmd := command(t, environ, "serve", "--addr", "127.0.0.1:0")
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &service{t: t}
	lines, listening := make(chan []line, 1), make(chan string, 1)
	go func() {
		var all []line
		for scan := bufio.NewScanner(pipe); scan.Scan(); {
			var l line
			if err := json.Unmarshal(scan.Bytes(), &l); err != nil {
				l.Msg = scan.Text()
			}
			if l.Msg == "listening" {
				listening <- l.Addr
			}
			all = append(all, l)
		}
		close(listening)
		lines <- all
	}()
	s.addr = <-listening
	s.log = func() []line {
		all := <-lines
		lines <- all
		return all
	}
	s.stop = func() error {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		s.log() // read to its end before the pipe is closed
		return cmd.Wait()
	}
	s.kill = func() {
		_ = cmd.Process.Kill()
		s.log()
		_ = cmd.Wait()
	}
	if s.addr == "" {
		t.Fatalf("it does not listen: %v", s.log())
	}
	return s
}

func (s *service) get(path, token string) (status int, body string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, "http://"+s.addr+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestAnOperatorSetsUpARegionAndServesIt(t *testing.T) {
	t.Parallel()
	environ := []string{"DATABASE_URL=" + pgtest.URL(t), "FORANKRING_MAIL_FOLDER=" + t.TempDir(), "FORANKRING_DEVELOPMENT_ISSUER=true"}
	for _, args := range [][]string{
		{"register", "region", "--slug", "kongsvingerregionen", "--name", "Kongsvingerregionen", "--county", "Innlandet", "--alias", "KR", "--alias", "Glåmdal"},
		{"register", "municipality", "--number", "3417", "--name", "Grue", "--region", "kongsvingerregionen", "--from", "2020-01-01"},
	} {
		for range 2 {
			forankring(t, environ, args...).ok(t)
		}
	}
	appoint := []string{"appoint", "--organisation", "3417", "--office", "administrator", "--name", "Administrator, Grue", "--from", "2024-01-01"}
	person := strings.TrimSpace(forankring(t, environ, appoint...).ok(t).stdout)
	if again := strings.TrimSpace(forankring(t, environ, appoint...).ok(t).stdout); again != person {
		t.Errorf("repeated, it appointed %s beside %s", again, person)
	}
	forankring(t, environ, "appoint", "--organisation", "3417", "--office", "chief_executive", "--name", "Chief executive, Grue").refused(t, 1, "must be administrator or clerk, not chief executive")
	forankring(t, environ, "appoint", "--organisation", "3499", "--office", "clerk", "--name", "Clerk").refused(t, 1, "forankring: ")
	forankring(t, environ, "token", "--organisation", "3417", "--office", "clerk").refused(t, 1, "Nobody holds the office of clerk in 3417")

	s := serve(t, environ)
	for _, args := range [][]string{{"--organisation", "3417", "--office", "administrator"}, {"--person", person}} {
		token := forankring(t, environ, append([]string{"token"}, args...)...).ok(t).stdout
		status, body := s.get("/v1/me", strings.TrimSpace(token))
		if status != 200 || !strings.Contains(body, person) || !strings.Contains(body, "administrator") {
			t.Errorf("%v: %d %s", args, status, body)
		}
	}
	if status, body := s.get("/readyz", ""); status != 200 {
		t.Errorf("it is not ready: %s", body)
	}
	if status, body := s.get("/v1/me", ""); status != 401 || !strings.Contains(body, fmt.Sprintf(`"type":"http://%s/v1/problems/token.missing"`, s.addr)) {
		t.Errorf("the problem does not lead here: %d %s", status, body)
	}
	if err := s.stop(); err != nil {
		t.Errorf("told to stop, it ended with: %v\n%v", err, s.log())
	}
}

func TestWorkersNeedAWayToSendLetters(t *testing.T) {
	t.Parallel()
	database := "DATABASE_URL=" + pgtest.URL(t)
	forankring(t, []string{database}, "serve", "--addr", "127.0.0.1:0").refused(t, 1, "set FORANKRING_SMTP_HOST or FORANKRING_MAIL_FOLDER")
	forankring(t, []string{database}, "work").refused(t, 1, "set FORANKRING_SMTP_HOST or FORANKRING_MAIL_FOLDER")
	forankring(t, []string{database, "FORANKRING_WORKERS=0"}, "work").refused(t, 1, "FORANKRING_WORKERS is 0")
	s := serve(t, []string{database, "FORANKRING_WORKERS=0"})
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

func TestTheDevelopmentIssuerSignsNothingBesideRealOnes(t *testing.T) {
	t.Parallel()
	environ := []string{"DATABASE_URL=" + pgtest.URL(t), "FORANKRING_ISSUERS=https://login.test"}
	forankring(t, environ, "token", "--person", "0198c0de-0000-7000-8000-000000000001").refused(t, 1, "FORANKRING_ISSUERS")
}

func TestWorkersAloneStopWhenTheyAreTold(t *testing.T) {
	t.Parallel()
	cmd := command(t, []string{"DATABASE_URL=" + pgtest.URL(t), "FORANKRING_MAIL_FOLDER=" + t.TempDir()}, "work")
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	told := false
	for scan := bufio.NewScanner(log); scan.Scan(); {
		if strings.Contains(scan.Text(), `"msg":"working"`) && !told {
			told = true
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err != nil || !told {
		t.Errorf("told to stop: %t; it ended with %v", told, err)
	}
}
