package publicpage

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/platform/icalendar"
	"forankring.no/forankring/internal/platform/message"
)

// sort is what sort of thing happened.
type sort string

// The sorts of what happens in the open.
const (
	opened     sort = "opened"
	withdrawn  sort = "withdrawn"
	called     sort = "called"
	resolved   sort = "resolved"
	adopted    sort = "adopted"
	notAdopted sort = "not_adopted"
)

// feed is an Atom feed (RFC 4287).
type feed struct {
	XMLName  xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Language string   `xml:"xml:lang,attr"`
	ID       string   `xml:"id"`
	Title    string   `xml:"title"`
	Updated  string   `xml:"updated"`
	Author   author   `xml:"author"`
	Links    []link   `xml:"link"`
	Entries  []entry  `xml:"entry"`
}

type author struct {
	Name string `xml:"name"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type category struct {
	Term string `xml:"term,attr"`
}

// entry is something that happened.
type entry struct {
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Updated   string   `xml:"updated"`
	Published string   `xml:"published"`
	Category  category `xml:"category"`
	Link      link     `xml:"link"`
	Summary   string   `xml:"summary,omitempty"`

	at time.Time
}

// entry says what happened.
func (s *Service) entry(in message.Language, of RegionRef, is sort, h happened) entry {
	at := h.At.UTC().Format(time.RFC3339Nano)
	e := entry{ID: fmt.Sprintf("tag:%s,2024:%s/%s/%d", s.host, of.Region, is, h.ID), Updated: at, Published: at, Category: category{string(is)}, at: h.At}
	e.Link = link{"alternate", "text/html", s.address + Href(of.Region)}
	number := numberOf(h.Year, h.Serial)
	if is != called {
		e.Link.Href = s.address + showCase.Href(Ref{of, number})
	}
	who := h.BodyName
	if h.Municipal {
		who = msgOf.With(h.BodyName, h.OrganisationName).Say(in)
	}
	var title message.Text
	switch is {
	case opened:
		title = msgOpened.With(number, h.Title)
	case withdrawn:
		title = msgWithdrawn.With(number, h.Title)
	case adopted:
		title = msgAdopted.With(number, h.Title)
	case notAdopted:
		title = msgNotAdopted.With(number, h.Title)
	case called:
		title = msgCalled.With(who, *h.Date)
		if h.Time != nil {
			title = msgCalledAt.With(who, *h.Date, *h.Time)
		}
		e.Summary = h.Place
	case resolved:
		title = msgResolvedExempt.With(who, number, h.LegalBasis)
		if h.LegalBasis == "" {
			title, e.Summary = msgResolved.With(who, number, h.Outcome), h.Title
		}
	}
	e.Title = title.Say(in)
	return e
}

// atom writes the feed, the newest first: the same entries are the same bytes.
func (s *Service) atom(in message.Language, region regionRow, entries []entry) ([]byte, error) {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(b.at.Compare(a.at), strings.Compare(a.ID, b.ID)) })
	self := s.address + showFeed.Href(RegionRef{region.Key})
	f := feed{
		Language: in.String(), ID: self, Title: msgFeed.With(region.Name).Say(in), Updated: time.Unix(0, 0).UTC().Format(time.RFC3339), Author: author{region.Name}, Entries: entries,
		Links: []link{{"self", "application/atom+xml", self}, {"alternate", "text/html", s.address + Href(region.Key)}},
	}
	if len(entries) > 0 {
		f.Updated = entries[0].Updated
	}
	text, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write the feed: %w", err)
	}
	return append([]byte(xml.Header), append(text, '\n')...), nil
}

// calendar writes the meetings as an iCalendar.
func (s *Service) calendar(in message.Language, region regionRow, all []sittingRow) []byte {
	events := make([]icalendar.Event, len(all))
	for i, m := range all {
		events[i] = icalendar.Event{
			UID: fmt.Sprintf("public-meeting-%d@%s", m.ID, s.host), Sequence: int(m.Revision) - 1, Stamp: m.ChangedAt, Date: m.Date, Time: m.Time, Zone: m.Zone,
			Summary: m.BodyName, Location: m.Place, Href: Href(region.Key), Cancelled: m.Cancelled,
		}
		if m.Municipal {
			events[i].Summary = msgOf.With(m.BodyName, m.OrganisationName).Say(in)
		}
		if m.Place == "" && (m.Form == meeting.Remote || m.Form == meeting.Both) {
			events[i].Location = msgRemote.Say(in)
		}
	}
	return icalendar.Write(msgCalendar.With(region.Name).Say(in), s.address, events)
}
