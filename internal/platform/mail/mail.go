// Package mail hands one letter to a mail server, or writes it into a folder. It knows nothing of who is told what.
package mail

import (
	"context"
	"errors"
	"time"
)

// Letter is one e-mail to one person.
type Letter struct {
	// MessageID names the letter, without angle brackets: "reminder.42.1@forankring.example". A letter that may
	// have been taken already is sent again under the same one (rule 6.4), so it is used as it is given.
	MessageID string
	// From may carry a name: "Forankring <forankring@example.no>".
	From string
	// To is an address alone; the name of the person is in ToName, which may be empty.
	To      string
	ToName  string
	Subject string
	Text    string
	// HTML is the same letter for readers that show it; it may be empty.
	HTML string
	// Files go with the letter.
	Files []File
	Date  time.Time
	// AutoSubmitted marks a letter no person wrote (RFC 3834), so that absence notices do not answer it.
	AutoSubmitted bool
}

// File is something that goes with a letter, under a name and of a media type.
type File struct {
	Name, Type string
	Content    []byte
}

// Sender delivers letters. It is safe for use by many at once.
type Sender interface {
	// Send returns nil when the letter was taken. After an error it may have been taken all the same, if the
	// line broke at the wrong moment; Permanent tells whether it makes sense to try again.
	Send(ctx context.Context, letter Letter) error
	// Probe goes as far as one can without a letter, and says what stands in the way of any.
	Probe(ctx context.Context) error
	// Where says in words for operators where letters go. It names no password.
	Where() string
}

// refusal marks an error that will come again however often the letter is sent.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// Permanent reports whether sending the same letter again is pointless: the letter itself is impossible, or the
// mail server refused it for good (5xx). A server that is not there, is busy (4xx) or does not accept our
// login says nothing about the letter: those are temporary, and waiting mail survives a wrong setting, also of the sender.
func Permanent(err error) bool {
	var r refusal
	return errors.As(err, &r)
}

// impossible marks a letter that cannot be written as mail: no server is shown it, and none is to blame.
type impossible struct{ error }

func (i impossible) Unwrap() error { return i.error }

// Impossible reports whether nothing was sent because the letter itself, or its recipient's address, is none that mail
// can carry: no server has seen it.
func Impossible(err error) bool {
	var i impossible
	return errors.As(err, &i)
}

// unsendable marks an error that lies in the recipient's address.
type unsendable struct{ error }

func (u unsendable) Unwrap() error { return u.error }

// Unsendable reports whether nothing was sent because the recipient's address is none that a mail server takes: no
// server has seen the letter then, and none is to blame (rule 6.6).
func Unsendable(err error) bool {
	var u unsendable
	return errors.As(err, &u)
}

// away marks an error before any letter was shown to the server.
type away struct{ error }

func (a away) Unwrap() error { return a.error }

// Away reports whether no letter could have been handed over: the server was not found, not reached, or not agreed with
// about encryption or our login, the folder cannot be written, or the sender that is set is none. It was no attempt at
// this letter.
func Away(err error) bool {
	var a away
	return errors.As(err, &a)
}

// deferral marks that the server has answered about this letter: not now.
type deferral struct{ error }

func (d deferral) Unwrap() error { return d.error }

// answered reports whether the server has said what becomes of the letter.
func answered(err error) bool {
	var d deferral
	return err == nil || Permanent(err) || errors.As(err, &d)
}
