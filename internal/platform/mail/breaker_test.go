package mail_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/mail/mailtest"
)

// outcome is how a server that answers as told takes a letter.
func outcome(t *testing.T, answer error) error {
	t.Helper()
	server := mailtest.Start(t)
	server.Fail(func(string) error { return answer })
	return sender(t, server, func(*mail.SMTPConfig) {}).Send(t.Context(), letter())
}

func TestABreakerOpensWhenNoLetterIsAnswered(t *testing.T) {
	t.Parallel()
	gone, busy, unknown := outcome(t, mailtest.ErrLeaving), outcome(t, mailtest.ErrBusy), outcome(t, mailtest.ErrUnknown)
	cut := outcome(t, mailtest.ErrCut)
	misspelt := letter()
	misspelt.To = "kjærsti@grue.example"
	folder, err := mail.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	unsendable := folder.Send(t.Context(), misspelt)
	unwritable, nobodys := letter(), letter()
	unwritable.Text, nobodys.From = "", "nobody"
	impossible, senderless := folder.Send(t.Context(), unwritable), folder.Send(t.Context(), nobodys)
	for name, tt := range map[string]struct {
		notes []error
		want  mail.State
	}{
		"new":                             {nil, mail.Closed},
		"letters are taken":               {[]error{nil, nil, nil}, mail.Closed},
		"two fail":                        {[]error{gone, cut}, mail.Closed},
		"three fail":                      {[]error{gone, cut, gone}, mail.Open},
		"one of three is taken":           {[]error{gone, gone, nil, gone, gone}, mail.Closed},
		"the server says that it is busy": {[]error{busy, busy, busy, busy}, mail.Closed},
		"the server refuses":              {[]error{unknown, gone, gone, unknown, gone}, mail.Closed},
		"addresses are misspelt":          {[]error{gone, gone, unsendable, unsendable}, mail.Closed},
		"a misspelt address comforts not": {[]error{gone, gone, unsendable, gone}, mail.Open},
		"nor one that cannot be written":  {[]error{gone, gone, impossible, gone}, mail.Open},
		"letters cannot be written":       {[]error{gone, gone, impossible, impossible}, mail.Closed},
		"the sender is none":              {[]error{senderless, senderless, senderless}, mail.Open},
		"the program stops":               {[]error{context.Canceled, fmt.Errorf("send: %w", context.Canceled), context.Canceled}, mail.Closed},
		"a late success closes nothing":   {[]error{gone, gone, gone, nil}, mail.Open},
	} {
		b := mail.NewBreaker()
		for _, err := range tt.notes {
			b.Note(err)
		}
		if state, _, _ := b.State(); state != tt.want {
			t.Errorf("%s: it is %d, want %d", name, state, tt.want)
		}
	}
}

func TestABreakerClosesWithTheFirstLetterThatIsTaken(t *testing.T) {
	t.Parallel()
	why := errors.New("nobody answers")
	b := mail.NewBreaker()
	b.Trip(why)
	if state, _, said := b.State(); state != mail.Open || !errors.Is(said, why) {
		t.Errorf("it is %d, because %v", state, said)
	}
	b.Try()
	b.Note(why)
	if state, _, _ := b.State(); state != mail.Open {
		t.Errorf("after a trial that failed it is %d", state)
	}
	b.Try()
	left := make(chan bool, 1)
	go func() { left <- b.Left(t.Context(), mail.Trying) }()
	b.Note(nil)
	if state, _, said := b.State(); !<-left || state != mail.Closed || said != nil {
		t.Errorf("after a letter was taken it is %d, because %v", state, said)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if b.Left(ended, mail.Closed) {
		t.Error("it was left")
	}
}

// Each step has its own time: a server that does not answer to the letter is
// given up, whatever the whole may take.
func TestAServerThatDoesNotAnswerIsGivenUp(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	server.Fail(func(string) error { return mailtest.ErrHang })
	s := sender(t, server, func(c *mail.SMTPConfig) { c.Timeout = 300 * time.Millisecond })
	err := s.Send(t.Context(), letter())
	if err == nil || mail.Permanent(err) || mail.Away(err) || server.Hanging() != 1 {
		t.Errorf("Send = %v, and %d letters hang", err, server.Hanging())
	}
}

// A probe says plainly what stands in the way.
func TestAProbeSaysWhyNoLetterGoesOut(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	dir := filepath.Join(t.TempDir(), "letters")
	folder, err := mail.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, ok := range []mail.Sender{sender(t, server, func(*mail.SMTPConfig) {}), folder} {
		if err := ok.Probe(t.Context()); err != nil {
			t.Errorf("%s: %v", ok.Where(), err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 || len(server.Letters()) > 0 {
		t.Errorf("a probe left %v, %v, %v", left, server.Letters(), err)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	for want, s := range map[string]mail.Sender{
		"lookup mail.invalid": sender(t, server, func(c *mail.SMTPConfig) { c.Host = "mail.invalid" }),
		"refused":             sender(t, server, func(c *mail.SMTPConfig) { c.Port = 1 }),
		"535":                 sender(t, server, func(c *mail.SMTPConfig) { c.Password = "feil" }),
		"mail folder: open":   folder,
	} {
		err := s.Probe(t.Context())
		if err == nil || !mail.Away(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v does not say %q", s.Where(), err, want)
		}
	}
}
