package app_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/testkit/apptest"
)

// login is an issuer of OpenID Connect that may be away.
type login struct {
	*httptest.Server
	away atomic.Bool
}

func startLogin(t *testing.T) *login {
	t.Helper()
	l := &login{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case l.away.Load():
			w.WriteHeader(http.StatusBadGateway)
		case r.URL.Path == "/keys":
			_, _ = io.WriteString(w, `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`)
		default:
			_ = json.NewEncoder(w).Encode(map[string]string{"issuer": l.URL, "jwks_uri": l.URL + "/keys", "authorization_endpoint": l.URL + "/auth", "token_endpoint": l.URL + "/token"})
		}
	}))
	t.Cleanup(l.Close)
	return l
}

// madeUp is a token of an issuer that it never signed.
func madeUp(t *testing.T, issuer string) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: jose.JSONWebKey{Key: ed25519.NewKeyFromSeed(make([]byte, 32)), KeyID: "made up"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jwt.Signed(signer).Claims(jwt.Claims{Issuer: issuer, Subject: "1", Audience: jwt.Audience{"forankring"}, Expiry: jwt.NewNumericDate(time.Now().Add(time.Hour))}).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// book keeps what was logged.
type book struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *book) count(words string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Count(b.text.String(), words)
}

// of takes tokens of these issuers, and keeps the log in the book.
func of(b *book, logins ...*login) apptest.Option {
	return func(d *app.Deps) {
		d.Development, d.Log = nil, slog.New(slog.NewJSONHandler(b, nil))
		for _, l := range logins {
			d.Issuers = append(d.Issuers, authn.Issuer{URL: l.URL, Audience: "forankring"})
		}
	}
}

func TestReadinessTellsOfAnIssuerThatCannotBeReached(t *testing.T) {
	t.Parallel()
	there, away := startLogin(t), startLogin(t)
	away.away.Store(true)
	log := &book{}
	s := serve(t, of(log, there, away))
	want := "ok\nissuer unreachable: " + away.URL + "\n"
	var said string
	for began := time.Now(); said != want; { // the issuers are asked when the service begins
		if time.Since(began) > time.Minute {
			t.Fatalf("it says %q, want %q", said, want)
		}
		a := s.Do("", "GET", "/readyz", nil)
		if said = a.Body.String(); a.Code == 200 && said != want && !strings.Contains(said, there.URL) {
			t.Fatalf("it says %q, want %q", said, want)
		}
	}
	if n := log.count(`"level":"ERROR"`); n != 1 {
		t.Errorf("%d errors in the log", n)
	}
}

// Nobody can log in, but it is not each caller's error: the log says it once.
func TestAnIssuersOutageFillsNoLog(t *testing.T) {
	t.Parallel()
	away := startLogin(t)
	away.away.Store(true)
	log := &book{}
	w := apptest.New(t, of(log, away))
	a := w.Do("", "GET", "/readyz", nil).Is(503)
	if a.Text("code") != "token.issuer_unreachable" || !strings.Contains(a.Body.String(), away.URL) {
		t.Errorf("not ready: %s", a.Body)
	}
	w.Do("", "GET", "/v1/problems/token.issuer_unreachable", nil).Is(200)
	for range 5 {
		a := w.Do("", "GET", "/v1/me", nil, apptest.Header("Authorization", "Bearer "+madeUp(t, away.URL))).Is(503)
		if a.Text("code") != "token.issuer_unreachable" {
			t.Errorf("got %s", a.Body)
		}
	}
	if n := log.count(`"level":"ERROR"`); n != 1 || log.count(`"msg":"issuer unreachable"`) != 1 {
		t.Errorf("%d errors in the log: %s", n, log.text.String())
	}
}

func TestMetricsAreReadAtAListenerOfTheirOwn(t *testing.T) {
	t.Parallel()
	listen := func() net.Listener {
		ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		return ln
	}
	ln := app.Listeners{API: listen(), Metrics: listen()}
	w := apptest.New(t, func(d *app.Deps) { d.Door.MetricsApart = true })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- app.Serve(ctx, w.App, ln, slog.New(slog.DiscardHandler)) }()
	for path, want := range map[string]struct{ api, metrics int }{"/metrics": {404, 200}, "/healthz": {200, 404}} {
		for address, status := range map[net.Listener]int{ln.API: want.api, ln.Metrics: want.metrics} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address.Addr().String()+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			a, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = a.Body.Close()
			if a.StatusCode != status {
				t.Errorf("%s at %s: %d, want %d", path, address.Addr(), a.StatusCode, status)
			}
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// While a newer program migrates and takes over, this one goes on and warns; it
// stops where it is too old, or has a schema without what it needs.
func TestReadinessTellsOfASchemaThatIsNotTheProgramsOwn(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	if got := w.Do("", "GET", "/readyz", nil).Is(200).Body.String(); got != "ok\n" {
		t.Errorf("/readyz says %q", got)
	}
	w.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (90001, true)`)
	if got := w.Do("", "GET", "/readyz", nil).Is(200).Body.String(); !strings.Contains(got, "warning: the database's schema is newer than this program: it has migration 90001.") {
		t.Errorf("/readyz says %q", got)
	}
	w.Exec(`UPDATE schema_floor SET version = 90001`)
	if got := w.Do("", "GET", "/readyz", nil).Is(503).Body.String(); !strings.Contains(got, "no longer fit for it") {
		t.Errorf("/readyz says %q", got)
	}
	w.Exec(`DELETE FROM goose_db_version WHERE version_id IN (9, 90001)`)
	if got := w.Do("", "GET", "/readyz", nil).Is(503).Body.String(); !strings.Contains(got, "lacks migration 00009") {
		t.Errorf("/readyz says %q", got)
	}
}

// A date that no calendar here has is told at its member.
func TestADateOutOfRangeIsToldAtItsMember(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for _, date := range []string{"0001-01-01", "9999-12-31"} {
		a := w.Do("secretariat@"+apptest.Region, "POST", "/v1/regions/"+apptest.Region+"/members", map[string]any{"municipality": "3417", "from": date}).Refused(422, "request.invalid")
		if at, detail := a.Text("errors.0.pointer"), a.Text("errors.0.detail"); at != "/from" || !strings.Contains(detail, "1900") {
			t.Errorf("%s is refused at %q: %s", date, at, detail)
		}
	}
}
