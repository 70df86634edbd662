package authn

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const person = "0198c0de-0000-7000-8000-000000000001"

var moment = time.Date(2024, 2, 12, 8, 0, 0, 0, time.UTC)

func newDevelopment(t *testing.T) *Development {
	t.Helper()
	d, err := NewDevelopment([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// verifierAt takes tokens of the development issuer at the moment that clock
// points to.
func verifierAt(t *testing.T, d *Development, clock *time.Time) *Verifier {
	t.Helper()
	v, err := NewVerifier(Options{Development: d, Bind: bindNobody})
	if err != nil {
		t.Fatal(err)
	}
	v.now = func() time.Time { return *clock }
	return v
}

func bindNobody(context.Context, string, string) (string, int64, error) { return "", 0, nil }

func sign(t *testing.T, alg jose.SignatureAlgorithm, key any, claims any) string {
	t.Helper()
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jwt.Signed(s).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// claims are those of a good token; change spoils one.
func claims(change func(*jwt.Claims)) jwt.Claims {
	c := jwt.Claims{
		Issuer: DevelopmentIssuer, Subject: person, Audience: jwt.Audience{Audience},
		NotBefore: jwt.NewNumericDate(moment.Add(-time.Minute)), Expiry: jwt.NewNumericDate(moment.Add(time.Hour)),
	}
	change(&c)
	return c
}

func TestOnlyGoodTokensOfTheDevelopmentIssuerAreTaken(t *testing.T) {
	t.Parallel()
	d := newDevelopment(t)
	good := sign(t, jose.EdDSA, d.key, claims(func(*jwt.Claims) {}))
	der, err := x509.MarshalPKIXPublicKey(d.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))
	spoiled := func(change func(*jwt.Claims)) string {
		return "Bearer " + sign(t, jose.EdDSA, d.key, claims(change))
	}
	for name, tt := range map[string]struct {
		header string
		want   error
	}{
		"a good token":                             {"Bearer " + good, nil},
		"the scheme in other letters":              {"bearer " + good, nil},
		"no header":                                {"", ErrNone},
		"another scheme":                           {"Basic " + good, ErrInvalid},
		"a scheme alone":                           {"Bearer ", ErrInvalid},
		"no token at all":                          {"Bearer x.y.z", ErrInvalid},
		"expired":                                  {spoiled(func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(moment) }), ErrInvalid},
		"valid in a moment":                        {spoiled(func(c *jwt.Claims) { c.NotBefore = jwt.NewNumericDate(moment.Add(30 * time.Second)) }), nil},
		"not yet valid":                            {spoiled(func(c *jwt.Claims) { c.NotBefore = jwt.NewNumericDate(moment.Add(31 * time.Second)) }), ErrInvalid},
		"without an end":                           {spoiled(func(c *jwt.Claims) { c.Expiry = nil }), ErrInvalid},
		"for another audience":                     {spoiled(func(c *jwt.Claims) { c.Audience = jwt.Audience{"elsewhere"} }), ErrInvalid},
		"without an audience":                      {spoiled(func(c *jwt.Claims) { c.Audience = nil }), ErrInvalid},
		"of another issuer":                        {spoiled(func(c *jwt.Claims) { c.Issuer = "https://login.test" }), ErrInvalid},
		"for a subject that is no person":          {spoiled(func(c *jwt.Claims) { c.Subject = "secretariat" }), ErrInvalid},
		"signed with another key":                  {"Bearer " + sign(t, jose.EdDSA, other, claims(func(*jwt.Claims) {})), ErrInvalid},
		"with the algorithm none":                  {"Bearer " + none + "." + parts[1] + ".", ErrInvalid},
		"signed by HS256 with the public key":      {"Bearer " + sign(t, jose.HS256, []byte(d.key.Public().(ed25519.PublicKey)), claims(func(*jwt.Claims) {})), ErrInvalid},
		"signed by HS256 with the public key, DER": {"Bearer " + sign(t, jose.HS256, der, claims(func(*jwt.Claims) {})), ErrInvalid},
		"with a changed claim":                     {"Bearer " + parts[0] + "." + parts[1] + "A." + parts[2], ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := moment
			got, err := verifierAt(t, d, &clock).Verify(t.Context(), tt.header)
			if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if err == nil && got.Person != person {
				t.Errorf("the caller is %q", got.Person)
			}
		})
	}
}

func TestARememberedTokenIsNotTakenPastItsEnd(t *testing.T) {
	t.Parallel()
	clock := moment
	d := newDevelopment(t)
	v := verifierAt(t, d, &clock)
	token, err := d.Token(person, clock, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after time.Duration
		good  bool
	}{{0, true}, {time.Hour - time.Second, true}, {time.Hour, false}, {time.Hour + time.Second, false}} {
		clock = moment.Add(step.after)
		if _, err := v.Verify(t.Context(), "Bearer "+token); (err == nil) != step.good {
			t.Errorf("%s after it was signed the answer is %v", step.after, err)
		}
	}
}

func TestTheDevelopmentIssuerExcludesRealOnes(t *testing.T) {
	t.Parallel()
	if _, err := NewVerifier(Options{Issuers: []Issuer{{URL: "https://login.test", Audience: Audience}}, Development: newDevelopment(t), Bind: bindNobody}); err == nil {
		t.Error("both are on")
	}
}

func TestASeedOfAnotherLengthIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := NewDevelopment([]byte("short")); err == nil {
		t.Error("a short seed was taken")
	}
}

func BenchmarkARememberedToken(b *testing.B) {
	d, err := NewDevelopment([]byte(strings.Repeat("s", 32)))
	if err != nil {
		b.Fatal(err)
	}
	v, err := NewVerifier(Options{Development: d, Bind: bindNobody})
	if err != nil {
		b.Fatal(err)
	}
	token, err := d.Token(person, time.Now(), time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := v.Verify(b.Context(), "Bearer "+token); err != nil {
			b.Fatal(err)
		}
	}
}
