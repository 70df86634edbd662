// Package mailtest is a mail server inside the test: it keeps what it was given, and fails as it is told to.
package mailtest

import (
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"forankring.no/forankring/internal/platform/mail"
)

// patience is how long Wait waits; it is reached only by a test that fails.
const patience = 5 * time.Minute

// User and Password are the login the server knows; it asks nobody for it, and takes it under TLS only.
const (
	User     = "forankring"
	Password = "hemmelig"
)

// What Fail may answer, beside any *smtp.SMTPError.
var (
	// ErrBusy is a temporary refusal.
	ErrBusy = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again later"}
	// ErrUnknown is a permanent refusal.
	ErrUnknown = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such person"}
	// ErrCut takes the letter, and cuts the line before saying so: the sender cannot know (rule 6.4).
	ErrCut = errors.New("the line was cut after the letter was taken")
	// ErrHang takes all that is said of the letter, and does not answer until Release.
	ErrHang = errors.New("no answer comes")
	// ErrLeaving ends the conversation: the server has no time for anybody.
	ErrLeaving = &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "going down"}
)

// Server is a running mail server. It offers STARTTLS at Addr.
type Server struct {
	Addr    string         // host:port
	Host    string         // 127.0.0.1
	Port    int            // where Addr listens
	TLSPort int            // where connections are encrypted from the first byte
	Roots   *x509.CertPool // vouches for the server

	mu      sync.Mutex
	letters []Letter
	fail    func(to string) error
	hanging int
	arrived chan struct{} // closed and made anew with each letter, and each that hangs
	release chan struct{}
	freed   sync.Once
}

// Start runs a server until the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{Host: "127.0.0.1", Roots: x509.NewCertPool(), arrived: make(chan struct{}), release: make(chan struct{}), fail: func(string) error { return nil }}
	certified := httptest.NewTLSServer(nil) // only for its certificate, which names 127.0.0.1
	certified.Close()
	s.Roots.AddCert(certified.Certificate())

	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	server.Domain = "mailtest.example"
	server.TLSConfig = certified.TLS
	server.ErrorLog = log.New(io.Discard, "", 0)
	var running sync.WaitGroup
	var end, endTLS func() error
	s.Port, end = listen(t, server, &running, false)
	s.TLSPort, endTLS = listen(t, server, &running, true)
	s.Addr = net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
	t.Cleanup(func() {
		// The server closes only the listeners that it has begun to serve, and a
		// quick test may end before that.
		_, _ = end(), endTLS()
		s.Release()
		_ = server.Close()
		running.Wait()
	})
	return s
}

// Config is how to reach the server: over STARTTLS, with the login it knows.
func (s *Server) Config() mail.SMTPConfig {
	return mail.SMTPConfig{
		Host: s.Host, Port: s.Port, User: User, Password: Password,
		TLS: mail.StartTLS, Timeout: patience, Roots: s.Roots,
	}
}

// Letters are the letters taken so far, in order.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// Fail has every later recipient judged by f, which must be safe for use by many at once. An error of the type *smtp.SMTPError
// (such as ErrBusy and ErrUnknown) is the server's answer to the recipient, ErrCut and ErrHang are as they say, nil takes the letter.
func (s *Server) Fail(f func(to string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = f
}

func (s *Server) judge(to string) error {
	s.mu.Lock()
	f := s.fail
	s.mu.Unlock()
	return f(to)
}

func (s *Server) take(l Letter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, l)
	close(s.arrived)
	s.arrived = make(chan struct{})
}

// Release answers those that hang, and keeps nobody waiting any more.
func (s *Server) Release() { s.freed.Do(func() { close(s.release) }) }

// hang keeps a letter without an answer.
func (s *Server) hang() {
	s.mu.Lock()
	s.hanging++
	close(s.arrived)
	s.arrived = make(chan struct{})
	s.mu.Unlock()
	<-s.release
	s.mu.Lock()
	s.hanging--
	s.mu.Unlock()
}

// Hanging is how many letters are without an answer at the moment.
func (s *Server) Hanging() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hanging
}

// Wait returns when enough says so of the letters taken, and fails the test if it does not within ten seconds.
func (s *Server) Wait(t testing.TB, enough func([]Letter) bool) []Letter {
	t.Helper()
	late := time.After(patience)
	for {
		s.mu.Lock()
		next := s.arrived
		s.mu.Unlock()
		letters := s.Letters()
		if enough(letters) {
			return letters
		}
		select {
		case <-next:
		case <-late:
			t.Fatalf("not the letters waited for: %d came", len(letters))
		}
	}
}

// AtLeast is for Wait: n letters or more.
func AtLeast(n int) func([]Letter) bool {
	return func(letters []Letter) bool { return len(letters) >= n }
}
