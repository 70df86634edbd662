package timeline

import (
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
)

// shown completes a milestone for a caller and a moment: its states, what waits
// for it, what does not fit, and what the caller may do.
func (s *Service) shown(c *casefile.Case, all []Milestone, m *Milestone, actor authn.Actor, now time.Time) *Milestone {
	m.settle(now)
	m.Dependants = dependants(all, m, now)
	m.Warnings = warnings(all, m, s.calendar)
	may := func(act, id, method, path string, refusal error) request.Action {
		return s.policy.Action(actor, c.Region, authz.Permission{Object: "timeline", Act: act}, refusal,
			request.Action{Act: id, Method: method, Href: m.Self + path})
	}
	plan, complete := c.Prepared(), completable(c)
	m.Actions = []request.Action{
		may("plan", "plan-milestone", "PUT", "", plan),
		may("plan", "move-milestone", "POST", "/move", first(plan, m.undone())),
	}
	if !m.PerMunicipality {
		m.Actions = append(m.Actions, may("complete", "complete-milestone", "POST", "/complete", first(complete, m.undone())))
	}
	for i := range m.Parts {
		p := &m.Parts[i]
		_, left := c.Party(p.Municipality)
		var done error
		if p.DoneAt != nil {
			done = ErrDone
		}
		p.Actions = []request.Action{s.policy.Action(actor, p.Municipality, authz.Permission{Object: "milestone_part", Act: "complete"}, first(complete, left, done),
			request.Action{Act: "complete-milestone-part", Method: "POST", Href: m.Self + "/parts/" + p.Municipality + "/complete"})}
	}
	return m
}

func (m *Milestone) undone() error {
	if m.Done() {
		return ErrDone
	}
	return nil
}

// first is the first refusal.
func first(refusals ...error) error {
	for _, err := range refusals {
		if err != nil {
			return err
		}
	}
	return nil
}

// changes lists what an act changed.
func changes(before, after *Milestone) audit.Changes {
	members := []audit.Member{
		audit.Optional("title", before.Title, after.Title),
		audit.Optional("kind", before.Kind, after.Kind),
		audit.Optional("due", before.Due, after.Due),
		audit.Optional("month", before.Month, after.Month),
		audit.Changed("per_municipality", before.PerMunicipality, after.PerMunicipality),
		audit.Optional("responsible", before.Responsible, after.Responsible),
		audit.Optional("note", before.Note, after.Note),
		audit.Optional("done_at", before.DoneAt, after.DoneAt),
		audit.Optional("done_note", before.DoneNote, after.DoneNote),
		audit.Optional("depends_on", before.DependsOn, after.DependsOn),
	}
	for _, v := range after.Moves[len(before.Moves):] {
		members = append(members, audit.Set("reason", v.Reason))
	}
	for _, p := range after.Parts {
		if p.DoneAt != nil && !before.partDone(p.Municipality) {
			members = append(members, audit.Set("parts/"+p.Municipality, p.Completion))
		}
	}
	return audit.Difference(members...)
}
