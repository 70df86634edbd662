package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/platform/mail"
)

// tidy takes what people write around a setting: blanks, also after the commas
// of a list, and the slash at the end of an address. An issuer keeps its slash,
// since its tokens have it.
func (c *Config) tidy() {
	c.PublicURL = strings.TrimSuffix(strings.TrimSpace(c.PublicURL), "/")
	c.Audience = strings.TrimSpace(c.Audience)
	c.Issuers = trimmed(c.Issuers, "")
	c.Proxies = trimmed(c.Proxies, "")
	c.Origins = trimmed(c.Origins, "/")
}

// trimmed are the items of a list without blanks and a suffix; none of them is
// empty.
func trimmed(list []string, suffix string) []string {
	var all []string
	for _, item := range list {
		if item = strings.TrimSuffix(strings.TrimSpace(item), suffix); item != "" {
			all = append(all, item)
		}
	}
	return all
}

// check gathers what is wrong.
type check []error

func (c *check) that(ok bool, format string, args ...any) {
	if !ok {
		*c = append(*c, fmt.Errorf(format, args...))
	}
}

// Check tells of everything that is wrong.
func (c Config) Check() error {
	var wrong check
	host, _, err := net.SplitHostPort(c.Addr)
	wrong.that(err == nil, "FORANKRING_ADDR=%q is not host:port", c.Addr)
	_, _, err = net.SplitHostPort(c.MetricsAddr)
	wrong.that(c.MetricsAddr == "" || err == nil, "FORANKRING_METRICS_ADDR=%q is not host:port", c.MetricsAddr)
	// Whoever guesses must have no chance; openssl rand -hex 32 makes a good one.
	wrong.that(c.OperatorToken == "" || len(c.OperatorToken) >= 32, "FORANKRING_OPERATOR_TOKEN is shorter than 32 characters")
	wrong.that(c.PublicURL == "" || address(c.PublicURL, "http", "https") != nil, "FORANKRING_PUBLIC_URL=%q is not an address such as https://forankring.example.no", c.PublicURL)
	for _, origin := range c.Origins {
		u := address(origin, "http", "https")
		wrong.that(origin == "*" || u != nil && u.Path == "", "FORANKRING_CORS_ORIGINS: %q is not an origin such as https://sak.example.no", origin)
	}
	_, err = c.Networks()
	wrong.that(err == nil, "FORANKRING_TRUSTED_PROXIES: %v", err)
	// The server reads a request for at most 20 seconds (app), and what is left of them must not cut an answer.
	wrong.that(c.Deadline >= time.Second && c.Deadline < 20*time.Second, "FORANKRING_REQUEST_DEADLINE=%s is not between 1s and 19s", c.Deadline)
	wrong.that(c.Rate > 0 && c.Burst > 0, "FORANKRING_RATE and FORANKRING_BURST must be above 0")
	wrong.that(c.PublicRate > 0 && c.PublicBurst > 0, "FORANKRING_PUBLIC_RATE and FORANKRING_PUBLIC_BURST must be above 0")
	wrong.that(strings.TrimSpace(c.Installation) != "", "FORANKRING_INSTALLATION is empty")
	wrong.that(c.Workers >= 0 && c.Workers <= 10_000, "FORANKRING_WORKERS=%d is not between 0 and 10000", c.Workers)
	err = mail.CheckSender(c.MailFrom)
	wrong.that(err == nil, "FORANKRING_MAIL_FROM: %v", err)
	wrong.that(c.SMTP.TLS == "starttls" || c.SMTP.TLS == "tls" || c.SMTP.TLS == "none", "FORANKRING_SMTP_TLS=%q is not starttls, tls or none", c.SMTP.TLS)
	wrong.that(c.SMTP.Connections >= 1 && c.SMTP.Connections <= 100, "FORANKRING_SMTP_CONNECTIONS=%d is not between 1 and 100", c.SMTP.Connections)
	// A letter has three of them (app), and less than a job that counts as hanging.
	wrong.that(c.SMTP.Timeout >= time.Second && c.SMTP.Timeout <= 90*time.Second, "FORANKRING_SMTP_TIMEOUT=%s is not between 1s and 90s", c.SMTP.Timeout)
	wrong.that(c.Traces == "" || address(c.Traces, "https", "http") != nil, "OTEL_EXPORTER_OTLP_ENDPOINT=%q is not an http or https address", c.Traces)
	wrong.that(c.Traces == "" || c.TracesProtocol == "http/protobuf", "OTEL_EXPORTER_OTLP_PROTOCOL=%q: traces are sent as http/protobuf alone", c.TracesProtocol)
	c.checkIssuers(&wrong)
	wrong.that(!c.Development || len(c.Issuers) == 0, "FORANKRING_DEVELOPMENT_ISSUER cannot be on together with FORANKRING_ISSUERS")
	wrong.that(!c.Development || Loopback(host), "FORANKRING_DEVELOPMENT_ISSUER needs a loopback address in FORANKRING_ADDR, not %q", host)
	return errors.Join(wrong...)
}

func (c Config) checkIssuers(wrong *check) {
	wrong.that(c.TokenLife >= time.Minute, "FORANKRING_TOKEN_LIFE=%s is less than 1m", c.TokenLife)
	wrong.that(c.Audience != "" || len(c.Issuers) == 0, "FORANKRING_AUDIENCE is empty: it names what tokens must be meant for")
	seen := map[string]bool{}
	for _, issuer := range c.Issuers {
		u := address(issuer, "https", "http")
		wrong.that(u != nil && (u.Scheme == "https" || Loopback(u.Hostname())), "FORANKRING_ISSUERS: %q is not an https address", issuer)
		bare := strings.TrimSuffix(issuer, "/")
		wrong.that(!seen[bare], "FORANKRING_ISSUERS names %q twice; write it as the tokens have it in iss, with or without the slash", bare)
		seen[bare] = true
	}
}

// address reads an address of one of the schemes, which names a host and holds
// neither a user nor a query.
func address(s string, schemes ...string) *url.URL {
	u, err := url.Parse(s)
	if err != nil || !slices.Contains(schemes, u.Scheme) || u.Hostname() == "" || u.User != nil || strings.ContainsAny(s, "?# ") {
		return nil
	}
	return u
}

// Networks are the networks of the proxies in front.
func (c Config) Networks() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, proxy := range c.Proxies {
		network, err := netip.ParsePrefix(proxy)
		if at, single := netip.ParseAddr(proxy); single == nil {
			network, err = at.Prefix(at.BitLen())
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", proxy)
		case network.Bits() == 0:
			return nil, fmt.Errorf("%q trusts everybody, who could then name any address as theirs", proxy)
		}
		all = append(all, network.Masked())
	}
	return all, nil
}

// Loopback is true for a host that only this machine can reach.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
