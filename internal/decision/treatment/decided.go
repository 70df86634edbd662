package treatment

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/pgdb"
)

// deciding finds treatments t that a body has decided: the last resolution of a round is
// the one that counts there, and the last round that ended with one that is final.
const deciding = `t.taken_back_at IS NULL AND EXISTS (
		SELECT FROM resolution r WHERE r.treatment_id = t.id AND r.outcome IN ('adopted', 'adopted_with_changes', 'rejected')
			AND NOT EXISTS (SELECT FROM resolution x WHERE x.treatment_id = r.treatment_id AND x.number > r.number
				AND (x.round = r.round OR x.outcome IN ('adopted', 'adopted_with_changes', 'rejected'))))`

// decidedCases teaches cases whether a body has decided them: then they can no longer be
// withdrawn (rule 2.2).
var decidedCases = casefile.Lesson{
	Column: `(SELECT 'true'::jsonb FROM treatment t WHERE t.case_id = c.id AND ` + deciding + ` LIMIT 1)`,
	Note: func(c *casefile.Case, _ []byte) error {
		c.Decided = c.Past == nil
		return nil
	},
}

// MustBeUndecided refuses to withdraw a case once a body has decided it (rule 2.2).
func MustBeUndecided(ctx context.Context, q pgdb.Querier, c *casefile.Case) error {
	course, err := load(ctx, q, c)
	if err != nil {
		return err
	}
	return course.MustBeUndecided()
}
