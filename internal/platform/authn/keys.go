package authn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/sync/singleflight"

	"forankring.no/forankring/internal/platform/config"
)

const (
	// pause is the least time between two requests for an issuer's keys,
	// however many tokens name keys that are not known.
	pause = 10 * time.Second
	// renewal is how old keys become before they are fetched again: a key that
	// the issuer withdrew is taken for so long at most.
	renewal = 5 * time.Minute
	// keysLast is how long keys are trusted while the issuer cannot be reached.
	keysLast = time.Hour
	// issuerTimeout bounds one fetch.
	issuerTimeout = 5 * time.Second
	// maxKeySet is the most that is read of an issuer's keys, in bytes.
	maxKeySet = 1 << 20
)

// provider is an issuer with the keys that it had when it was last asked.
type provider struct {
	Issuer
	log    *slog.Logger
	now    func() time.Time
	client *http.Client
	flight singleflight.Group

	mu             sync.Mutex
	keys           []jose.JSONWebKey
	fetched, tried time.Time
	failure        error
}

func newProvider(i Issuer, log *slog.Logger, now func() time.Time) *provider {
	return &provider{Issuer: i, log: log, now: now, client: &http.Client{Timeout: issuerTimeout, Transport: unforged{}}}
}

// unforged sends what is asked by https alone, wherever a configuration or a
// redirect leads: keys that came by http could be anybody's. What does not leave
// this machine may come by http.
type unforged struct{}

// RoundTrip refuses all other addresses.
func (unforged) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" && !config.Loopback(r.URL.Hostname()) {
		return nil, fmt.Errorf("%s is no https address", r.URL.Redacted())
	}
	return http.DefaultTransport.RoundTrip(r)
}

// keysFor are the keys by which a token may be signed: those that it names, or
// all of its algorithm where it names none. A key that is not known makes the
// issuer be asked again, but never sooner than after the pause.
func (p *provider) keysFor(ctx context.Context, id, algorithm string) ([]any, error) {
	if keys, usable := p.find(id, algorithm); usable && len(keys) > 0 {
		return keys, nil
	}
	p.renew(ctx, pause)
	keys, usable := p.find(id, algorithm)
	if !usable {
		return nil, ErrIssuerAway
	}
	return keys, nil
}

// find looks among the keys in hand. They are not usable where they were never
// fetched, or too long ago.
func (p *provider) find(id, algorithm string) (keys []any, usable bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, k := range p.keys {
		if (id == "" || k.KeyID == id) && (k.Algorithm == "" || k.Algorithm == algorithm) {
			keys = append(keys, k.Key)
		}
	}
	return keys, p.usable()
}

func (p *provider) usable() bool {
	return !p.fetched.IsZero() && p.now().Sub(p.fetched) < keysLast
}

// renew fetches the keys, unless that was tried less than the given time ago.
// Whoever waits for it gives up when the request does; the fetch goes on.
func (p *provider) renew(ctx context.Context, rest time.Duration) {
	done := p.flight.DoChan("", func() (any, error) {
		if p.restsFor(rest) {
			return nil, nil
		}
		lasting, cancel := context.WithTimeout(context.WithoutCancel(ctx), issuerTimeout)
		defer cancel()
		keys, err := p.fetch(lasting)
		p.note(keys, err)
		return nil, nil
	})
	select {
	case <-done:
	case <-ctx.Done():
	}
}

func (p *provider) restsFor(rest time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.tried.IsZero() && p.now().Sub(p.tried) < rest
}

// note keeps what a fetch brought. Keys that are no longer in it are forgotten.
// An outage is told in the log once, when it begins, and once when it ends.
func (p *provider) note(keys []jose.JSONWebKey, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.failure
	p.tried, p.failure = p.now(), err
	if err == nil {
		p.keys, p.fetched = keys, p.tried
	}
	switch {
	case err != nil && (before == nil || before.Error() != err.Error()):
		p.log.Error("issuer unreachable", "issuer", p.URL, "error", err.Error())
	case err == nil && before != nil:
		p.log.Info("issuer reached again", "issuer", p.URL)
	}
}

// fetch asks the issuer where its keys are, and for them. The configuration
// must name the issuer as it is set here, to the letter.
func (p *provider) fetch(ctx context.Context) ([]jose.JSONWebKey, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.URL)
	if err != nil {
		return nil, fmt.Errorf("its configuration: %w", err)
	}
	var about struct {
		Keys string `json:"jwks_uri"`
	}
	if err := found.Claims(&about); err != nil || about.Keys == "" {
		return nil, errors.New("its configuration names no jwks_uri")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, about.Keys, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("its keys: %w", err)
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("its keys: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("its keys: %s from %s", answer.Status, about.Keys)
	}
	return readKeys(io.LimitReader(answer.Body, maxKeySet))
}

// readKeys keeps the keys that sign in a way that is accepted, and passes over
// all others (RFC 7517, 5).
func readKeys(body io.Reader) ([]jose.JSONWebKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.NewDecoder(body).Decode(&set); err != nil {
		return nil, fmt.Errorf("its keys: %w", err)
	}
	var keys []jose.JSONWebKey
	for _, raw := range set.Keys {
		var k jose.JSONWebKey
		if k.UnmarshalJSON(raw) != nil || !k.IsPublic() || !k.Valid() || k.Use != "" && k.Use != "sig" {
			continue
		}
		if k.Algorithm == "" || slices.Contains(algorithms, jose.SignatureAlgorithm(k.Algorithm)) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("its keys: none signs with one of %v", algorithms)
	}
	return keys, nil
}

// KeepKeys fetches the keys of all issuers now and, until ctx ends, whenever
// they have become old.
func (v *Verifier) KeepKeys(ctx context.Context) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		v.renewOld(ctx)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// renewOld fetches what is old, of all issuers side by side: one that is
// silent keeps nobody waiting.
func (v *Verifier) renewOld(ctx context.Context) {
	var all sync.WaitGroup
	for _, p := range v.issuers {
		all.Go(func() { p.renew(ctx, p.rest()) })
	}
	all.Wait()
}

// rest is how long after the last try the next is due.
func (p *provider) rest() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failure != nil {
		return pause
	}
	return renewal
}

// Away are the issuers that could not be reached when they were last asked, or
// were not asked yet.
// With locked, there is none left whose tokens can be checked: nobody new can
// come in.
func (v *Verifier) Away() (issuers []string, locked bool) {
	locked = len(v.issuers) > 0
	for _, url := range slices.Sorted(maps.Keys(v.issuers)) {
		p := v.issuers[url]
		p.mu.Lock()
		if p.failure != nil || p.fetched.IsZero() {
			issuers = append(issuers, url)
		}
		locked = locked && !p.usable()
		p.mu.Unlock()
	}
	return issuers, locked
}
