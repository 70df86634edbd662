package convening

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

const selectDemand = `
	SELECT d.id, d.body_id, o.key AS organisation, b.key AS body, b.name AS body_name, d.matter, d.demanded_on, d.size, d.meeting_id, d.withdrawn_at, d.withdrawn_why,
		d.recorded_by::text AS recorded_by, d.recorded_for::text AS recorded_for, d.recorded_at, d.revision,
		(SELECT coalesce(jsonb_agg(jsonb_build_object('person', p.id, 'name', p.name) ORDER BY p.name, p.id), '[]')
			FROM meeting_demand_member x JOIN person p ON p.id = x.person_id WHERE x.demand_id = d.id) AS members
	FROM meeting_demand d JOIN body b ON b.id = d.body_id JOIN organisation o ON o.id = b.organisation_id `

// settleAll finds what became of demands, by the meetings that answer them: one statement,
// however many.
func settleAll(ctx context.Context, q pgdb.Querier, all []*MeetingDemand) error {
	ids := []int64{}
	for _, d := range all {
		if d.Meeting != nil {
			ids = append(ids, *d.Meeting)
		}
	}
	meetings, err := meetingcalendar.ByID(ctx, q, ids)
	for _, d := range all {
		d.settle(d.Meeting != nil && meetings[*d.Meeting].State == meetingcalendar.Cancelled)
	}
	return err
}

// find finds a demand, locked by how.
func find(ctx context.Context, q pgdb.Querier, ref Ref, how string) (*MeetingDemand, error) {
	d, err := pgdb.Pointer[MeetingDemand](ctx, q, "find a demand", selectDemand+`WHERE o.key = $1 AND b.key = $2 AND d.id = $3`+how, ref.Organisation, ref.Key, ref.Demand)
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	return d, settleAll(ctx, q, []*MeetingDemand{d})
}

// list lists the demands of a body, the newest first.
func list(ctx context.Context, q pgdb.Querier, body int64, p request.Page) (request.List[*MeetingDemand], error) {
	before := int64(1) << 62
	if err := p.After(&before); err != nil {
		return request.List[*MeetingDemand]{}, err
	}
	found, err := pgdb.Pointers[MeetingDemand](ctx, q, "list demands", selectDemand+`WHERE d.body_id = $1 AND d.id < $2 ORDER BY d.id DESC LIMIT $3`, body, before, p.Limit+1)
	if err != nil {
		return request.List[*MeetingDemand]{}, err
	}
	return request.Cut(found, p, func(d *MeetingDemand) any { return d.ID }), settleAll(ctx, q, found)
}

// mostWaiting is how many demands wait for one person at most, as tasks.
const mostWaiting = "500"

// waiting are the demands in organisations that no meeting answers.
func waiting(ctx context.Context, q pgdb.Querier, organisations []string) ([]*MeetingDemand, error) {
	found, err := pgdb.Pointers[MeetingDemand](ctx, q, "find demands that wait", selectDemand+`
		WHERE o.key = ANY($1) AND d.withdrawn_at IS NULL ORDER BY d.id LIMIT `+mostWaiting, organisations)
	if err != nil {
		return nil, err
	}
	return found, settleAll(ctx, q, found)
}

func insert(ctx context.Context, tx pgx.Tx, d *MeetingDemand) error {
	people := make([]string, len(d.Members))
	for i, m := range d.Members {
		people[i] = m.Person
	}
	err := tx.QueryRow(ctx, `
		WITH made AS (
			INSERT INTO meeting_demand (body_id, demanded_on, matter, size, recorded_by, recorded_for, recorded_at)
			VALUES (@body, @on, @matter, @size, @by, @for, @at) RETURNING id),
		named AS (INSERT INTO meeting_demand_member (demand_id, person_id) SELECT made.id, x.person FROM made, unnest(@people::uuid[]) AS x(person))
		SELECT id FROM made`, pgx.StrictNamedArgs{
		"body": d.BodyID, "on": d.DemandedOn, "matter": d.Matter, "size": d.Size, "by": d.RecordedBy, "for": d.RecordedFor, "at": d.RecordedAt, "people": people,
	}).Scan(&d.ID)
	if err != nil {
		return fmt.Errorf("insert a demand: %w", err)
	}
	return nil
}

// save stores what became of a demand.
func save(ctx context.Context, tx pgx.Tx, d *MeetingDemand) error {
	err := tx.QueryRow(ctx, `
		UPDATE meeting_demand SET meeting_id = $2, withdrawn_at = $3, withdrawn_why = $4, revision = revision + 1 WHERE id = $1 RETURNING revision`,
		d.ID, d.Meeting, d.WithdrawnAt, d.WithdrawnWhy).Scan(&d.Revision)
	if err != nil {
		return fmt.Errorf("save a demand: %w", err)
	}
	return nil
}
