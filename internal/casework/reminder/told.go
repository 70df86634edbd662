package reminder

import (
	"context"
	"fmt"
	"math"
	"time"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Told is a reminder that reached a person, with their own letters alone. What it
// belongs to is named by whoever shows it: this package knows a case by its row.
type Told struct {
	Reminder
	Region string `json:"region" db:"-" example:"kongsvingerregionen" doc:"The region of the case"`
	Case   string `json:"case" db:"-" example:"2024-1" doc:"The number of the case"`
	CaseID int64  `json:"-" db:"case_id"`
}

// toldPlace is where a page of what a person was told ends.
type toldPlace struct {
	SentAt time.Time `json:"sent_at"`
	ID     int64     `json:"id"`
}

// OfPerson lists the reminders that reached a person, the newest first, as evidence of
// what they were told, when, by which channel, and whether it was handed over (rule
// 6.2). A page is found by an index, however long the ledger is.
func OfPerson(ctx context.Context, q pgdb.Querier, person string, p request.Page) (request.List[Told], error) {
	before := toldPlace{SentAt: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), ID: math.MaxInt64}
	if err := p.After(&before); err != nil {
		return request.List[Told]{}, err
	}
	found, err := pgdb.All[Told](ctx, q, "list what a person was reminded of", fmt.Sprintf(ofPerson, request.Bound(p.Limit+1)), person, before.SentAt, before.ID)
	if err != nil {
		return request.List[Told]{}, err
	}
	return request.Cut(found, p, func(t Told) any { return toldPlace{SentAt: *t.SentAt, ID: t.ID} }), nil
}

// ofPerson is a page of what reached a person; its letters may be those of another
// deadline about the same on the same day (rule 6.2).
var ofPerson = `
	SELECT r.id, d.case_id, d.kind, d.key, d.municipality, d.title, d.due, d.zone, d.version, r.step, ` + addressedAs + ` AS addressed_as, r.addressee, r.due_at, r.postponed_to, r.why, r.late, t.sent_at,
		CASE WHEN r.letters_of <> r.deadline_id THEN
			(SELECT min(o.id) FROM reminder o WHERE o.deadline_id = r.letters_of AND (o.step, o.addressee) = (r.step, r.addressee)) END AS together_with,
		CASE WHEN l.waiting THEN '` + Queued + `' WHEN l.failed THEN '` + Failed + `' ELSE '` + Delivered + `' END AS state, coalesce(l.letters, '[]') AS letters,
		coalesce((SELECT o.name FROM organisation o WHERE o.key = r.addressee->>'organisation'), '') AS organisation,
		coalesce((SELECT p.name FROM person p WHERE p.id = (r.addressee->>'person')::uuid),
			(SELECT b.name FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = r.addressee->>'organisation' AND b.key = r.addressee->>'body'), '') AS called
	FROM (SELECT person_id, sent_at, reminder_id FROM reminder_told
		WHERE person_id = $1 AND (sent_at, reminder_id) < ($2, $3) ORDER BY sent_at DESC, reminder_id DESC LIMIT %d) t
	JOIN reminder r ON r.id = t.reminder_id JOIN deadline d ON d.id = r.deadline_id
	CROSS JOIN LATERAL (
		SELECT bool_or(e.state = '` + Queued + `') AS waiting, bool_or(e.state = '` + Failed + `') AS failed, jsonb_agg(` + letterObject + ` ORDER BY e.channel) AS letters
		FROM letter e WHERE e.source = 'deadline:' || coalesce(r.letters_of, r.deadline_id) || ':' || r.step AND e.person_id = t.person_id) l
	ORDER BY t.sent_at DESC, t.reminder_id DESC`

// letterObject is a row e of letter as the ledger shows it.
const letterObject = `jsonb_build_object('person', e.person_id, 'name', (SELECT name FROM person WHERE id = e.person_id), 'channel', e.channel, 'state', e.state, 'why', e.why,
	'delivered_at', e.delivered_at, 'sent_again_at', e.sent_again_at,
	'waits_until', CASE WHEN e.state = '` + Queued + `' THEN e.waits_until END)`
