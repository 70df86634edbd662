package authn

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	lru "github.com/hashicorp/golang-lru/v2"

	"forankring.no/forankring/internal/platform/fault"
)

// ErrNone and ErrInvalid are the two ways in which a request has no caller;
// ErrIssuerAway says that the keys to check a token are not available right now.
var (
	ErrNone       = errors.New("no bearer token")
	ErrInvalid    = errors.New("the token is not valid")
	ErrIssuerAway = fault.New(fault.Unavailable, "token.issuer_unreachable", "The login service is unreachable",
		"The keys of the token's issuer cannot be fetched right now, so the token cannot be checked. Try again shortly.").After(5 * time.Second)
)

// algorithms are the signatures that are accepted; none and shared secrets are
// not among them.
var algorithms = []jose.SignatureAlgorithm{jose.ES256, jose.ES384, jose.EdDSA, jose.RS256, jose.PS256}

// Issuer is an OpenID Connect issuer whose access tokens are accepted when
// they are meant for Audience.
type Issuer struct{ URL, Audience string }

// Bind finds the person to whom an issuer's subject is bound, "" for nobody.
type Bind func(ctx context.Context, issuer, subject string) (person string, err error)

// Verifier turns tokens into persons. A token that was verified is remembered
// by its hash, never past its end.
type Verifier struct {
	issuers     map[string]*provider
	development *Development
	bind        Bind
	now         func() time.Time
	remembered  *lru.Cache[[sha256.Size]byte, known]
}

type known struct {
	person string
	until  time.Time
}

type provider struct {
	Issuer
	// turn is held by the one who looks at verifier; whoever waits for it
	// gives up when the request does.
	turn     chan struct{}
	verifier *oidc.IDTokenVerifier
}

const (
	rememberedTokens = 20_000
	issuerTimeout    = 5 * time.Second
)

// NewVerifier accepts tokens of the given issuers, or of the development
// issuer alone: the two exclude each other.
func NewVerifier(issuers []Issuer, development *Development, bind Bind) (*Verifier, error) {
	if development != nil && len(issuers) > 0 {
		return nil, errors.New("the development issuer cannot be switched on together with a real one")
	}
	cache, err := lru.New[[sha256.Size]byte, known](rememberedTokens)
	if err != nil {
		return nil, fmt.Errorf("make room for tokens: %w", err)
	}
	v := &Verifier{issuers: map[string]*provider{}, development: development, bind: bind, now: time.Now, remembered: cache}
	for _, i := range issuers {
		v.issuers[i.URL] = &provider{Issuer: i, turn: make(chan struct{}, 1)}
	}
	return v, nil
}

// Verify reads an Authorization header and answers with the caller's person.
func (v *Verifier) Verify(ctx context.Context, header string) (string, error) {
	scheme, raw, ok := strings.Cut(header, " ")
	if header == "" {
		return "", ErrNone
	}
	if raw = strings.TrimSpace(raw); !ok || !strings.EqualFold(scheme, "Bearer") || raw == "" {
		return "", ErrInvalid
	}
	sum := sha256.Sum256([]byte(raw))
	if k, ok := v.remembered.Get(sum); ok {
		if v.now().Before(k.until) {
			return k.person, nil
		}
		v.remembered.Remove(sum)
	}
	k, err := v.check(ctx, raw)
	if err != nil {
		return "", err
	}
	// A token ends at exp, not after it (RFC 7519, 4.1.4); the libraries are a moment late.
	if !v.now().Before(k.until) {
		return "", fmt.Errorf("%w: expired", ErrInvalid)
	}
	v.remembered.Add(sum, k)
	return k.person, nil
}

// check verifies a token that is not remembered.
func (v *Verifier) check(ctx context.Context, raw string) (known, error) {
	token, err := jwt.ParseSigned(raw, algorithms)
	if err != nil {
		return known{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	var claims jwt.Claims
	if err := token.UnsafeClaimsWithoutVerification(&claims); err != nil {
		return known{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if v.development != nil && claims.Issuer == DevelopmentIssuer {
		return v.development.check(token, v.now())
	}
	p, ok := v.issuers[claims.Issuer]
	if !ok {
		return known{}, fmt.Errorf("%w: unknown issuer", ErrInvalid)
	}
	verifier, err := p.discover(ctx, v.now)
	if err != nil {
		return known{}, err
	}
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		// The library tells only in words that it was the keys that failed.
		if ctx.Err() != nil || strings.Contains(err.Error(), "fetching keys") {
			return known{}, ErrIssuerAway
		}
		return known{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	person, err := v.bind(ctx, id.Issuer, id.Subject)
	if err != nil {
		return known{}, err
	}
	if person == "" {
		return known{}, fmt.Errorf("%w: the subject is bound to nobody", ErrInvalid)
	}
	return known{person: person, until: id.Expiry}, nil
}

// discover fetches the issuer's configuration at its first token, and again
// when that failed. Its keys are then fetched and rotated by the library.
func (p *provider) discover(ctx context.Context, now func() time.Time) (*oidc.IDTokenVerifier, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, ErrIssuerAway
	}
	if p.verifier != nil {
		return p.verifier, nil
	}
	// The keys outlive the request that happened to be first.
	lasting := oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Timeout: issuerTimeout})
	found, err := oidc.NewProvider(lasting, p.URL)
	if err != nil {
		return nil, ErrIssuerAway
	}
	names := make([]string, len(algorithms))
	for i, a := range algorithms {
		names[i] = string(a)
	}
	p.verifier = found.VerifierContext(lasting, &oidc.Config{ClientID: p.Audience, SupportedSigningAlgs: names, Now: now})
	return p.verifier, nil
}
