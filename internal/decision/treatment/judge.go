package treatment

import (
	"context"
	"errors"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
)

// lay finds the version of the proposed resolution that lay before the body: the newest,
// unless another is named, which must be the case's (rule 8.1). Minutes that are a document
// of the case are fixed by their version and hash.
func (*Service) lay(ctx context.Context, ch *casefile.Change, r *chain.Resolution) error {
	if m := r.Minutes; m != nil && m.Document != 0 {
		if _, err := document.Pinned(ctx, ch.Tx, ch.Case, "/minutes", []document.Pin{{Document: m.Document, Version: m.Version, SHA256: m.SHA256}}); err != nil {
			return err
		}
	}
	if r.Proposal == nil {
		proposed, err := newest(ctx, ch.Tx, ch.Case)
		r.Proposal = proposed
		return err
	}
	return mustBeProposed(ctx, ch.Tx, ch.Case, r.Proposal)
}

// newest is the newest version of a case's proposed resolution; nil where it has none.
func newest(ctx context.Context, q pgdb.Querier, c *casefile.Case) (*chain.LaidProposal, error) {
	v, err := proposal.Newest(ctx, q, c.ID)
	if err != nil || v == nil {
		return nil, err
	}
	return &chain.LaidProposal{Version: v.Number, SHA256: v.Hash}, nil
}

// mustBeProposed refuses a version that the case does not have, or a hash that is not its.
func mustBeProposed(ctx context.Context, q pgdb.Querier, c *casefile.Case, named *chain.LaidProposal) error {
	v, err := proposal.Find(ctx, q, c.ID, named.Version)
	if err != nil && !errors.Is(err, httpapi.ErrNotFound) {
		return err
	}
	if err != nil || v.Hash != named.SHA256 {
		return chain.ErrProposalVersion.On("/proposal", msgNoVersion.With(named.Version))
	}
	return nil
}
