package config_test

import (
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/config"
)

func TestWithoutSettingsTheServiceListensOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	c, err := config.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:8080" || c.Development || len(c.Issuers) > 0 || c.Deadline != 15*time.Second || c.LogLevel != slog.LevelInfo {
		t.Errorf("got %+v", c)
	}
}

func TestSettingsAreRead(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{
		"DATABASE_URL=postgres://db.test/forankring", "FORANKRING_ADDR=0.0.0.0:80", "FORANKRING_PUBLIC_URL=https://forankring.test/", "FORANKRING_LOG_LEVEL=warn",
		"FORANKRING_CORS_ORIGINS=https://a.test,https://b.test", "FORANKRING_ISSUERS=https://login.test", "FORANKRING_SMTP_HOST=mail.test", "FORANKRING_SMTP_TLS=none", "PATH=/bin",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.DatabaseURL != "postgres://db.test/forankring" || c.PublicURL != "https://forankring.test" || c.LogLevel != slog.LevelWarn ||
		len(c.Origins) != 2 || len(c.Issuers) != 1 || c.SMTP.Host != "mail.test" || c.SMTP.Port != 587 || c.SMTP.TLS != "none" {
		t.Errorf("got %+v", c)
	}
}

func TestBlanksAndSlashesAroundASettingAreTaken(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{
		"FORANKRING_PUBLIC_URL= https://forankring.test/ ", "FORANKRING_CORS_ORIGINS=https://a.test/, http://localhost:3000 ,", "FORANKRING_TRUSTED_PROXIES=10.1.2.3/8, ::1",
		"FORANKRING_ISSUERS=https://login.test/realms/x , https://login.other.test/", "FORANKRING_METRICS_ADDR=127.0.0.1:9090", "FORANKRING_TOKEN_LIFE=1h",
	})
	if err != nil {
		t.Fatal(err)
	}
	networks, err := c.Networks()
	if c.PublicURL != "https://forankring.test" || strings.Join(c.Origins, " ") != "https://a.test http://localhost:3000" || c.TokenLife != time.Hour ||
		err != nil || fmt.Sprint(networks) != "[10.0.0.0/8 ::1/128]" {
		t.Errorf("got %+v, %v", c, networks)
	}
	// The slash at an issuer's end is part of its name.
	if strings.Join(c.Issuers, " ") != "https://login.test/realms/x https://login.other.test/" {
		t.Errorf("the issuers are %q", c.Issuers)
	}
}

func TestThePublicAddressFollowsTheListenerUnlessItIsSet(t *testing.T) {
	t.Parallel()
	at := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}
	if got := (config.Config{Addr: "127.0.0.1:0"}).At(at); got.PublicURL != "http://127.0.0.1:4711" || got.Addr != "127.0.0.1:4711" {
		t.Errorf("got %+v", got)
	}
	if got := (config.Config{PublicURL: "https://forankring.test"}).At(at).PublicURL; got != "https://forankring.test" {
		t.Errorf("got %q", got)
	}
}

func TestWrongSettingsAreRefusedByName(t *testing.T) {
	t.Parallel()
	for name, environ := range map[string][]string{
		"FORANKRING_ADDR":                           {"FORANKRING_ADDR=8080"},
		"FORANKRING_PUBLIC_URL":                     {"FORANKRING_PUBLIC_URL=forankring.test"},
		`"ftp://forankring.test" is not`:            {"FORANKRING_PUBLIC_URL=ftp://forankring.test"},
		`forankring.test?x" is not`:                 {"FORANKRING_PUBLIC_URL=https://forankring.test?x"},
		`"https://:443" is not`:                     {"FORANKRING_PUBLIC_URL=https://:443"},
		"FORANKRING_METRICS_ADDR":                   {"FORANKRING_METRICS_ADDR=9090"},
		`"sak.test" is not an origin`:               {"FORANKRING_CORS_ORIGINS=https://a.test,sak.test"},
		`"https://a.test/sak" is not an origin`:     {"FORANKRING_CORS_ORIGINS=https://a.test/sak"},
		`"file://a.test" is not an origin`:          {"FORANKRING_CORS_ORIGINS=file://a.test"},
		`"proxy.test" is neither`:                   {"FORANKRING_TRUSTED_PROXIES=10.0.0.1,proxy.test"},
		"trusts everybody":                          {"FORANKRING_TRUSTED_PROXIES=0.0.0.0/0"},
		"FORANKRING_TOKEN_LIFE":                     {"FORANKRING_TOKEN_LIFE=1s"},
		"FORANKRING_AUDIENCE":                       {"FORANKRING_ISSUERS=https://login.test", "FORANKRING_AUDIENCE= "},
		`"http://login.test" is not an https`:       {"FORANKRING_ISSUERS=http://login.test"},
		`"https://x@login.test" is not an https`:    {"FORANKRING_ISSUERS=https://x@login.test"},
		`names "https://login.test" twice`:          {"FORANKRING_ISSUERS=https://login.test,https://login.test/"},
		"REQUEST_DEADLINE":                          {"FORANKRING_REQUEST_DEADLINE=20ms"},
		"not between 1s and 19s":                    {"FORANKRING_REQUEST_DEADLINE=1m"},
		"FORANKRING_RATE":                           {"FORANKRING_RATE=0"},
		"FORANKRING_BURST":                          {"FORANKRING_BURST=-1"},
		"FORANKRING_PUBLIC_RATE":                    {"FORANKRING_PUBLIC_RATE=0"},
		"FORANKRING_PUBLIC_BURST":                   {"FORANKRING_PUBLIC_BURST=-1"},
		"FORANKRING_WORKERS":                        {"FORANKRING_WORKERS=-1"},
		"WORKERS is not a whole number":             {"FORANKRING_WORKERS=many"},
		"SMTP_PORT is not a whole":                  {"FORANKRING_SMTP_PORT=smtp"},
		"is not an https address":                   {"FORANKRING_ISSUERS=login.example.no"},
		"FORANKRING_SMTP_TLS":                       {"FORANKRING_SMTP_TLS=ssl"},
		`"collector:4317" is not an http`:           {"OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317"},
		`="grpc": traces are sent as`:               {"OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"},
		"SMTP_TIMEOUT=2m0s is not between":          {"FORANKRING_SMTP_TIMEOUT=2m"},
		`FORANKRING_MAIL_FROM: sender "Forankring"`: {"FORANKRING_MAIL_FROM=Forankring"},
		`sender "post@intern"`:                      {"FORANKRING_MAIL_FROM=post@intern"},
		"together with":                             {"FORANKRING_DEVELOPMENT_ISSUER=true", "FORANKRING_ISSUERS=https://login.test"},
		`not "0.0.0.0"`:                             {"FORANKRING_DEVELOPMENT_ISSUER=true", "FORANKRING_ADDR=0.0.0.0:8080"},
		`not ""`:                                    {"FORANKRING_DEVELOPMENT_ISSUER=true", "FORANKRING_ADDR=:8080"},
		`not "forankring.test"`:                     {"FORANKRING_DEVELOPMENT_ISSUER=true", "FORANKRING_ADDR=forankring.test:80"},
		"DEVELOPMENT_ISSUER is not true or false":   {"FORANKRING_DEVELOPMENT_ISSUER=perhaps"},
		"LOG_LEVEL is not debug":                    {"FORANKRING_LOG_LEVEL=chatty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(environ)
			if err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%q: got %v", environ, err)
			}
		})
	}
}

func TestAllThatIsWrongIsToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := config.Load([]string{"FORANKRING_ADDR=8080", "FORANKRING_RATE=0", "FORANKRING_SMTP_TLS=ssl"})
	for _, want := range []string{"FORANKRING_ADDR", "FORANKRING_RATE", "FORANKRING_SMTP_TLS"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is missing in: %v", want, err)
		}
	}
}

func TestTheDevelopmentIssuerIsTakenOnAddressesThatOnlyThisMachineReaches(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"127.0.0.1:0", "[::1]:8080", "localhost:8080", "127.1.2.3:80"} {
		if _, err := config.Load([]string{"FORANKRING_DEVELOPMENT_ISSUER=true", "FORANKRING_ADDR=" + addr}); err != nil {
			t.Errorf("%s: %v", addr, err)
		}
	}
}
