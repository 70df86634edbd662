package treatment

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/due"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// MadeHere is a resolution of a body that meets in this service: what was resolved, in
// which meeting, and how quorum and majority were judged there.
type MadeHere struct {
	chain.ResolutionInput
	Meeting   int64
	Sentences []message.Text
}

// Record records what a body resolved that meets elsewhere, in one act of its clerk, or of
// the region's secretariat (rule 7.2). Quorum and majority are judged on the counts (rule
// 7.5). The same again changes nothing, whatever the tag; another takes the place of the
// one that stands, which is kept.
func (s *Service) Record(ctx context.Context, actor authn.Actor, ref chain.Ref, in chain.ResolutionInput) (*chain.Treatment, error) {
	return s.record(ctx, actor, ref, RecordResolution.ID, in, mustMatch)
}

// record records a resolution in an act of its own; may says whether the act can be done
// to the treatment as it stands.
func (s *Service) record(ctx context.Context, actor authn.Actor, ref chain.Ref, id string, in chain.ResolutionInput, may func(context.Context, *chain.Treatment) error) (*chain.Treatment, error) {
	return casefile.Do(ctx, s.frame, actor, ref.Ref, func(ch *casefile.Change) (*chain.Treatment, error) {
		m, err := s.read(ctx, ch.Tx, ch.Case, ch.Now)
		if err != nil {
			return nil, err
		}
		t, err := mustFind(m.Course, ref.Treatment)
		if err != nil {
			return nil, err
		}
		if err := s.statutesOn(ctx, ch.Tx, t, in.Date); err != nil {
			return nil, err
		}
		if err := in.Tidy(t); err != nil {
			return nil, err
		}
		r := &chain.Resolution{ResolutionInput: in}
		standing := t.Standing()
		if standing == nil || !standing.Repeats(r) {
			if err := may(ctx, t); err != nil {
				return nil, err
			}
			if err := s.resolve(ctx, ch, m, t, r, id); err != nil {
				return nil, err
			}
		}
		if err := ch.Trace(ctx); err != nil {
			return nil, err
		}
		return s.showOne(ctx, ch.Tx, actor, ch.Case, ref)
	})
}

// mustMatch asks for the tag of a treatment in which a resolution stands already.
func mustMatch(ctx context.Context, t *chain.Treatment) error {
	if t.Standing() == nil {
		return request.Match(ctx, t.Revision)
	}
	return request.MustMatch(ctx, t.Revision)
}

// ResolveIn records what a body resolved in a meeting that is held in this service, in the
// transaction of the meeting: the case is locked, before it. Quorum and majority were
// judged there (rules 7.2, 7.5).
func (s *Service) ResolveIn(ctx context.Context, ch *casefile.Change, treatment int64, made MadeHere) (*chain.Treatment, error) {
	m, t, r, err := s.madeHere(ctx, ch, treatment, made)
	if err != nil {
		return nil, err
	}
	return t, s.resolve(ctx, ch, m, t, r, RecordResolution.ID)
}

// madeHere is what a meeting in this service resolved, with the treatment that it is of.
func (s *Service) madeHere(ctx context.Context, ch *casefile.Change, treatment int64, made MadeHere) (*chain.Matter, *chain.Treatment, *chain.Resolution, error) {
	m, err := s.read(ctx, ch.Tx, ch.Case, ch.Now)
	if err != nil {
		return nil, nil, nil, err
	}
	t, err := mustFind(m.Course, treatment)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := s.statutesOn(ctx, ch.Tx, t, made.Date); err != nil {
		return nil, nil, nil, err
	}
	if err := made.Tidy(t); err != nil {
		return nil, nil, nil, err
	}
	r := &chain.Resolution{ResolutionInput: made.ResolutionInput, Here: true, Meeting: &made.Meeting}
	for _, sentence := range made.Sentences {
		r.Said = append(r.Said, sentence.Stored())
	}
	return m, t, r, nil
}

// resolve judges a resolution and stores it, with all that follows: whose turn it is now,
// what is reopened, the milestones, the reminders and the letters (rules 7.2, 7.3, 7.8).
func (s *Service) resolve(ctx context.Context, ch *casefile.Change, m *chain.Matter, t *chain.Treatment, r *chain.Resolution, id string) error {
	if err := m.MustTake(t, r, workday.Today(ch.Now)); err != nil {
		return err
	}
	if err := s.lay(ctx, ch, r); err != nil {
		return err
	}
	if err := r.Judge(chain.CompetenceIn(m.Case, m.Plan), t); err != nil {
		return err
	}
	hash, err := canon.Hash(r.Items)
	if err != nil {
		return err
	}
	was := t.Standing()
	r.TreatmentID, r.Number, r.Round, r.Hash = t.ID, len(t.Resolutions)+1, t.Round, hash
	r.RecordedBy, r.RecordedFor, r.RecordedAt = ch.Actor.Person, ch.Actor.For(), ch.Now
	r.Explain()
	if err := insertResolution(ctx, ch.Tx, r); err != nil {
		return err
	}
	t.Resolutions = append(t.Resolutions, r)
	opened := m.Apply(t, r, ch.Now)
	again := opened
	if was != nil && was.Outcome.Final() && !r.Outcome.Final() && r.Round == was.Round {
		again = append(slices.Clone(opened), t) // its milestone is not done after all
	}
	if err := s.follow(ctx, ch, m, t, opened, again); err != nil {
		return err
	}
	ch.Record(audit.Event{Act: id, Organisation: t.Organisation, Object: showTreatment.Href(t.Ref()), Changes: resolutionChanges(was, r)})
	return s.consequences(ctx, ch, m, t)
}

// statutesOn notes by which statutes a body resolves on a day: its size, whether it
// decides, by which majority, and where municipalities vote how many there are (rules
// 7.1, 7.5).
func (*Service) statutesOn(ctx context.Context, q pgdb.Querier, t *chain.Treatment, on workday.Date) error {
	all, err := body.StatutesAt(ctx, q, []int64{t.BodyID}, on)
	if err != nil {
		return err
	}
	t.Statutes = all[t.BodyID]
	t.Size, t.Decides = t.Statutes.Size, t.Statutes.Decides
	if t.Statutes.Voting.Model != ballot.PerMunicipality {
		return nil
	}
	t.Municipalities, err = membersOn(ctx, q, t.Region, on)
	return err
}

// resolutionChanges are what a resolution changes of the one that stood.
func resolutionChanges(was, r *chain.Resolution) audit.Changes {
	before := chain.ResolutionInput{}
	if was != nil {
		before = was.ResolutionInput
	}
	return audit.Difference(audit.Set("number", r.Number), audit.Changed("outcome", before.Outcome, r.Outcome), audit.Set("date", r.Date),
		audit.Changed("case_number", before.CaseNumber, r.CaseNumber), audit.Set("sha256", r.Hash), audit.Given("reason", r.Reason), audit.Given("refer_to", r.ReferTo))
}

// follow does what follows from a resolution beside it: opened are the treatments that it
// opens again, and again those whose milestones are not done any more.
func (s *Service) follow(ctx context.Context, ch *casefile.Change, m *chain.Matter, t *chain.Treatment, opened, again []*chain.Treatment) error {
	why := t.Standing().Reason
	if err := note(ctx, ch, chain.ChangeReopened, why, nil, opened...); err != nil {
		return err
	}
	over := due.Refs(t)
	if t.Standing().Here { // the minutes of the meeting are still to be signed
		over = over[:3]
	}
	if err := reminder.StopEach(ctx, ch.Tx, ch.Now, over, msgHasResolved); err != nil {
		return err
	}
	if err := s.settle(ctx, ch, m, append(slices.Clone(opened), t)...); err != nil {
		return err
	}
	if err := s.remindOf(ctx, ch, m, t); err != nil {
		return err
	}
	if err := s.keepMilestones(ctx, ch, m, t, again); err != nil {
		return err
	}
	if t.Standing().Outcome != chain.ReferredBack {
		return nil
	}
	return s.tellReferral(ctx, ch, t, opened)
}
