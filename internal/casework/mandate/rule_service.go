package mandate

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/platform/authn"
)

// SetRule sets a region's gate rule for the versions that are submitted from
// now on. A version that is open follows it if it is the tighter one, and keeps
// its own if not (rule 3.7). It refuses a rule that the region's municipalities
// can never meet.
func (s *Service) SetRule(ctx context.Context, actor authn.Actor, ref setting.Ref, in RuleInput) (*RegionRule, error) {
	rule, err := in.rule()
	if err != nil {
		return nil, err
	}
	return s.rules.Replace(ctx, actor, ref, func(tx pgx.Tx, before *RegionRule, w setting.Written) error {
		if err := rule.MustBeMeetable(before.Members); err != nil {
			return err
		}
		return insertRule(ctx, tx, rule, in.Reason, w)
	})
}
