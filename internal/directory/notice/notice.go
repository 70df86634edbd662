// Package notice tells people what concerns them: in the inbox of the service
// and by e-mail (rules 6.2, 6.4, 6.6). Whoever has something to tell posts it in
// the transaction of what it tells of; the e-mails go out afterwards.
package notice

import (
	"fmt"
	"time"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
)

// The channels that reach a person (rule 6.6).
const (
	Inbox = "inbox"
	Email = "email"
)

// The states of a letter. What lies in the inbox is delivered at once.
const (
	Queued    = "queued"
	Delivered = "delivered"
	Failed    = "failed"
	Skipped   = "skipped"
)

// CalendarFile is the parameter of a letter that holds an iCalendar (RFC 5545): it goes
// with the e-mail as a file.
const CalendarFile = "calendar_file"

// Notice is something that one person is told once.
type Notice struct {
	// Source is what it comes of; one person gets one notice of a source.
	Source string
	Person string
	Kind   Kind
	// Case is the row of the case, 0 for none.
	Case int64
	// Params fill the letter. What is missing is left out of it. path is the
	// address of what it is about, below the service's own; the parts that letters
	// share take case_number, case_title, from, to (the first and the last day, as
	// 2006-01-02) and reason. All others are the feature's own affair. The ground
	// of a disqualification is none: it may be personal, and stays out of letters
	// (rule 1.7).
	Params map[string]string
	// Address is where the e-mail goes instead of to the person: the address of
	// the office that they hold, or one that they had before (rule 1.2).
	Address string
	// AddressOf is the office whose address that is, such as 3417/chief_executive;
	// "" for one that the person had before.
	AddressOf string
	// Copy is for an e-mail alone: the inbox has the same already.
	Copy bool
	// Secret is what stands in the e-mail alone, as the parameter secret, and is
	// forgotten once that was sent.
	Secret string
	// Late marks what should have been told earlier (rule 6.4).
	Late bool
}

// check refuses a notice that could never be shown.
func (n Notice) check() error {
	if n.Source == "" || !declared[n.Kind] {
		return fmt.Errorf("notice of the kind %q from the source %q: no such kind, or no source", n.Kind, n.Source)
	}
	return nil
}

// InboxNotice is a notice as its reader sees it.
type InboxNotice struct {
	request.Resource
	ID        int64             `json:"id" db:"id" example:"17"`
	Kind      Kind              `json:"kind" db:"kind" example:"reminder" doc:"More may come: tolerate kinds that you do not know"`
	Subject   string            `json:"subject" db:"-" example:"Påminnelse: Forslag til strategi – frist 12. februar 2024" doc:"In the reader's language"`
	Text      string            `json:"text" db:"-" doc:"In the reader's language; plain text, paragraphs divided by an empty line"`
	About     string            `json:"about,omitempty" db:"-" example:"/v1/regions/kongsvingerregionen/cases/2024-1" doc:"The address of what it is about"`
	Late      bool              `json:"late" db:"late" doc:"Whether it should have come earlier (rule 6.4)"`
	CreatedAt time.Time         `json:"created_at" db:"created_at"`
	ReadAt    *time.Time        `json:"read_at" db:"read_at" doc:"When it was marked as read; null while unread"`
	Params    map[string]string `json:"-" db:"params"`
}

// present completes a notice for its reader: its words in the language in which
// they read, and what they may do.
func (n *InboxNotice) present(in message.Language, actor authn.Actor) error {
	w, err := n.Kind.Write(in.String(), n.Params, n.Late)
	if err != nil {
		return err
	}
	n.Subject, n.Text, n.About = w.Subject, w.Text, n.Params["path"]
	ref := Ref{n.ID}
	n.Self = showNotice.Href(ref)
	var read error
	if n.ReadAt != nil {
		read = authz.Idle{Why: msgReadAlready}
	}
	n.Actions = []request.Action{readNotice.Offer(nil, actor, ref, read)}
	return nil
}
