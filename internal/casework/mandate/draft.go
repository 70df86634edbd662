package mandate

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
)

// Draft stores the next version of a case's mandate, whose content is
// normalised, with its trace (rule 3.1). It refuses participants other than the
// case's, and a second draft. The caller holds the lock of the case.
func Draft(ctx context.Context, tx pgx.Tx, actor authn.Actor, c *casefile.Case, in ContentInput, now time.Time) (number int, err error) {
	if err := in.Fits(c); err != nil {
		return 0, err
	}
	if number, err = insertDraft(ctx, tx, c, in, now); err != nil {
		return 0, err
	}
	drafted := Document{CaseID: c.ID, Region: c.Region, Case: c.Number, Number: number}
	return number, audit.Record(ctx, tx, drafted.Event(actor, DraftMandate.ID, now, audit.Difference(audit.Parts(nil, in.parts()))))
}

// Edit replaces the content of a draft by another that is normalised, with its
// trace (rule 3.2). It refuses what Draft refuses, a version that was
// submitted, and a tag that is missing or stale. The caller holds the lock of
// the case.
func Edit(ctx context.Context, tx pgx.Tx, actor authn.Actor, c *casefile.Case, number int, in ContentInput, now time.Time) error {
	v, err := Find(ctx, tx, c.ID, number)
	if err != nil {
		return err
	}
	if err := v.MustBeDraft(); err != nil {
		return err
	}
	if err := request.MustMatch(ctx, v.Revision); err != nil {
		return err
	}
	if err := in.Fits(c); err != nil {
		return err
	}
	if err := replaceContent(ctx, tx, c, v.Number, in); err != nil {
		return err
	}
	return audit.Record(ctx, tx, v.Event(actor, EditMandate.ID, now, audit.Difference(audit.Parts(v.Content().parts(), in.parts()))))
}

// parts are the members of the content that an edit can change, by name.
func (in ContentInput) parts() map[string]any {
	parts := map[string]any{"common": in.Common}
	for _, s := range in.Slices {
		parts["slices/"+s.Municipality] = s
	}
	return parts
}
