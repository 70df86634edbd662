package council

import (
	"context"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/pgdb"
)

// KindOf finds what kind of body a municipality's body is, "" for one that there
// is not.
func KindOf(ctx context.Context, q pgdb.Querier, municipality int64, body string) (string, error) {
	return pgdb.One[string](ctx, q, "find the council", `SELECT coalesce((SELECT kind FROM body WHERE organisation_id = $1 AND key = $2), '')`, municipality, body)
}

// DisqualifiedChief finds who holds the office of chief executive and is
// disqualified in the case at a moment, "" for nobody.
func DisqualifiedChief(ctx context.Context, q pgdb.Querier, c *casefile.Case, p *casefile.Participant, at time.Time) (string, error) {
	return pgdb.One[string](ctx, q, "look for a disqualified chief executive", `
		SELECT coalesce((
			SELECT f.person_id::text FROM held_office($3) f JOIN barred d ON d.person_id = f.person_id AND (d.organisation_id IS NULL OR d.organisation_id = f.organisation_id)
			WHERE f.organisation_id = $1 AND f.kind = '`+office.ChiefExecutive+`'
				AND d.case_id = $2 AND d.from_at <= $3 AND (d.to_at IS NULL OR d.to_at > $3)), '')`,
		p.ID, c.ID, at)
}
