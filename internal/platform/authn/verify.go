package authn

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	lru "github.com/hashicorp/golang-lru/v2"

	"forankring.no/forankring/internal/platform/fault"
)

// ErrNone and ErrInvalid are the two ways in which a request has no caller;
// ErrIssuerAway says that the keys to check a token are not available right now.
// An ErrInvalid says in its words why, for the log: never the token itself.
var (
	ErrNone       = errors.New("no bearer token")
	ErrInvalid    = errors.New("the token is not valid")
	ErrIssuerAway = fault.New(fault.Unavailable, "token.issuer_unreachable", "The login service is unreachable",
		"The keys of the token's issuer cannot be fetched right now, so the token cannot be checked. Try again shortly.").After(pause)
)

// ErrUnbound is an ErrInvalid of a good token that speaks for nobody yet.
var ErrUnbound error = unbound{}

type unbound struct{}

func (unbound) Error() string { return ErrInvalid.Error() }
func (unbound) Unwrap() error { return ErrInvalid }

// algorithms are the signatures that are accepted; none and shared secrets are
// not among them.
var algorithms = []jose.SignatureAlgorithm{jose.ES256, jose.ES384, jose.EdDSA, jose.RS256, jose.PS256}

// Issuer is an OpenID Connect issuer whose access tokens are accepted when
// they are meant for Audience. URL is what the tokens have as `iss`, to the
// letter.
type Issuer struct{ URL, Audience string }

// Caller is whom a token speaks for: a person, and the binding by which it does; 0
// for a token of the development issuer that names the person itself.
type Caller struct {
	Person          string
	Login           int64
	Issuer, Subject string
}

// Bind finds the person to whom an issuer's subject is bound, "" for nobody, and
// the binding.
type Bind func(ctx context.Context, issuer, subject string) (person string, login int64, err error)

// Options say whose tokens are taken, and for how long.
type Options struct {
	// Issuers and Development exclude each other.
	Issuers     []Issuer
	Development *Development
	Bind        Bind
	// MaxLife is the longest life, from its issue to its end, of a token that
	// is taken; 0 is MaxLife.
	MaxLife time.Duration
	Log     *slog.Logger
}

const (
	// MaxLife is how long a token may live where no setting says otherwise.
	MaxLife = 24 * time.Hour
	// remembered is how long a token is taken without being checked again: so
	// long a key that was withdrawn, or a binding that was undone, may count.
	remembered = 2 * time.Minute
	// rememberedTokens are kept at a time.
	rememberedTokens = 20_000
	// leeway is how far the issuer's clock may be ahead of ours.
	leeway = 30 * time.Second
)

// Verifier turns tokens into persons. A token that was verified is remembered
// by its hash for minutes, and never past its end.
type Verifier struct {
	issuers     map[string]*provider
	development *Development
	bind        Bind
	maxLife     time.Duration
	now         func() time.Time
	remembered  *lru.Cache[[sha256.Size]byte, known]
}

type known struct {
	caller Caller
	until  time.Time
}

// NewVerifier accepts tokens of the issuers, or of the development issuer
// alone: it refuses both together.
func NewVerifier(o Options) (*Verifier, error) {
	if o.Development != nil && len(o.Issuers) > 0 {
		return nil, errors.New("the development issuer cannot be switched on together with a real one")
	}
	cache, err := lru.New[[sha256.Size]byte, known](rememberedTokens)
	if err != nil {
		return nil, fmt.Errorf("make room for tokens: %w", err)
	}
	if o.MaxLife == 0 {
		o.MaxLife = MaxLife
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	v := &Verifier{issuers: map[string]*provider{}, development: o.Development, bind: o.Bind, maxLife: o.MaxLife, now: time.Now, remembered: cache}
	for _, i := range o.Issuers {
		v.issuers[i.URL] = newProvider(i, o.Log, func() time.Time { return v.now() })
	}
	return v, nil
}

// Recall is the caller of an Authorization header whose token was verified a
// short while ago. It costs next to nothing, and asks nobody.
func (v *Verifier) Recall(header string) (caller Caller, ok bool) {
	raw, err := bearer(header)
	if err != nil {
		return Caller{}, false
	}
	return v.recall(sha256.Sum256([]byte(raw)))
}

func (v *Verifier) recall(sum [sha256.Size]byte) (caller Caller, ok bool) {
	k, ok := v.remembered.Get(sum)
	if ok && !v.now().Before(k.until) {
		v.remembered.Remove(sum)
		return Caller{}, false
	}
	return k.caller, ok
}

// Forget makes the token of a header be checked again: what was known of it no
// longer holds.
func (v *Verifier) Forget(header string) {
	if raw, err := bearer(header); err == nil {
		v.remembered.Remove(sha256.Sum256([]byte(raw)))
	}
}

// Verify reads an Authorization header and answers with the caller. Of a good token
// that speaks for nobody it names issuer and subject, with ErrUnbound: whoever has
// one can come in with a code.
func (v *Verifier) Verify(ctx context.Context, header string) (Caller, error) {
	raw, err := bearer(header)
	if err != nil {
		return Caller{}, err
	}
	sum := sha256.Sum256([]byte(raw))
	if caller, ok := v.recall(sum); ok {
		return caller, nil
	}
	k, err := v.check(ctx, raw)
	if err != nil {
		return k.caller, err
	}
	if again := v.now().Add(remembered); again.Before(k.until) {
		k.until = again
	}
	v.remembered.Add(sum, k)
	return k.caller, nil
}

// bearer is the token in an Authorization header.
func bearer(header string) (string, error) {
	if header == "" {
		return "", ErrNone
	}
	scheme, raw, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return "", invalid("the header Authorization has another scheme than Bearer")
	}
	if raw = strings.TrimSpace(raw); raw == "" {
		return "", invalid("the header Authorization has no token")
	}
	return raw, nil
}

// check verifies a token that is not remembered.
func (v *Verifier) check(ctx context.Context, raw string) (known, error) {
	t, err := read(raw)
	if err != nil {
		return known{}, err
	}
	audience := Audience
	var keys []any
	p, ok := v.issuers[t.claims.Issuer]
	switch {
	case ok:
		audience = p.Audience
		if keys, err = p.keysFor(ctx, t.key, t.algorithm); err != nil {
			return known{}, err
		}
	case v.development != nil && t.claims.Issuer == DevelopmentIssuer:
		keys = []any{v.development.key.Public()}
	default:
		return known{}, invalid("its issuer %s is not among FORANKRING_ISSUERS", quoted(t.claims.Issuer))
	}
	if err := t.signedBy(keys); err != nil {
		return known{}, err
	}
	if err := t.mustHold(v.now(), audience, v.maxLife); err != nil {
		return known{}, err
	}
	caller, err := v.callerOf(ctx, t)
	return known{caller: caller, until: t.claims.Expiry.Time()}, err
}

// callerOf is whom a token speaks for. The subject of one that is bound to
// nobody is named: an operator learns it so, to bind it.
func (v *Verifier) callerOf(ctx context.Context, t *token) (c Caller, err error) {
	c = Caller{Issuer: t.claims.Issuer, Subject: t.claims.Subject}
	if c.Issuer == DevelopmentIssuer && v.development.names(c.Subject) {
		c.Person = c.Subject
		return c, nil
	}
	if c.Subject == "" {
		return c, invalid("its subject is empty")
	}
	c.Person, c.Login, err = v.bind(ctx, c.Issuer, c.Subject)
	if err == nil && c.Person == "" {
		err = fmt.Errorf("%w: nobody is bound to the subject %s of %s", ErrUnbound, quoted(c.Subject), c.Issuer)
	}
	return c, err
}

// invalid is a refusal that says why. What stood in the token is shown only
// where it helps, cut short.
func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

func quoted(s string) string {
	const most = 200
	if len(s) > most {
		s = s[:most] + "…"
	}
	return fmt.Sprintf("%q", s)
}
