package authn

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// must fails the test unless a token is judged so.
func (*issuer) must(t *testing.T, v *Verifier, header string, want error, when string) {
	t.Helper()
	if _, err := v.Verify(t.Context(), header); !errors.Is(err, want) || (err == nil) != (want == nil) {
		t.Errorf("%s: got %v, want %v", when, err, want)
	}
}

func TestANewKeyOfTheIssuerIsFetchedAfterThePause(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	v := i.verifier(t)
	i.must(t, v, i.bearer(t, asItIs), nil, "the first key")
	i.rotate(t, "second")
	i.later(pause)
	i.must(t, v, i.bearer(t, asItIs), nil, "the new key")
}

func TestTokensWithUnknownKeysAskTheIssuerOncePerPause(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	v := i.verifier(t)
	i.must(t, v, i.bearer(t, asItIs), nil, "a good token")
	_, private, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	i.later(pause)
	for n := range 20 {
		header := "Bearer " + sign(t, jose.ES256, jose.JSONWebKey{Key: private, KeyID: fmt.Sprint("made up ", n)}, i.claims(asItIs))
		i.must(t, v, header, ErrInvalid, "a made-up key")
	}
	if asked := i.asked.Load(); asked != 2 {
		t.Errorf("the issuer was asked %d times, want 2", asked)
	}
}

// Keys are fetched by https, also where the configuration or a redirect leads
// elsewhere; only what does not leave this machine may come by http.
func TestKeysThatCameByHTTPAreNotTaken(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"http://keys.example/keys", "/elsewhere"} {
		i := startIssuer(t)
		i.keysAt = at
		if at[0] == '/' {
			i.keysAt = i.URL + at
		}
		i.must(t, i.verifier(t), i.bearer(t, asItIs), ErrIssuerAway, "keys at "+at)
		if said := i.log.String(); !strings.Contains(said, "http://keys.example/keys is no https address") {
			t.Errorf("the log says %s", said)
		}
	}
}

func TestAWithdrawnKeyStopsBeingTaken(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	v := i.verifier(t)
	header, other := i.bearer(t, asItIs), i.bearer(t, asItIs)
	i.must(t, v, header, nil, "before")
	i.rotate(t, "second")
	i.later(remembered - time.Second)
	i.must(t, v, header, nil, "remembered")
	i.later(renewal - remembered + time.Second)
	v.renewOld(t.Context())
	i.must(t, v, header, ErrInvalid, "a token that was taken before")
	i.must(t, v, other, ErrInvalid, "a token that was not shown before")
}

func TestARememberedTokenIsCheckedAgainAfterMinutes(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	v := i.verifier(t)
	header := i.bearer(t, asItIs)
	i.must(t, v, header, nil, "the first time")
	v.bind = bindNobody
	i.later(remembered - time.Second)
	if who, ok := v.Recall(header); !ok || who.Person != person {
		t.Errorf("it is forgotten: %q", who.Person)
	}
	i.later(time.Second)
	if _, ok := v.Recall(header); ok {
		t.Error("it is still remembered")
	}
	i.must(t, v, header, ErrInvalid, "when its subject is bound no longer")
}

func TestAnIssuerThatIsAwayIsNotTheCallersFaultAndIsAskedAgain(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	v := i.verifier(t)
	i.away.Store(true)
	for range 5 {
		i.must(t, v, i.bearer(t, asItIs), ErrIssuerAway, "without its configuration")
	}
	i.away.Store(false)
	i.later(pause)
	i.must(t, v, i.bearer(t, asItIs), nil, "when it is back")
	if asked := i.asked.Load(); asked != 2 {
		t.Errorf("its configuration was asked for %d times, want 2", asked)
	}
}

// Whoever makes tokens up during an outage neither hears of it nor fills the log.
func TestAnOutageIsToldOnceInTheLog(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	v := i.verifier(t)
	i.must(t, v, i.bearer(t, asItIs), nil, "before")
	i.away.Store(true)
	i.rotate(t, "second")
	for range 3 {
		i.later(pause)
		i.must(t, v, i.bearer(t, asItIs), ErrInvalid, "a key that is not known")
	}
	if n := strings.Count(i.log.String(), "level=ERROR"); n != 1 || !strings.Contains(i.log.String(), "502 Bad Gateway") {
		t.Errorf("%d errors in the log: %s", n, i.log.String())
	}
	i.away.Store(false)
	i.later(pause)
	v.renewOld(t.Context())
	if !strings.Contains(i.log.String(), "issuer reached again") {
		t.Errorf("its return is not told: %s", i.log.String())
	}
}

func TestKeysAreTrustedForAnHourWithoutTheirIssuer(t *testing.T) {
	t.Parallel()
	i := startIssuer(t)
	v := i.verifier(t)
	if away, locked := v.Away(); len(away) != 1 || !locked {
		t.Errorf("before it was asked: %v, %t", away, locked)
	}
	v.renewOld(t.Context())
	if away, locked := v.Away(); len(away) > 0 || locked {
		t.Errorf("while it answers: %v, %t", away, locked)
	}
	i.away.Store(true)
	i.later(keysLast - time.Second)
	v.renewOld(t.Context())
	i.must(t, v, i.bearer(t, asItIs), nil, "within the hour")
	if away, locked := v.Away(); len(away) != 1 || away[0] != i.URL || locked {
		t.Errorf("within the hour: %v, %t", away, locked)
	}
	i.later(time.Second)
	i.must(t, v, i.bearer(t, asItIs), ErrIssuerAway, "after it")
	if _, locked := v.Away(); !locked {
		t.Error("tokens can still be checked")
	}
}

func TestKeysThatAreNotForSigningArePassedOver(t *testing.T) {
	t.Parallel()
	const good = `{"kty":"OKP","crv":"Ed25519","kid":"good","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	for name, tt := range map[string]struct {
		keys string
		want int
	}{
		"one of each sort": {good + `,{"kty":"oct","k":"c2VjcmV0"},{"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},{"kty":"new"}`, 1},
		"for encryption":   {strings.Replace(good, `"kid"`, `"use":"enc","kid"`, 1), 0},
		"another way":      {strings.Replace(good, `"kid"`, `"alg":"HS256","kid"`, 1), 0},
		"none":             {``, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keys, err := readKeys(strings.NewReader(`{"keys":[` + tt.keys + `]}`))
			if len(keys) != tt.want || (err != nil) != (tt.want == 0) {
				t.Errorf("got %d keys, %v", len(keys), err)
			}
		})
	}
}
