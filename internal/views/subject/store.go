package subject

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
)

// fill reads the parts of a person's record: one statement for each, in one
// batch.
func (r *Record) fill(ctx context.Context, q pgdb.Querier, person string) error {
	b := &pgx.Batch{}
	one(b, &r.Person, person, `
		SELECT p.id::text AS id, h.key AS home, p.name, p.email, p.email_before, p.phone, p.language, p.created_at
		FROM person p JOIN organisation h ON h.id = p.home_id WHERE p.id = @person`)
	some(b, &r.Logins, person, `SELECT issuer, subject, how, created_at, unbound_at FROM login WHERE person_id = @person ORDER BY id`)
	some(b, &r.Admissions, person, `
		SELECT o.key AS organisation, a.kind, a.percent, a.reason, a.state, a.asked_at, a.answered_at
		FROM admission a JOIN organisation o ON o.id = a.organisation_id WHERE a.person_id = @person ORDER BY a.id`)
	some(b, &r.Employments, person, `
		SELECT o.key AS municipality, e.staff_key, e.title, e.from_date, e.to_date,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('from', c.from_date, 'percent', c.percent) ORDER BY c.from_date), '[]')
				FROM capacity c WHERE c.employment_id = e.id) AS capacity
		FROM employment e JOIN organisation o ON o.id = e.municipality_id WHERE e.person_id = @person ORDER BY e.id`)
	some(b, &r.Offices, person, `
		SELECT o.key AS organisation, f.kind AS office, f.from_at, f.to_at, f.decided_on, f.case_number, f.ended_why
		FROM office f JOIN organisation o ON o.id = f.organisation_id WHERE f.person_id = @person ORDER BY f.id`)
	some(b, &r.Seats, person, `
		SELECT o.key AS organisation, d.key AS body, s.role, s.deputy_order, m.key AS municipality, s.from_at, s.to_at, s.ended_why
		FROM seat s JOIN body d ON d.id = s.body_id JOIN organisation o ON o.id = d.organisation_id LEFT JOIN organisation m ON m.id = s.municipality_id
		WHERE s.person_id = @person ORDER BY s.id`)
	some(b, &r.Substitutes, person, `
		SELECT CASE WHEN s.person_id = @person THEN 'substitute' ELSE 'holder' END AS role, o.key AS organisation, s.office, p.name AS other, s.acts,
			(SELECT array_agg(r.key || '/' || c.year || '-' || c.serial ORDER BY c.id)
				FROM casefile c JOIN organisation r ON r.id = c.region_id WHERE c.id = ANY(s.cases)) AS cases, s.source,
			s.from_at, s.to_at, s.review_on, s.ended_why
		FROM substitute s JOIN organisation o ON o.id = s.organisation_id
		JOIN person p ON p.id = CASE WHEN s.person_id = @person THEN s.holder_id ELSE s.person_id END
		WHERE @person IN (s.person_id, s.holder_id) ORDER BY s.id`)
	some(b, &r.Disqualifications, person, `
		SELECT r.key AS region, c.year || '-' || c.serial AS case_number, o.key AS organisation, d.ground, d.basis, d.state, d.raised_at,
			coalesce(d.decided_as, '') AS decided_as, d.decided_at, d.from_at, d.to_at, d.withdrawn_at, d.withdrawn_why
		FROM disqualification d JOIN casefile c ON c.id = d.case_id JOIN organisation r ON r.id = c.region_id JOIN organisation o ON o.id = d.organisation_id
		WHERE d.person_id = @person ORDER BY d.id`)
	some(b, &r.Assignments, person, `
		SELECT CASE WHEN a.person_id = @person THEN 'named' ELSE 'deputy' END AS role, r.key AS region, c.year || '-' || c.serial AS case_number, c.title,
			m.key AS municipality, a.number, a.function, a.share, a.from_date, a.to_date, a.ended_on, a.ended_why, a.state,
			CASE WHEN a.person_id = @person THEN a.reason_code ELSE '' END AS reason_code,
			CASE WHEN a.person_id = @person THEN a.override_reason ELSE '' END AS override_reason, a.nominated_at, a.decided_at
		FROM assignment a JOIN casefile c ON c.id = a.case_id JOIN organisation r ON r.id = c.region_id JOIN organisation m ON m.id = a.municipality_id
		WHERE @person IN (a.person_id, a.deputy_person_id) ORDER BY a.id`)
	some(b, &r.Responsible, person, `
		SELECT r.key AS region, c.year || '-' || c.serial AS case_number FROM casefile c JOIN organisation r ON r.id = c.region_id
		WHERE c.responsible_id = @person ORDER BY c.id`)
	some(b, &r.Milestones, person, `
		SELECT r.key AS region, c.year || '-' || c.serial AS case_number, split_part(m.key, '~', 1) AS key, m.title, m.due, m.month, m.done_at, m.withdrawn_at
		FROM milestone m JOIN casefile c ON c.id = m.case_id JOIN organisation r ON r.id = c.region_id
		WHERE m.responsible->>'person' = @person::uuid::text ORDER BY m.id`)
	some(b, &r.Feeds, person, `SELECT id, kind, created_at, last_used_at, revoked_at FROM feed WHERE person_id = @person ORDER BY id`)
	notice.QueuePreferences(b, person, func(p notice.Preferences) {
		r.Notices = RecordNotices{EmailOff: p.EmailOff, Digest: p.Digest, DigestAt: p.DigestAt, Zone: p.Zone, ChangedAt: p.ChangedAt}
	})
	one(b, &r.Letters, person, `
		SELECT count(*) FILTER (WHERE channel = 'inbox') AS inbox, count(*) FILTER (WHERE channel = 'inbox' AND read_at IS NULL) AS unread,
			count(*) FILTER (WHERE channel = 'email') AS emails,
			(SELECT count(*) FROM reminder WHERE addressee->>'person' = @person::uuid::text) AS reminders
		FROM letter WHERE person_id = @person`)
	one(b, &r.Events, person, `
		WITH thing AS (`+things+`)
		SELECT (SELECT count(*) FROM audit_event WHERE person_id = @person AND NOT copied) AS done,
			(SELECT count(*) FROM audit_event WHERE on_behalf_of = @person AND person_id IS DISTINCT FROM @person AND NOT copied) AS behalf,
			(SELECT count(*) FROM thing JOIN audit_event e USING (object)
				WHERE e.person_id IS DISTINCT FROM @person AND e.on_behalf_of IS DISTINCT FROM @person AND NOT e.copied) AS about`)
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("read a person's record: %w", err)
	}
	if r.Person.ID == "" {
		return httpapi.ErrNotFound
	}
	return nil
}

// some queues a part of which there may be several; none of it is an empty list.
func some[T any](b *pgx.Batch, into *[]T, person, statement string) {
	*into = []T{}
	pgdb.Queue(b, fmt.Sprintf("read %T", *into), func(row T) { *into = append(*into, row) }, statement, pgx.StrictNamedArgs{"person": person})
}

// one queues a part of which there is one.
func one[T any](b *pgx.Batch, into *T, person, statement string) {
	pgdb.Queue(b, fmt.Sprintf("read %T", *into), func(row T) { *into = row }, statement, pgx.StrictNamedArgs{"person": person})
}

// things are the addresses of what is held of a person, as events name them:
// their record, at every home that they had, admissions, employments, offices, seats, substitutes, disqualifications and
// assignments. Those to whom the person is a deputy are not theirs.
const things = `
	SELECT '/v1/organisations/' || h.key || '/people/' || @person::uuid || part.path AS object
	FROM organisation h CROSS JOIN (VALUES (''), ('/login'), ('/logins'), ('/invitation')) part (path)
	WHERE h.id IN (SELECT home_id FROM person WHERE id = @person UNION SELECT home_id FROM admission WHERE person_id = @person)
	UNION ALL SELECT '/v1/organisations/' || h.key || '/people/' || l.person_id || '/logins/' || l.id
	FROM login l CROSS JOIN organisation h WHERE l.person_id = @person
	AND h.id IN (SELECT home_id FROM person WHERE id = @person UNION SELECT home_id FROM admission WHERE person_id = @person)
	UNION ALL SELECT '/v1/organisations/' || o.key || '/admissions/' || a.id
	FROM admission a JOIN organisation o ON o.id = a.organisation_id WHERE a.person_id = @person
	UNION ALL SELECT '/v1/organisations/' || o.key || '/employments/' || e.staff_key
	FROM employment e JOIN organisation o ON o.id = e.municipality_id WHERE e.person_id = @person
	UNION ALL SELECT '/v1/organisations/' || o.key || '/employments/' || e.staff_key || '/capacity/' || to_char(c.from_date, 'YYYY-MM-DD')
	FROM employment e JOIN organisation o ON o.id = e.municipality_id JOIN capacity c ON c.employment_id = e.id WHERE e.person_id = @person
	UNION ALL SELECT '/v1/organisations/' || o.key || '/offices/' || f.id
	FROM office f JOIN organisation o ON o.id = f.organisation_id WHERE f.person_id = @person
	UNION ALL SELECT '/v1/organisations/' || o.key || '/bodies/' || d.key || '/seats/' || s.id
	FROM seat s JOIN body d ON d.id = s.body_id JOIN organisation o ON o.id = d.organisation_id WHERE s.person_id = @person
	UNION ALL SELECT '/v1/organisations/' || o.key || '/substitutes/' || s.id
	FROM substitute s JOIN organisation o ON o.id = s.organisation_id WHERE @person IN (s.person_id, s.holder_id)
	UNION ALL SELECT '/v1/regions/' || r.key || '/cases/' || c.year || '-' || c.serial || '/disqualifications/' || o.key || '/' || d.number
	FROM disqualification d JOIN casefile c ON c.id = d.case_id JOIN organisation r ON r.id = c.region_id JOIN organisation o ON o.id = d.organisation_id
	WHERE d.person_id = @person
	UNION ALL SELECT '/v1/regions/' || r.key || '/cases/' || c.year || '-' || c.serial || '/resources/' || m.key || '/assignments/' || a.number
	FROM assignment a JOIN casefile c ON c.id = a.case_id JOIN organisation r ON r.id = c.region_id JOIN organisation m ON m.id = a.municipality_id
	WHERE a.person_id = @person`

// eventsOf are a person's events before one of them, the newest first.
func eventsOf(ctx context.Context, q pgdb.Querier, person string, before int64, limit int) ([]RecordEvent, error) {
	return pgdb.All[RecordEvent](ctx, q, "list a person's events", `
		WITH thing AS (`+things+`),
		found AS (
			(SELECT id FROM audit_event WHERE person_id = @person AND NOT copied AND id < @before ORDER BY id DESC LIMIT @limit)
			UNION (SELECT id FROM audit_event WHERE on_behalf_of = @person AND NOT copied AND id < @before ORDER BY id DESC LIMIT @limit)
			UNION (SELECT e.id FROM thing CROSS JOIN LATERAL (
				SELECT id FROM audit_event WHERE object = thing.object AND NOT copied AND id < @before ORDER BY id DESC LIMIT @limit) e))
		SELECT e.id, e.at, CASE WHEN e.person_id = @person THEN 'actor' WHEN e.on_behalf_of = @person THEN 'on_behalf' ELSE 'about' END AS role,
			e.organisation, e.act, e.object, CASE WHEN e.object IN (SELECT object FROM thing) THEN e.changes END AS changes
		FROM found JOIN audit_event e USING (id) ORDER BY e.id DESC LIMIT @limit`,
		pgx.StrictNamedArgs{"person": person, "before": before, "limit": limit})
}
