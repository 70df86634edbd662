package meeting

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
)

// LockCase locks the case that an item treats, for an act of its meeting. One that is
// not there is none that the body treats.
func (s *Service) LockCase(ctx context.Context, tx pgx.Tx, actor authn.Actor, ref casefile.Ref) (*casefile.Change, error) {
	c, err := casefile.Lock(ctx, tx, ref)
	if errors.Is(err, httpapi.ErrNotFound) {
		return nil, ErrNotTreated
	}
	if err != nil {
		return nil, err
	}
	return &casefile.Change{Tx: tx, Case: c, Actor: actor.In(c.ID), Now: c.Following(s.now())}, nil
}

// LockCaseOf is LockCase for an item that is there; nil for one that treats no case.
func (s *Service) LockCaseOf(ctx context.Context, tx pgx.Tx, actor authn.Actor, ref ItemRef) (*casefile.Change, error) {
	of, err := caseOf(ctx, tx, ref)
	if err != nil || of == nil {
		return nil, err
	}
	return s.LockCase(ctx, tx, actor, *of)
}

// ChairItem names who chairs an item (KL § 11-2).
func (s *Service) ChairItem(ctx context.Context, actor authn.Actor, ref ItemRef, in ItemChairInput) (*BodyMeeting, error) {
	return s.OnItem(ctx, actor, chairItem.Decl, ref, func(x *Sitting, item *AgendaItem) error {
		if err := x.Meeting.MustBeInRecord(); err != nil {
			return err
		}
		before := value(item.Chair)
		if err := x.Meeting.chairItem(item, in.Chair, x.Meeting.LastMoment(x.Now)); err != nil {
			return err
		}
		if before == in.Chair {
			return nil
		}
		x.Note(message.Text{}, audit.Changes{"chair": {Old: before, New: in.Chair}})
		return x.SaveItems(ctx, item)
	})
}

// LeaveItem records who left an item, disqualified or exempted, and who took the seats
// (KL §§ 11-10, 11-11).
func (s *Service) LeaveItem(ctx context.Context, actor authn.Actor, ref ItemRef, in ItemLeavesInput) (*BodyMeeting, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.OnItem(ctx, actor, leaveItem.Decl, ref, func(x *Sitting, item *AgendaItem) error {
		if err := x.Meeting.MustBeInRecord(); err != nil {
			return err
		}
		at, err := x.Meeting.Moment(in.At, x.Now)
		if err != nil {
			return err
		}
		before := len(item.Leaves)
		if err := x.Meeting.LeaveItem(item, in, at); err != nil {
			return err
		}
		x.Note(msgLeft.With(item.Number, len(item.Leaves)), audit.Changes{"leaves": {Old: before, New: item.leavers()}})
		if err := saveLeaves(ctx, x.Tx, item); err != nil {
			return err
		}
		return x.SaveItems(ctx, item)
	})
}

func (i *AgendaItem) leavers() []string {
	all := make([]string, len(i.Leaves))
	for n, l := range i.Leaves {
		all[n] = l.Person
	}
	return all
}
