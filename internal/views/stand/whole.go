package stand

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrLastTwo refuses to leave a case with one municipality.
var ErrLastTwo = fault.New(fault.Conflict, "case.too_few_participants", "Too few would remain",
	"At least two municipalities take part in a case (rule 1.1). Withdraw the case instead.")

// Withdraw ends a case with all its consequences, in one transaction
// (rule 2.2).
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref casefile.Ref, in ReasonInput) (*casefile.Case, error) {
	return s.onCase(ctx, actor, ref, withdrawCase.ID, in.Reason, func(ch *casefile.Change, why string) (audit.Changes, error) {
		c := ch.Case
		before := c.State
		if err := c.Withdraw(why, ch.Now); err != nil {
			return nil, err
		}
		if err := treatment.MustBeUndecided(ctx, ch.Tx, c); err != nil {
			return nil, err
		}
		people, err := concerned(ctx, ch)
		if err != nil {
			return nil, err
		}
		if err := casefile.SetState(ctx, ch.Tx, c); err != nil {
			return nil, err
		}
		if err := approval.WithdrawOpen(ctx, ch, message.Verbatim(why)); err != nil {
			return nil, err
		}
		if err := staffing.EndAll(ctx, ch, "", message.Verbatim(why)); err != nil {
			return nil, err
		}
		if err := reminder.StopCase(ctx, ch.Tx, ch.Now, c.ID, "", msgCaseWithdrawn); err != nil {
			return nil, err
		}
		if err := s.notices.Post(ctx, ch.Tx, letters(c, people, noticeCaseWithdrawn, "withdrawn", "", why)); err != nil {
			return nil, err
		}
		return audit.Changes{"state": {Old: before, New: c.State}, "reason": {New: why}}, nil
	})
}

// letters are those to people, one each for a source.
func letters(c *casefile.Case, people []authority.Contact, kind notice.Kind, source, municipality, why string) []notice.Notice {
	all := make([]notice.Notice, 0, len(people))
	for _, p := range people {
		all = append(all, notice.Notice{
			Source: fmt.Sprintf("case:%d:%s", c.ID, source), Person: p.Person, Address: p.Address, AddressOf: p.AddressOf, Kind: kind, Case: c.ID,
			Params: map[string]string{
				"region": c.Region, "case_number": c.Number, "case_title": c.Title, "municipality": municipality, "reason": why, "path": c.Ref().Path(),
			},
		})
	}
	return all
}

// concerned are those who have a part in the case: the secretariat, the chief
// executives and administrators of the participants, the responsible officer,
// and the people named.
func concerned(ctx context.Context, ch *casefile.Change) ([]authority.Contact, error) {
	c := ch.Case
	asked := []authority.Post{{Organisation: c.Region, Office: office.Secretariat}}
	for _, p := range c.Parties() {
		asked = append(asked, authority.Post{Organisation: p.Number, Office: office.ChiefExecutive},
			authority.Post{Organisation: p.Number, Office: office.Administrator})
	}
	held, err := authority.Reach(ctx, ch.Tx, ch.Now, authority.Calls(c.ID, "", asked...))
	if err != nil {
		return nil, err
	}
	named, err := staffing.Concerned(ctx, ch.Tx, c.ID, workday.Today(ch.Now))
	if err != nil {
		return nil, err
	}
	var people []authority.Contact
	for _, answering := range held {
		people = append(people, answering.All()...)
	}
	if c.Responsible != nil {
		named = append(named, *c.Responsible)
	}
	for _, id := range named {
		people = append(people, authority.Contact{Person: id})
	}
	slices.SortFunc(people, func(a, b authority.Contact) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(b.Address, a.Address))
	})
	return slices.CompactFunc(people, func(a, b authority.Contact) bool { return a.Person == b.Person }), nil
}

// Join adds a municipality of the region to a case (rules 1.1, 3.7).
func (s *Service) Join(ctx context.Context, actor authn.Actor, ref casefile.Ref, in JoinInput) (*casefile.Case, error) {
	return s.onCase(ctx, actor, ref, addParticipant.ID, in.Reason, func(ch *casefile.Change, why string) (audit.Changes, error) {
		c := ch.Case
		if err := mustTakeJoiners(c); err != nil {
			return nil, err
		}
		if _, err := c.Party(in.Municipality); err == nil {
			return nil, casefile.ErrAlreadyParty
		}
		ids, err := casefile.MemberIDs(ctx, ch.Tx, c.Region, []string{in.Municipality}, workday.Today(ch.Now), "/municipality")
		if err != nil {
			return nil, err
		}
		people, err := concerned(ctx, ch)
		if err != nil {
			return nil, err
		}
		open, err := approval.Open(ctx, ch.Tx, c.ID)
		if err != nil {
			return nil, err
		}
		if err := casefile.AddParticipants(ctx, ch.Tx, c.ID, ids, why, ch.Now); err != nil {
			return nil, err
		}
		if err := approval.WithdrawOpen(ctx, ch, message.Verbatim(why)); err != nil {
			return nil, err
		}
		joined, err := casefile.Load(ctx, ch.Tx, c.Ref())
		if err != nil {
			return nil, err
		}
		if err := timeline.Join(ctx, ch.Tx, ch.Now, joined, in.Municipality); err != nil {
			return nil, err
		}
		if err := s.treatments.Join(ctx, ch, joined, in.Municipality); err != nil {
			return nil, err
		}
		changes := audit.Changes{"participants": {New: in.Municipality}, "reason": {New: why}}
		if open == nil {
			return changes, nil
		}
		source := fmt.Sprintf("mandate:%d:withdrawn", open.Number)
		return changes, s.notices.Post(ctx, ch.Tx, letters(c, people, approval.NoticeWithdrawn, source, "", why))
	})
}

// Leave lets a municipality leave a case (rules 1.1, 3.7).
func (s *Service) Leave(ctx context.Context, actor authn.Actor, at casefile.PartyRef, in ReasonInput) (*casefile.Case, error) {
	municipality := at.Municipality
	return s.onCase(ctx, actor, at.Ref, removeParticipant.ID, in.Reason, func(ch *casefile.Change, why string) (audit.Changes, error) {
		c := ch.Case
		if err := c.In(casefile.Preparing, casefile.Active, casefile.InTreatment); err != nil {
			return nil, err
		}
		party, err := c.Party(municipality)
		if err != nil {
			return nil, err
		}
		if len(c.Parties()) <= 2 {
			return nil, ErrLastTwo
		}
		ch.Party = party
		return s.leave(ctx, ch, message.Verbatim(why))
	})
}

// leave lets the municipality of a change leave the case, with all that follows.
func (s *Service) leave(ctx context.Context, ch *casefile.Change, why message.Text) (audit.Changes, error) {
	c, party, municipality := ch.Case, ch.Party, ch.Party.Number
	people, err := concerned(ctx, ch)
	if err != nil {
		return nil, err
	}
	if err := casefile.Leave(ctx, ch.Tx, c.ID, party.ID, why, ch.Now); err != nil {
		return nil, err
	}
	if err := approval.WithdrawOpen(ctx, ch, why); err != nil {
		return nil, err
	}
	if err := staffing.EndAll(ctx, ch, municipality, why); err != nil {
		return nil, err
	}
	if err := reminder.StopCase(ctx, ch.Tx, ch.Now, c.ID, municipality, msgMunicipalityLeft); err != nil {
		return nil, err
	}
	if c.State == casefile.InTreatment {
		without, err := casefile.Load(ctx, ch.Tx, c.Ref())
		if err != nil {
			return nil, err
		}
		if err := s.treatments.Leave(ctx, ch, without); err != nil {
			return nil, err
		}
	}
	left := fmt.Sprintf("left:%s:%d", municipality, ch.Now.UnixMicro())
	changes := audit.Changes{"participants": {Old: municipality}, "reason": {New: why}}
	return changes, s.notices.Post(ctx, ch.Tx, letters(c, people, noticeParticipantLeft, left, party.Name, why.Stored()))
}

// onCase runs an act on a whole case for a reason, and answers with the case
// after it.
func (s *Service) onCase(ctx context.Context, actor authn.Actor, ref casefile.Ref, id, why string,
	act func(ch *casefile.Change, why string) (audit.Changes, error),
) (*casefile.Case, error) {
	var checks fault.Checks
	canon.RequiredText(&checks, "/reason", &why)
	if err := checks.Err(ErrReason); err != nil {
		return nil, err
	}
	return s.cases.Change(ctx, actor, ref, id, func(ch *casefile.Change) (audit.Changes, error) {
		if err := request.Match(ctx, ch.Case.Revision); err != nil {
			return nil, err
		}
		return act(ch, why)
	})
}
