package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// TLS says how the connection to the mail server is protected.
type TLS string

const (
	// StartTLS begins in the clear and refuses to go on without encryption; usually port 587.
	StartTLS TLS = "starttls"
	// ImplicitTLS is encrypted from the first byte; usually port 465.
	ImplicitTLS TLS = "tls"
	// NoTLS is for a mail server on the same machine. It sends no password.
	NoTLS TLS = "none"
)

// SMTPConfig is where and how letters are handed over.
type SMTPConfig struct {
	Host     string
	Port     int
	User     string // empty: no login
	Password string
	TLS      TLS
	Timeout  time.Duration // for each step of the conversation: whenever the other side is to say or take something
	// Roots are the authorities that may vouch for the server; nil means the machine's.
	Roots *x509.CertPool
}

// SMTP sends letters to a mail server, each over its own connection.
type SMTP struct{ config SMTPConfig }

// NewSMTP refuses a configuration that cannot work, and one that would send a password unencrypted.
func NewSMTP(c SMTPConfig) (*SMTP, error) {
	switch {
	case c.Host == "" || c.Port < 1 || c.Port > 65535:
		return nil, fmt.Errorf("mail server %q, port %d: not an address", c.Host, c.Port)
	case c.TLS != StartTLS && c.TLS != ImplicitTLS && c.TLS != NoTLS:
		return nil, fmt.Errorf("mail server: TLS %q is none of starttls, tls, none", c.TLS)
	case c.TLS == NoTLS && c.User != "":
		return nil, errors.New("mail server: a login needs TLS")
	case c.Timeout <= 0:
		return nil, errors.New("mail server: no timeout")
	}
	return &SMTP{c}, nil
}

// Where names the server and the protection.
func (s *SMTP) Where() string {
	return fmt.Sprintf("mail server %s (TLS: %s)", s.address(), s.config.TLS)
}

func (s *SMTP) address() string { return net.JoinHostPort(s.config.Host, strconv.Itoa(s.config.Port)) }

// Send hands the letter over.
func (s *SMTP) Send(ctx context.Context, l Letter) error {
	m, err := compose(l)
	if err != nil {
		return err
	}
	return s.converse(ctx, func(client *gomail.Client, server *smtp.Client) error {
		err := client.SendWithSMTPClient(server, m)
		if err == nil || m.IsDelivered() { // what was taken was taken, whatever is said afterwards
			return nil
		}
		return fmt.Errorf("%s: letter %s: %w", s.Where(), l.MessageID, errors.Join(ctx.Err(), classify(err)))
	})
}

// Probe greets the server, agrees on encryption, logs in, and leaves.
func (s *SMTP) Probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*s.config.Timeout)
	defer cancel()
	return s.converse(ctx, func(*gomail.Client, *smtp.Client) error { return nil })
}

// converse does something with the server once it has taken our login, and says goodbye if all went well. The library
// forgets ctx after dialling, and closes the connection only if all goes well: both are seen to here.
func (s *SMTP) converse(ctx context.Context, do func(*gomail.Client, *smtp.Client) error) error {
	dialed := connection{config: s.tls(), limit: s.config.Timeout}
	client, err := s.client(dialed.dial(s.config.TLS))
	if err != nil {
		return away{fmt.Errorf("%s: %w", s.Where(), err)}
	}
	defer dialed.close()
	defer context.AfterFunc(ctx, dialed.close)()
	server, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return away{fmt.Errorf("%s: %w", s.Where(), errors.Join(ctx.Err(), err))}
	}
	if err := do(client, server); err != nil {
		return err
	}
	_ = client.CloseWithSMTPClient(server) // a failing goodbye takes nothing back
	return nil
}

func (s *SMTP) tls() *tls.Config {
	return &tls.Config{ServerName: s.config.Host, MinVersion: tls.VersionTLS12, RootCAs: s.config.Roots}
}

func (s *SMTP) client(dial gomail.DialContextFunc) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.config.Port), gomail.WithTimeout(s.config.Timeout), gomail.WithTLSConfig(s.tls()),
		gomail.WithDialContextFunc(dial), gomail.WithoutSMTPUTF8(), gomail.WithoutNoop(), gomail.WithoutRset(),
	}
	if s.config.TLS == StartTLS {
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	} else {
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS)) // what is dialled is encrypted already, or shall not be
	}
	if s.config.User != "" {
		options = append(options, gomail.WithUsername(s.config.User), gomail.WithPassword(s.config.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return gomail.NewClient(s.config.Host, options...)
}

// classify marks as permanent what the server refused for good about this letter. What it says about us (530, 534,
// 535 and 538 ask for a login, encryption, or another of either) is for an operator to mend.
func classify(err error) error {
	var sending *gomail.SendError
	if !errors.As(err, &sending) {
		return err
	}
	switch code := sending.ErrorCode(); code {
	case 530, 534, 535, 538:
		return err
	default:
		switch {
		case code >= 500:
			return refusal{err}
		case code >= 400 && code != 421: // 421 closes the conversation: the server has no time for anybody
			return deferral{err}
		}
		return err
	}
}

// longestAnswer bounds what is kept of what a server said: it may say anything.
const longestAnswer = 500

// Answer is what the mail server said of a letter that it did not take, with its code and in its own words, on one line:
// "550 5.1.1 no such person". It is empty where the server said nothing.
func Answer(err error) string {
	var sending *gomail.SendError
	if !errors.As(err, &sending) || sending.ErrorCode() == 0 {
		return ""
	}
	said := strings.TrimPrefix(sending.Error(), sending.Reason.String()+": ")
	if code, words, ok := strings.Cut(said, " "); ok { // the library has them in quotes
		if quoted, err := strconv.QuotedPrefix(words); err == nil {
			words, _ = strconv.Unquote(quoted)
			said = code + " " + words
		}
	}
	said, _, _ = strings.Cut(said, ", affected ")
	said = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(said, "?"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if r := []rune(said); len(r) > longestAnswer {
		said = string(r[:longestAnswer-1]) + "…"
	}
	return said
}
