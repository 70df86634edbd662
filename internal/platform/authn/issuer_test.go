package authn

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// issuer is a login service in the test's own process: discovery and keys.
type issuer struct {
	*httptest.Server
	away atomic.Bool
	// asked counts the requests for its configuration.
	asked atomic.Int32
	// clock is the verifiers' time, ahead of the real one.
	clock atomic.Int64
	mu    sync.Mutex
	key   jose.JSONWebKey
	// keysAt is where it says that its keys are; empty for where they are.
	keysAt string
	// log is what its verifiers told, one at a time.
	log strings.Builder
}

// later moves the verifiers' time.
func (i *issuer) later(d time.Duration) { i.clock.Add(int64(d)) }

func startIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{}
	i.rotate(t, "first")
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/.well-known/openid-configuration" {
			i.asked.Add(1)
		}
		if i.away.Load() {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		i.mu.Lock()
		defer i.mu.Unlock()
		switch r.URL.Path {
		case "/.well-known/openid-configuration":
			_ = json.NewEncoder(w).Encode(map[string]any{
				"issuer": i.URL, "authorization_endpoint": i.URL + "/auth", "token_endpoint": i.URL + "/token", "jwks_uri": cmp.Or(i.keysAt, i.URL+"/keys"),
				"id_token_signing_alg_values_supported": []string{"ES256"},
			})
		case "/elsewhere":
			http.Redirect(w, r, "http://keys.example/keys", http.StatusFound)
		case "/keys":
			_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{i.key.Public()}})
		}
	}))
	t.Cleanup(i.Close)
	return i
}

// rotate throws the old key away.
func (i *issuer) rotate(t *testing.T, id string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.key = jose.JSONWebKey{Key: key, KeyID: id, Algorithm: string(jose.ES256), Use: "sig"}
}

// bearer is a header with a token for the subject "248289761001"; change
// spoils it.
func (i *issuer) bearer(t *testing.T, change func(*jwt.Claims)) string {
	t.Helper()
	i.mu.Lock()
	defer i.mu.Unlock()
	return "Bearer " + sign(t, jose.ES256, i.key, i.claims(change))
}

func (i *issuer) claims(change func(*jwt.Claims)) jwt.Claims {
	now := time.Now().Add(time.Duration(i.clock.Load()))
	c := jwt.Claims{
		Issuer: i.URL, Subject: "248289761001", Audience: jwt.Audience{"forankring"},
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Hour)),
	}
	change(&c)
	return c
}

func asItIs(*jwt.Claims) {}

// verifier takes tokens of the issuer, and knows one of its subjects.
func (i *issuer) verifier(t *testing.T) *Verifier {
	t.Helper()
	v, err := NewVerifier(Options{Issuers: []Issuer{{URL: i.URL, Audience: "forankring"}}, Bind: func(_ context.Context, issuer, subject string) (string, int64, error) {
		if issuer == i.URL && subject == "248289761001" {
			return person, 7, nil
		}
		return "", 0, nil
	}, Log: slog.New(slog.NewTextHandler(&i.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	v.now = func() time.Time { return time.Now().Add(time.Duration(i.clock.Load())) }
	return v
}

func TestTokensOfAnIssuerAreTakenForTheBoundPerson(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	_, stranger, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		header string
		want   error
	}{
		"a good token":              {i.bearer(t, asItIs), nil},
		"expired":                   {i.bearer(t, func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(time.Now().Add(-time.Second)) }), ErrInvalid},
		"without an end":            {i.bearer(t, func(c *jwt.Claims) { c.Expiry = nil }), ErrInvalid},
		"five minutes too early":    {i.bearer(t, func(c *jwt.Claims) { c.NotBefore = jwt.NewNumericDate(time.Now().Add(5 * time.Minute)) }), ErrInvalid},
		"issued in five minutes":    {i.bearer(t, func(c *jwt.Claims) { c.IssuedAt = jwt.NewNumericDate(time.Now().Add(5 * time.Minute)) }), ErrInvalid},
		"that lives for a day":      {i.bearer(t, func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(c.IssuedAt.Time().Add(24 * time.Hour)) }), nil},
		"that lives for longer":     {i.bearer(t, func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(c.IssuedAt.Time().Add(24*time.Hour + time.Second)) }), ErrInvalid},
		"of a year, without iat":    {i.bearer(t, func(c *jwt.Claims) { c.IssuedAt, c.Expiry = nil, jwt.NewNumericDate(time.Now().AddDate(1, 0, 0)) }), ErrInvalid},
		"long before it is valid":   {i.bearer(t, func(c *jwt.Claims) { c.NotBefore = jwt.NewNumericDate(time.Now().Add(time.Hour)) }), ErrInvalid},
		"for another audience":      {i.bearer(t, func(c *jwt.Claims) { c.Audience = jwt.Audience{"elsewhere"} }), ErrInvalid},
		"a subject bound to nobody": {i.bearer(t, func(c *jwt.Claims) { c.Subject = "2" }), ErrInvalid},
		"of an unknown issuer":      {i.bearer(t, func(c *jwt.Claims) { c.Issuer = "https://login.test" }), ErrInvalid},
		"of the development issuer": {i.bearer(t, func(c *jwt.Claims) { c.Issuer = DevelopmentIssuer }), ErrInvalid},
		"signed by a stranger": {"Bearer " + sign(t, jose.ES256, stranger, jwt.Claims{
			Issuer: i.URL, Subject: "248289761001", Audience: jwt.Audience{"forankring"}, Expiry: jwt.NewNumericDate(time.Now().Add(time.Hour)),
		}), ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := i.verifier(t).Verify(t.Context(), tt.header)
			if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if err == nil && got.Person != person {
				t.Errorf("the caller is %q", got.Person)
			}
		})
	}
}

func generate() (public, private any, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	return key.Public(), key, nil
}

func TestWhoeverWaitsForASilentIssuerGivesUpWithTheRequest(t *testing.T) {
	t.Parallel()
	silent, hung := make(chan struct{}), make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hung <- struct{}{}; <-silent }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(silent) })
	i := &issuer{Server: server}
	i.rotate(t, "only")
	v := i.verifier(t)
	header := i.bearer(t, asItIs)
	go func() { _, _ = v.Verify(context.WithoutCancel(t.Context()), header) }()
	<-hung
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := v.Verify(ctx, header); !errors.Is(err, ErrIssuerAway) {
		t.Errorf("got %v", err)
	}
	if ctx.Err() == nil {
		t.Error("the answer came before the request's time was up")
	}
}
