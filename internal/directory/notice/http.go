package notice

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Inbox", Text: "What the service has told the caller: letters and reminders, which are sent by e-mail too (rule 6.6)."}

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
}

// Schema is a text, with the kinds that the program's features declare today. They
// are no enum: more come with every feature, and a client generated from an enum
// may refuse to read one that it does not know.
func (Kind) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Extensions: map[string]any{"x-extensible-enum": Kinds()}}
}

// Schema is an enum: another kind is refused.
func (askedKind) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, k := range Kinds() {
		s.Enum = append(s.Enum, string(k))
	}
	return s
}
