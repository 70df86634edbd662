package mandate

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
)

// Draft stores the next version of a case's mandate, whose content is
// normalised, with its trace (rule 3.1). It refuses participants other than the
// case's, and a second draft.
func Draft(ctx context.Context, ch *casefile.Change, in ContentInput) (number int, err error) {
	c := ch.Case
	if err := in.MustFit(c); err != nil {
		return 0, err
	}
	if number, err = insertDraft(ctx, ch.Tx, c, in, ch.Now); err != nil {
		return 0, err
	}
	drafted := Document{CaseID: c.ID, Region: c.Region, Case: c.Number, Number: number}
	ch.Record(drafted.Event(DraftMandate.ID, audit.Difference(audit.Parts(nil, in.parts()))))
	return number, nil
}

// Edit replaces the content of a draft by another that is normalised, with its
// trace (rule 3.2). It refuses what Draft refuses, a version that was
// submitted, and a tag that is missing or stale.
func Edit(ctx context.Context, ch *casefile.Change, number int, in ContentInput) error {
	c := ch.Case
	v, err := Find(ctx, ch.Tx, c.ID, number)
	if err != nil {
		return err
	}
	if err := v.MustBeDraft(); err != nil {
		return err
	}
	if err := request.MustMatch(ctx, v.Revision); err != nil {
		return err
	}
	if err := in.MustFit(c); err != nil {
		return err
	}
	if err := replaceContent(ctx, ch.Tx, c, v.Number, in); err != nil {
		return err
	}
	ch.Record(v.Event(EditMandate.ID, audit.Difference(audit.Parts(v.Content().parts(), in.parts()))))
	return nil
}

// Discard gives up a draft, with its trace: nobody was told of it, and nothing
// follows from it. Its number is not used again (rules 3.3, 9.5). It refuses a
// version that was submitted, which is withdrawn instead.
func Discard(ctx context.Context, ch *casefile.Change, number int, why string) error {
	v, err := Find(ctx, ch.Tx, ch.Case.ID, number)
	if err != nil {
		return err
	}
	if err := v.MustBeDraft(); err != nil {
		return err
	}
	if err := request.Match(ctx, v.Revision); err != nil {
		return err
	}
	v.State, v.ClosedAt, v.ClosedWhy = StateDiscarded, &ch.Now, message.Verbatim(why)
	ch.Record(v.Event(DiscardMandate.ID, audit.Changes{"state": {Old: StateDraft, New: v.State}, "closed_why": {New: why}}))
	return SaveState(ctx, ch.Tx, v)
}

// parts are the members of the content that an edit can change, by name.
func (in ContentInput) parts() map[string]any {
	parts := map[string]any{"common": in.Common}
	for _, s := range in.Slices {
		parts["slices/"+s.Municipality] = s
	}
	return parts
}
