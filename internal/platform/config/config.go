// Package config reads the service's settings from its environment, and tells
// of all that is wrong with them at once.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"reflect"
	"time"

	"github.com/caarlos0/env/v11"
)

// Config is every setting of the service. The README has them in a table.
type Config struct {
	Addr        string `env:"FORANKRING_ADDR" envDefault:"127.0.0.1:8080"`
	DatabaseURL string `env:"DATABASE_URL"`
	// DatabasePooled says that DATABASE_URL is that of a pooler, which gives each
	// transaction another connection.
	DatabasePooled bool `env:"FORANKRING_DATABASE_POOLED"`
	// DatabaseRole is the role to which migrate grants what the service needs.
	DatabaseRole string `env:"FORANKRING_DATABASE_ROLE" envDefault:"forankring_app"`
	// Installation names what the database is worked for: two copies of one
	// database that go on side by side have two names.
	Installation string `env:"FORANKRING_INSTALLATION" envDefault:"forankring"`
	// PublicURL is the address by which callers reach the service; left out,
	// it is the one that it listens at.
	PublicURL string `env:"FORANKRING_PUBLIC_URL"`
	// Proxies are the addresses and networks of the proxies in front.
	Proxies []string `env:"FORANKRING_TRUSTED_PROXIES"`
	// MetricsAddr is where metrics are read; left out, it is Addr.
	MetricsAddr string `env:"FORANKRING_METRICS_ADDR"`
	// OperatorToken opens the queue's own web interface to whoever knows it; left out,
	// there is none.
	OperatorToken string        `env:"FORANKRING_OPERATOR_TOKEN"`
	Origins       []string      `env:"FORANKRING_CORS_ORIGINS"`
	Deadline      time.Duration `env:"FORANKRING_REQUEST_DEADLINE" envDefault:"15s"`
	Rate          float64       `env:"FORANKRING_RATE" envDefault:"100"`
	Burst         int           `env:"FORANKRING_BURST" envDefault:"200"`
	// PublicRate and PublicBurst are those of what is read without a login at the public
	// page.
	PublicRate  float64    `env:"FORANKRING_PUBLIC_RATE" envDefault:"10"`
	PublicBurst int        `env:"FORANKRING_PUBLIC_BURST" envDefault:"50"`
	LogLevel    slog.Level `env:"FORANKRING_LOG_LEVEL" envDefault:"info"`
	// Traces is the collector to which traces are sent; left out, there are none.
	Traces string `env:"OTEL_EXPORTER_OTLP_ENDPOINT"`
	// TracesProtocol is what the collector is set to speak.
	TracesProtocol string `env:"OTEL_EXPORTER_OTLP_PROTOCOL" envDefault:"http/protobuf"`

	// Issuers are the OpenID Connect issuers whose access tokens are taken, to
	// the letter as the tokens name them; Audience is what a token must be meant
	// for, and TokenLife the longest life that it may have.
	Issuers     []string      `env:"FORANKRING_ISSUERS"`
	Audience    string        `env:"FORANKRING_AUDIENCE" envDefault:"forankring"`
	TokenLife   time.Duration `env:"FORANKRING_TOKEN_LIFE" envDefault:"24h"`
	Development bool          `env:"FORANKRING_DEVELOPMENT_ISSUER"`

	// Workers is how many jobs one instance works at a time; 0 leaves them to
	// other instances.
	Workers int `env:"FORANKRING_WORKERS" envDefault:"20"`

	SMTP     SMTP   `envPrefix:"FORANKRING_SMTP_"`
	MailFrom string `env:"FORANKRING_MAIL_FROM" envDefault:"forankring@localhost"`
	// MailFolder takes letters as .eml files where no SMTP host is set.
	MailFolder string `env:"FORANKRING_MAIL_FOLDER"`
}

// SMTP is the server that takes the letters.
type SMTP struct {
	Host     string `env:"HOST"`
	Port     int    `env:"PORT" envDefault:"587"`
	User     string `env:"USER"`
	Password string `env:"PASSWORD"`
	// TLS is starttls, tls or none.
	TLS string `env:"TLS" envDefault:"starttls"`
	// Connections is how many letters one instance hands over at a time, and
	// Timeout what each step of the conversation may take.
	Connections int           `env:"CONNECTIONS" envDefault:"5"`
	Timeout     time.Duration `env:"TIMEOUT" envDefault:"30s"`
}

// Load reads the settings from an environment of NAME=value pairs.
func Load(environ []string) (Config, error) {
	c, err := env.ParseAsWithOptions[Config](env.Options{Environment: env.ToMap(environ)})
	if err != nil {
		return Config{}, fmt.Errorf("settings: %w", readable(err))
	}
	c.tidy()
	if err := c.Check(); err != nil {
		return Config{}, fmt.Errorf("settings: %w", err)
	}
	return c, nil
}

// At is the configuration of an instance that listens at the address: where no
// public address is set, it is this one.
func (c Config) At(addr net.Addr) Config {
	c.Addr = addr.String()
	if c.PublicURL == "" {
		c.PublicURL = "http://" + c.Addr
	}
	return c
}

// readable names the settings that could not be read by their variables, and
// not by the fields that they were read into.
func readable(err error) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return err
	}
	var wrong []error
	for _, e := range all.Errors {
		var p env.ParseError
		if !errors.As(e, &p) {
			wrong = append(wrong, e)
			continue
		}
		name := p.Name
		if f, ok := reflect.TypeFor[Config]().FieldByName(p.Name); ok {
			name = f.Tag.Get("env")
		} else if f, ok := reflect.TypeFor[SMTP]().FieldByName(p.Name); ok {
			name = "FORANKRING_SMTP_" + f.Tag.Get("env")
		}
		wrong = append(wrong, fmt.Errorf("%s is not %s", name, wanted(p.Type)))
	}
	return errors.Join(wrong...)
}

// wanted says in words what a setting of a type is.
func wanted(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[time.Duration]():
		return "a time such as 15s"
	case reflect.TypeFor[slog.Level]():
		return "debug, info, warn or error"
	case reflect.TypeFor[bool]():
		return "true or false"
	case reflect.TypeFor[float64]():
		return "a number"
	default:
		return "a whole number"
	}
}
