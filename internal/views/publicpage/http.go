package publicpage

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Public page", Text: "What everybody may read without a login: a region's public cases, how far they are, and what was resolved where, in which words (rule 9.4). Pages of others may read it (CORS), caches may keep it for a minute, and its limits are its own."}

// RegionRef is how a path names a region.
type RegionRef struct {
	Region string `path:"region" example:"kongsvingerregionen" maxLength:"63" doc:"The region's slug"`
}

// Ref is how a path names a case.
type Ref struct {
	RegionRef
	Number string `path:"number" example:"2024-1" maxLength:"12" doc:"The case's number: year and running number in the region"`
}

func (r Ref) parts() (year, serial int) {
	return casefile.Ref{Region: r.Region, Number: r.Number}.Parts()
}

// PaperRef is how a path names a version of a document.
type PaperRef struct {
	Ref
	Document int `path:"document" minimum:"1" example:"1" doc:"The number of the document in the case"`
	Version  int `path:"version" minimum:"1" example:"1" doc:"The number of the version"`
}

// ListQuery asks for a region's cases. Zero members ask for nothing.
type ListQuery struct {
	RegionRef
	State        casefile.State `query:"state" enum:"preparing,active,in_treatment,adopted,not_adopted,following_up,closed,withdrawn" doc:"Only cases in this state"`
	Kind         casefile.Kind  `query:"kind" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other" doc:"Only cases of this kind"`
	Year         int            `query:"year" minimum:"1900" maximum:"9999" example:"2024" doc:"Only cases of this year, by their numbers"`
	Municipality string         `query:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"Only cases in which this municipality takes part, or took part"`
	Text         string         `query:"q" maxLength:"200" example:"kraft" doc:"Words in title and summary, in any form, and parts of words; the case's number; \"quoted\" for a phrase, - to leave out"`
}

// tellsNothing says whether nothing is asked for that an exempt case does not tell of
// itself.
func (q ListQuery) tellsNothing() bool {
	return q.State == "" && q.Kind == "" && q.Municipality == "" && q.Text == ""
}

const (
	region = "/v1/public/regions/{region}"
	cases  = region + "/cases"
)

var (
	listCases    = act.Show[ListQuery]("list-public-cases", cases, act.Published)
	showCase     = act.Show[Ref]("show-public-case", cases+"/{number}", act.Published)
	readPaper    = act.Show[PaperRef]("read-public-paper", cases+"/{number}/documents/{document}/versions/{version}/content", act.Published)
	showFeed     = act.Show[RegionRef]("show-public-feed", region+"/feed.atom", act.Published)
	showMeetings = act.Show[RegionRef]("show-public-meetings", region+"/meetings.ics", act.Published)
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listCases, httpapi.Doc{
		Tag: tag, Summary: "List a region's public cases",
		Description: "The newest first, from their opening on, as JSON or as a page for people (text/html). Exempt cases stand among them with number, shielded title and legal basis, and nothing more; a list that is narrowed by anything but the year has none of them (rules 2.1, 9.4).",
	}, s.List, httpapi.HTML(s.writeList))
	httpapi.Show(d, showCase, httpapi.Doc{
		Tag: tag, Summary: "Show the public page of a case",
		Description: "State, participants, timeline, the chain of treatment with what each body resolved beside what was proposed, word by word, meetings with notice, papers and votes, and what municipalities give by function, as JSON or as a page for people (text/html). What is exempt, or was treated behind closed doors (KL § 11-5), stands by its legal basis. Nobody is named but who voted by name in an open meeting (rule 9.4).",
	}, s.Show, httpapi.HTML(s.writeCase))
	httpapi.ShowFile(d, readPaper, httpapi.Doc{
		Tag: tag, Summary: "Read a paper that lay before an open body",
		Description: "A version of a document to which the public page of its case leads: it stands on the agenda of an open meeting whose notice has gone out, or holds the minutes of one, and is not exempt (rule 9.4, OFL § 16).",
	}, s.Paper)
	httpapi.ShowAs(d, showFeed, httpapi.Doc{
		Tag: tag, Summary: "Follow what happens in a region",
		Description: "An Atom feed (RFC 4287) of the last three months: new cases, cases that were withdrawn, adopted or not adopted, open meetings that were called, and resolutions. Exempt cases are not in it (rules 2.1, 9.4).",
	}, contract.Atom, s.Feed)
	httpapi.ShowAs(d, showMeetings, httpapi.Doc{
		Tag: tag, Summary: "Read the calendar of open meetings in a region",
		Description: "An iCalendar (RFC 5545) of the meetings of the region's elected bodies and joint meetings, and of those in municipalities that treat its public cases, from their notices on (KL §§ 11-3, 11-5, rule 9.4).",
	}, contract.Calendar, s.Meetings)
}
