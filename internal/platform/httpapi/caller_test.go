package httpapi_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/httpapi"
)

// from lets a request come from an address, with these headers.
func from(peer string, headers ...string) func(*http.Request) {
	return func(r *http.Request) {
		r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(peer), 4711).String()
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			r.Header.Add(name, value)
		}
	}
}

func behindProxies(c *httpapi.Config) {
	c.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
}

func TestTheCallersAddressIsTheOneThatTrustedProxiesTell(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		peer    string
		headers []string
		want    string
	}{
		"no proxy":                         {"192.0.2.1", nil, "192.0.2.1"},
		"nobody else is believed":          {"192.0.2.1", []string{"X-Forwarded-For: 198.51.100.7", "Forwarded: for=198.51.100.7"}, "192.0.2.1"},
		"a proxy that says nothing":        {"10.0.0.1", nil, "10.0.0.1"},
		"a proxy":                          {"10.0.0.1", []string{"X-Forwarded-For: 198.51.100.7"}, "198.51.100.7"},
		"a proxy over IPv6":                {"fd00::1", []string{"X-Forwarded-For: 2001:db8::7"}, "2001:db8::7"},
		"a proxy that is mapped into IPv6": {"::ffff:10.0.0.1", []string{"X-Forwarded-For: ::ffff:198.51.100.7"}, "198.51.100.7"},
		"with a port":                      {"10.0.0.1", []string{"X-Forwarded-For: 198.51.100.7:55555"}, "198.51.100.7"},
		"what the caller made up":          {"10.0.0.1", []string{"X-Forwarded-For: 203.0.113.9, 198.51.100.7"}, "198.51.100.7"},
		"in a header of its own":           {"10.0.0.1", []string{"X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 198.51.100.7"}, "198.51.100.7"},
		"a chain of proxies":               {"10.0.0.1", []string{"X-Forwarded-For: 203.0.113.9, 198.51.100.7, 10.0.0.3, 10.0.0.2"}, "198.51.100.7"},
		"all are proxies":                  {"10.0.0.1", []string{"X-Forwarded-For: 10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		"no address":                       {"10.0.0.1", []string{"X-Forwarded-For: 198.51.100.7, unknown"}, "10.0.0.1"},
		"Forwarded":                        {"10.0.0.1", []string{"Forwarded: for=203.0.113.9, for=198.51.100.7;proto=https;by=10.0.0.1"}, "198.51.100.7"},
		"Forwarded in quotes":              {"10.0.0.1", []string{`Forwarded: proto=https; For="[2001:db8::7]:4711"`}, "2001:db8::7"},
		"Forwarded without a for":          {"10.0.0.1", []string{"Forwarded: proto=https"}, "10.0.0.1"},
		"a hidden name":                    {"10.0.0.1", []string{"Forwarded: for=_hidden"}, "10.0.0.1"},
		"a host that plays a hop":          {"10.0.0.1", []string{`Forwarded: for=198.51.100.7;host="a,for=203.0.113.9;b="`}, "198.51.100.7"},
		"a quote in a host":                {"10.0.0.1", []string{`Forwarded: for=198.51.100.7;host="a\",for=203.0.113.9"`}, "198.51.100.7"},
		"both that agree":                  {"10.0.0.1", []string{"X-Forwarded-For: 198.51.100.7", "Forwarded: for=198.51.100.7"}, "198.51.100.7"},
		"one of both is the caller's":      {"10.0.0.1", []string{"X-Forwarded-For: 198.51.100.7", "Forwarded: for=203.0.113.9"}, "10.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := houseAt(t, nil, behindProxies)
			h.do("", "GET", "/healthz", nil, from(tt.peer, tt.headers...)).is(200)
			if log := h.log.String(); !strings.Contains(log, fmt.Sprintf(`"address":%q`, tt.want)) {
				t.Errorf("want %s, the log says %s", tt.want, log)
			}
		})
	}
}

// Callers behind one proxy do not use up each other's requests, and one with a
// network of addresses has no more than others.
func TestCallersAreThrottledByTheirOwnAddress(t *testing.T) {
	t.Parallel()
	h := houseAt(t, nil, behindProxies, func(c *httpapi.Config) { c.Rate, c.Burst = 0.01, 1 })
	for _, step := range []struct {
		caller string
		status int
	}{{"198.51.100.7", 200}, {"198.51.100.8", 200}, {"198.51.100.7", 429}, {"2001:db8:0:1::7", 200}, {"2001:db8:0:1:ffff::8", 429}, {"2001:db8:0:2::7", 200}} {
		if got := h.do("", "GET", "/v1/hello", nil, from("10.0.0.1", "X-Forwarded-For: "+step.caller)).Code; got != step.status {
			t.Errorf("%s: %d, want %d", step.caller, got, step.status)
		}
	}
}

// A token may be anybody's until it is checked, and checking costs.
func TestATokenThatIsNotRememberedIsThrottledBeforeItIsChecked(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *httpapi.Config) { c.Rate, c.Burst = 0.01, 2 }).settle()
	token, err := h.issuer.Token(reader, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	known := with("Authorization", "Bearer "+token)
	h.do("", "GET", first, nil, known).is(200)
	h.do("", "GET", first, nil, with("Authorization", "Bearer x")).refused(401, "token.invalid")
	h.do(clerk, "GET", first, nil).refused(429, "request.too_many")
	h.do("", "GET", first, nil, known).is(200)
	h.do(clerk, "GET", first, nil, from("192.0.2.77")).is(200)
}

func TestTheLogSaysWhyALoginIsRefusedButNeverTheToken(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	token, err := h.issuer.Token(reader, time.Now().Add(-time.Hour), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	h.do("", "GET", first, nil, with("Authorization", "Bearer "+token)).refused(401, "token.invalid")
	if log := h.log.String(); !strings.Contains(log, `"refused":"the token is not valid: it expired at 2`) || strings.Contains(log, token[:40]) || strings.Contains(log, token[len(token)-40:]) {
		t.Errorf("the log says %s", log)
	}
}
