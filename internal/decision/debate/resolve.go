package debate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/decision/attendance"
	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of resolutions.
var (
	ErrResolution = fault.New(fault.Invalid, "debate.resolution_invalid", "The resolution is not valid",
		"A resolution has a text in numbered items; what is deferred, referred back, withdrawn or not decided has a reason instead. `errors` names what is wrong (rule 7.3).")
	ErrNoVote = fault.New(fault.Conflict, "debate.no_vote", "There is no vote behind it",
		"What a body recommends, adopts or rejects it has voted on; a trial vote counts for nothing (rule 7.5, KL § 11-9).")
	ErrNotQuorate = fault.New(fault.Conflict, "debate.not_quorate", "The body could not decide",
		"At least half of the members have been present in the debate and have voted (KL § 11-9). The outcome is `not_decided`.")
	ErrOtherwise = fault.New(fault.Conflict, "debate.voted_otherwise", "The vote came out otherwise",
		"What was carried is adopted or recommended, and what fell is rejected or recommended against (rule 7.3).")
	ErrNoPower = fault.New(fault.Conflict, "debate.decides_nothing", "The body does not decide",
		"Only a body that decides can adopt or reject (rules 7.3, 7.4, KL § 5-1).")
	ErrNotAgreed = fault.New(fault.Conflict, "debate.not_agreed", "Not all members have agreed",
		"A matter is decided in writing only where every member agrees to the text and to the procedure (KL § 11-8); else it waits for a meeting.")
	ErrCaseOnly = fault.New(fault.Invalid, "debate.case_only", "Only a case is recommended or referred back",
		"An item that treats no case is adopted, rejected, deferred, noted, withdrawn or not decided (rule 7.3).")
)

// ItemResolution is what the body resolved in an item, as the minutes have it.
type ItemResolution struct {
	ItemID     int64                  `json:"-" db:"item_id"`
	Outcome    chain.Outcome          `json:"outcome" db:"outcome"`
	Items      []chain.ResolutionItem `json:"items" db:"items" doc:"The text, in numbered items"`
	Reason     string                 `json:"reason,omitempty" db:"reason"`
	DeferredTo *workday.Date          `json:"deferred_to" db:"deferred_to" format:"date"`
	ReferTo    string                 `json:"refer_to,omitempty" db:"refer_to" doc:"The step of the treatment to which the case was referred back"`
	Vote       *int                   `json:"vote" db:"vote" doc:"The vote that it rests on, by its number; null where none was needed"`
	Sentences  []message.Text         `json:"sentences" db:"-" doc:"Why the body could resolve it, in words"`
	Said       []string               `json:"-" db:"sentences"`
	ResolvedAt time.Time              `json:"resolved_at" db:"resolved_at"`
	ResolvedBy string                 `json:"resolved_by" db:"resolved_by" format:"uuid" doc:"Who recorded it"`
}

// ItemResolveInput resolves an item.
type ItemResolveInput struct {
	Outcome    chain.Outcome          `json:"outcome"`
	Items      []chain.ResolutionItem `json:"items,omitempty" maxItems:"200" doc:"The text, in numbered items"`
	Reason     string                 `json:"reason,omitempty" maxLength:"10000" doc:"Why it is deferred, referred back, withdrawn or not decided"`
	DeferredTo *workday.Date          `json:"deferred_to,omitempty" format:"date" doc:"For a deferral: the day to which it is put off"`
	ReferTo    string                 `json:"refer_to,omitempty" maxLength:"63" example:"board" doc:"For a case that is referred back: the step of its treatment"`
	At         *time.Time             `json:"at,omitempty" doc:"When; now if left out"`
}

// voted are the outcomes that rest on a vote, and whether the vote carried what is
// resolved.
var voted = map[chain.Outcome]bool{
	chain.Recommended: true, chain.RecommendedWithChanges: true, chain.Adopted: true, chain.AdoptedWithChanges: true,
	chain.RecommendedAgainst: false, chain.Rejected: false,
}

// check brings a resolution to its one form. What it must say besides depends on the
// outcome.
func (in *ItemResolveInput) check() error {
	var c fault.Checks
	canon.TidyText(&c, "/reason", &in.Reason)
	canon.TidyLine(&c, "/refer_to", &in.ReferTo)
	for i := range in.Items {
		canon.RequiredText(&c, fmt.Sprintf("/items/%d/text", i), &in.Items[i].Text)
		c.Require(in.Items[i].Number == i+1, fmt.Sprintf("/items/%d/number", i), msgItemNumber.With(i+1))
	}
	if in.Items == nil {
		in.Items = []chain.ResolutionItem{}
	}
	final := in.Outcome.Final()
	c.Require(!final || len(in.Items) > 0, "/items", msgNoText)
	c.Require(final || in.Reason != "" || len(in.Items) > 0, "/reason", msgNoReason)
	c.Require((in.Outcome == chain.Deferred) == (in.DeferredTo != nil), "/deferred_to", msgDeferredTo)
	c.Require((in.Outcome == chain.ReferredBack) == (in.ReferTo != ""), "/refer_to", msgReferTo)
	return c.Err(ErrResolution)
}

// resolve judges what the body resolves: by the votes on the item, or in a written
// procedure by what the members answered.
func (t *table) resolve(in ItemResolveInput, at time.Time) (*ItemResolution, error) {
	if err := mustDebate(t.Meeting, t.item); err != nil {
		return nil, err
	}
	return t.judge(in, at)
}

// judge is resolve for an item that takes one, or that has one which is corrected.
func (t *table) judge(in ItemResolveInput, at time.Time) (*ItemResolution, error) {
	if err := mayResolve(t.Meeting, t.item, in.Outcome); err != nil {
		return nil, err
	}
	// Once the item is resolved, its votes are recorded anew no more.
	for _, v := range t.record.Votes {
		if !v.Fits(t.Meeting, t.item) {
			return nil, ErrNoVote.With(MsgVoteMisfit.With(v.Number))
		}
	}
	r := &ItemResolution{
		ItemID: t.item.ID, Outcome: in.Outcome, Items: in.Items, Reason: in.Reason, DeferredTo: in.DeferredTo, ReferTo: in.ReferTo, Sentences: []message.Text{},
		ResolvedAt: at, ResolvedBy: t.Actor.Person,
	}
	carries, needsVote := voted[in.Outcome]
	var err error
	switch {
	case t.Meeting.Form == meeting.Written:
		err = t.restOnConsents(r)
	case needsVote:
		err = r.restOnVote(t.record.deciding(), carries)
	case in.Outcome == chain.NotDecided:
		err = t.record.mustBeUndecided()
	}
	for _, s := range r.Sentences {
		r.Said = append(r.Said, s.Stored())
	}
	t.record.Resolution = r
	return r, err
}

// mayResolve refuses an outcome that the body cannot give: one that decides where it
// decides nothing, and one of cases alone.
func mayResolve(m *meeting.BodyMeeting, i *meeting.AgendaItem, o chain.Outcome) error {
	if o.Deciding() && !m.Statutes().Decides {
		return ErrNoPower
	}
	ofCases := []chain.Outcome{chain.Recommended, chain.RecommendedWithChanges, chain.RecommendedAgainst, chain.ReferredBack}
	if i.Kind != meeting.Treatment && slices.Contains(ofCases, o) {
		return ErrCaseOnly.On("/outcome", msgNoCase)
	}
	return nil
}

// restOnVote has a resolution rest on a vote. It refuses one without, one by too few, and
// one that came out otherwise.
func (r *ItemResolution) restOnVote(v *ItemVote, carries bool) error {
	switch {
	case v == nil:
		return ErrNoVote
	case !v.quorate():
		return ErrNotQuorate
	case v.carried() != carries:
		return ErrOtherwise.With(message.Sentences(v.sentences()...))
	}
	r.Vote = &v.Number
	r.Sentences = v.sentences()
	return nil
}

// mustBeUndecided refuses that nothing was decided where enough members voted.
func (r *ItemRecord) mustBeUndecided() error {
	if v := r.deciding(); v != nil && v.quorate() {
		return ErrOtherwise.With(message.Sentences(v.sentences()...))
	}
	return nil
}

// restOnConsents has a resolution rest on the written answers of all members (KL § 11-8).
func (t *table) restOnConsents(r *ItemResolution) error {
	written, err := t.record.inWriting(t.Meeting)
	if err != nil {
		return err
	}
	r.Sentences = written.Sentences
	if r.Outcome.Final() && !written.Carried {
		return ErrNotAgreed.With(message.Sentences(written.Sentences...))
	}
	return nil
}

// sentences say what a vote came to, and why.
func (v *ItemVote) sentences() []message.Text {
	if v.Elected != nil {
		return v.Elected.Sentences
	}
	return v.Result.Sentences
}

// Fits says whether a vote comes to the same by who takes part in the item as the record
// has it now: nobody voted who was not there, or has left the item since.
func (v *ItemVote) Fits(m *meeting.BodyMeeting, i *meeting.AgendaItem) bool {
	again := *v
	err := again.Decide(m, i)
	return err == nil && again.cameOut() == v.cameOut()
}

// cameOut says what a vote came to, to be compared: whether it was by enough, and whether
// it carried or elected somebody.
func (v *ItemVote) cameOut() string {
	if v.Elected != nil {
		return fmt.Sprint(v.quorate(), v.Elected.Elected)
	}
	return fmt.Sprint(v.quorate(), v.carried())
}

// made is the resolution of a case, as its treatment takes it: with the counts of the
// vote, the proposals that fell, and the statements for the record, which follow the case
// (rule 7.3).
func (t *table) made(r *ItemResolution) treatment.MadeHere {
	in := chain.ResolutionInput{
		Outcome: r.Outcome, Date: t.Meeting.Date, CaseNumber: t.item.Number, Items: r.Items, Reason: r.Reason, DeferredTo: r.DeferredTo, ReferTo: r.ReferTo,
	}
	present := t.Meeting.TakingPart(t.item, r.ResolvedAt)
	if v := t.record.deciding(); r.Vote != nil && v.Result != nil {
		in.Counts = v.counted(len(present), t.item, t.Meeting.Statutes().Voting.Model)
	} else if t.Meeting.Form == meeting.Written {
		in.Counts = &chain.ResolutionCounts{Present: len(present), Voting: len(present), For: len(present)}
		if t.Meeting.Statutes().Voting.Model == ballot.PerMunicipality {
			in.Counts.Municipalities = &chain.MunicipalityCounts{For: municipalities(present)}
		}
	}
	for _, p := range t.record.fallen() {
		minority := chain.MinorityProposal{By: p.Whose(), Text: p.Text}
		in.MinorityProposals = append(in.MinorityProposals, minority)
	}
	for _, s := range t.record.Statements {
		in.Statements = append(in.Statements, chain.RecordStatement{By: s.By, Text: s.Text})
	}
	return treatment.MadeHere{ResolutionInput: in, Meeting: t.Meeting.ID, Sentences: r.Sentences}
}

// counted are the counts of a vote, as a treatment has them: of members, and where
// municipalities voted, of these beside them.
func (v *ItemVote) counted(present int, i *meeting.AgendaItem, model ballot.Model) *chain.ResolutionCounts {
	c := &chain.ResolutionCounts{Present: max(present, v.Result.Present), Voting: v.Result.TookPart, For: v.Result.For, Against: v.Result.Against}
	if model == ballot.PerMunicipality {
		c.Municipalities = &chain.MunicipalityCounts{For: c.For, Against: c.Against}
		c.For, c.Against = 0, 0
		for _, m := range v.Result.ByMunicipality {
			c.For, c.Against = c.For+m.For, c.Against+m.Against
			if m.Voice == ballot.NoVote {
				c.Municipalities.Without++
			}
		}
	}
	if c.For+c.Against > 0 {
		c.Voting = c.For + c.Against
	}
	for _, l := range i.Leaves {
		if l.Why == "disqualified" {
			c.Disqualified++
		}
	}
	if v.Result.Casting {
		c.Casting = "against"
		if v.Result.Carried {
			c.Casting = "for"
		}
	}
	return c
}

// municipalities is from how many of them people take part.
func municipalities(present []attendance.Voice) int {
	from := map[string]bool{}
	for _, v := range present {
		from[v.Seat.Municipality] = true
	}
	return len(from)
}

// fallen are the proposals that stand and did not get a majority in the last vote on
// them.
func (r *ItemRecord) fallen() []*ItemProposal {
	var all []*ItemProposal
	for _, p := range r.Proposals {
		if p.WithdrawnAt != nil {
			continue
		}
		carried, asked := false, false
		for _, v := range r.Votes {
			switch {
			case !v.counts() || v.Result == nil:
			case slices.Contains(v.On, p.Number):
				carried, asked = v.Result.Carried, true
			case slices.Contains(v.Over, p.Number):
				carried, asked = !v.Result.Carried, true
			}
		}
		if asked && !carried {
			all = append(all, p)
		}
	}
	return all
}

// Whose is who proposed it, in words.
func (p *ItemProposal) Whose() string {
	if p.By != "" {
		return p.By
	}
	return strings.Join(p.Names, ", ")
}
