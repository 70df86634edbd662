package publicpage

import (
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// openKinds are the kinds of bodies that are open to everybody.
var openKinds = func() (kinds []string) {
	for _, kind := range []string{
		body.RepresentativeCouncil, body.Board, body.ExecutiveCommittee, body.ChiefExecutivesCommittee, body.JointCouncilMeeting, body.JointExecutiveCommittees,
		body.MunicipalCouncil, body.MunicipalExecutiveCommittee, body.Committee, body.WorkingGroup,
	} {
		if open(kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}()

// regionRow is a region as its public page names it.
type regionRow struct {
	ID   int64  `db:"id"`
	Key  string `db:"key"`
	Name string `db:"name"`
}

// partRegion adds to the parts of a read the region that an address names.
func partRegion(p *pgdb.Parts, region string, to *regionRow) {
	pgdb.Part(p, "find the region", func(r regionRow) { *to = r }, `SELECT o.id, o.key, o.name FROM organisation o WHERE o.key = $1 AND o.kind = 'region'`, region)
}

const theRegion = `(SELECT id FROM organisation WHERE key = @region AND kind = 'region')`

// listRow is a case in the list; of an exempt one, what is said of it.
type listRow struct {
	Year       int            `db:"year"`
	Serial     int            `db:"serial"`
	Title      string         `db:"title"`
	LegalBasis string         `db:"legal_basis"`
	Kind       casefile.Kind  `db:"kind"`
	State      casefile.State `db:"state"`
	OpenedAt   *time.Time     `db:"opened_at"`
}

// partList adds to the parts of a read so many of a region's cases behind one, the newest
// first. It holds the conditions that were asked for and no others. Exempt cases are
// among them where nothing was asked for that they do not tell.
func partList(p *pgdb.Parts, q ListQuery, after cursor, limit int, today workday.Date, add func(listRow)) {
	args := pgx.StrictNamedArgs{"region": q.Region, "year": after.Year, "serial": after.Serial, "today": today}
	order := fmt.Sprintf(` ORDER BY c.year DESC, c.serial DESC LIMIT %d)`, request.Bound(limit))
	const behind = ` WHERE c.region_id = ` + theRegion + ` AND (c.year, c.serial) < (@year, @serial)`
	where, with := behind, []string{}
	narrow := func(is bool, condition, name string, value any) {
		if is {
			where, args[name] = where+` AND `+condition, value
		}
	}
	narrow(q.Year != 0, `c.year = @in_year`, "in_year", q.Year)
	exempt := where
	narrow(q.State != "", `c.state = @state`, "state", q.State)
	narrow(q.Kind != "", `c.kind = @kind`, "kind", q.Kind)
	narrow(q.Municipality != "", `EXISTS (SELECT FROM public_participant p WHERE p.case_id = c.id AND p.municipality = @municipality OFFSET 0)`, "municipality", q.Municipality)
	narrow(q.Text != "", lacksNothing, "terms", canon.SearchTerms(q.Text))
	if q.Text != "" {
		with = append(with, `asked AS MATERIALIZED (
			SELECT t.term, websearch_to_tsquery('norwegian', t.term) AS query, cardinality(@terms::text[]) > 1 AS several FROM unnest(@terms::text[]) AS t(term))`)
	}
	const public = `(SELECT c.year, c.serial, c.title, '' AS legal_basis, c.kind, c.state, c.opened_at FROM public_case(@today) c`
	found := []string{public + where + order}
	switch {
	case q.Municipality != "":
		with = append(with, fewOfMany)
		found = []string{
			public + where + ` AND c.id = ANY((SELECT ids FROM few)::bigint[]) AND (SELECT cardinality(ids) < ` + many + ` FROM few)` + order,
			public + where + ` AND (SELECT cardinality(ids) = ` + many + ` FROM few)` + order,
		}
	case q.tellsNothing():
		found = append(found, `(SELECT c.year, c.serial, c.shielded_title, c.legal_basis, '', '', NULL FROM exempt_case(@today) c`+exempt+order)
	}
	statement := strings.Join(found, ` UNION ALL `)
	if len(with) > 0 {
		statement = `WITH ` + strings.Join(with, `, `) + statement
	}
	pgdb.Part(p, "list public cases", add, statement, args)
}

// A municipality's cases may be few in a region of many: then they are looked at, and
// where they are many the region's are walked until the page is full, which it soon is.
const (
	many      = `500`
	fewOfMany = `few AS MATERIALIZED (SELECT array(
		SELECT p.case_id FROM organisation o JOIN public_participant p ON p.municipality_id = o.id JOIN public_case(@today) f ON f.id = p.case_id
		WHERE o.key = @municipality AND f.region_id = ` + theRegion + ` LIMIT ` + many + `) AS ids)`
)

// lacksNothing is true of a case in whose title, summary and number no term is lacking.
const lacksNothing = `NOT EXISTS (
	SELECT FROM asked a
	WHERE NOT (a.term NOT LIKE '-%' AND strpos(c.sought, a.term) > 0 OR a.term = c.year || '-' || c.serial
		OR numnode(a.query) = 0 AND (a.several OR a.term LIKE '-%') OR c.searched @@ a.query) OFFSET 0)`

// caseRow is a case that is public.
type caseRow struct {
	ID          int64          `db:"id"`
	Title       string         `db:"title"`
	Summary     string         `db:"summary"`
	Kind        casefile.Kind  `db:"kind"`
	State       casefile.State `db:"state"`
	OpenedAt    time.Time      `db:"opened_at"`
	WithdrawnAt *time.Time     `db:"withdrawn_at"`
}

// partyRow is a municipality that takes or took part.
type partyRow struct {
	ID           int64      `db:"municipality_id"`
	Municipality string     `db:"municipality"`
	Name         string     `db:"name"`
	JoinedAt     time.Time  `db:"joined_at"`
	LeftAt       *time.Time `db:"left_at"`
}

// partCase adds to the parts of a read a case, public or exempt.
func partCase(p *pgdb.Parts, ref Ref, today workday.Date, public func(caseRow), exempt func(listRow)) {
	year, serial := ref.parts()
	args := pgx.StrictNamedArgs{"region": ref.Region, "year": year, "serial": serial, "today": today}
	const at = ` WHERE c.region_id = ` + theRegion + ` AND c.year = @year AND c.serial = @serial`
	pgdb.Part(p, "find a public case", public, `SELECT c.id, c.title, c.summary, c.kind, c.state, c.opened_at, c.withdrawn_at FROM public_case(@today) c`+at, args)
	pgdb.Part(p, "find an exempt case", exempt, `
		SELECT c.year, c.serial, c.shielded_title AS title, c.legal_basis, '' AS kind, '' AS state, NULL::timestamptz AS opened_at FROM exempt_case(@today) c`+at, args)
}

// meetingRow is a meeting of a body that is open to everybody, with its item on a case.
type meetingRow struct {
	ID               int64                 `db:"id"`
	Organisation     string                `db:"organisation"`
	OrganisationName string                `db:"organisation_name"`
	Body             string                `db:"body"`
	BodyName         string                `db:"body_name"`
	Date             workday.Date          `db:"on_date"`
	Time             *string               `db:"at_time"`
	Form             meeting.Form          `db:"form"`
	Place            string                `db:"place"`
	State            meeting.State         `db:"state"`
	CalledAt         time.Time             `db:"called_at"`
	Treatment        int64                 `db:"treatment"`
	Item             int64                 `db:"item"`
	LegalBasis       string                `db:"legal_basis"`
	Number           string                `db:"number"`
	Title            string                `db:"title"`
	Papers           []meeting.AgendaPaper `db:"papers"`
}

// paperKey names a version of a document of a case.
type paperKey struct{ document, version int }

// paperRow is a version that lay before a body.
type paperRow struct {
	Document   int    `db:"document"`
	Version    int    `db:"version"`
	LegalBasis string `db:"legal_basis"`
	Title      string `db:"title"`
	Address    string `db:"address"`
	MediaType  string `db:"media_type"`
	Size       int64  `db:"size"`
}

// voteRow is a vote on an item.
type voteRow struct {
	Item    int64 `db:"item"`
	Number  int   `db:"number"`
	For     int   `db:"in_favour"`
	Against int   `db:"against"`
	Blank   int   `db:"blank"`
	Carried bool  `db:"carried"`
}

// voiceRow is a voice in a vote by name.
type voiceRow struct {
	Item  int64  `db:"item"`
	Vote  int    `db:"vote"`
	Name  string `db:"name"`
	Voice string `db:"voice"`
}

// partContent adds to the parts of a read all that is public of a case: one statement.
func (f *found) partContent(p *pgdb.Parts, now time.Time) {
	today := workday.Today(now)
	c := &casefile.Case{ID: f.row.ID, RegionID: f.region.ID, Region: f.region.Key, Number: f.number, Kind: f.row.Kind, State: f.row.State}
	pgdb.Part(p, "find who takes part", func(r partyRow) {
		f.parties = append(f.parties, r)
		c.Participants = append(c.Participants, casefile.Participant{ID: r.ID, Number: r.Municipality, Name: r.Name, JoinedAt: r.JoinedAt, LeftAt: r.LeftAt})
	}, `SELECT p.municipality_id, p.municipality, p.name, p.joined_at, p.left_at FROM public_participant p WHERE p.case_id = $1 ORDER BY p.municipality`, f.row.ID)
	timeline.PartStates(p, c, func(all []timeline.Milestone) { f.milestones = all })
	treatment.Part(p, c, func(course *chain.Course) { f.course = course })
	proposal.PartTexts(p, f.row.ID, func(version int, items []proposal.Item) {
		texts := make([]PublicText, len(items))
		for i, item := range items {
			texts[i] = PublicText{item.Number, item.Text}
		}
		f.proposals[version] = texts
	})
	f.partMeetings(p, today)
	effect.PartOpened(p, f.row.ID, func(at time.Time) { f.reconciling = &at })
	pgdb.Part(p, "find what municipalities give", func(s PublicShare) { f.given = append(f.given, s) }, `
		SELECT m.key AS municipality, m.name, s.function, s.share, s.people FROM public_share($2) s JOIN organisation m ON m.id = s.municipality_id
		WHERE s.case_id = $1 ORDER BY m.key, s.function, s.share`, f.row.ID, today)
	p.Then(func() {
		for i := range f.milestones {
			f.milestones[i].MarkStates(now)
		}
		f.course.Judge(f.milestones, today)
	})
}

// partMeetings adds the meetings that treat the case, with papers and votes.
func (f *found) partMeetings(p *pgdb.Parts, today workday.Date) {
	const items = ` FROM public_treatment t JOIN public_item i ON i.treatment_id = t.id `
	pgdb.Part(p, "find meetings", func(r meetingRow) { f.meetings = append(f.meetings, r) }, `
		SELECT m.id, o.key AS organisation, o.name AS organisation_name, b.key AS body, b.name AS body_name, m.on_date, to_char(m.at_time, 'HH24:MI') AS at_time, m.form, m.place,
			CASE WHEN m.cancelled THEN 'cancelled' ELSE m.state END AS state, m.called_at, t.id AS treatment, i.id AS item, i.legal_basis, i.number, i.title, i.papers`+items+`
			JOIN public_meeting m ON m.id = i.meeting_id JOIN body b ON b.id = m.body_id JOIN organisation o ON o.id = b.organisation_id
		WHERE t.case_id = $1 AND b.kind = ANY($2)`, f.row.ID, openKinds)
	pgdb.Part(p, "find papers", func(r paperRow) { f.papers[paperKey{r.Document, r.Version}] = r }, `
		SELECT v.document, v.version, v.legal_basis, v.title, v.address, v.media_type, v.size FROM public_paper($2) v WHERE v.case_id = $1`, f.row.ID, today)
	pgdb.Part(p, "find votes", func(r voteRow) {
		f.votes[r.Item] = append(f.votes[r.Item], PublicVote{Number: r.Number, For: r.For, Against: r.Against, Blank: r.Blank, Carried: r.Carried, Voices: []PublicVoice{}})
	}, `SELECT v.item_id AS item, v.number, v.in_favour, v.against, v.blank, v.carried`+items+`JOIN public_vote v ON v.item_id = i.id WHERE t.case_id = $1 ORDER BY v.item_id, v.number`, f.row.ID)
	pgdb.Part(p, "find voices", func(r voiceRow) {
		for n := range f.votes[r.Item] {
			if v := &f.votes[r.Item][n]; v.Number == r.Vote {
				v.Voices = append(v.Voices, PublicVoice{r.Name, r.Voice})
			}
		}
	}, `SELECT v.item_id AS item, v.vote, v.name, v.voice`+items+`JOIN public_voice v ON v.item_id = i.id WHERE t.case_id = $1 ORDER BY v.item_id, v.vote, v.place`, f.row.ID)
}

// happened is something that happened in the open.
type happened struct {
	At               time.Time     `db:"at"`
	ID               int64         `db:"id"`
	Year             int           `db:"year"`
	Serial           int           `db:"serial"`
	Title            string        `db:"title"`
	OrganisationName string        `db:"organisation_name"`
	Municipal        bool          `db:"municipal"`
	BodyName         string        `db:"body_name"`
	Date             *workday.Date `db:"on_date"`
	Time             *string       `db:"at_time"`
	Place            string        `db:"place"`
	Outcome          chain.Outcome `db:"outcome"`
	LegalBasis       string        `db:"legal_basis"`
}

// inRegion is true of a meeting m of a body of the region, or of one that treats a public
// case of it.
const inRegion = `(o.id = ` + theRegion + ` OR EXISTS (
	SELECT FROM public_item i JOIN public_treatment t ON t.id = i.treatment_id JOIN public_case(@today) c ON c.id = t.case_id
	WHERE i.meeting_id = m.id AND c.region_id = ` + theRegion + ` OFFSET 0))`

const nothingSaid = `'' AS organisation_name, false AS municipal, '' AS body_name, NULL::date AS on_date, NULL::text AS at_time, '' AS place, '' AS outcome, '' AS legal_basis`

// partHappened adds to the parts of a read what happened in the open in a region since a
// moment, of each sort the newest first.
func partHappened(p *pgdb.Parts, region string, since time.Time, today workday.Date, add func(sort, happened)) {
	of := func(s sort) func(happened) { return func(h happened) { add(s, h) } }
	cases := pgx.StrictNamedArgs{"region": region, "since": since, "today": today}
	bodies := pgx.StrictNamedArgs{"region": region, "since": since, "today": today, "kinds": openKinds}
	pgdb.Part(p, "find new cases", of(opened), `
		SELECT c.opened_at AS at, c.id, c.year, c.serial, c.title, `+nothingSaid+` FROM public_case(@today) c
		WHERE c.region_id = `+theRegion+` AND c.opened_at >= @since ORDER BY c.opened_at DESC LIMIT `+newest, cases)
	pgdb.Part(p, "find withdrawn cases", of(withdrawn), `
		SELECT c.withdrawn_at AS at, c.id, c.year, c.serial, c.title, `+nothingSaid+` FROM public_case(@today) c
		WHERE c.region_id = `+theRegion+` AND c.withdrawn_at >= @since ORDER BY c.withdrawn_at DESC LIMIT `+newest, cases)
	pgdb.Part(p, "find meetings that were called", of(called), `
		SELECT m.called_at AS at, m.id, 0 AS year, 0 AS serial, '' AS title, o.name AS organisation_name, o.id <> `+theRegion+` AS municipal, b.name AS body_name, m.on_date,
			to_char(m.at_time, 'HH24:MI') AS at_time, m.place, '' AS outcome, '' AS legal_basis
		FROM public_meeting m JOIN body b ON b.id = m.body_id JOIN organisation o ON o.id = b.organisation_id
		WHERE m.called_at >= @since AND b.kind = ANY(@kinds) AND `+inRegion+` ORDER BY m.called_at DESC LIMIT `+newest, bodies)
	pgdb.Part(p, "find resolutions", of(resolved), `
		SELECT r.recorded_at AS at, r.id, c.year, c.serial, c.title, o.name AS organisation_name, o.id <> `+theRegion+` AS municipal, b.name AS body_name,
			CASE WHEN coalesce(i.legal_basis, '') = '' THEN r.decided_on END AS on_date, NULL::text AS at_time, '' AS place,
			CASE WHEN coalesce(i.legal_basis, '') = '' THEN r.outcome ELSE '' END AS outcome, coalesce(i.legal_basis, '') AS legal_basis
		FROM public_resolution r JOIN public_case(@today) c ON c.id = r.case_id JOIN body b ON b.id = r.body_id JOIN organisation o ON o.id = b.organisation_id
			LEFT JOIN public_item i ON i.treatment_id = r.treatment_id AND i.meeting_id = r.meeting_id
		WHERE r.recorded_at >= @since AND c.region_id = `+theRegion+` AND b.kind = ANY(@kinds) AND (i.id IS NOT NULL OR NOT r.made_here) ORDER BY r.recorded_at DESC LIMIT `+newest, bodies)
}

// newest is how many of each sort are looked for.
const newest = `50`

// sittingRow is a meeting in the region's calendar.
type sittingRow struct {
	ID               int64        `db:"id"`
	OrganisationName string       `db:"organisation_name"`
	Municipal        bool         `db:"municipal"`
	BodyName         string       `db:"body_name"`
	Date             workday.Date `db:"on_date"`
	Time             *string      `db:"at_time"`
	Zone             string       `db:"zone"`
	Place            string       `db:"place"`
	Form             meeting.Form `db:"form"`
	Cancelled        bool         `db:"cancelled"`
	Revision         int64        `db:"revision"`
	ChangedAt        time.Time    `db:"changed_at"`
}

// partSittings adds to the parts of a read the open meetings in a region that were called
// since a moment.
func partSittings(p *pgdb.Parts, region string, since time.Time, today workday.Date, add func(sittingRow)) {
	pgdb.Part(p, "find open meetings", add, `
		SELECT m.id, o.name AS organisation_name, o.id <> `+theRegion+` AS municipal, b.name AS body_name, m.on_date, to_char(m.at_time, 'HH24:MI') AS at_time, m.zone, m.place, m.form,
			m.cancelled, m.revision, m.changed_at
		FROM public_meeting m JOIN body b ON b.id = m.body_id JOIN organisation o ON o.id = b.organisation_id
		WHERE m.called_at >= @since AND b.kind = ANY(@kinds) AND `+inRegion+` ORDER BY m.called_at DESC LIMIT 1000`,
		pgx.StrictNamedArgs{"region": region, "since": since, "today": today, "kinds": openKinds})
}
