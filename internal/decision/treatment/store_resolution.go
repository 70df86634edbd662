package treatment

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

const resolutionColumns = `
	r.id, r.treatment_id, r.number, r.round, r.outcome, r.decided_on, r.case_number, r.hash, r.counts, r.objections, r.minority_proposals, r.statements, r.proposal, r.minutes,
	r.deferred_to, r.refer_to, r.reason, r.made_here, r.meeting_id, r.sentences, r.contestable_until, r.recorded_by::text AS recorded_by, r.recorded_for::text AS recorded_for,
	r.recorded_at, r.superseded_at,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('number', i.number, 'text', i.text) ORDER BY i.number), '[]') FROM resolution_item i WHERE i.resolution_id = r.id) AS items`

// insertResolution stores a resolution in the place of the one that stood, which is kept.
func insertResolution(ctx context.Context, tx pgx.Tx, r *chain.Resolution) error {
	if _, err := tx.Exec(ctx, `UPDATE resolution SET superseded_at = $2 WHERE treatment_id = $1 AND superseded_at IS NULL`, r.TreatmentID, r.RecordedAt); err != nil {
		return fmt.Errorf("supersede a resolution: %w", err)
	}
	id, err := pgdb.One[int64](ctx, tx, "store a resolution", `
		INSERT INTO resolution (treatment_id, number, round, outcome, decided_on, case_number, hash, counts, objections, minority_proposals, statements, proposal, minutes,
			deferred_to, refer_to, reason, made_here, meeting_id, sentences, contestable_until, recorded_by, recorded_for, recorded_at)
		VALUES (@treatment, @number, @round, @outcome, @on, @case_number, @hash, @counts, @objections, @minority, @statements, @proposal, @minutes,
			@deferred, @refer, @reason, @here, @meeting, @said, @contestable, @by, @for, @at) RETURNING id`, pgx.StrictNamedArgs{
		"treatment": r.TreatmentID, "number": r.Number, "round": r.Round, "outcome": r.Outcome, "on": r.Date, "case_number": r.CaseNumber, "hash": r.Hash, "counts": r.Counts,
		"objections": list(r.Objections), "minority": list(r.MinorityProposals), "statements": list(r.Statements), "proposal": r.Proposal, "minutes": r.Minutes,
		"deferred": r.DeferredTo, "refer": r.ReferTo, "reason": r.Reason, "here": r.Here, "meeting": r.Meeting, "said": list(r.Said), "contestable": r.Contestable,
		"by": r.RecordedBy, "for": r.RecordedFor, "at": r.RecordedAt,
	})
	if err != nil {
		return err
	}
	r.ID = id
	_, err = tx.Exec(ctx, `
		INSERT INTO resolution_item (resolution_id, number, text) SELECT $1, x.number, x.text FROM jsonb_to_recordset($2) AS x(number int, text text)`, id, list(r.Items))
	if err != nil {
		return fmt.Errorf("store the items of a resolution: %w", err)
	}
	return nil
}

// membersOn is how many municipalities belong to a region on a day.
func membersOn(ctx context.Context, q pgdb.Querier, region string, on workday.Date) (int, error) {
	return pgdb.One[int](ctx, q, "count the municipalities of a region", `
		SELECT count(*) FROM organisation r CROSS JOIN LATERAL (SELECT FROM member_on($2) m WHERE m.region_id = r.id OFFSET 0) m WHERE r.key = $1`, region, on)
}

// list is a list that is never null.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// number is the identifier in a path; 0 where it is none.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// readTemplate reads the template that stands for a kind of case; until the region has
// set one, it is the usual plan, in the language of whoever asks.
func readTemplate(ctx context.Context, q pgdb.Querier, ref KindRef, _ time.Time) (*TreatmentTemplate, error) {
	t, err := pgdb.Pointer[TreatmentTemplate](ctx, q, "find the template of a treatment", `
		SELECT o.key AS region, $2 AS kind, t.steps, coalesce(t.reason, '') AS reason, t.set_by::text AS set_by, t.set_at, coalesce(t.number, 0)::bigint AS revision
		FROM organisation o LEFT JOIN LATERAL (SELECT * FROM treatment_template WHERE region_id = o.id AND kind = $2 ORDER BY number DESC LIMIT 1) t ON true
		WHERE o.key = $1 AND o.kind = 'region'`, ref.Region, ref.Kind)
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	if t.Revision == 0 {
		t.Steps = chain.Usual(t.Kind)
	}
	t.Steps = chain.Named(t.Steps)
	return t, nil
}

func insertTemplate(ctx context.Context, tx pgx.Tx, kind string, made []chain.PlanStep, reason string, w setting.Written) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO treatment_template (region_id, kind, number, steps, reason, set_by, set_at)
		SELECT o.id, @kind, 1 + coalesce((SELECT max(number) FROM treatment_template WHERE region_id = o.id AND kind = @kind), 0), @steps, @reason, @by, @now
		FROM organisation o WHERE o.key = @region`, pgx.StrictNamedArgs{
		"region": w.Region, "kind": kind, "steps": chain.Bare(made), "reason": reason, "by": w.By, "now": w.At,
	})
	if err != nil {
		return fmt.Errorf("insert the template of a treatment: %w", err)
	}
	return nil
}
