package feed

import (
	"net/http"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Feeds", Text: "Meetings and deadlines in one's own calendar program, under secret addresses that can be revoked. A feed shows what its owner may read when it is asked for (rules 2.1, 2.5, 5.2, 5.4)."}

// Ref is how a path names a feed of the caller's own.
type Ref struct {
	Feed int64 `path:"feed" minimum:"1" example:"5" doc:"The feed's identifier"`
}

// SecretRef is the secret that an address ends with.
type SecretRef struct {
	Secret string `path:"secret" example:"5GK2Q6UJ3VNHX4B7A2MZRWTE6C.ics" doc:"The secret of the address, with or without .ics behind it"`
}

const feedsPath = "/v1/me/feeds"

var (
	listFeeds  = act.Show[struct{}]("list-feeds", feedsPath, act.Personal)
	createFeed = act.New[struct{}]("create-feed", http.MethodPost, feedsPath, act.Personal)
	showFeed   = act.Show[Ref]("show-feed", feedsPath+"/{feed}", act.Personal)
	revokeFeed = act.New[Ref]("revoke-feed", http.MethodDelete, feedsPath+"/{feed}", act.Personal)
	calendarOf = act.Show[SecretRef]("show-feed-calendar", "/v1/feeds/{secret}", act.Secret)
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listFeeds, httpapi.Doc{
		Tag: tag, Summary: "List my feeds",
		Description: "The newest first, with when each was last used, and those that were revoked. No address is shown.",
	}, s.List)
	httpapi.DoWith(d, createFeed, httpapi.Doc{
		Tag: tag, Summary: "Make a feed", Creates: true,
		Description: "Of a case, a body or an organisation that the caller may read, or of what is their own: the milestones that they answer for, the deadlines of their tasks, and the meetings of bodies in which they have a seat. The address is in this answer alone: whoever has it reads the feed without a login. It is kept as a hash; an Idempotency-Key is not honoured here, and a dry run has no address (rule 2.5).",
		Faults:      []*fault.Error{ErrContent, ErrTooMany},
	}, s.Create)
	httpapi.Show(d, showFeed, httpapi.Doc{
		Tag: tag, Summary: "Show a feed of mine",
		Description: "With when it was last used, and without its address.",
	}, s.Show)
	httpapi.Do(d, revokeFeed, httpapi.Doc{
		Tag: tag, Summary: "Revoke a feed of mine",
		Description: "Its address leads nowhere from then on, as if it had been guessed.",
		Faults:      []*fault.Error{ErrRevoked},
	}, s.Revoke)
	httpapi.ShowCalendar(d, calendarOf, httpapi.Doc{
		Tag: tag, Summary: "Read a feed",
		Description: "An iCalendar (RFC 5545) of a year back and three ahead, in the language of the feed's owner, of what they may read now: meetings, and milestones and deadlines as whole days. What is cancelled or withdrawn says so; what was moved has a higher SEQUENCE under the same UID. Exempt cases stand with their shielded title alone. An address that was guessed or revoked, and one of what its owner may no longer read, are not told apart (rules 2.1, 2.5).",
	}, s.Calendar)
}
