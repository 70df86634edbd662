package effect

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// opens says whether a reconciliation opens after a change: where the body whose
// resolution it was stands apart, or the rule cannot be met any more and none was opened
// for it (rule 8.4).
func (v *Verdict) opens(cause *chain.Treatment, before bool) bool {
	apart := slices.ContainsFunc(v.apart(), func(e EffectEntry) bool { return e.treatment == cause })
	return apart || v.Outcome == Cannot && !before
}

// open opens a reconciliation. All are told.
func (s *Service) open(ctx context.Context, ch *casefile.Change, m *matter, cause *chain.Treatment) error {
	r := &Reconciliation{ReconciliationRow: ReconciliationRow{CaseID: ch.Case.ID, Number: len(m.reconciliations) + 1, OpenedAt: &ch.Now}}
	why := ""
	if cause != nil {
		r.Cause, why = &cause.ID, cause.BodyName
	}
	if err := insertReconciliation(ctx, ch.Tx, r); err != nil {
		return err
	}
	ch.Record(audit.Event{Act: openReconciliation, Object: ShowReconciling.Href(ch.Case.Ref()), Changes: audit.Difference(audit.Set("number", r.Number), audit.Given("cause", why))})
	return s.tell(ctx, ch, noticeReconciliation, why, m.standing(m.Course))
}

// close ends a reconciliation.
func (r *Reconciliation) close(ch *casefile.Change, result string) {
	r.EndedAt, r.Result, r.EndedBy, r.EndedFor = &ch.Now, result, &ch.Actor.Person, ch.Actor.For()
}

// tag is what tells a reconciliation from how it stood before.
func (r *Reconciliation) tag() int64 {
	ended := 0
	if r.EndedAt != nil {
		ended = 1
	}
	return int64(r.Number*1000 + 2*len(r.Exits) + ended)
}

// ShowReconciliation reads the last reconciliation of a case, with its exits.
func (s *Service) ShowReconciliation(ctx context.Context, actor authn.Actor, ref casefile.Ref) (*Reconciliation, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Reconciliation, error) {
		c, err := casefile.LoadParties(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		return s.showReconciliation(ctx, q, actor, c)
	})
}

func (s *Service) showReconciliation(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case) (*Reconciliation, error) {
	m, err := s.read(ctx, q, c, nil)
	if err != nil {
		return nil, err
	}
	r := &Reconciliation{Exits: []ReconciliationExit{}}
	if len(m.reconciliations) > 0 {
		r = m.reconciliations[0]
	}
	v, ref := m.judge(), c.Ref()
	r.Self, r.Revision, r.Case, r.Open = ShowReconciling.Href(ref), r.tag(), c.Number, m.open() != nil
	r.Apart, r.Ways = append([]EffectEntry{}, v.apart()...), []ReconciliationWay{}
	if r.Open && c.Past == nil {
		if r.Ways, err = m.ways(ctx, q, &v, workday.Today(s.now())); err != nil {
			return nil, err
		}
	}
	actor = actor.In(c.ID)
	r.Actions = []request.Action{
		ChooseExit.Offer(s.policy, actor, ref, m.mustBeOpen()), endReconciliation.Offer(s.policy, actor, ref, m.mustBeOpen()),
	}
	return r, nil
}

// mustBeOpen refuses what is done in a reconciliation where none is open.
func (m *matter) mustBeOpen() error {
	if err := m.Case.In(casefile.InTreatment); err != nil {
		return err
	}
	if m.open() == nil {
		return ErrNoReconciliation
	}
	return nil
}

// ways are the exits that there are, each with the earliest day on which it can be
// finished: the meetings of all councils are read in one statement.
func (m *matter) ways(ctx context.Context, q pgdb.Querier, v *Verdict, today workday.Date) ([]ReconciliationWay, error) {
	rule, apart := m.standing(m.Course), v.apart()
	others, those := []*chain.Treatment{}, []*chain.Treatment{}
	for _, e := range v.Entries {
		if slices.ContainsFunc(apart, func(a EffectEntry) bool { return a.treatment == e.treatment }) {
			those = append(those, e.treatment)
		} else if e.Voice == Adopts {
			others = append(others, e.treatment)
		}
	}
	first, err := firstDays(ctx, q, m, append(slices.Clone(those), others...), today)
	if err != nil {
		return nil, err
	}
	goes := rule.Rule == NOfAll || rule.Rule == LocalEffect
	all := []ReconciliationWay{
		{Exit: AdoptNewText, Reason: msgWayNewText, Allowed: slices.ContainsFunc(apart, func(e EffectEntry) bool { return e.Voice != Rejects }), Asks: numbers(others), Earliest: last(first, others)},
		{Exit: AskAgain, Reason: msgWayAskAgain, Allowed: len(those) > 0, Asks: numbers(those), Earliest: last(first, those)},
		{Exit: Mediation, Reason: msgWayMediation, Allowed: true, Asks: numbers(those), Earliest: last(first, those)},
		{Exit: GoOnWithout, Reason: msgWayGoOn, Allowed: goes, Asks: []string{}, Earliest: &today},
	}
	if !goes {
		all[3].Reason, all[3].Earliest = msgWayNoGoOn, nil
	}
	return all, nil
}

func numbers(all []*chain.Treatment) []string {
	found := []string{}
	for _, t := range all {
		found = append(found, t.Organisation)
	}
	return found
}

// firstDays are the first meetings of bodies for which papers can still be handed in, by
// the treatments; one statement.
func firstDays(ctx context.Context, q pgdb.Querier, m *matter, all []*chain.Treatment, today workday.Date) (map[int64]workday.Date, error) {
	ids := make([]int64, len(all))
	for i, t := range all {
		ids[i] = t.BodyID
	}
	meetings, err := meetingcalendar.Between(ctx, q, ids, today, today.AddDays(2*366))
	first := map[int64]workday.Date{}
	for _, at := range meetings {
		papers := at.Date
		if lead := m.Statutes[at.BodyID].Submission; lead != nil {
			papers = lead.Before(at.Date, workday.Norway())
		}
		if _, there := first[at.BodyID]; !there && !papers.Before(today) {
			first[at.BodyID] = at.Date
		}
	}
	return first, err
}

// last is the last of the first days of bodies; nil where one has none.
func last(first map[int64]workday.Date, all []*chain.Treatment) *workday.Date {
	var found *workday.Date
	for _, t := range all {
		day, there := first[t.BodyID]
		if !there {
			return nil
		}
		if found == nil || day.After(*found) {
			found = &day
		}
	}
	return found
}

// onReconciliation runs an act on the open reconciliation of a case, and answers with it.
func (s *Service) onReconciliation(ctx context.Context, actor authn.Actor, ref casefile.Ref, act func(*casefile.Change, *matter, *Reconciliation) error) (*Reconciliation, error) {
	return casefile.Do(ctx, s.frame, actor, ref, func(ch *casefile.Change) (*Reconciliation, error) {
		m, err := s.read(ctx, ch.Tx, ch.Case, nil)
		if err != nil {
			return nil, err
		}
		if err := m.mustBeOpen(); err != nil {
			return nil, err
		}
		r := m.open()
		if err := request.Match(ctx, r.tag()); err != nil {
			return nil, err
		}
		if err := act(ch, m, r); err != nil {
			return nil, err
		}
		if err := ch.Trace(ctx); err != nil {
			return nil, err
		}
		return s.showReconciliation(ctx, ch.Tx, actor, ch.Case)
	})
}

// Choose chooses an exit of the open reconciliation. All are told (rule 8.4).
func (s *Service) Choose(ctx context.Context, actor authn.Actor, ref casefile.Ref, in ReconciliationExitInput) (*Reconciliation, error) {
	if err := in.check(workday.Today(s.now())); err != nil {
		return nil, err
	}
	return s.onReconciliation(ctx, actor, ref, func(ch *casefile.Change, m *matter, r *Reconciliation) error {
		v, rule := m.judge(), m.standing(m.Course)
		again, err := rule.asks(in.Exit, in.Municipalities, &v)
		if err != nil {
			return err
		}
		x := ReconciliationExit{
			Number: len(r.Exits) + 1, Exit: in.Exit, Municipalities: append([]string{}, in.Municipalities...), Due: in.Due, Reason: in.Reason,
			ChosenBy: ch.Actor.Person, ChosenFor: ch.Actor.For(), ChosenAt: ch.Now,
		}
		if err := insertExit(ctx, ch.Tx, r, x); err != nil {
			return err
		}
		if in.Exit == AdoptNewText {
			if err := s.adoptText(ctx, ch, &v, in); err != nil {
				return err
			}
			again = slices.DeleteFunc(again, func(t *chain.Treatment) bool { return m.has(t, in.Municipalities[0], &v) })
		}
		if err := s.treatments.AskAgain(ctx, ch, m.Matter, in.Reason, again...); err != nil {
			return err
		}
		ch.Record(audit.Event{Act: ChooseExit.ID, Object: ShowReconciling.Href(ref), Changes: audit.Difference(
			audit.Set("exit", x.Exit), audit.Set("municipalities", x.Municipalities), audit.Given("reason", x.Reason))})
		return s.tell(ctx, ch, noticeExit, in.Reason, rule)
	})
}

// adoptText makes the text of a council the proposed resolution.
func (s *Service) adoptText(ctx context.Context, ch *casefile.Change, v *Verdict, in ReconciliationExitInput) error {
	for _, e := range v.Entries {
		if e.Organisation != in.Municipalities[0] {
			continue
		}
		next := proposal.Input{Reason: in.Reason}
		for _, item := range e.treatment.Decision().Items {
			next.Items = append(next.Items, proposal.ItemInput{Text: item.Text})
		}
		_, err := s.proposals.WriteIn(ctx, ch, next)
		return err
	}
	return nil
}

// has says whether a council has the text of another already.
func (m *matter) has(t *chain.Treatment, of string, v *Verdict) bool {
	for _, e := range v.Entries {
		if d := t.Decision(); e.Organisation == of && d != nil && d.Outcome != chain.Rejected {
			theirs := text{items: itemsOf(e.treatment.Decision())}
			return text{own: ownName(m.Case, t), items: itemsOf(d)}.says(theirs.proposed())
		}
	}
	return false
}

// End ends the open reconciliation by a decision of the board: the case goes on, or is not
// adopted, where its rule of effect can no longer be met (rules 2.2, 8.4). All are told.
func (s *Service) End(ctx context.Context, actor authn.Actor, ref casefile.Ref, in ReconciliationEndInput) (*Reconciliation, error) {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	if err := c.Err(ErrExit); err != nil {
		return nil, err
	}
	return s.onReconciliation(ctx, actor, ref, func(ch *casefile.Change, m *matter, r *Reconciliation) error {
		var boards []string
		for _, b := range m.Bodies {
			if b.Organisation == ch.Case.Region && b.Kind == body.Board {
				boards = append(boards, b.Key)
			}
		}
		if err := in.mustRestOn(ch.Case, boards); err != nil {
			return err
		}
		v, rule := m.judge(), m.standing(m.Course)
		kind := noticeReconciled
		switch {
		case (in.Result == resultNotAdopted) != (v.Outcome == Cannot):
			return ErrResult.With(v.Reason)
		case in.Result == resultNotAdopted:
			if err := s.end(ctx, ch, CaseEffect{State: casefile.NotAdopted, Reason: in.Reason, Decision: &in.Decision}); err != nil {
				return err
			}
			kind = noticeNotAdopted
		}
		r.close(ch, in.Result)
		r.Why, r.Decision = in.Reason, &in.Decision
		ch.Record(audit.Event{Act: endReconciliation.ID, Object: ShowReconciling.Href(ref), Changes: audit.Difference(
			audit.Set("result", r.Result), audit.Set("decision", in.Decision), audit.Given("reason", in.Reason))})
		if err := saveReconciliation(ctx, ch.Tx, r); err != nil {
			return err
		}
		return s.tell(ctx, ch, kind, in.Reason, rule)
	})
}
