package subject

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
)

// RecordEvent is an event of the record of changes (rule 9.1), for the person
// whom it concerns. It names nobody else; what changed is told of their own
// things alone, since they may no longer read the others.
type RecordEvent struct {
	ID           int64           `json:"id" db:"id" doc:"Running number of the event"`
	At           time.Time       `json:"at" db:"at"`
	As           string          `json:"as" db:"role" enum:"actor,on_behalf,about" doc:"actor: the person acted; on_behalf: a substitute did for them; about: somebody else acted on what is held of them"`
	Organisation string          `json:"organisation" db:"organisation" example:"3417" doc:"The organisation in which the actor acted"`
	Act          string          `json:"act" db:"act" example:"set-capacity" doc:"What was done: the identifier of the operation"`
	Object       string          `json:"object" db:"object" example:"/v1/organisations/3417/employments/plan-07/capacity/2024-08-01" doc:"The address of what was acted on"`
	Changes      json.RawMessage `json:"changes,omitempty" db:"changes" doc:"What changed: old and new value by member; left out where the object is not of the person"`
}

// things are the addresses of what is held of a person, as events name them:
// their record, employments, offices, seats, substitutes, disqualifications and
// assignments. Those to whom the person is a deputy are not theirs.
const things = `
	SELECT '/v1/organisations/' || h.key || '/people/' || p.id || part.path AS object
	FROM person p JOIN organisation h ON h.id = p.home_id CROSS JOIN (VALUES (''), ('/login')) part (path) WHERE p.id = @person
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

// Events lists the events that concern the caller, the newest first, each found
// by an index however long the record of changes is (rules 4.6, 9.1).
func (s *Service) Events(ctx context.Context, actor authn.Actor, p request.Page) (request.List[RecordEvent], error) {
	before := int64(math.MaxInt64)
	if err := p.After(&before); err != nil {
		return request.List[RecordEvent]{}, err
	}
	rows, err := s.pool.Query(ctx, `
		WITH thing AS (`+things+`),
		found AS (
			(SELECT id FROM audit_event WHERE person_id = @person AND id < @before ORDER BY id DESC LIMIT @limit)
			UNION (SELECT id FROM audit_event WHERE on_behalf_of = @person AND id < @before ORDER BY id DESC LIMIT @limit)
			UNION (SELECT e.id FROM thing CROSS JOIN LATERAL (
				SELECT id FROM audit_event WHERE object = thing.object AND id < @before ORDER BY id DESC LIMIT @limit) e))
		SELECT e.id, e.at, CASE WHEN e.person_id = @person THEN 'actor' WHEN e.on_behalf_of = @person THEN 'on_behalf' ELSE 'about' END AS role,
			e.organisation, e.act, e.object, CASE WHEN e.object IN (SELECT object FROM thing) THEN e.changes END AS changes
		FROM found JOIN audit_event e USING (id) ORDER BY e.id DESC LIMIT @limit`,
		pgx.StrictNamedArgs{"person": actor.Person, "before": before, "limit": p.Limit + 1})
	if err != nil {
		return request.List[RecordEvent]{}, fmt.Errorf("list a person's events: %w", err)
	}
	events, err := pgx.CollectRows(rows, pgx.RowToStructByName[RecordEvent])
	if err != nil {
		return request.List[RecordEvent]{}, fmt.Errorf("read a person's events: %w", err)
	}
	return request.Cut(events, p, func(e RecordEvent) any { return e.ID }), nil
}
