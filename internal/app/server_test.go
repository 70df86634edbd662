package app_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// served is a world behind a real listener, which has the workers of its own that
// the options give it.
type served struct {
	*apptest.World
	t       *testing.T
	address string
	stop    context.CancelFunc
	ended   chan error
}

func serve(t *testing.T, options ...apptest.Option) *served {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	s := &served{World: apptest.New(t).Second(options...), t: t, address: "http://" + ln.Addr().String(), stop: stop, ended: make(chan error, 1)}
	go func() { s.ended <- app.Serve(ctx, s.App, app.Listeners{API: ln}, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(stop)
	return s
}

func (s *served) request(method, path, body string) *http.Request {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.address+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.Token("secretariat@"+apptest.Region))
	return r
}

func TestWhatWasBegunIsFinishedWhenTheServiceStops(t *testing.T) {
	t.Parallel()
	s := serve(t, apptest.Working)
	const cases = "/v1/regions/" + apptest.Region + "/cases"
	s.Do("secretariat@"+apptest.Region, "POST", cases, map[string]any{"title": "Kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201)
	lock, err := s.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Rollback(context.WithoutCancel(t.Context())) }()
	if _, err := lock.Exec(t.Context(), `SELECT FROM casefile FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	answers := make(chan string, 1)
	open := s.request("POST", cases+"/2024-1/open", `{"municipalities":["3417","3418"]}`)
	go func() {
		a, err := http.DefaultClient.Do(open)
		if err != nil {
			answers <- err.Error()
			return
		}
		defer a.Body.Close()
		text, err := io.ReadAll(a.Body)
		answers <- fmt.Sprint(a.StatusCode, string(text), err)
	}()
	pgtest.AwaitLocks(t, s.Pool, 1, nil)
	s.Do("", "GET", "/readyz", nil).Is(200)
	s.stop()
	for code := 200; code != 503; {
		code = s.Do("", "GET", "/readyz", nil).Code
	}
	for listening := true; listening; {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.address, "http://"))
		if listening = err == nil; listening {
			_ = conn.Close()
		}
	}
	select {
	case err := <-s.ended:
		t.Fatalf("it ended with a request unanswered: %v", err)
	default:
	}
	if err := lock.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := <-answers; !strings.HasPrefix(a, "200") || !strings.Contains(a, `"state":"preparing"`) {
		t.Errorf("the request was answered with %s", a)
	}
	if err := <-s.ended; err != nil {
		t.Errorf("it ended with: %v", err)
	}
}

// A letter that is being handed over when the service stops is handed over once,
// and the service knows of it.
func TestALetterThatWasBegunIsHandedOverWhenTheServiceStops(t *testing.T) {
	t.Parallel()
	s := serve(t, apptest.Working)
	s.Mail.Fail(func(string) error { return mailtest.ErrHang })
	s.Do("administrator@3417", "POST", "/v1/organisations/3417/offices", map[string]any{"office": "clerk", "person": apptest.Person("planner1@3417")}).Is(201)
	s.Mail.Wait(t, func([]mailtest.Letter) bool { return s.Mail.Hanging() > 0 })
	s.stop()
	for code := 200; code != 503; {
		code = s.Do("", "GET", "/readyz", nil).Code
	}
	select {
	case err := <-s.ended:
		t.Fatalf("it ended while a letter was being handed over: %v", err)
	default:
	}
	s.Mail.Release()
	if err := <-s.ended; err != nil {
		t.Errorf("it ended with: %v", err)
	}
	var delivered, running int
	err := s.Pool.QueryRow(t.Context(), `
		SELECT count(*) FILTER (WHERE channel = 'email' AND state = 'delivered'), (SELECT count(*) FROM river_job WHERE state = 'running') FROM letter`).Scan(&delivered, &running)
	if taken := len(s.Mail.Letters()); err != nil || delivered == 0 || delivered != taken || running != 0 {
		t.Errorf("%d letters were taken, and %d are known as delivered; %d jobs are left running (%v)", taken, delivered, running, err)
	}
}

// An answer is kept for a week under its idempotency key, and then forgotten by
// whoever works.
func TestWhoeverWorksForgetsOldKeys(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Exec(`
		INSERT INTO idempotency_key (caller, key, fingerprint, status, content_type, etag, location, body, created_at)
		SELECT 'c', n::text, '', 200, '', '', '', '', now() - CASE WHEN n = 1 THEN interval '6 days' ELSE interval '8 days' END FROM generate_series(1, 6000) n`)
	works := w.Second(apptest.Working)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- works.App.Work(ctx) }()
	for left := 0; left != 1; { // until the test program's own limit
		if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM idempotency_key`).Scan(&left); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestHTTP2IsSpokenWithoutEncryptionToo(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, version := range []int{1, 2} {
		protocols := new(http.Protocols)
		protocols.SetHTTP1(version == 1)
		protocols.SetUnencryptedHTTP2(version == 2)
		transport := &http.Transport{Protocols: protocols}
		a, err := (&http.Client{Transport: transport}).Do(s.request("GET", "/v1/me", ""))
		if err != nil {
			t.Fatal(err)
		}
		_ = a.Body.Close()
		transport.CloseIdleConnections()
		if a.ProtoMajor != version || a.StatusCode != 200 {
			t.Errorf("asked in HTTP/%d, it answers %d in HTTP/%d", version, a.StatusCode, a.ProtoMajor)
		}
	}
}

func TestAListenerThatBreaksEndsTheService(t *testing.T) {
	t.Parallel()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	w := apptest.New(t)
	if err := app.Serve(t.Context(), w.App, app.Listeners{API: ln}, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("it ended as if it had been told to")
	}
}
