package floor

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// columns are a case with its parts: each kind of part is an array of rows, which
// come in binary, in the one statement.
const columns = `
	r.key AS region, c.year || '-' || c.serial AS number, c.title, c.summary, c.kind, c.state,
	c.principal, c.statutory_plan, c.publicity, c.legal_basis, c.exempt_until, c.shielded_title, c.responsible_id::text AS responsible,
	(SELECT p.year || '-' || p.serial FROM casefile p WHERE p.id = c.predecessor_id) AS predecessor,
	c.withdrawn_why, c.closed_why, c.created_at, c.opened_at, c.started_at, c.withdrawn_at, c.closed_at, c.modified_at, c.year, c.serial, c.revision,
	array(SELECT ROW(m.key, m.name, p.joined_at, p.joined_why, p.left_at, p.left_why,
			array(SELECT ROW(e.joined_at, e.joined_why, e.left_at, e.left_why) FROM participant_past e
				WHERE e.case_id = p.case_id AND e.municipality_id = p.municipality_id ORDER BY e.joined_at),
			array(SELECT s.key FROM successor s WHERE s.organisation_id = m.id ORDER BY s.key))
		FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id ORDER BY m.key) AS participants,
	array(SELECT ROW(o.key, f.case_number, f.archive_number)
		FROM case_reference f JOIN organisation o ON o.id = f.organisation_id WHERE f.case_id = c.id ORDER BY o.key) AS refs,
	array(SELECT ROW(l.serial, l.mandate_version, l.title, l.address, l.kind, l.added_at)
		FROM case_link l WHERE l.case_id = c.id AND l.removed_at IS NULL ORDER BY l.serial) AS links,
	array(SELECT ROW(d.serial, o.key, b.key, b.name, d.decided_on, d.case_number, d.subject, d.item, d.recorded_at, d.withdrawn_at, d.withdrawn_why)
		FROM case_decision d JOIN body b ON b.id = d.body_id JOIN organisation o ON o.id = b.organisation_id
		WHERE d.case_id = c.id ORDER BY d.serial) AS decisions`

const oneCase = `SELECT ` + columns + ` FROM casefile c JOIN organisation r ON r.id = c.region_id WHERE r.key = $1 AND c.year = $2 AND c.serial = $3`

// find reads one case.
func find(ctx context.Context, pool *pgxpool.Pool, region string, year, serial int) (*record, error) {
	rows, err := pool.Query(ctx, oneCase, region, year, serial)
	if err != nil {
		return nil, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[record])
}

// question is what a list is narrowed to. Whose cases they are stands in Mine: all
// of the region's, or those in which a municipality takes part.
type question struct {
	Region        string `path:"region"`
	Mine          string `query:"mine" doc:"all, or a municipality's number"`
	Open          bool   `query:"open" doc:"only public ones"`
	State         string `query:"state"`
	Kind          string `query:"kind"`
	Publicity     string `query:"publicity"`
	Municipality  string `query:"municipality"`
	Text          string `query:"q"`
	ModifiedSince string `query:"modified_since"`
	From          string `query:"created_from"`
	To            string `query:"created_to"`
	Shape         string `query:"shape"`
}

// list reads a page of 50 cases, the newest first, and knows by a 51st whether more
// follow. Only the conditions that were asked for stand in the statement.
func list(ctx context.Context, pool *pgxpool.Pool, q question) ([]*record, error) {
	args := []any{q.Region}
	where := []string{`c.region_id = (SELECT id FROM organisation WHERE key = $1)`}
	ask := func(value, condition string) {
		if value != "" {
			args = append(args, value)
			where = append(where, fmt.Sprintf(condition, len(args)))
		}
	}
	if q.Mine != "all" {
		ask(q.Mine, `EXISTS (SELECT FROM participant p WHERE p.case_id = c.id AND p.municipality_id = (SELECT id FROM organisation WHERE key = $%d) AND p.left_at IS NULL OFFSET 0)`)
	}
	if q.Open {
		where = append(where, `NOT (c.publicity = 'exempt' AND coalesce(c.exempt_until >= current_date, true))`)
	}
	ask(q.State, `c.state = $%d`)
	ask(q.Kind, `c.kind = $%d`)
	ask(q.Publicity, `c.publicity = $%d`)
	ask(q.Municipality, `EXISTS (SELECT FROM participant p WHERE p.case_id = c.id AND p.municipality_id = (SELECT id FROM organisation WHERE key = $%d) OFFSET 0)`)
	ask(q.Text, `c.searched @@ websearch_to_tsquery('norwegian', $%d)`)
	ask(q.ModifiedSince, `c.modified_at >= $%d::text::timestamptz`)
	ask(q.From, `c.created_at >= $%d::text::timestamptz`)
	ask(q.To, `c.created_at < $%d::text::timestamptz`)
	rows, err := pool.Query(ctx, `
		SELECT `+columns+` FROM (
			SELECT c.* FROM casefile c WHERE `+strings.Join(where, ` AND `)+` ORDER BY c.year DESC, c.serial DESC LIMIT 51) c
		JOIN organisation r ON r.id = c.region_id ORDER BY c.year DESC, c.serial DESC`, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[record])
}
