package treatment

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/due"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// CasePresentationInput is a municipality's own presentation of a case.
type CasePresentationInput struct {
	Text string `json:"text" minLength:"1" maxLength:"100000" example:"The strategy concerns the municipality's plans for industry at Kirkenær."`
	LaidDocumentsInput
}

// LaidDocumentsInput are the documents that are laid before a body with a text.
type LaidDocumentsInput struct {
	Documents []document.Pin `json:"documents,omitempty" maxItems:"50" doc:"Versions of documents of the case that lie before the body with it; each is fixed by its hash, and stays"`
}

// CaseRecommendationInput is what a chief executive recommends.
type CaseRecommendationInput struct {
	Items []chain.ResolutionItem `json:"items" minItems:"1" maxItems:"200" doc:"The recommendation, item by item, numbered in their order"`
	LaidDocumentsInput
}

// Present writes a municipality's own presentation of the case to its body (KL § 13-1).
func (s *Service) Present(ctx context.Context, actor authn.Actor, ref chain.Ref, in CasePresentationInput) (*chain.Treatment, error) {
	var c fault.Checks
	canon.RequiredText(&c, "/text", &in.Text)
	if err := c.Err(chain.ErrText); err != nil {
		return nil, err
	}
	return s.lays(ctx, actor, ref, writePresentation.ID, func(ch *casefile.Change, t *chain.Treatment) (audit.Changes, error) {
		was := t.Presentation
		if was.Says(in.Text, in.Documents) {
			return nil, nil
		}
		if err := mustReplace(ctx, t, was != nil); err != nil {
			return nil, err
		}
		fixed, err := document.Pinned(ctx, ch.Tx, ch.Case, "/documents", in.Documents)
		if err != nil {
			return nil, err
		}
		made := &chain.CasePresentation{Text: in.Text, Documents: chain.LaidDocuments(fixed), WrittenBy: ch.Actor.Person, WrittenFor: ch.Actor.For(), WrittenAt: ch.Now}
		if t.Presentation = made; was == nil {
			was = &chain.CasePresentation{}
		}
		return audit.Difference(audit.Changed("presentation", was.Text, made.Text), audit.Changed("documents", was.Documents, made.Documents)), nil
	})
}

// Recommend gives a chief executive's recommendation to a body of the municipality, item
// by item; it may differ from the proposed resolution of the region (KL § 13-1, rule 7.2).
func (s *Service) Recommend(ctx context.Context, actor authn.Actor, ref chain.Ref, in CaseRecommendationInput) (*chain.Treatment, error) {
	var c fault.Checks
	chain.TidyItems(&c, in.Items)
	if err := c.Err(chain.ErrText); err != nil {
		return nil, err
	}
	return s.lays(ctx, actor, ref, giveRecommendation.ID, func(ch *casefile.Change, t *chain.Treatment) (audit.Changes, error) {
		was := t.Recommendation
		if was.Says(in.Items, in.Documents) {
			return nil, nil
		}
		if err := mustReplace(ctx, t, was != nil); err != nil {
			return nil, err
		}
		fixed, err := document.Pinned(ctx, ch.Tx, ch.Case, "/documents", in.Documents)
		if err != nil {
			return nil, err
		}
		made := &chain.CaseRecommendation{Items: in.Items, Documents: chain.LaidDocuments(fixed), GivenBy: ch.Actor.Person, GivenFor: ch.Actor.For(), GivenAt: ch.Now}
		if t.Recommendation = made; was == nil {
			was = &chain.CaseRecommendation{}
		}
		return audit.Difference(audit.Changed("recommendation", was.Items, made.Items), audit.Changed("documents", was.Documents, made.Documents)), nil
	})
}

// mustReplace asks for the tag of a treatment in which a text is replaced.
func mustReplace(ctx context.Context, t *chain.Treatment, exists bool) error {
	if exists {
		return request.MustMatch(ctx, t.Revision)
	}
	return nil
}

// lays lays something before a body of a municipality until that is done. The same again
// changes nothing.
func (s *Service) lays(ctx context.Context, actor authn.Actor, ref chain.Ref, id string, lay func(*casefile.Change, *chain.Treatment) (audit.Changes, error)) (*chain.Treatment, error) {
	return s.onTreatment(ctx, actor, ref, id, func(ch *casefile.Change, _ *chain.Matter, t *chain.Treatment) (audit.Changes, error) {
		for _, refusal := range []error{ch.Case.In(casefile.InTreatment), t.MustBeMunicipal(), t.MustTake(), t.MustBeUndone()} {
			if refusal != nil {
				return nil, refusal
			}
		}
		changes, err := lay(ch, t)
		if err != nil || len(changes) == 0 {
			return nil, err
		}
		if err := reminder.Stop(ctx, ch.Tx, ch.Now, due.Ref(t, due.Papers), msgPapersLaid); err != nil {
			return nil, err
		}
		return changes, saveLaid(ctx, ch.Tx, t)
	})
}
