package meeting

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
)

const selectRecord = `
	SELECT m.id, m.state, m.form, m.place, m.extraordinary, m.constituting, m.urgent, m.period_from, m.period_to, m.language, m.called_at, m.called_by::text AS called_by, m.opened_at,
		m.closed_at, m.chair_id::text AS chair, m.notes, m.notice_due, m.notice_late, m.notice_says, m.revision,
		EXISTS (SELECT FROM meeting o WHERE o.body_id = m.body_id AND o.state = 'opened' AND o.id <> m.id) AS meets
	FROM meeting m `

const selectItem = `
	SELECT i.id, i.meeting_id, i.year, i.serial, i.position, i.kind, i.title, i.exempt_basis, i.treatment_id, i.region, i.case_number, i.papers, i.reports_on, i.late, i.state, i.withdrawn_why,
		i.chair_id::text AS chair, i.doors, i.objection, i.added_at, (SELECT m.revision FROM meeting m WHERE m.id = i.meeting_id) AS revision
	FROM agenda_item i `

// selectReports finds the urgent meetings on which meetings of the same body are yet to report.
const selectReports = `
	SELECT m.id AS for_meeting, u.id, u.urgent, u.closed_at, EXISTS (SELECT FROM agenda_item i WHERE i.reports_on = u.id AND i.state = 'open' AND i.meeting_id <> m.id) AS placed
	FROM meeting m JOIN meeting u ON u.body_id = m.body_id AND u.id <> m.id AND u.urgent <> '' AND u.form IN ('written', 'remote', 'both') AND u.closed_at IS NOT NULL
	WHERE m.id = ANY($1) AND m.closed_at IS NULL AND m.urgent = ''
		AND NOT EXISTS (SELECT FROM agenda_item i WHERE i.reports_on = u.id AND i.state = 'resolved')
	ORDER BY u.closed_at, u.id`

// row is a record with whose it is.
type row struct {
	ID int64 `db:"id"`
	MeetingRecord
}

// fill reads all that is kept of meetings: in one statement, however many they are.
func fill(ctx context.Context, q pgdb.Querier, meetings ...*BodyMeeting) error {
	ids, by := make([]int64, len(meetings)), map[int64]*BodyMeeting{}
	for i, m := range meetings {
		ids[i], by[m.ID] = m.ID, m
	}
	items := map[int64]*AgendaItem{}
	var p pgdb.Parts
	pgdb.Part(&p, "read meetings", func(r row) { by[r.ID].take(r.MeetingRecord) }, selectRecord+`WHERE m.id = ANY($1)`, ids)
	pgdb.Part(&p, "read agendas", func(i AgendaItem) {
		i.Number, i.Leaves = fmt.Sprintf("%02d/%d", i.Serial, i.Year), []*ItemLeave{}
		items[i.ID] = &i
		by[i.MeetingID].Agenda = append(by[i.MeetingID].Agenda, &i)
	}, selectItem+`WHERE i.meeting_id = ANY($1) ORDER BY i.meeting_id, i.position, i.id`, ids)
	pgdb.Part(&p, "read who left items", func(l ItemLeave) { items[l.ItemID].Leaves = append(items[l.ItemID].Leaves, &l) }, `
		SELECT l.item_id, l.person_id::text AS person, p.name, l.why, l.basis, l.deputy_id::text AS deputy
		FROM item_leave l JOIN agenda_item i ON i.id = l.item_id JOIN person p ON p.id = l.person_id
		WHERE i.meeting_id = ANY($1) ORDER BY l.item_id, p.name, p.id`, ids)
	pgdb.Part(&p, "read attendance", func(s MeetingStay) { by[s.MeetingID].Attendance = append(by[s.MeetingID].Attendance, &s) }, `
		SELECT a.meeting_id, a.person_id::text AS person, coalesce(p.name, a.name) AS name, a.as_what, a.for_id::text AS for_person, a.from_at, a.to_at
		FROM attendance a LEFT JOIN person p ON p.id = a.person_id WHERE a.meeting_id = ANY($1) ORDER BY a.meeting_id, a.from_at, a.id`, ids)
	pgdb.Part(&p, "read reports that are due", func(d ReportDue) {
		m := by[d.For]
		d.Href = showMeeting.Href(Ref{Ref: m.Ref().Ref, Meeting: d.Meeting})
		m.reports = append(m.reports, d)
	}, selectReports, ids)
	pgdb.Part(&p, "read what became of meetings", func(c historyRow) {
		by[c.MeetingID].History = append(by[c.MeetingID].History, c.MeetingAct)
	}, `
		SELECT c.meeting_id, c.item_id, c.act, c.detail, c.reason, c.person_id::text AS person, c.on_behalf_of::text AS on_behalf_of, c.at
		FROM meeting_change c WHERE c.meeting_id = ANY($1) ORDER BY c.id`, ids)
	return p.Read(ctx, q)
}

type historyRow struct {
	MeetingID int64 `db:"meeting_id"`
	MeetingAct
}

// take takes over what is kept. The place is that of the calendar until the meeting is
// called.
func (m *BodyMeeting) take(r MeetingRecord) {
	place, cancelled := m.Place, m.State == Cancelled
	m.MeetingRecord, m.Revision = r, r.Rev
	if m.State == Planned {
		m.Place = place
	}
	if cancelled {
		m.State = Cancelled
	}
}

// Uncalled are those of some planned meetings that have an agenda and are not called.
func Uncalled(ctx context.Context, q pgdb.Querier, ids []int64) ([]int64, error) {
	return pgdb.All[int64](ctx, q, "find meetings that are not called", `SELECT m.id FROM meeting m WHERE m.id = ANY($1) AND m.state = '`+string(Planned)+`'`, ids)
}

// lock makes the record of a meeting where there is none, and locks it.
func lock(ctx context.Context, tx pgx.Tx, m *BodyMeeting, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO meeting (id, body_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`, m.ID, m.BodyID, now)
	if err == nil {
		_, err = tx.Exec(ctx, `SELECT FROM meeting WHERE id = $1 FOR UPDATE`, m.ID)
	}
	if err != nil {
		return fmt.Errorf("lock a meeting: %w", err)
	}
	return nil
}

// save stores a meeting as it is now, and counts its revision.
func save(ctx context.Context, tx pgx.Tx, m *BodyMeeting) error {
	state := m.State
	err := tx.QueryRow(ctx, `
		UPDATE meeting SET state = @state, form = @form, place = @place, extraordinary = @extraordinary, constituting = @constituting, urgent = @urgent, period_from = @period_from, period_to = @period_to,
			language = @language, called_at = @called_at, called_by = @called_by, opened_at = @opened_at, closed_at = @closed_at, chair_id = @chair, notes = @notes,
			notice_due = @notice_due, notice_late = @notice_late, notice_says = @notice_says, revision = revision + 1
		WHERE id = @id RETURNING revision`, pgx.StrictNamedArgs{
		"id": m.ID, "state": state, "form": m.Form, "place": m.Place, "extraordinary": m.Extraordinary, "constituting": m.Constituting, "urgent": m.Urgent, "period_from": m.PeriodFrom, "period_to": m.PeriodTo,
		"language": m.Language, "called_at": m.CalledAt, "called_by": m.CalledBy, "opened_at": m.OpenedAt, "closed_at": m.ClosedAt, "chair": m.Chair, "notes": m.Notes,
		"notice_due": m.NoticeDue, "notice_late": m.NoticeLate, "notice_says": m.NoticeSays,
	}).Scan(&m.Revision)
	if err != nil {
		return fmt.Errorf("save a meeting: %w", pgdb.Refuse(err, map[string]*fault.Error{"meeting_one_open": ErrMeets}))
	}
	return nil
}

// InsertItem stores a new item of the meeting, numbered in its body and year.
func (x *Sitting) InsertItem(ctx context.Context, i *AgendaItem) error {
	err := x.Tx.QueryRow(ctx, `
		WITH counted AS (
			INSERT INTO agenda_counter AS c (body_id, year, last) VALUES (@body, @year, 1)
			ON CONFLICT (body_id, year) DO UPDATE SET last = c.last + 1 RETURNING last)
		INSERT INTO agenda_item (meeting_id, body_id, year, serial, position, kind, title, exempt_basis, treatment_id, region, case_number, papers, reports_on, late, state, added_by, added_at)
		SELECT @meeting, @body, @year, last, @position, @kind, @title, @exempt, @treatment, @region, @case, @papers, @reports, @late, @state, @by, @now FROM counted
		RETURNING id, serial`, pgx.StrictNamedArgs{
		"meeting": x.Meeting.ID, "body": x.Meeting.BodyID, "year": i.Year, "position": i.Position, "kind": i.Kind, "title": i.Title, "exempt": i.ExemptBasis, "treatment": i.TreatmentID,
		"region": i.Region, "case": i.Case, "papers": i.Papers, "reports": i.ReportsOn, "late": i.Late, "state": i.State, "by": x.Actor.Person, "now": i.AddedAt,
	}).Scan(&i.ID, &i.Serial)
	if err != nil {
		return fmt.Errorf("insert an item: %w", pgdb.Refuse(err, map[string]*fault.Error{"agenda_item_treatment": ErrTreatment.On("/case", msgOnAnAgenda)}))
	}
	i.Number = fmt.Sprintf("%02d/%d", i.Serial, i.Year)
	return nil
}

// stored is an item as it is written.
type stored struct {
	ID           int64          `json:"id"`
	Position     int            `json:"position"`
	Title        string         `json:"title"`
	ExemptBasis  string         `json:"exempt_basis"`
	Papers       []ShownPaper   `json:"papers"`
	State        ItemState      `json:"state"`
	WithdrawnWhy string         `json:"withdrawn_why"`
	Chair        *string        `json:"chair_id"`
	Doors        *ClosedDoors   `json:"doors"`
	Objection    *keptObjection `json:"objection"`
}

// keptObjection is an objection as it is stored: its sentences can be read in any
// language.
type keptObjection struct {
	*AgendaObjection
	Sentences []string `json:"sentences"`
}

func (o *AgendaObjection) kept() *keptObjection {
	if o == nil {
		return nil
	}
	k := &keptObjection{AgendaObjection: o}
	for _, s := range o.Sentences {
		k.Sentences = append(k.Sentences, s.Stored())
	}
	return k
}

// SaveItems stores items as they are now: one statement, however many.
func (x *Sitting) SaveItems(ctx context.Context, items ...*AgendaItem) error {
	all := make([]stored, len(items))
	for n, i := range items {
		all[n] = stored{i.ID, i.Position, i.Title, i.ExemptBasis, i.Papers, i.State, i.WithdrawnWhy, i.Chair, i.Doors, i.Objection.kept()}
	}
	_, err := x.Tx.Exec(ctx, `
		UPDATE agenda_item i SET position = x.position, title = x.title, exempt_basis = x.exempt_basis, papers = x.papers, state = x.state, withdrawn_why = x.withdrawn_why,
			chair_id = x.chair_id, doors = nullif(x.doors, 'null'), objection = nullif(x.objection, 'null')
		FROM jsonb_to_recordset($1) AS x(id bigint, position int, title text, exempt_basis text, papers jsonb, state text, withdrawn_why text, chair_id uuid, doors jsonb, objection jsonb)
		WHERE i.id = x.id`, all)
	if err != nil {
		return fmt.Errorf("save items: %w", err)
	}
	return nil
}

// saveLeaves stores who left an item, in the place of whom was stored before.
func saveLeaves(ctx context.Context, tx pgx.Tx, i *AgendaItem) error {
	var people, whys, bases []string
	var deputies []*string
	for _, l := range i.Leaves {
		people, whys, bases, deputies = append(people, l.Person), append(whys, l.Why), append(bases, l.Basis), append(deputies, l.Deputy)
	}
	_, err := tx.Exec(ctx, `DELETE FROM item_leave WHERE item_id = $1`, i.ID)
	if err == nil && len(people) > 0 {
		_, err = tx.Exec(ctx, `
			INSERT INTO item_leave (item_id, person_id, why, basis, deputy_id) SELECT $1, x.* FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[]) AS x`, i.ID, people, whys, bases, deputies)
	}
	if err != nil {
		return fmt.Errorf("save who left an item: %w", err)
	}
	return nil
}

// saveAttendance stores who was at a meeting, in the place of what was stored before.
func saveAttendance(ctx context.Context, tx pgx.Tx, m *BodyMeeting) error {
	var people, members []*string
	var names, as []string
	var from []time.Time
	var to []*time.Time
	for _, s := range m.Attendance {
		name := s.Name
		if s.Person != nil {
			name = ""
		}
		people, names, as, members, from, to = append(people, s.Person), append(names, name), append(as, s.As), append(members, s.For), append(from, s.From), append(to, s.To)
	}
	_, err := tx.Exec(ctx, `DELETE FROM attendance WHERE meeting_id = $1`, m.ID)
	if err == nil && len(people) > 0 {
		_, err = tx.Exec(ctx, `
			INSERT INTO attendance (meeting_id, person_id, name, as_what, for_id, from_at, to_at)
			SELECT $1, x.* FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[], $7::timestamptz[]) AS x`, m.ID, people, names, as, members, from, to)
	}
	if err != nil {
		return fmt.Errorf("save attendance: %w", pgdb.Refuse(err, map[string]*fault.Error{"attendance_person_id_fkey": errUnknownPerson}))
	}
	return nil
}

// keepChange stores an act about a meeting.
func keepChange(ctx context.Context, tx pgx.Tx, meeting int64, c MeetingAct) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO meeting_change (meeting_id, item_id, act, detail, reason, person_id, on_behalf_of, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		meeting, c.Item, c.Act, c.Detail, c.Reason, c.Person, c.OnBehalfOf, c.At)
	if err != nil {
		return fmt.Errorf("keep what became of a meeting: %w", err)
	}
	return nil
}

// caseOf is the case that an item of a meeting treats, nil for none: read before the
// meeting is locked, because a case is locked first.
func caseOf(ctx context.Context, q pgdb.Querier, ref ItemRef) (*casefile.Ref, error) {
	found, err := pgdb.One[casefile.Ref](ctx, q, "find the case of an item", `
		SELECT i.region, i.case_number AS number FROM agenda_item i JOIN body b ON b.id = i.body_id JOIN organisation o ON o.id = b.organisation_id
		WHERE o.key = $1 AND b.key = $2 AND i.meeting_id = $3 AND i.id = $4`, ref.Organisation, ref.Key, ref.Meeting, ref.Item)
	if err != nil || found.Number == "" {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	return &found, nil
}

// standing is how far meetings are, and who has a seat in their bodies.
type standing struct {
	ID     int64    `db:"id"`
	State  State    `db:"state"`
	Items  int      `db:"items"`
	Href   string   `db:"href"`
	People []string `db:"people"`
}

// standingOf is how far meetings are of which something is kept, with the people who
// have seats in their bodies at a moment.
func standingOf(ctx context.Context, q pgdb.Querier, meetings []int64, now time.Time) ([]standing, error) {
	return pgdb.All[standing](ctx, q, "find meetings that go on", `
		SELECT m.id, m.state, (SELECT count(*)::int FROM agenda_item i WHERE i.meeting_id = m.id AND i.state <> 'withdrawn') AS items,
			concat('/v1/organisations/', o.key, '/bodies/', b.key, '/meetings/', m.id) AS href,
			CASE WHEN m.state = 'planned' THEN '{}'::text[] ELSE array(SELECT DISTINCT s.person_id::text FROM held_seat($2) s WHERE s.body_id = m.body_id ORDER BY 1) END AS people
		FROM meeting m JOIN body b ON b.id = m.body_id JOIN organisation o ON o.id = b.organisation_id
		WHERE m.id = ANY($1) ORDER BY m.id`, meetings, now)
}

// numbered is the meeting and the item to which a body gave a number in a year, and when
// the body first met here: zeros where there is none, nil where it never has.
type numbered struct {
	Meeting int64      `db:"meeting_id"`
	Item    int64      `db:"id"`
	Since   *time.Time `db:"since"`
}

func findNumbered(ctx context.Context, q pgdb.Querier, body int64, year, serial int) (numbered, error) {
	return pgdb.One[numbered](ctx, q, "find an item by its number", `
		SELECT coalesce(i.meeting_id, 0) AS meeting_id, coalesce(i.id, 0) AS id, (SELECT min(m.opened_at) FROM meeting m WHERE m.body_id = $1) AS since
		FROM (VALUES (1)) AS one LEFT JOIN agenda_item i ON i.body_id = $1 AND i.year = $2 AND i.serial = $3`, body, year, serial)
}
