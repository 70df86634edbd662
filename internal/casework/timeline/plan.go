package timeline

import (
	"slices"

	"github.com/google/uuid"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
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
	Due             *workday.Date   `json:"due,omitempty" format:"date" example:"2024-06-14" doc:"The day; this or month"`
	Month           *workday.Month  `json:"month,omitempty" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" example:"2024-06" doc:"The month, where the day is not known; this or due"`
	PerMunicipality bool            `json:"per_municipality,omitempty" example:"false" doc:"Whether each municipality does it, by the same day"`
	Responsible     *authority.Post `json:"responsible,omitempty" doc:"An office or a body (with or without a role in it) in the region or a participant, or a person. For a milestone per municipality an office alone, such as administrator, without organisation: each municipality's own. A body is reached through its chair and its clerk or secretariat"`
	DependsOn       []string        `json:"depends_on,omitempty" maxItems:"50" maxLength:"63" example:"[]" doc:"The keys of the milestones that come before it; repeated, a key counts once"`
	Note            string          `json:"note,omitempty" maxLength:"5000" example:"Sent to the members one week before the meeting"`
}

// MilestoneMoveInput is where a milestone is moved, and why.
type MilestoneMoveInput struct {
	Due    *workday.Date  `json:"due,omitempty" format:"date" example:"2024-06-21" doc:"The new day; this or month"`
	Month  *workday.Month `json:"month,omitempty" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" example:"2024-06" doc:"The new month, for an event; this or due"`
	Reason string         `json:"reason" minLength:"3" maxLength:"2000" example:"The board's meeting was moved"`
}

// MilestoneDoneInput is what may be said of a completion.
type MilestoneDoneInput struct {
	On   *workday.Date `json:"done_on,omitempty" format:"date" example:"2024-02-12" doc:"The day on which it was done: not in the future, and not before the case was opened; today if left out"`
	Note string        `json:"note,omitempty" maxLength:"2000" example:"Council case 31/2024"`
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
		in.Responsible = canonical(*in.Responsible)
	}
	if err := (When{in.Due, in.Month}).check(); err != nil {
		return err
	}
	if in.Kind == Deadline && in.Due == nil {
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

// canonical writes the person's identifier in its one form; what is none stays
// as it is, and is known to nobody.
func canonical(p authority.Post) *authority.Post {
	if id, err := uuid.Parse(p.Person); err == nil {
		p.Person = id.String()
	}
	return &p
}

// Check brings the reason into its one form, and refuses a move to nowhere or
// without reason (rule 5.4).
func (in *MilestoneMoveInput) Check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	if err := c.Err(ErrContent); err != nil {
		return err
	}
	return When{in.Due, in.Month}.check()
}

func (w When) check() error {
	if (w.Due == nil) == (w.Month == nil) {
		return ErrWhen.On("/due", msgDueOrMonth)
	}
	return nil
}

// Plan puts what is planned into the milestone, a new one or one that exists
// among all of the case. It refuses a new day for one that exists, which takes
// a reason; to give to each municipality what was done as one, or the other
// way round; and an order or a responsible that cannot be.
func (m *Milestone) Plan(c *casefile.Case, all []Milestone, in MilestoneInput) error {
	when := When{in.Due, in.Month}
	switch {
	case m.Revision == 0 && len(all) >= most:
		return ErrTooMany
	case m.Revision > 0 && !m.plannedFor(when):
		return ErrMoveNeedsReason.On("/due", msgPlannedFor.With(m.When))
	case m.PerMunicipality != in.PerMunicipality && m.begun():
		return ErrDone.On("/per_municipality", msgSomebodyBegan)
	}
	if err := checkOrder(all, m.Key, in.DependsOn); err != nil {
		return err
	}
	if in.Responsible != nil {
		if err := checkResponsible(c, *in.Responsible, in.PerMunicipality); err != nil {
			return err
		}
	}
	m.Title, m.Kind, m.When, m.PerMunicipality = in.Title, in.Kind, when, in.PerMunicipality
	m.Responsible, m.Note = in.Responsible, in.Note
	m.DependsOn = append([]string{}, in.DependsOn...)
	slices.Sort(m.DependsOn)
	m.DependsOn = slices.Compact(m.DependsOn)
	m.divide(c)
	return nil
}

// rolesInBodies are the roles that somebody has in a body.
var rolesInBodies = []string{"chair", "deputy_chair", "member", "deputy"}

// checkResponsible refuses a post that does not exist in the case. Whether a
// body exists and a person is known is in the database alone.
func checkResponsible(c *casefile.Case, p authority.Post, perMunicipality bool) error {
	named := 0
	for _, name := range []string{p.Office, p.Body, p.Person} {
		if name != "" {
			named++
		}
	}
	var f fault.Checks
	f.Require(named == 1, "/responsible", msgOneOfThree)
	f.Require(p.Role == "" || p.Body != "", "/responsible/role", msgRoleInBody)
	f.Require(p.Role == "" || slices.Contains(rolesInBodies, p.Role), "/responsible/role", msgNoRole.With(rolesInBodies))
	f.Require(p.Person == "" || p.Organisation == "", "/responsible/organisation", msgPersonAlone)
	if perMunicipality {
		f.Require(p.Office != "" && p.Organisation == "", "/responsible", msgOfficeAlone)
		f.Require(slices.Contains(office.KindsOf(organisation.KindMunicipality), p.Office), "/responsible/office", msgMunicipalOffice)
		return f.Err(ErrResponsible)
	}
	if p.Person == "" {
		_, err := c.Party(p.Organisation)
		f.Require(p.Organisation == c.Region || err == nil, "/responsible/organisation", casefile.MsgOutsideCase)
	}
	f.Require(p.Office == "" || slices.Contains(office.KindsOf(kindOf(c, p.Organisation)), p.Office), "/responsible/office", msgNoOfficeThere)
	return f.Err(ErrResponsible)
}

// kindOf tells the region of the case from a municipality.
func kindOf(c *casefile.Case, key string) string {
	if key == c.Region {
		return organisation.KindRegion
	}
	return organisation.KindMunicipality
}
