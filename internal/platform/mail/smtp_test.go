package mail_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/mail/mailtest"
)

// sender is set up for the server, and changed before it is made.
func sender(t *testing.T, s *mailtest.Server, change func(*mail.SMTPConfig)) mail.Sender {
	t.Helper()
	config := s.Config()
	if change != nil {
		change(&config)
	}
	made, err := mail.NewSMTP(config)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change    func(*mailtest.Server, *mail.SMTPConfig)
		encrypted bool
		login     string
	}{
		"over STARTTLS":           {func(*mailtest.Server, *mail.SMTPConfig) {}, true, mailtest.User},
		"over TLS from the start": {func(s *mailtest.Server, c *mail.SMTPConfig) { c.TLS, c.Port = mail.ImplicitTLS, s.TLSPort }, true, mailtest.User},
		"without a login":         {func(_ *mailtest.Server, c *mail.SMTPConfig) { c.User = "" }, true, ""},
		"in the clear":            {func(_ *mailtest.Server, c *mail.SMTPConfig) { c.TLS, c.User = mail.NoTLS, "" }, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailtest.Start(t)
			smtp := sender(t, server, func(c *mail.SMTPConfig) { tt.change(server, c) })
			if err := smtp.Send(t.Context(), letter()); err != nil {
				t.Fatal(err)
			}
			got := server.Wait(t, mailtest.AtLeast(1))[0]
			checkLetter(t, got)
			if got.EnvelopeTo != letter().To || got.EnvelopeFrom != "forankring@example.no" || got.Encrypted != tt.encrypted || got.Login != tt.login {
				t.Errorf("from %q to %q, encrypted %v, as %q", got.EnvelopeFrom, got.EnvelopeTo, got.Encrypted, got.Login)
			}
			if strings.Contains(smtp.Where(), mailtest.Password) || !strings.Contains(smtp.Where(), "127.0.0.1") {
				t.Errorf("Where() = %q", smtp.Where())
			}
		})
	}
}

func TestALetterWithoutHTMLNamesAndMarksHasNone(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	l := letter()
	l.HTML, l.ToName, l.AutoSubmitted, l.To = "", "", false, "post@sør-odal.example"
	if err := sender(t, server, nil).Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	got := server.Letters()[0]
	if got.HTML != "" || got.Text != l.Text || got.Header.Get("Auto-Submitted") != "" || got.EnvelopeTo != "post@xn--sr-odal-q1a.example" {
		t.Fatalf("%+v", got)
	}
}

func TestANameInQuotesStaysAName(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	l := letter()
	l.ToName = `Grue", "alle" <alle@example.no>`
	if err := sender(t, server, nil).Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	got := server.Letters()[0]
	if to, err := got.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Name != l.ToName || got.EnvelopeTo != l.To {
		t.Fatalf("%v, %v", to, err)
	}
}

func TestPermanent(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer error
		change func(*mail.SMTPConfig)
		want   bool
	}{
		"an unknown recipient is permanent":                  {mailtest.ErrUnknown, nil, true},
		"a full mailbox (552) is permanent":                  {&smtp.SMTPError{Code: 552, Message: "full"}, nil, true},
		"a busy server is temporary":                         {mailtest.ErrBusy, nil, false},
		"a server that wants another login is temporary":     {&smtp.SMTPError{Code: 530, Message: "log in"}, nil, false},
		"a line cut after the letter was taken is temporary": {mailtest.ErrCut, nil, false},
		"a wrong password is temporary":                      {nil, func(c *mail.SMTPConfig) { c.Password = "feil" }, false},
		"a server nobody vouches for is temporary":           {nil, func(c *mail.SMTPConfig) { c.Roots = x509.NewCertPool() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailtest.Start(t)
			server.Fail(func(to string) error {
				if to != letter().To {
					return errors.New("another recipient")
				}
				return tt.answer
			})
			err := sender(t, server, tt.change).Send(t.Context(), letter())
			if err == nil || mail.Permanent(err) != tt.want || strings.Contains(err.Error(), mailtest.Password) {
				t.Fatalf("Send = %v", err)
			}
			if taken := len(server.Letters()); (taken == 1) != (errors.Is(tt.answer, mailtest.ErrCut)) {
				t.Fatalf("%d letters were taken", taken)
			}
		})
	}
	if mail.Permanent(nil) {
		t.Error("success is a permanent failure")
	}
}

func TestALetterSentAgainHasTheSameMessageID(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	smtp := sender(t, server, nil)
	server.Fail(func(string) error { return mailtest.ErrCut })
	if err := smtp.Send(t.Context(), letter()); err == nil {
		t.Fatal("the cut went unseen")
	}
	server.Fail(func(string) error { return nil })
	if err := smtp.Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	if got := server.Letters(); len(got) != 2 || got[0].MessageID != letter().MessageID || got[1].MessageID != letter().MessageID {
		t.Fatalf("%+v", got)
	}
}

func TestManyLettersAtOnceAllArrive(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	smtp := sender(t, server, nil)
	var sending sync.WaitGroup
	for i := range 10 {
		sending.Go(func() {
			l := letter()
			l.MessageID = fmt.Sprintf("%d@example.no", i)
			if err := smtp.Send(t.Context(), l); err != nil {
				t.Error(err)
			}
		})
	}
	seen := map[string]bool{}
	for _, l := range server.Wait(t, mailtest.AtLeast(10)) {
		seen[l.MessageID] = true
	}
	sending.Wait()
	if len(seen) != 10 {
		t.Fatalf("%d different letters", len(seen))
	}
}

// script is a server that says its lines one by one, each after it has heard one line, and then whatever end does.
func script(t *testing.T, end func(net.Conn), lines ...string) mail.Sender {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { _ = l.Close(); <-done })
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		heard := bufio.NewScanner(conn)
		for i, line := range lines {
			if i > 0 && !hear(heard, lines[i-1]) {
				return
			}
			fmt.Fprintf(conn, "%s\r\n", line)
		}
		end(conn)
	}()
	made, err := mail.NewSMTP(mail.SMTPConfig{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: mail.NoTLS, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// hear reads one line, or after the word to go on (354) the whole letter.
func hear(heard *bufio.Scanner, said string) bool {
	for heard.Scan() {
		if !strings.HasPrefix(said, "354") || heard.Text() == "." {
			return true
		}
	}
	return false
}

func TestALetterIsDeliveredThoughTheServerLeavesWithoutAGoodbye(t *testing.T) {
	t.Parallel()
	s := script(t, func(net.Conn) {}, "220 hei", "250 hei", "250 ok", "250 ok", "354 go on", "250 taken")
	if err := s.Send(t.Context(), letter()); err != nil {
		t.Fatalf("a letter that was taken is said to have failed: %v", err)
	}
}

func TestAServerThatOffersNoEncryptionGetsNoLetter(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	for name, lines := range map[string][]string{"in its greeting": {"220 hei", "250 hei"}, "when asked": {"220 hei", "250-hei\r\n250 STARTTLS", "454 not now"}} {
		s := script(t, func(net.Conn) {}, lines...)
		port := portOf(t, s.Where())
		strict := sender(t, server, func(c *mail.SMTPConfig) { c.Port = port })
		if err := strict.Send(t.Context(), letter()); err == nil || mail.Permanent(err) {
			t.Errorf("%s: Send = %v", name, err)
		}
	}
}

func portOf(t *testing.T, where string) (port int) {
	t.Helper()
	if _, err := fmt.Sscanf(where, "mail server 127.0.0.1:%d", &port); err != nil {
		t.Fatal(err)
	}
	return port
}

func TestASendGivenUpEndsAtOnceAndClosesTheConnection(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	closed := make(chan error, 1)
	s := script(t, func(conn net.Conn) {
		cancel() // in the middle of the conversation, while the sender waits for an answer that never comes
		_, err := io.Copy(io.Discard, conn)
		closed <- err
	}, "220 hei", "250 hei")
	if err := s.Send(ctx, letter()); !errors.Is(err, context.Canceled) || mail.Permanent(err) {
		t.Fatalf("Send = %v", err)
	}
	<-closed //nolint:errcheck // that it was closed is what is waited for
}

func TestARefusedConversationClosesTheConnection(t *testing.T) {
	t.Parallel()
	closed := make(chan error, 1)
	s := script(t, func(conn net.Conn) {
		_, err := io.Copy(io.Discard, conn)
		closed <- err
	}, "220 hei", "500 what", "500 what")
	if err := s.Send(t.Context(), letter()); err == nil || mail.Permanent(err) {
		t.Fatalf("Send = %v", err)
	}
	<-closed //nolint:errcheck // it comes only when the sender has closed its end
}

func TestAServerThatIsNotThereIsATemporaryFailure(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := mail.NewSMTP(mail.SMTPConfig{Host: "127.0.0.1", Port: port, TLS: mail.StartTLS, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), letter()); err == nil || mail.Permanent(err) {
		t.Fatalf("Send = %v", err)
	}
}

func TestNewSMTPRefuses(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*mail.SMTPConfig){
		"no host":                 func(c *mail.SMTPConfig) { c.Host = "" },
		"a port out of range":     func(c *mail.SMTPConfig) { c.Port = 65536 },
		"an unknown TLS policy":   func(c *mail.SMTPConfig) { c.TLS = "maybe" },
		"a password in the clear": func(c *mail.SMTPConfig) { c.TLS = mail.NoTLS },
		"a wait that never ends":  func(c *mail.SMTPConfig) { c.Timeout = 0 },
	} {
		config := mail.SMTPConfig{Host: "mail.example.no", Port: 587, User: "forankring", TLS: mail.StartTLS, Timeout: time.Second}
		if _, err := mail.NewSMTP(config); err != nil {
			t.Fatal(err)
		}
		spoil(&config)
		if s, err := mail.NewSMTP(config); err == nil || s != nil {
			t.Errorf("%s: NewSMTP = %v, %v", name, s, err)
		}
	}
}

// What the server said of a letter is kept in its own words, and bounded.
func TestTheServersAnswerIsKeptInItsWords(t *testing.T) {
	t.Parallel()
	long := &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: strings.Repeat("no ", 300)}
	for name, c := range map[string]struct {
		said   error
		want   string
		length int
	}{
		"refused":       {mailtest.ErrUnknown, "550 5.1.1 no such person", 24},
		"put off":       {mailtest.ErrBusy, "451 4.3.0 try again later", 25},
		"a cut line":    {mailtest.ErrCut, "", 0},
		"much too long": {long, "550 5.7.1 no no no", 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailtest.Start(t)
			server.Fail(func(string) error { return c.said })
			got := mail.Answer(sender(t, server, nil).Send(t.Context(), letter()))
			if !strings.HasPrefix(got, c.want) || len([]rune(got)) != c.length {
				t.Errorf("the answer is %q, want %q", got, c.want)
			}
		})
	}
}
