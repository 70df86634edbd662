package mail

import (
	"bytes"
	"errors"
	"fmt"
	netmail "net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// messageID is a dot-atom on both sides (RFC 5322), short enough to name a file and to stand on one line.
var messageID = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,120}@[A-Za-z0-9.-]{1,80}$")

// fileName is a name that every reader of mail saves a file under.
var fileName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,60}\.[a-z0-9]{1,8}$`)

// compose refuses, as permanent, a letter that cannot be sent, or whose headers would not mean what they say. A sender
// that is none is no fault of the letter's, which waits until another is set.
func compose(l Letter) (*gomail.Msg, error) {
	from, err := senderOf(l.From)
	if err != nil {
		return nil, away{err}
	}
	to, err := recipient(l)
	if err == nil {
		err = l.check()
	}
	if err != nil {
		return nil, refusal{impossible{fmt.Errorf("letter %.200q: %w", l.MessageID, err)}}
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(from)
	m.ToMailAddress(to)
	m.SetMessageIDWithValue(l.MessageID)
	m.Subject(l.Subject)
	m.SetDateWithValue(l.Date)
	if l.AutoSubmitted {
		m.SetGenHeader("Auto-Submitted", "auto-generated")
		m.SetGenHeader(gomail.HeaderXAutoResponseSuppress, "All") // Exchange does not look at the line above
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	}
	for _, f := range l.Files {
		if err := m.AttachReader(f.Name, bytes.NewReader(f.Content), gomail.WithFileContentType(gomail.ContentType(f.Type))); err != nil {
			return nil, refusal{impossible{fmt.Errorf("letter %.200q: attach %q: %w", l.MessageID, f.Name, err)}}
		}
	}
	return m, nil
}

func (l Letter) check() error {
	switch {
	case !messageID.MatchString(l.MessageID):
		return errors.New("not a message id")
	case strings.ContainsFunc(l.Subject, unicode.IsControl):
		return errors.New("control character in the subject")
	case l.Text == "" || l.Date.IsZero():
		return errors.New("no text or no date")
	}
	for _, s := range []string{l.Subject, l.Text, l.HTML} {
		if !utf8.ValidString(s) {
			return errors.New("not valid UTF-8")
		}
	}
	for _, f := range l.Files {
		if !fileName.MatchString(f.Name) || !plain(f.Type) || f.Type == "" {
			return errors.New("a file without a name or a type")
		}
	}
	return nil
}

// CheckSender refuses what no letter can be sent from: the sender is an address, or a name and an address in brackets.
func CheckSender(from string) error {
	_, err := senderOf(from)
	return err
}

func senderOf(s string) (*netmail.Address, error) {
	if !plain(s) {
		return nil, fmt.Errorf("sender %.200q: control character or invalid UTF-8", s)
	}
	from, err := netmail.ParseAddress(s)
	if err != nil {
		return nil, fmt.Errorf("sender %.200q: %w", s, err)
	}
	// The sender is the operator's: a service that is tried out writes as forankring@localhost.
	name, here := strings.CutSuffix(from.Address, "@localhost")
	if here && local.MatchString(name) {
		return from, nil
	}
	if from.Address, err = Address(from.Address); err != nil {
		return nil, fmt.Errorf("sender %.200q: %w", s, err)
	}
	return from, nil
}

func recipient(l Letter) (*netmail.Address, error) {
	if !plain(l.To) || !plain(l.ToName) {
		return nil, errors.New("control character or invalid UTF-8 in the recipient")
	}
	address, err := Address(l.To)
	if err != nil {
		return nil, unsendable{fmt.Errorf("recipient: %w", err)}
	}
	return &netmail.Address{Name: l.ToName, Address: address}, nil
}

// plain text breaks no header.
func plain(s string) bool { return !strings.ContainsFunc(s, unicode.IsControl) && utf8.ValidString(s) }
