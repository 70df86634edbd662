package publicpage

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/platform/workday"
)

// found is what was read of a public case, of which the page is made.
type found struct {
	number     string
	region     regionRow
	row        caseRow
	parties    []partyRow
	milestones []timeline.Milestone
	course     *chain.Course
	proposals  map[int][]PublicText
	meetings   []meetingRow
	votes      map[int64][]PublicVote
	papers     map[paperKey]paperRow
	given      []PublicShare
	// reconciling is when the reconciliation that is open was opened; nil for none.
	reconciling *time.Time
}

// lay makes the content of the page.
func (f *found) lay() *PublicContent {
	c := &PublicContent{
		Summary: f.row.Summary, WithdrawnOn: dayOf(f.row.WithdrawnAt), Participants: []PublicParticipant{}, Timeline: f.timeline(), Steps: []PublicStep{},
		Meetings: f.meetingsOf(), Given: f.given,
	}
	for _, p := range f.parties {
		c.Participants = append(c.Participants, PublicParticipant{p.Municipality, p.Name, dayOf(p.LeftAt)})
	}
	if sent := f.course.Plan.SentAt; sent != nil {
		c.SentOn, c.Proposed, c.Steps = dayOf(sent), f.proposed(), f.steps()
	}
	return c
}

func (f *found) timeline() []PublicMilestone {
	all := make([]PublicMilestone, len(f.milestones))
	for i, m := range f.milestones {
		all[i] = PublicMilestone{Title: m.Title, Kind: m.Kind, Due: m.Due, Month: m.Month, State: m.State, DoneOn: m.DoneOn, Parts: []PublicPartState{}}
		for _, p := range m.Parts {
			all[i].Parts = append(all[i].Parts, PublicPartState{p.Municipality, p.Name, p.State, p.DoneOn})
		}
	}
	slices.SortStableFunc(all, func(a, b PublicMilestone) int { return strings.Compare(a.when(), b.when()) })
	return all
}

// when orders milestones: a month stands before its days.
func (m PublicMilestone) when() string {
	if m.Due != nil {
		return m.Due.String()
	}
	if m.Month != nil {
		return m.Month.String()
	}
	return ""
}

// proposed is the newest version of the proposed resolution.
func (f *found) proposed() *PublicProposal {
	newest := 0
	for version := range f.proposals {
		newest = max(newest, version)
	}
	if newest == 0 {
		return nil
	}
	return &PublicProposal{newest, f.proposals[newest]}
}

func (f *found) steps() []PublicStep {
	steps := make([]PublicStep, len(f.course.Plan.Steps))
	for i, s := range f.course.Plan.Steps {
		steps[i] = PublicStep{Step: s.Key, Title: s.Title, Role: s.Role, Treatments: []PublicTreatment{}}
		for _, t := range f.course.Of(s.Key) {
			steps[i].Treatments = append(steps[i].Treatments, f.treatment(t))
		}
	}
	return steps
}

// treatment is how far a body is. What a body that is not open to everybody resolved is
// not shown.
func (f *found) treatment(t *chain.Treatment) PublicTreatment {
	shown := PublicTreatment{
		Organisation: t.Organisation, OrganisationName: f.nameOf(t.Organisation), Body: t.Body, BodyName: t.BodyName, BodyKind: t.BodyKind, State: t.State,
		Resolutions: []PublicResolution{},
	}
	if !open(t.BodyKind) {
		return shown
	}
	shown.DeferredTo, shown.ExpectedBy = t.DeferredTo, t.By
	for _, r := range t.Resolutions {
		if one, ok := f.resolution(t, r); ok {
			shown.Resolutions = append(shown.Resolutions, one)
			if one.LegalBasis != "" {
				shown.DeferredTo, shown.ExpectedBy = nil, nil
			}
		}
	}
	return shown
}

func (f *found) ref() Ref { return Ref{RegionRef{f.region.Key}, f.number} }

func (f *found) nameOf(organisation string) string {
	if organisation == f.region.Key {
		return f.region.Name
	}
	for _, p := range f.parties {
		if p.Municipality == organisation {
			return p.Name
		}
	}
	return organisation
}

// resolution is what a body resolved. One that was made in a meeting here is as open as
// its item on the agenda; one whose item is not there is not shown.
func (f *found) resolution(t *chain.Treatment, r *chain.Resolution) (PublicResolution, bool) {
	basis, known := f.basisOf(t.ID, r.Meeting)
	if r.Here && !known {
		return PublicResolution{}, false
	}
	if basis != "" {
		return PublicResolution{LegalBasis: basis}, true
	}
	shown := PublicResolution{Outcome: r.Outcome, Date: &r.Date, CaseNumber: r.CaseNumber, Contestable: r.Contestable, Minutes: f.minutes(r.Minutes)}
	if r.Counts != nil {
		shown.Counts = &PublicCounts{r.Counts.Present, r.Counts.For, r.Counts.Against}
	}
	for _, i := range r.Items {
		shown.Items = append(shown.Items, PublicText{i.Number, i.Text})
	}
	if r.Proposal != nil && r.Outcome.Final() && r.Outcome.Carries() && r.Outcome != chain.Noted {
		shown.compare(r.Proposal.Version, f.proposals[r.Proposal.Version], f.ownName(t))
	}
	return shown, true
}

// basisOf is the legal basis by which the item of a treatment in a meeting is exempt, ""
// for none, and whether there is such an item.
func (f *found) basisOf(treatment int64, in *int64) (basis string, known bool) {
	for _, m := range f.meetings {
		if m.Treatment == treatment && in != nil && m.ID == *in {
			return m.LegalBasis, true
		}
	}
	return "", false
}

// ownName is the name of the municipality whose body it is; "" for one of the region.
func (f *found) ownName(t *chain.Treatment) wording.Name {
	if !t.Municipal() {
		return ""
	}
	return wording.Name(f.nameOf(t.Organisation))
}

// compare sets the items beside those of the version that was proposed (rule 8.2).
func (r *PublicResolution) compare(version int, proposed []PublicText, own wording.Name) {
	if proposed == nil {
		return
	}
	r.Against = &version
	before, after := make([]wording.Proposed, len(proposed)), make([]wording.Item, len(r.Items))
	for i, p := range proposed {
		before[i] = wording.Proposed{Number: p.Number, Text: p.Text}
	}
	for i, item := range r.Items {
		after[i] = wording.Item{Number: item.Number, Text: item.Text, Fate: wording.Resolved}
	}
	for _, p := range wording.Align(before, after, own) {
		pair := PublicPairing{Proposed: []int{}, Resolved: []int{}, Class: p.Class, Words: p.Words}
		for _, at := range p.Proposed {
			pair.Proposed = append(pair.Proposed, proposed[at].Number)
		}
		for _, at := range p.Resolved {
			pair.Resolved = append(pair.Resolved, r.Items[at].Number)
		}
		r.Compared = append(r.Compared, pair)
	}
}

// minutes are where the minutes of a resolution are; nil where that is not public.
func (f *found) minutes(m *chain.MinutesPin) *PublicPaper {
	if m == nil {
		return nil
	}
	return f.paper(meeting.AgendaPaper{Address: m.Address, Document: m.Document, Version: m.Version})
}

// paper is a paper that lies before a body, nil for a document that does not.
func (f *found) paper(p meeting.AgendaPaper) *PublicPaper {
	if p.Document == 0 {
		return &PublicPaper{Title: p.Title, Address: p.Address}
	}
	row, ok := f.papers[paperKey{p.Document, p.Version}]
	switch {
	case !ok:
		return nil
	case row.LegalBasis != "":
		return &PublicPaper{LegalBasis: row.LegalBasis}
	}
	shown := &PublicPaper{Title: row.Title, Address: row.Address, MediaType: row.MediaType, Size: row.Size}
	if row.Address == "" {
		shown.Address = readPaper.Href(PaperRef{Ref: f.ref(), Document: p.Document, Version: p.Version})
	}
	return shown
}

func (f *found) meetingsOf() []PublicMeeting {
	all := []PublicMeeting{}
	for _, m := range f.meetings {
		shown := PublicMeeting{
			Organisation: m.Organisation, OrganisationName: m.OrganisationName, Body: m.Body, BodyName: m.BodyName, Date: m.Date, Time: m.Time, Place: m.Place, Form: m.Form, State: m.State,
			NoticeOn: workday.Today(m.CalledAt), Item: PublicAgenda{LegalBasis: m.LegalBasis},
		}
		if m.LegalBasis == "" {
			shown.Item.Number, shown.Item.Title, shown.Item.Votes = m.Number, m.Title, f.votes[m.Item]
			for _, p := range m.Papers {
				if paper := f.paper(p); paper != nil {
					shown.Item.Papers = append(shown.Item.Papers, *paper)
				}
			}
		}
		all = append(all, shown)
	}
	slices.SortStableFunc(all, func(a, b PublicMeeting) int {
		return cmp.Or(strings.Compare(a.Date.String(), b.Date.String()), strings.Compare(a.Organisation, b.Organisation), strings.Compare(a.Body, b.Body))
	})
	return all
}
