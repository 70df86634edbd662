package authn

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// typed is a token of the development issuer with a type in its header, and
// with these claims besides the usual, "" for none.
func typed(t *testing.T, d *Development, kind any, more map[string]any) string {
	t.Helper()
	o := &jose.SignerOptions{}
	if kind != nil {
		o = o.WithHeader(jose.HeaderType, kind)
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: d.key}, o)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]any{"iss": DevelopmentIssuer, "sub": person, "aud": Audience, "exp": moment.Add(time.Hour).Unix(), "iat": moment.Unix()}
	maps.Copy(all, more)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == "" })
	raw, err := jwt.Signed(s).Claims(all).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return "Bearer " + raw
}

func TestOnlyAccessTokensAreTaken(t *testing.T) {
	t.Parallel()
	d := newDevelopment(t)
	const other = "0198c0de-0000-7000-8000-000000000002"
	for name, tt := range map[string]struct {
		kind any
		more map[string]any
		why  string
	}{
		"of type at+jwt":        {kind: "at+jwt"},
		"in other letters":      {kind: "application/AT+JWT"},
		"of type JWT":           {kind: "JWT"},
		"without a type":        {},
		"a logout token":        {kind: "logout+jwt", why: `"logout+jwt"`},
		"an entity statement":   {kind: "entity-statement+jwt", why: "its type"},
		"a type that is a list": {kind: []string{"JWT"}, why: "its type"},
		"with a nonce":          {more: map[string]any{"nonce": "n"}, why: "an ID token, with nonce"},
		"with at_hash":          {more: map[string]any{"at_hash": "h"}, why: "an ID token, with at_hash"},
		"sub is not Sub":        {more: map[string]any{"Sub": other, "SUB": other}},
		"Sub is not sub":        {more: map[string]any{"sub": "", "Sub": person}, why: "its subject"},
		"Aud is not aud":        {more: map[string]any{"aud": "", "Aud": Audience}, why: "audience"},
		"Exp is not exp":        {more: map[string]any{"exp": "", "Exp": moment.Add(time.Hour).Unix()}, why: "no exp"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := moment
			got, err := verifierAt(t, d, &clock).Verify(t.Context(), typed(t, d, tt.kind, tt.more))
			switch {
			case tt.why == "" && (err != nil || got.Person != person):
				t.Errorf("got %q, %v", got.Person, err)
			case tt.why != "" && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), tt.why)):
				t.Errorf("got %v, want %s", err, tt.why)
			}
		})
	}
}

// A refusal says why, so that an operator can help, and never what could be
// used: the token.
func TestARefusalSaysWhyAndNeverShowsTheToken(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	_, stranger, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for why, header := range map[string]string{
		"is not among FORANKRING_ISSUERS":           i.bearer(t, func(c *jwt.Claims) { c.Issuer += "/" }),
		`its audience "elsewhere" lacks`:            i.bearer(t, func(c *jwt.Claims) { c.Audience = jwt.Audience{"elsewhere"} }),
		"it expired at 20":                          i.bearer(t, func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(time.Now().Add(-time.Second)) }),
		`nobody is bound to the subject "2" of htt`: i.bearer(t, func(c *jwt.Claims) { c.Subject = "2" }),
		"it is not valid before 20":                 i.bearer(t, func(c *jwt.Claims) { c.NotBefore = jwt.NewNumericDate(time.Now().Add(time.Minute)) }),
		"FORANKRING_TOKEN_LIFE allows 24h0m0s":      i.bearer(t, func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(time.Now().AddDate(1, 0, 0)) }),
		`has no key "unknown" for ES256`:            "Bearer " + sign(t, jose.ES256, jose.JSONWebKey{Key: stranger, KeyID: "unknown"}, i.claims(asItIs)),
		"its signature is not the issuer's":         "Bearer " + sign(t, jose.ES256, jose.JSONWebKey{Key: stranger, KeyID: "first"}, i.claims(asItIs)),
		"it is signed in another way":               "Bearer " + sign(t, jose.HS256, []byte(strings.Repeat("s", 32)), i.claims(asItIs)),
		"opaque access tokens are not taken":        "Bearer Zm9yYW5rcmluZw",
		"another scheme than Bearer":                "Basic Zm9yYW5rcmluZw==",
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			_, err := i.verifier(t).Verify(t.Context(), header)
			if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), why) {
				t.Fatalf("got %v", err)
			}
			_, token, _ := strings.Cut(header, " ")
			for part := range strings.SplitSeq(token, ".") {
				if strings.Contains(err.Error(), part) {
					t.Errorf("it shows the token: %v", err)
				}
			}
		})
	}
}

func TestTheSubjectIsAskedForOnlyOfAGoodToken(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	v := i.verifier(t)
	v.bind = func(context.Context, string, string) (string, int64, error) {
		t.Error("somebody asked for the subject")
		return "", 0, nil
	}
	i.must(t, v, i.bearer(t, func(c *jwt.Claims) { c.Audience = nil }), ErrInvalid, "for another audience")
}
