package timeline

import (
	"slices"

	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// MilestonePlanInput plans a milestone.
type MilestonePlanInput struct {
	Key string `json:"key" pattern:"^[a-z][a-z0-9_-]{0,62}$" maxLength:"63" example:"proposal_ready" doc:"The key, unique in the case and fixed: one of those that the start gate asks for, or another one of your own"`
	MilestoneInput
}

// MilestoneInput is a milestone as the secretariat plans it.
type MilestoneInput struct {
	Title           string          `json:"title" minLength:"3" maxLength:"300" example:"The proposal is ready for the board"`
	Kind            Kind            `json:"kind" enum:"deadline,event" example:"deadline" doc:"A deadline needs a day; an event may have no more than a month"`
	Due             *workday.Date   `json:"due,omitempty" format:"date" example:"2024-06-14" doc:"The day; this, month or rule"`
	Month           *workday.Month  `json:"month,omitempty" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" example:"2024-06" doc:"The month, where the day is not known; this, due or rule"`
	PerMunicipality bool            `json:"per_municipality,omitempty" example:"false" doc:"Whether each municipality does it, by the same day"`
	Responsible     *authority.Post `json:"responsible,omitempty" doc:"An office or a body (with or without a role in it) in the region or a participant, or a person. For a milestone per municipality an office alone, such as administrator, without organisation: each municipality's own. A body is reached through its chair and its clerk or secretariat"`
	DependsOn       []string        `json:"depends_on,omitempty" maxItems:"50" maxLength:"63" example:"[]" doc:"The keys of the milestones that come before it; repeated, a key counts once"`
	Lags            []MilestoneLag  `json:"lags,omitempty" maxItems:"50" doc:"How long after some of them it comes, at the least"`
	Rule            *MilestoneRule  `json:"rule,omitempty" doc:"How the day is counted, instead of due and month"`
	Note            string          `json:"note,omitempty" maxLength:"5000" example:"Sent to the members one week before the meeting"`
}

// Check brings the texts and the person into their one form, and refuses content
// that is not valid with this key (rules 2.3e, 5.4).
func (in *MilestoneInput) Check(key string) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/title", &in.Title)
	canon.TidyText(&c, "/note", &in.Note)
	if err := c.Err(ErrContent); err != nil {
		return err
	}
	if in.Responsible != nil {
		in.Responsible = responsible.Canonical(*in.Responsible)
	}
	if err := CheckWhen(When{in.Due, in.Month}, in.Rule); err != nil {
		return err
	}
	if in.Kind == Deadline && in.Due == nil && in.Rule == nil {
		return ErrWhen.On("/due", msgDayNeeded)
	}
	byEach := key == NamingDue || key == CouncilsDecided
	switch {
	case !slices.Contains(Required, key) || in.PerMunicipality == byEach:
		return nil
	case byEach:
		return ErrByWhom.On("/per_municipality", msgDoneByEach.With(key))
	default:
		return ErrByWhom.On("/per_municipality", msgDoneOnce.With(key))
	}
}

// CheckWhen refuses a time that is not exactly one of a day, a month and a rule.
func CheckWhen(w When, r *MilestoneRule) error {
	given := 0
	for _, is := range []bool{w.Due != nil, w.Month != nil, r != nil} {
		if is {
			given++
		}
	}
	switch {
	case given != 1:
		return ErrWhen.On("/due", msgDueOrMonth)
	case r != nil:
		return r.check()
	}
	return nil
}

// Plan puts what is planned into the milestone, a new one or one that exists
// among all of the case. It refuses a new day for one that exists, which takes
// a reason; to give to each municipality what was done as one, or the other
// way round; and an order or a responsible that cannot be.
func (m *Milestone) Plan(l Line, in MilestoneInput) error {
	when, c := When{in.Due, in.Month}, l.Case
	switch {
	case m.Revision == 0 && len(l.All) >= most:
		return ErrTooMany
	case m.Revision > 0 && in.Rule != nil && !m.Rule.Is(in.Rule):
		return ErrMoveNeedsReason.On("/rule", msgPlannedFor.With(m.When))
	case m.Revision > 0 && in.Rule == nil && !m.PlannedFor(when):
		return ErrMoveNeedsReason.On("/due", msgPlannedFor.With(m.When))
	case m.PerMunicipality != in.PerMunicipality && m.begun():
		return ErrDone.On("/per_municipality", msgSomebodyBegan)
	}
	rule := in.Rule
	if m.Revision > 0 {
		rule, when = m.Rule, m.When
	}
	if err := l.CheckOrder(m.Key, in.DependsOn, rule); err != nil {
		return err
	}
	if in.Responsible != nil {
		if err := responsible.Check(c, *in.Responsible, in.PerMunicipality); err != nil {
			return err
		}
	}
	m.Title, m.Kind, m.When, m.PerMunicipality = in.Title, in.Kind, when, in.PerMunicipality
	m.Responsible, m.Note = in.Responsible, in.Note
	m.DependsOn = append([]string{}, in.DependsOn...)
	slices.Sort(m.DependsOn)
	m.DependsOn = slices.Compact(m.DependsOn)
	m.divide(c)
	if err := m.takeLags(in.Lags); err != nil {
		return err
	}
	if m.Revision == 0 && rule != nil {
		counted, err := l.CountBy(m, *rule)
		m.When = counted
		return err
	}
	return nil
}
