package rival

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// together is how many records are created by one request.
const together = 500

// content is a case as the service answers with it, without what it works out for its
// caller.
const content = `
	SELECT r.key AS region, c.year || '-' || c.serial AS number, jsonb_build_object(
		'id', 'case' || lpad(c.id::text, 11, '0'), 'region', r.key, 'number', c.year || '-' || c.serial, 'year', c.year, 'serial', c.serial,
		'title', c.title, 'summary', c.summary, 'kind', c.kind, 'state', c.state, 'principal', c.principal, 'statutory_plan', c.statutory_plan,
		'publicity', c.publicity, 'legal_basis', c.legal_basis, 'exempt_until', c.exempt_until, 'shielded_title', c.shielded_title,
		'responsible', c.responsible_id, 'withdrawn_why', c.withdrawn_why, 'created_at', c.created_at, 'opened_at', c.opened_at,
		'started_at', c.started_at, 'withdrawn_at', c.withdrawn_at, 'modified_at', c.modified_at,
		'participants', coalesce((SELECT jsonb_agg(jsonb_build_object('municipality', m.key, 'name', m.name, 'joined_at', p.joined_at, 'left_at', p.left_at,
			'earlier', '[]'::jsonb) ORDER BY m.key) FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id), '[]'),
		'references', coalesce((SELECT jsonb_agg(jsonb_build_object('organisation', o.key, 'case_number', f.case_number, 'archive_number', f.archive_number) ORDER BY o.key)
			FROM case_reference f JOIN organisation o ON o.id = f.organisation_id WHERE f.case_id = c.id), '[]'),
		'links', coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.serial, 'title', l.title, 'address', l.address, 'kind', l.kind, 'added_at', l.added_at) ORDER BY l.serial)
			FROM case_link l WHERE l.case_id = c.id AND l.removed_at IS NULL), '[]'),
		'decisions', coalesce((SELECT jsonb_agg(jsonb_build_object('id', d.serial, 'organisation', o.key, 'body', b.key, 'body_name', b.name, 'date', d.decided_on,
			'case_number', d.case_number, 'subject', d.subject, 'recorded_at', d.recorded_at, 'withdrawn_at', d.withdrawn_at) ORDER BY d.serial)
			FROM case_decision d JOIN body b ON b.id = d.body_id JOIN organisation o ON o.id = b.organisation_id WHERE d.case_id = c.id), '[]'))::text AS body
	FROM casefile c JOIN organisation r ON r.id = c.region_id ORDER BY c.id`

// row is a case as it is read from the database.
type row struct {
	Region, Number, Body string
}

// request is one creation in a batch.
type request struct {
	Method string          `json:"method"`
	URL    string          `json:"url"`
	Body   json.RawMessage `json:"body"`
}

// fill creates a record for each case.
func (r *Rival) fill(ctx context.Context, pool *pgxpool.Pool) error {
	rows, err := pool.Query(ctx, content)
	if err != nil {
		return fmt.Errorf("read the cases: %w", err)
	}
	var batch []request
	var c row
	_, err = pgx.ForEachRow(rows, []any{&c.Region, &c.Number, &c.Body}, func() error {
		var id struct{ ID string }
		if err := json.Unmarshal([]byte(c.Body), &id); err != nil {
			return err
		}
		r.IDs[[2]string{c.Region, c.Number}] = id.ID
		if batch = append(batch, request{"POST", records, json.RawMessage(c.Body)}); len(batch) < together {
			return nil
		}
		defer func() { batch = batch[:0] }()
		return r.send(ctx, batch)
	})
	if err == nil {
		err = rows.Err()
	}
	if err == nil && len(batch) > 0 {
		err = r.send(ctx, batch)
	}
	if err != nil {
		return fmt.Errorf("fill PocketBase: %w", err)
	}
	return nil
}

func (r *Rival) send(ctx context.Context, batch []request) error {
	_, err := r.ask(ctx, "POST", "/api/batch", map[string]any{"requests": batch})
	return err
}
