package treatment

import (
	"context"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Turn is a treatment as whoever keeps a body's agenda sees it.
type Turn struct {
	Treatment int64 `db:"id"`
	CaseID    int64 `db:"case_id"`
	casefile.Ref
	Step     string     `db:"step"`
	Role     chain.Role `db:"role"`
	Prepares bool       `db:"prepares"`
	BodyID   int64      `db:"body_id"`
	Since    time.Time  `db:"since"`
	// Meeting is the planned meeting on whose agenda it stands; nil for none.
	Meeting *int64 `db:"meeting_id"`
}

const selectTurn = `
	SELECT t.id, t.case_id, r.key AS region, c.year || '-' || c.serial AS number, t.step, t.role, t.prepares, t.body_id, coalesce(t.turn_at, t.sent_at) AS since, t.meeting_id
	FROM treatment t JOIN casefile c ON c.id = t.case_id JOIN organisation r ON r.id = c.region_id `

// Awaiting are the treatments whose turn it is in bodies: what can be put on their
// agendas, or stands there. The cases of withdrawn ones, and those of municipalities that
// left, are not among them. One statement, however many bodies.
func Awaiting(ctx context.Context, q pgdb.Querier, bodyIDs []int64) ([]Turn, error) {
	return pgdb.All[Turn](ctx, q, "find what waits for bodies", selectTurn+`JOIN body b ON b.id = t.body_id
		WHERE t.body_id = ANY($1) AND t.turn_at IS NOT NULL AND t.ended_at IS NULL AND t.taken_back_at IS NULL AND c.state = '`+string(casefile.InTreatment)+`'
			AND (b.organisation_id = c.region_id OR EXISTS (
				SELECT FROM participant p WHERE p.case_id = c.id AND p.municipality_id = b.organisation_id AND p.left_at IS NULL OFFSET 0))
		ORDER BY t.body_id, t.turn_at, t.id`, bodyIDs)
}

// Find finds a treatment, and with it the case that is locked before anything is done to
// it.
func Find(ctx context.Context, q pgdb.Querier, id int64) (Turn, error) {
	t, err := pgdb.One[Turn](ctx, q, "find a treatment", selectTurn+`WHERE t.id = $1`, id)
	if err != nil {
		return t, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	return t, nil
}
