package mailtest

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

func listen(t testing.TB, server *smtp.Server, running *sync.WaitGroup, encrypted bool) (port int, end func() error) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port = l.Addr().(*net.TCPAddr).Port
	if encrypted {
		l = tls.NewListener(l, server.TLSConfig)
	}
	running.Go(func() { _ = server.Serve(l) }) // it ends with an error: its listener was closed
	return port, l.Close
}

// session is one connection.
type session struct {
	server *Server
	conn   *smtp.Conn
	from   string
	to     string
	login  string
	cut    bool
	hang   bool
}

func (*session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != User || password != Password {
			return smtp.ErrAuthFailed
		}
		s.login = user
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	err := s.server.judge(to)
	s.cut = errors.Is(err, ErrCut)
	s.hang = errors.Is(err, ErrHang)
	if s.cut || s.hang {
		return nil
	}
	return err
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	l, err := Parse(raw)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: err.Error()}
	}
	_, l.Encrypted = s.conn.TLSConnectionState()
	l.EnvelopeFrom, l.EnvelopeTo, l.Login = s.from, s.to, s.login
	if s.hang {
		s.server.hang()
	}
	s.server.take(l)
	if s.cut {
		return s.conn.Close()
	}
	return nil
}

func (s *session) Reset() { s.from, s.to, s.cut, s.hang = "", "", false, false }

func (*session) Logout() error { return nil }
