package template

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
)

// read reads the template that stands; until the region has set one, it is the
// program's own, in the language of whoever asks.
func read(ctx context.Context, q pgdb.Querier, ref KindRef, _ time.Time) (*TimelineTemplate, error) {
	t, err := pgdb.Pointer[TimelineTemplate](ctx, q, "find the template", `
		SELECT o.key AS region, $2 AS kind, t.milestones, coalesce(t.reason, '') AS reason, t.set_by::text AS set_by, t.set_at, coalesce(t.number, 0)::bigint AS revision
		FROM organisation o LEFT JOIN LATERAL (SELECT * FROM timeline_template WHERE region_id = o.id AND kind = $2 ORDER BY number DESC LIMIT 1) t ON true
		WHERE o.key = $1 AND o.kind = 'region'`, ref.Region, ref.Kind)
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	if t.Revision == 0 {
		t.Milestones = own(t.Kind, message.SpokenTo(ctx))
	}
	return t, nil
}

func insert(ctx context.Context, tx pgx.Tx, ref KindRef, in TimelineTemplateInput, w setting.Written) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO timeline_template (region_id, kind, number, milestones, reason, set_by, set_at)
		SELECT o.id, @kind, 1 + coalesce((SELECT max(number) FROM timeline_template WHERE region_id = o.id AND kind = @kind), 0), @milestones, @reason, @by, @now
		FROM organisation o WHERE o.key = @region`, pgx.StrictNamedArgs{
		"region": w.Region, "kind": ref.Kind, "milestones": in.Milestones, "reason": in.Reason, "by": w.By, "now": w.At,
	})
	if err != nil {
		return fmt.Errorf("insert the template: %w", err)
	}
	return nil
}
