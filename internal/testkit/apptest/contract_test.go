package apptest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/policies"
)

// complaints notes what would have failed a test.
type complaints struct {
	testing.TB
	said []string
}

func (*complaints) Helper() {}

func (c *complaints) Errorf(format string, args ...any) {
	c.said = append(c.said, fmt.Sprintf(format, args...))
}

// greeter is a service with one operation, which greets in three forms.
func greeter(t *testing.T) *httpapi.Door {
	t.Helper()
	policy, err := authz.Load(policies.Model, "p, clerk, box, read")
	if err != nil {
		t.Fatal(err)
	}
	door := httpapi.New(httpapi.Deps{
		Config: httpapi.Config{PublicURL: "http://forankring.test", Deadline: time.Minute, Rate: 1e6, Burst: 1e6},
		Log:    slog.New(slog.DiscardHandler), Policy: policy, Now: time.Now, Ready: func(context.Context) error { return errors.New("not tried here") },
	})
	type greeting struct {
		Say string `json:"say"`
	}
	write := func(g greeting) ([]byte, error) { return []byte(g.Say), nil }
	httpapi.Read(door, httpapi.Public, httpapi.Op{ID: "greet", Path: "/v1/greeting", Tag: "Greetings"},
		func(context.Context, *struct{}) (greeting, error) { return greeting{"god dag"}, nil }, httpapi.HTML(write), httpapi.CSV(write))
	return door
}

func TestAnswersInEveryFormAreHeldAgainstTheContract(t *testing.T) {
	t.Parallel()
	door := greeter(t)
	noted := &complaints{TB: t}
	w := &World{t: noted, App: &app.App{Door: door}}
	ask := func(handler http.Handler, path, accept string) []string {
		noted.said = nil
		r := httptest.NewRequestWithContext(t.Context(), "GET", path, nil)
		r.Header.Set("Accept", accept)
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, r)
		w.conforms(r, &Answer{ResponseRecorder: rec, t: noted})
		return noted.said
	}
	for _, accept := range []string{"application/json", "text/html", "text/csv", "image/png"} {
		if said := ask(door.Handler(), "/v1/greeting", accept); len(said) > 0 {
			t.Errorf("%s: %q", accept, said)
		}
	}
	if said := ask(door.Handler(), "/v1/nowhere", "text/html"); len(said) > 0 {
		t.Errorf("a path of no operation: %q", said)
	}
	plain := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("god dag"))
	})
	if said := ask(plain, "/v1/greeting", "text/html"); len(said) == 0 {
		t.Error("a media type that the contract does not list passes")
	}
}
