package followup

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

func today(ch *casefile.Change) workday.Date { return workday.Today(ch.Now) }

// asked is of whom a municipality's report is asked.
func asked(municipality string) authority.Post {
	return authority.Post{Organisation: municipality, Office: office.Administrator}
}

// ref names the deadline of a municipality's part.
func (f *FollowUp) ref(caseID int64, municipality string) reminder.Ref {
	return reminder.Ref{Case: caseID, Kind: followUpDue, Key: fmt.Sprintf("follow_up/%d", f.Number), Municipality: municipality}
}

// refs name the deadlines of all parts.
func (f *FollowUp) refs(caseID int64) []reminder.Ref {
	refs := make([]reminder.Ref, len(f.Parts))
	for i, p := range f.Parts {
		refs[i] = f.ref(caseID, p.Municipality)
	}
	return refs
}

// deadlines remind each municipality of its part: its administrator, and then those to
// whom it escalates (rule 6.1).
func (f *FollowUp) deadlines(c *casefile.Case) []reminder.Deadline {
	list := make([]reminder.Deadline, len(f.Parts))
	for i, p := range f.Parts {
		list[i] = reminder.Deadline{
			Ref: f.ref(c.ID, p.Municipality), Call: ReportFollowUp.Call(), Title: f.Text, Due: f.Due, Asked: []authority.Post{asked(p.Municipality)},
			Params: map[string]string{
				"case_number": c.Number, "case_title": c.Title, "region": c.Region, "path": showReport.Href(Ref{c.Ref(), f.Number}.part(p.Municipality)),
			},
		}.Escalating(c.Region, p.Municipality)
	}
	return list
}

// letter is a letter about a municipality's part of a follow-up.
func (f *FollowUp) letter(ch *casefile.Change, p *FollowUpPart, kind notice.Kind, why string, calls ...authority.Call) authority.Letter {
	c, name := ch.Case, p.Municipality
	if party, err := c.Party(p.Municipality); err == nil {
		name = party.Name
	}
	return authority.Letter{Calls: calls, Notice: notice.Notice{
		Source: fmt.Sprintf("%s:%d:%d:%s:%d", kind, c.ID, f.Number, p.Municipality, ch.Now.UnixMicro()), Kind: kind, Case: c.ID, Params: map[string]string{
			"case_number": c.Number, "case_title": c.Title, "region": c.Region, "municipality": name, "title": f.Text, "due": f.Due.String(), "reason": why,
			"path": showReport.Href(Ref{c.Ref(), f.Number}.part(p.Municipality)),
		},
	}}
}

// tellAsked tells whoever is asked in the municipalities, and their chief executives: their
// people are looked for once, however many municipalities.
func (s *Service) tellAsked(ctx context.Context, ch *casefile.Change, f *FollowUp, kind notice.Kind, why string) error {
	letters := make([]authority.Letter, len(f.Parts))
	for i := range f.Parts {
		p := &f.Parts[i]
		chief := authority.Post{Organisation: p.Municipality, Office: office.ChiefExecutive}
		letters[i] = f.letter(ch, p, kind, why, authority.Calls(ch.Case.ID, ReportFollowUp.Call(), asked(p.Municipality), chief)...)
	}
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, letters...)
}

// tellReport tells the secretariat what a municipality has reported.
func (s *Service) tellReport(ctx context.Context, ch *casefile.Change, f *FollowUp, p *FollowUpPart) error {
	kind := noticeDone
	if p.State == NotDone {
		kind = noticeNotDone
	}
	secretariat := authority.Post{Organisation: ch.Case.Region, Office: office.Secretariat}
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, f.letter(ch, p, kind, p.Report.Note, authority.Calls(ch.Case.ID, planFollowUp.Call(), secretariat)...))
}

// tell tells people of the case as a whole.
func (s *Service) tell(ctx context.Context, ch *casefile.Change, kind notice.Kind, why string, calls []authority.Call) error {
	c := ch.Case
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, authority.Letter{
		Calls: calls,
		Notice: notice.Notice{Source: fmt.Sprintf("case:%d:%s:%d", c.ID, kind, ch.Now.UnixMicro()), Kind: kind, Case: c.ID, Params: map[string]string{
			"case_number": c.Number, "case_title": c.Title, "region": c.Region, "reason": why, "path": c.Ref().Path(),
		}},
	})
}
