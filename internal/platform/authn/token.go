package authn

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// token is a signed token, not yet believed.
type token struct {
	jwt       *jwt.JSONWebToken
	claims    jwt.Claims
	key       string
	algorithm string
}

// read takes a token apart. It refuses what is no access token: one of another
// type (RFC 9068, 2.1), or an ID token, which tells a client who logged in and
// allows nothing. Claims are read with their case: `Sub` is not `sub`.
func read(raw string) (*token, error) {
	parsed, err := jwt.ParseSigned(raw, algorithms)
	if errors.As(err, new(*jose.ErrUnexpectedSignatureAlgorithm)) {
		return nil, invalid("it is signed in another way than %v", algorithms)
	}
	if err != nil || len(parsed.Headers) != 1 {
		return nil, invalid("it is not a signed JWT; opaque access tokens are not taken")
	}
	header := parsed.Headers[0]
	if err := mustBeOfType(header.ExtraHeaders[jose.HeaderType]); err != nil {
		return nil, err
	}
	t := &token{jwt: parsed, key: header.KeyID, algorithm: header.Algorithm}
	members := map[string]json.RawMessage{}
	if err := parsed.UnsafeClaimsWithoutVerification(&t.claims, &members); err != nil {
		return nil, invalid("its claims cannot be read")
	}
	for _, name := range []string{"nonce", "at_hash", "c_hash"} {
		if _, ok := members[name]; ok {
			return nil, invalid("it is an ID token, with %s: send the access token", name)
		}
	}
	return t, nil
}

// mustBeOfType refuses a token that says it is something else than an access
// token. Many issuers do not say.
func mustBeOfType(header any) error {
	if header == nil {
		return nil
	}
	kind, _ := header.(string)
	switch strings.ToLower(strings.TrimPrefix(strings.ToLower(kind), "application/")) {
	case "at+jwt", "jwt":
		return nil
	default:
		return invalid("its type is %s, not at+jwt or JWT", quoted(kind))
	}
}

// signedBy refuses a token that none of the keys signed.
func (t *token) signedBy(keys []any) error {
	if len(keys) == 0 {
		return invalid("the issuer has no key %s for %s", quoted(t.key), t.algorithm)
	}
	for _, key := range keys {
		if t.jwt.Claims(key) == nil {
			return nil
		}
	}
	return invalid("its signature is not the issuer's")
}

// mustHold refuses a token that is meant for others, or not for now. A token
// ends at exp, not after it (RFC 7519, 4.1.4).
func (t *token) mustHold(now time.Time, audience string, maxLife time.Duration) error {
	c := t.claims
	if !c.Audience.Contains(audience) {
		return invalid("its audience %s lacks %s", quoted(strings.Join(c.Audience, " ")), quoted(audience))
	}
	if c.Expiry == nil {
		return invalid("it has no exp")
	}
	end, issued := c.Expiry.Time(), now
	if !now.Before(end) {
		return invalid("it expired at %s", end.UTC().Format(time.RFC3339))
	}
	if c.IssuedAt != nil {
		issued = c.IssuedAt.Time()
	}
	latest := now.Add(leeway)
	if latest.Before(issued) {
		return invalid("its iat %s is ahead: the clocks differ", issued.UTC().Format(time.RFC3339))
	}
	if c.NotBefore != nil && latest.Before(c.NotBefore.Time()) {
		return invalid("it is not valid before %s", c.NotBefore.Time().UTC().Format(time.RFC3339))
	}
	if life := end.Sub(issued); life > maxLife {
		return invalid("it lives %s; FORANKRING_TOKEN_LIFE allows %s", life.Round(time.Second), maxLife)
	}
	return nil
}
