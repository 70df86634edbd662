// Package statutes shows an organisation's statutes on one page: what each of its
// bodies is, may and how it votes on a day, in words, and all that was set before and
// after; whoever it concerns is told of a revision (rules 1.5, 7.1). It owns no table of the
// database.
package statutes

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// StatutesPage is what an organisation's bodies go by on a day.
type StatutesPage struct {
	request.Resource
	Organisation string           `json:"organisation" example:"kongsvingerregionen"`
	Name         string           `json:"name" example:"Kongsvingerregionen interkommunalt politisk råd"`
	At           workday.Date     `json:"at" format:"date" example:"2024-02-12" doc:"The day asked for; today if none is"`
	Bodies       []StatutesOfBody `json:"bodies" doc:"The bodies, by their keys"`
}

// StatutesOfBody is what one body is, may and how it votes.
type StatutesOfBody struct {
	Self     string             `json:"self" example:"/v1/organisations/kongsvingerregionen/bodies/styre" doc:"The address of the body"`
	Key      string             `json:"key" example:"styre"`
	Kind     string             `json:"kind" enum:"representative_council,board,executive_committee,chief_executives_committee,joint_council_meeting,joint_executive_committees,municipal_council,municipal_executive_committee,committee,working_group" example:"board"`
	KindName message.Text       `json:"kind_name" example:"board" doc:"The kind in words"`
	Name     string             `json:"name" example:"Styret"`
	Seats    int                `json:"seats" example:"5" doc:"How many members have a seat on that day, without deputies and those on leave"`
	Statutes body.Statutes      `json:"statutes"`
	Said     []message.Text     `json:"said" doc:"The statutes in words"`
	History  []StatutesRevision `json:"history" doc:"What was set, in the order in which it begins to stand"`
}

// StatutesRevision is what was set of a body from a day on.
type StatutesRevision struct {
	Number     int64          `json:"number" example:"2"`
	From       workday.Date   `json:"from" format:"date"`
	To         *workday.Date  `json:"to" format:"date" doc:"The day from which others stand; null while they stand on"`
	Replaced   bool           `json:"replaced" doc:"Whether later ones begin on the same day, so that these never stand"`
	DecidedOn  *workday.Date  `json:"decided_on" format:"date" doc:"The day of the decision that they rest on; null where none is named"`
	CaseNumber string         `json:"case_number,omitempty" example:"008/24"`
	Reason     string         `json:"reason,omitempty" doc:"What else they rest on"`
	Changed    []message.Text `json:"changed" doc:"What is otherwise from then on, in words"`
}

// lay puts the bodies of an organisation on the page. A body is as it is on the day.
func lay(found []*body.Body, settings map[int64]body.SettingsHistory, at time.Time) []StatutesOfBody {
	all := make([]StatutesOfBody, len(found))
	for i, b := range found {
		all[i] = StatutesOfBody{
			Self: b.Path(), Key: b.Key, Kind: b.Kind, KindName: body.KindText(b.Kind), Name: b.Name, Seats: len(body.Seating(b.Seats).Present(at)),
			Statutes: b.Statutes, History: revisions(b, settings[b.ID]),
		}
		all[i].Said = say(b.Kind, b.Statutes)
		if b.Task != "" {
			all[i].Said = append(all[i].Said, msgTask.With(b.Task))
		}
	}
	return all
}

// revisions are all that was set of a body, each with what it changes of what stood
// before.
func revisions(b *body.Body, history body.SettingsHistory) []StatutesRevision {
	list := []StatutesRevision{}
	before := b.StatutesBy(nil)
	for _, s := range history.InOrder() {
		then := b.StatutesBy(s)
		list = append(list, StatutesRevision{
			Number: s.Number, From: s.From, To: s.To, Replaced: s.Replaced, DecidedOn: s.DecidedOn, CaseNumber: s.CaseNumber, Reason: s.Reason, Changed: changed(b.Kind, before, then),
		})
		if !s.Replaced {
			before = then
		}
	}
	return list
}

// changed is what statutes say that others before them did not, and what they say no
// more.
func changed(kind string, before, then body.Statutes) []message.Text {
	said := say(kind, before)
	all := slices.DeleteFunc(say(kind, then), func(t message.Text) bool {
		return slices.ContainsFunc(said, func(o message.Text) bool { return o.Say(message.English) == t.Say(message.English) })
	})
	for _, gone := range more(before) {
		if !slices.ContainsFunc(more(then), gone.Is) {
			all = append(all, msgNoLonger.With(gone))
		}
	}
	return all
}

// say is what statutes say of a body of a kind.
func say(kind string, s body.Statutes) []message.Text {
	all := []message.Text{msgNotElected.With(body.KindText(kind))}
	switch {
	case s.Elected && s.Decides:
		all[0] = msgDecides
	case s.Elected:
		all[0] = msgRecommends
	}
	switch {
	case s.Size == nil:
		all = append(all, msgNoSize)
	case s.Elected:
		all = append(all, msgSize.With(*s.Size, ballot.Quorum(*s.Size)))
	default:
		all = append(all, msgSizeAlone.With(*s.Size))
	}
	if all = append(all, s.Voting.Model.Text(s.Voting.Within)); s.Elected {
		all = append(all, msgTakes.With(s.Majority.Text(s.Voting.Model)))
	}
	if kind == body.RepresentativeCouncil && s.Decides {
		takes := s.AgreementTakes().Text(s.Voting.Model)
		all = append(all, pick(s.Agreement != nil, msgAgreement.With(takes), msgAgreementLaw.With(takes)))
	}
	all = append(all, pick(s.RemoteAllowed, msgRemote, msgNotRemote), pick(s.KeptHere, msgKeptHere, msgKeptElsewhere), msgSigned.With(s.Signatories))
	if s.Signatories == 0 {
		all[len(all)-1] = msgChairSigns
	}
	return append(all, more(s)...)
}

// more is what statutes say where they say it.
func more(s body.Statutes) (all []message.Text) {
	if s.Notice != nil {
		all = append(all, msgNotice.With(leadText(*s.Notice)))
	}
	if s.Submission != nil {
		all = append(all, msgSubmission.With(leadText(*s.Submission)))
	}
	if s.Minutes != nil {
		all = append(all, msgMinutes.With(leadText(*s.Minutes)))
	}
	if g := s.GrantLimit; g != nil {
		all = append(all, msgGrants.With(g.Amount/100, g.Amount%100))
		if g.Amount%100 == 0 {
			all[len(all)-1] = msgGrantsWhole.With(g.Amount / 100)
		}
	}
	if len(s.RecommendsTo) > 0 {
		kinds := make(message.All[message.Text], len(s.RecommendsTo))
		for i, kind := range s.RecommendsTo {
			kinds[i] = body.KindText(kind)
		}
		all = append(all, msgMayRecommend.With(kinds))
	}
	return all
}

func leadText(l body.Lead) message.Text {
	if l.Unit == body.WorkingDays {
		return msgWorkingDays.With(l.Count)
	}
	return msgDays.With(l.Count)
}

func pick(yes bool, one, other message.Text) message.Text {
	if yes {
		return one
	}
	return other
}
