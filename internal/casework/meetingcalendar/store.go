package meetingcalendar

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

const meetingColumns = `
	SELECT m.id, m.body_id, o.key AS organisation, o.name AS organisation_name, b.key AS body, b.kind AS body_kind, b.name AS body_name, m.on_date, to_char(m.at_time, 'HH24:MI') AS at_time,
		m.zone, m.title, m.place, m.remote, m.note, m.state, m.source, m.uid, m.sequence, m.said, m.created_at, m.changed_at, m.revision `

const selectMeeting = meetingColumns + `
	FROM planned_meeting m JOIN body b ON b.id = m.body_id JOIN organisation o ON o.id = b.organisation_id `

// Between are the planned meetings of bodies from one day to another, both included,
// in the order of their days and times, without those that are cancelled: in one
// statement, however many bodies. One without a time comes before those of its day
// that have one.
func Between(ctx context.Context, q pgdb.Querier, bodyIDs []int64, from, to workday.Date) ([]Meeting, error) {
	return pgdb.All[Meeting](ctx, q, "read the planned meetings of bodies", selectMeeting+`
		WHERE m.body_id = ANY($1) AND m.on_date BETWEEN $2 AND $3 AND m.state = '`+Planned+`'
		ORDER BY m.on_date, m.at_time NULLS FIRST, m.id`, bodyIDs, from, to)
}

// AllBetween is Between with the meetings that are cancelled.
func AllBetween(ctx context.Context, q pgdb.Querier, bodyIDs []int64, from, to workday.Date) ([]Meeting, error) {
	return pgdb.All[Meeting](ctx, q, "read the calendars of bodies", selectMeeting+`
		WHERE m.body_id = ANY($1) AND m.on_date BETWEEN $2 AND $3 ORDER BY m.on_date, m.at_time NULLS FIRST, m.id`, bodyIDs, from, to)
}

// ByID are planned meetings by their identifiers, those that are cancelled too.
func ByID(ctx context.Context, q pgdb.Querier, ids []int64) (map[int64]Meeting, error) {
	found, err := pgdb.All[Meeting](ctx, q, "read planned meetings", selectMeeting+`WHERE m.id = ANY($1)`, ids)
	by := make(map[int64]Meeting, len(found))
	for _, m := range found {
		by[m.ID] = m
	}
	return by, err
}

// Hold is ByID for meetings that stay as they are until the transaction ends: who
// reserves them is told of every change after that.
func Hold(ctx context.Context, tx pgx.Tx, ids []int64) (map[int64]Meeting, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM planned_meeting WHERE id = ANY($1) ORDER BY id FOR SHARE`, ids); err != nil {
		return nil, fmt.Errorf("hold planned meetings: %w", err)
	}
	return ByID(ctx, tx, ids)
}

// held counts the meetings of a body that were held from a day on, to another.
func held(ctx context.Context, q pgdb.Querier, body int64, from, to workday.Date) (int, error) {
	return pgdb.One[int](ctx, q, "count the meetings that were held", `
		SELECT count(*)::int FROM planned_meeting WHERE body_id = $1 AND on_date >= $2 AND on_date < $3 AND state = '`+Planned+`'`, body, from, to)
}

// stillToCome are the meetings of a body that are planned from a day on, and before
// another, where one is given.
func stillToCome(ctx context.Context, q pgdb.Querier, body int64, from workday.Date, to *workday.Date) ([]int64, error) {
	return pgdb.All[int64](ctx, q, "find the meetings of a body that are still to come", `
		SELECT id FROM planned_meeting WHERE body_id = $1 AND on_date >= $2 AND on_date < coalesce($3, 'infinity'::date) AND state = '`+Planned+`'
		ORDER BY on_date, id`, body, from, to)
}

// scope is what of a body's calendar an act can concern: all on some days, and of a
// source those that it names, and those of a period.
type scope struct {
	days     []workday.Date
	source   string
	uids     []string
	from, to workday.Date
}

// within are the meetings of a body that an act can concern.
func within(ctx context.Context, tx pgx.Tx, body int64, of scope) ([]*Meeting, error) {
	return pgdb.Pointers[Meeting](ctx, tx, "read a part of the calendar of a body", selectMeeting+`
		WHERE m.body_id = @body AND (m.on_date = ANY(@days) OR m.source = @source AND (m.uid = ANY(@uids) OR m.on_date BETWEEN @from AND @to))
		ORDER BY m.on_date, m.id`,
		pgx.StrictNamedArgs{"body": body, "days": of.days, "source": of.source, "uids": of.uids, "from": of.from, "to": of.to})
}

// Find reads a meeting within its body.
func Find(ctx context.Context, q pgdb.Querier, ref Ref) (*Meeting, error) {
	m, err := pgdb.Pointer[Meeting](ctx, q, "find a planned meeting", selectMeeting+`WHERE o.key = $1 AND b.key = $2 AND m.id = $3`, ref.Organisation, ref.Key, ref.Meeting)
	return m, pgdb.NotFound(err, httpapi.ErrNotFound)
}

// after is where a page of meetings goes on.
type after struct {
	Date workday.Date `json:"date"`
	ID   int64        `json:"id"`
}

func pageOf(found []*Meeting, p request.Page) request.List[*Meeting] {
	return request.Cut(found, p, func(m *Meeting) any { return after{m.Date, m.ID} })
}

// start is where a list begins: before all meetings of its first day.
func (f days) start(p request.Page) (after, error) {
	at := after{Date: f.From}
	return at, p.After(&at)
}

// list is a page of the calendar of a body.
func list(ctx context.Context, q pgdb.Querier, f filter, p request.Page) (request.List[*Meeting], error) {
	at, err := f.start(p)
	if err != nil {
		return request.List[*Meeting]{}, err
	}
	where := ``
	if f.State != "" {
		where = ` AND m.state = '` + f.State + `'`
	}
	found, err := pgdb.Pointers[Meeting](ctx, q, "list the calendar of a body", selectMeeting+fmt.Sprintf(`
		WHERE o.key = @organisation AND b.key = @body AND (m.on_date, m.id) > (@date, @id) AND m.on_date <= @to%s
		ORDER BY m.on_date, m.id LIMIT %d`, where, request.Bound(p.Limit+1)),
		pgx.StrictNamedArgs{"organisation": f.Organisation, "body": f.Key, "date": at.Date, "id": at.ID, "to": f.To})
	return pageOf(found, p), err
}

// listOfRegion is a page of the calendars of the bodies of a region, and of those of
// its municipalities for the days on which they belong to it. Each body's meetings are
// read in the order of the list, and no further than a page.
func listOfRegion(ctx context.Context, q pgdb.Querier, f regionFilter, p request.Page) (request.List[*Meeting], error) {
	at, err := f.start(p)
	if err != nil {
		return request.List[*Meeting]{}, err
	}
	args := pgx.StrictNamedArgs{"region": f.Region, "date": at.Date, "id": at.ID, "from": f.From, "to": f.To}
	bodies, meetings := ``, ``
	if f.BodyKind != "" {
		bodies += ` AND b.kind = @kind`
		args["kind"] = f.BodyKind
	}
	if f.Municipality != "" {
		bodies += ` AND o.key = @municipality`
		args["municipality"] = f.Municipality
	}
	if f.State != "" {
		meetings += ` AND m.state = '` + f.State + `'`
	}
	bound := request.Bound(p.Limit + 1)
	found, err := pgdb.Pointers[Meeting](ctx, q, "list the calendars of a region", fmt.Sprintf(`
		WITH region AS (SELECT id FROM organisation WHERE key = @region)`+meetingColumns+`
		FROM region r
		CROSS JOIN LATERAL (SELECT r.id UNION ALL SELECT members_in(r.id, @from, @to)) x(organisation_id)
		JOIN organisation o ON o.id = x.organisation_id JOIN body b ON b.organisation_id = o.id
		CROSS JOIN LATERAL (
			SELECT m.* FROM planned_meeting m
			WHERE m.body_id = b.id AND (m.on_date, m.id) > (@date, @id) AND m.on_date <= @to%s
				AND (o.id = r.id OR EXISTS (SELECT FROM member_on(m.on_date) h WHERE h.region_id = r.id AND h.municipality_id = o.id))
			ORDER BY m.on_date, m.id LIMIT %d) m
		WHERE true%s
		ORDER BY m.on_date, m.id LIMIT %d`, meetings, bound, bodies, bound), args)
	return pageOf(found, p), err
}

// history is what became of a meeting.
func history(ctx context.Context, q pgdb.Querier, meeting int64) ([]MeetingChange, error) {
	return pgdb.All[MeetingChange](ctx, q, "read what became of a meeting", `
		SELECT meeting_id, change, old_date, to_char(old_time, 'HH24:MI') AS old_time, new_date, to_char(new_time, 'HH24:MI') AS new_time, reason,
			person_id::text AS person, on_behalf_of::text AS on_behalf_of, at
		FROM planned_meeting_change WHERE meeting_id = $1 ORDER BY id`, meeting)
}

// stored is a meeting as it is written.
type stored struct {
	ID       int64        `json:"id"`
	Date     workday.Date `json:"on_date"`
	Time     *string      `json:"at_time"`
	Zone     string       `json:"zone"`
	Title    string       `json:"title"`
	Place    string       `json:"place"`
	Remote   bool         `json:"remote"`
	Note     string       `json:"note"`
	State    string       `json:"state"`
	Source   string       `json:"source"`
	UID      string       `json:"uid"`
	Sequence int          `json:"sequence"`
	Said     string       `json:"said"`
}

func storedOf(m *Meeting) stored {
	return stored{m.ID, m.Date, m.Time, m.Zone, m.Title, m.Place, m.Remote, m.Note, m.State, m.Source, m.UID, m.Sequence, m.Said}
}

const storedColumns = `on_date date, at_time time, zone text, title text, place text, remote boolean, note text, state text, source text, uid text, sequence int, said text`

// update stores meetings as they are now. A revision counts what somebody sees.
func update(ctx context.Context, tx pgx.Tx, meetings []stored, seen bool, now time.Time) error {
	if len(meetings) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		UPDATE planned_meeting m SET on_date = x.on_date, at_time = x.at_time, title = x.title, place = x.place, remote = x.remote, note = x.note, state = x.state,
			source = x.source, uid = x.uid, sequence = x.sequence, said = x.said,
			changed_at = CASE WHEN $2 THEN $3 ELSE m.changed_at END, revision = m.revision + CASE WHEN $2 THEN 1 ELSE 0 END
		FROM jsonb_to_recordset($1) AS x(id bigint, `+storedColumns+`) WHERE m.id = x.id`, meetings, seen, now)
	return refusal(err, "update planned meetings")
}

// insert stores new meetings, and gives their identifiers in their order.
func insert(ctx context.Context, tx pgx.Tx, body int64, meetings []stored, now time.Time) ([]int64, error) {
	if len(meetings) == 0 {
		return nil, nil
	}
	ids, err := pgdb.All[int64](ctx, tx, "insert planned meetings", `
		INSERT INTO planned_meeting (body_id, on_date, at_time, zone, title, place, remote, note, state, source, uid, sequence, said, created_at, changed_at)
		SELECT $1, x.on_date, x.at_time, x.zone, x.title, x.place, x.remote, x.note, x.state, x.source, coalesce(nullif(x.uid, ''), gen_random_uuid()::text), x.sequence, x.said, $3, $3
		FROM ROWS FROM (jsonb_to_recordset($2) AS (`+storedColumns+`)) WITH ORDINALITY AS x(
			on_date, at_time, zone, title, place, remote, note, state, source, uid, sequence, said, nr) ORDER BY x.nr
		RETURNING id`, body, meetings, now)
	return ids, refusal(err, "insert planned meetings")
}

func refusal(err error, what string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, pgdb.Refuse(err, map[string]*fault.Error{"planned_meeting_one_at_a_time": ErrSameTime}))
}

// act is a change of a meeting as it is kept with it.
type act struct {
	Meeting int64         `json:"meeting_id"`
	Change  string        `json:"change"`
	OldDate *workday.Date `json:"old_date"`
	OldTime *string       `json:"old_time"`
	NewDate workday.Date  `json:"new_date"`
	NewTime *string       `json:"new_time"`
	Changes audit.Changes `json:"changes"`
	Reason  string        `json:"reason"`
}

// keepActs stores what became of meetings, by whom, and gives the number of the first.
func keepActs(ctx context.Context, tx pgx.Tx, acts []act, by string, behalf *string, now time.Time) (int64, error) {
	return pgdb.One[int64](ctx, tx, "keep what became of meetings", `
		WITH kept AS (
			INSERT INTO planned_meeting_change (meeting_id, change, old_date, old_time, new_date, new_time, changes, reason, person_id, on_behalf_of, at)
			SELECT x.meeting_id, x.change, x.old_date, x.old_time, x.new_date, x.new_time, x.changes, x.reason, $2, $3, $4
			FROM jsonb_to_recordset($1) AS x(meeting_id bigint, change text, old_date date, old_time time, new_date date, new_time time, changes jsonb, reason text)
			RETURNING id)
		SELECT min(id) FROM kept`, acts, by, behalf, now)
}
