package authn

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
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
	mu    sync.Mutex
	key   jose.JSONWebKey
}

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
				"issuer": i.URL, "authorization_endpoint": i.URL + "/auth", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
				"id_token_signing_alg_values_supported": []string{"ES256"},
			})
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
	now := time.Now()
	c := jwt.Claims{
		Issuer: i.URL, Subject: "248289761001", Audience: jwt.Audience{"forankring"},
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Hour)),
	}
	change(&c)
	i.mu.Lock()
	defer i.mu.Unlock()
	return "Bearer " + sign(t, jose.ES256, i.key, c)
}

func asItIs(*jwt.Claims) {}

// verifier takes tokens of the issuer, and knows one of its subjects.
func (i *issuer) verifier(t *testing.T) *Verifier {
	t.Helper()
	v, err := NewVerifier([]Issuer{{URL: i.URL, Audience: "forankring"}}, nil, func(_ context.Context, issuer, subject string) (string, error) {
		if issuer == i.URL && subject == "248289761001" {
			return person, nil
		}
		return "", nil
	})
	if err != nil {
		t.Fatal(err)
	}
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
			if err == nil && got != person {
				t.Errorf("the caller is %q", got)
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

// rotated verifies a token with a key that the verifier has not seen. A fetch
// that has just ended may answer with the old keys once more, before the library
// lets go of it: whoever asks at that instant asks again, until the test program's own limit.
func rotated(t *testing.T, v *Verifier, header string) error {
	t.Helper()
	_, err := v.Verify(t.Context(), header)
	for errors.Is(err, ErrInvalid) {
		runtime.Gosched()
		_, err = v.Verify(t.Context(), header)
	}
	return err
}

func TestANewKeyOfTheIssuerIsFetched(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	v := i.verifier(t)
	before := i.bearer(t, asItIs)
	if _, err := v.Verify(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	i.rotate(t, "second")
	if err := rotated(t, v, i.bearer(t, asItIs)); err != nil {
		t.Errorf("a token signed with the new key: %v", err)
	}
	if _, err := v.Verify(t.Context(), before); err != nil {
		t.Errorf("a token that was verified before the rotation: %v", err)
	}
}

func TestAnIssuerThatIsAwayIsNotTheCallersFaultAndIsAskedAgain(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	v := i.verifier(t)
	i.away.Store(true)
	if _, err := v.Verify(t.Context(), i.bearer(t, asItIs)); !errors.Is(err, ErrIssuerAway) {
		t.Errorf("without its configuration: %v", err)
	}
	i.away.Store(false)
	if _, err := v.Verify(t.Context(), i.bearer(t, asItIs)); err != nil {
		t.Errorf("when it is back: %v", err)
	}
	i.away.Store(true)
	i.rotate(t, "second")
	if err := rotated(t, v, i.bearer(t, asItIs)); !errors.Is(err, ErrIssuerAway) {
		t.Errorf("without its new keys: %v", err)
	}
	if asked := i.asked.Load(); asked != 2 {
		t.Errorf("its configuration was asked for %d times, want 2", asked)
	}
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
