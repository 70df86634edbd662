package authn

import (
	"crypto/ed25519"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"
)

// DevelopmentIssuer is the issuer in tokens that the service signs for itself,
// in demo and tests; Audience is what they are meant for.
const (
	DevelopmentIssuer = "forankring:development"
	Audience          = "forankring"
)

// Development signs tokens for people without any login. It serves demo and
// tests on a loopback address, and excludes real issuers.
type Development struct {
	key    ed25519.PrivateKey
	signer jose.Signer
}

// NewDevelopment makes the issuer from a seed of 32 bytes.
func NewDevelopment(seed []byte) (*Development, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("the development issuer's seed has %d bytes, not %d", len(seed), ed25519.SeedSize)
	}
	key := ed25519.NewKeyFromSeed(seed)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, fmt.Errorf("make the development issuer: %w", err)
	}
	return &Development{key: key, signer: signer}, nil
}

// Token signs a token for a person, for the given time.
func (d *Development) Token(person string, now time.Time, life time.Duration) (string, error) {
	raw, err := jwt.Signed(d.signer).Claims(jwt.Claims{
		Issuer: DevelopmentIssuer, Subject: person, Audience: jwt.Audience{Audience},
		IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now.Add(-time.Minute)), Expiry: jwt.NewNumericDate(now.Add(life)),
		ID: uuid.NewString(),
	}).Serialize()
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return raw, nil
}

// names says whether a subject is a person's identifier: then the token speaks for
// that person without any login. Other subjects are bound as those of any issuer.
func (*Development) names(subject string) bool { return uuid.Validate(subject) == nil }
