package notice

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Inbox", Text: "What the service has told the caller: letters and reminders, which are sent by e-mail too (rule 6.6)."}

var tagFailures = httpapi.Tag{Name: "Failed letters", Text: "E-mails that failed for good, for those who keep the addresses: what happened, and sending them again (rule 6.6)."}

// filter narrows an inbox. Zero members filter nothing.
type filter struct {
	Unread string    `query:"unread" enum:"true,false" doc:"true: only what is not read yet; false: only what is"`
	Kind   askedKind `query:"kind" doc:"Only notices of this kind"`
}

// askedKind is a kind of which notices are asked for: one of those that there are.
type askedKind Kind

// Ref is how a path names a notice of the caller's own.
type Ref struct {
	ID int64 `path:"id" minimum:"1" example:"17" doc:"The notice's identifier"`
}

const (
	inboxPath  = "/v1/me/notices"
	noticePath = inboxPath + "/{id}"
)

var (
	listNotices = act.Show[filter]("list-notices", inboxPath, act.Personal)
	showNotice  = act.Show[Ref]("show-notice", noticePath, act.Personal)
	readNotice  = act.New[Ref]("read-notice", http.MethodPost, noticePath+"/read", act.Personal)
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listNotices, httpapi.Doc{
		Tag: tag, Summary: "List my notices",
		Description: "The caller's own inbox, the newest first, in the language asked for (rule 6.6). Everything that is sent by e-mail is here too, in the language of the person's record.",
	}, s.List)
	httpapi.Show(d, showNotice, httpapi.Doc{
		Tag: tag, Summary: "Show one of my notices",
		Description: "One notice of the caller's own inbox (rule 6.6). Showing it does not mark it as read.",
	}, s.Show)
	httpapi.Do(d, readNotice, httpapi.Doc{
		Tag: tag, Summary: "Mark a notice as read",
		Description: "Marks one notice of the caller's own inbox as read. Marking it again changes nothing.",
	}, s.MarkRead)
	httpapi.Show(d, showPreferences, httpapi.Doc{
		Tag: tag, Summary: "Show my preferences for notices",
		Description: "By which channels the caller is told of each kind of notice, of which kinds a day's e-mails are collected into one, and which can be neither turned off nor collected (rule 6.6).",
	}, s.ShowPreferences)
	httpapi.DoWith(d, setPreferences, httpapi.Doc{
		Tag: tag, Summary: "Set my preferences for notices",
		Description: "Sets of which kinds the caller is told in the inbox alone, and of which the e-mails of a day are collected into one, from now on; what has waited for one that is wanted no more goes out at once. What asks for an answer, what is due or overdue, and what changes who may act is always sent by e-mail too, and at once; and so is what goes to the address of an office instead of to the person (rule 6.6). Needs If-Match.",
		Faults:      []*fault.Error{ErrMandatory},
	}, s.SetPreferences)
	s.registerFailures(d)
}

// registerFailures declares the operations on letters that failed for good.
func (s *Service) registerFailures(d *httpapi.Door) {
	httpapi.ShowList(d, listFailures, httpapi.Doc{
		Tag: tagFailures, Summary: "List the letters that failed for good",
		Description: "E-mails to addresses that the organisation keeps, of its people and of its offices, which will not be tried again: to whom, of which kind, when, and what the mail server said; the oldest first. Whoever may send them again is told once of each address. What a letter says is its reader's alone: it is in their inbox (rule 6.6).",
	}, s.ListFailures)
	httpapi.Show(d, showFailure, httpapi.Doc{
		Tag: tagFailures, Summary: "Show a letter that failed for good",
		Description: "One letter that failed for good, also when it has left the list: it was sent again, or what it tells of holds no longer (rule 6.6).",
	}, s.ShowFailure)
	httpapi.Do(d, sendAgain, httpapi.Doc{
		Tag: tagFailures, Summary: "Send a failed letter again",
		Description: "Sends the letter to the address that stands now, once, and under the same Message-ID: correct the address first where that was the matter. Only what failed for good is sent again, and nothing that holds no longer (rules 6.4, 6.6).",
		Faults:      []*fault.Error{ErrNotFailed, ErrCodeForgotten, ErrNowhere},
	}, s.SendAgain)
}

// Schema is a text, with the kinds that the program's features declare today. They
// are no enum: more come with every feature, and a client generated from an enum
// may refuse to read one that it does not know.
func (Kind) Schema(r huma.Registry) *huma.Schema {
	r.Map()["NoticeKind"] = &huma.Schema{
		Type: huma.TypeString, Description: "A kind of notice. More may come: tolerate kinds that you do not know.", Extensions: map[string]any{"x-extensible-enum": Kinds()},
	}
	return &huma.Schema{Ref: "#/components/schemas/NoticeKind"}
}

// Schema is an enum: another kind is refused.
func (askedKind) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, k := range Kinds() {
		s.Enum = append(s.Enum, string(k))
	}
	return s
}
