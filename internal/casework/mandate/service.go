package mandate

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// ErrDiffFrom refuses to compare a version with one that is not earlier.
var ErrDiffFrom = fault.New(fault.Invalid, "mandate.diff_from", "The versions cannot be compared",
	"A version is compared with an earlier version of the same case's mandate (rule 3.6).")

// Service compares versions, and keeps the rules of the regions' gates. Whatever
// shows how the municipalities stand to a version, and so every act on one, is
// the matter of package approval.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	rules  *setting.Service[setting.Ref, *RegionRule]
}

// New builds the service, and brings the drafting of a mandate to cases.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, cases *casefile.Service) *Service {
	cases.Learn(casefile.Lesson{Column: known, Note: learn})
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		refusal := c.Prepared()
		if refusal == nil && c.Drafting {
			refusal = ErrDraftExists
		}
		return []request.Action{DraftMandate.Offer(policy, actor, c.Ref(), refusal)}
	})
	return &Service{pool: pool, policy: policy, now: now, rules: setting.New(pool, policy, now, GateRule)}
}

// Diff compares a version with an earlier one, the one before if from is 0; the
// first with nothing, so that all of it is added.
func (s *Service) Diff(ctx context.Context, _ authn.Actor, ref DiffRef) (*VersionDiff, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*VersionDiff, error) {
		c, err := casefile.Load(ctx, q, ref.Ref.Ref)
		if err != nil {
			return nil, err
		}
		after, err := FindIn(ctx, q, c, ref.Version)
		if err != nil {
			return nil, err
		}
		before, err := earlier(ctx, q, after, ref.From)
		if err != nil {
			return nil, err
		}
		d := Compare(before, after)
		d.Self, d.Revision, d.Actions = showMandateDiff.Href(ref), after.Revision, []request.Action{}
		return d, nil
	})
}

// before is the version before another, drafts that were discarded left out; an
// empty one before the first.
func before(ctx context.Context, q pgdb.Querier, after *Document) (*Document, error) {
	all, err := Earlier(ctx, q, after.CaseID, after.Number)
	for _, v := range all {
		if v.State != StateDiscarded {
			return v, err
		}
	}
	return &Document{}, err
}

// earlier is the version to compare with. It refuses one that is not earlier.
func earlier(ctx context.Context, q pgdb.Querier, after *Document, from int) (*Document, error) {
	switch {
	case from >= after.Number:
		return nil, ErrDiffFrom
	case from > 0:
		return Find(ctx, q, after.CaseID, from)
	default:
		return before(ctx, q, after)
	}
}
