// Package task shows people what waits for them, in every case and for every
// office that they hold or stand in for, and lets a chief executive answer
// several mandates at once (rules 1.4, 3.4). It owns no table: a task is found
// in the current state at every read, and is gone when it is done.
package task

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Task is one thing that waits for the caller.
type Task struct {
	ID           string         `json:"id" example:"answer-mandate/kongsvingerregionen/2024-1/1/3417" doc:"Names the task as long as it waits"`
	Kind         string         `json:"kind" example:"answer_mandate"`
	Title        message.Text   `json:"title" example:"Answer version 1 of the mandate for Grue" doc:"What is to be done, in words"`
	Region       string         `json:"region,omitempty" example:"kongsvingerregionen" doc:"The region of the case; left out for what waits in no case"`
	Case         string         `json:"case,omitempty" example:"2024-1" doc:"The number of the case"`
	CaseTitle    string         `json:"case_title,omitempty" example:"Regional kraftstrategi for Kongsvingerregionen"`
	Organisation string         `json:"organisation" example:"3417" doc:"The organisation whose office it waits for"`
	Office       string         `json:"office,omitempty" example:"chief_executive" doc:"The office; left out where it waits for the chair of a body, or for the caller by name"`
	As           string         `json:"as" enum:"holder,substitute" doc:"Whether the caller holds the office, or stands in for its holder (rule 1.4)"`
	OnBehalfOf   *TaskHolder    `json:"on_behalf_of,omitempty" doc:"For whom a substitute acts; left out for a holder"`
	By           *workday.Date  `json:"by" format:"date" doc:"The last day; null where none is set"`
	Overdue      bool           `json:"overdue" doc:"Whether that day has passed"`
	Since        time.Time      `json:"since" doc:"Since when it waits"`
	Action       request.Action `json:"action" doc:"The act that is waited for, and whether the caller may do it now."`
	About        string         `json:"about" example:"/v1/regions/kongsvingerregionen/cases/2024-1/mandates/1" doc:"The address of what to read first"`
	// Mandate goes with tasks to answer.
	Mandate *approval.Asking `json:"mandate,omitempty" doc:"For an answer to a mandate: what is asked, what was changed, and what the answer must name"`

	// Shielded is what the case is called outside the service while it is exempt.
	Shielded string `json:"-"`

	detail func() any
}

// TaskHolder is the holder of an office for whom a substitute acts.
type TaskHolder struct {
	Person string `json:"person" format:"uuid"`
	Name   string `json:"name" example:"Chief executive, Grue"`
}

func (f ListRef) passes(t Task) bool {
	return (f.Kind == "" || f.Kind == t.Kind) && (f.Region == "" || f.Region == t.Region) &&
		(f.Municipality == "" || f.Municipality == t.Organisation) && (f.Overdue == "" || (f.Overdue == "true") == t.Overdue)
}

// place is where a task stands in the list: by its day, those without one last,
// then by its name.
type place struct{ By, ID string }

// never sorts after every day.
const never = "none"

func (t Task) place() place {
	if t.By == nil {
		return place{never, t.ID}
	}
	return place{t.By.String(), t.ID}
}

func (p place) compare(o place) int { return cmp.Or(cmp.Compare(p.By, o.By), cmp.Compare(p.ID, o.ID)) }

// Reads says whether the actor may read a case: else nothing in it waits for
// them (rule 2.5).
func Reads(policy *authz.Policy, actor authn.Actor, c *casefile.Case, today workday.Date) bool {
	actor = actor.In(c.ID)
	perm := reading.Read
	if c.Exempt(today) {
		perm = reading.ReadExempt
	}
	may := func(organisation string) bool {
		_, ok := policy.Allows(actor, organisation, perm)
		return ok
	}
	return may(c.Region) || slices.ContainsFunc(c.Parties(), func(p casefile.Participant) bool { return may(p.Number) })
}

// standing is how something that waits concerns somebody.
type standing struct {
	organisation, office, onBehalfOf string
	answers                          bool
}

// concerns finds how something that waits concerns the actor: they are among
// those of whom it is asked, as the reminders would reach them, or where nobody
// is named, they may do it. It never concerns whoever is disqualified in the
// case, nor the person themselves where they would decide about themselves (rule
// 1.7).
func concerns(policy *authz.Policy, actor authn.Actor, w waiting.Wait, reached map[authority.Call]authority.People) (standing, bool) {
	if w.Except == actor.Person {
		return standing{}, false
	}
	if len(w.Posts) == 0 {
		grounds, ok := policy.Allows(actor, w.Organisation, w.Permission)
		if !ok {
			return standing{}, false
		}
		offices := policy.Offices(w.Permission)
		i := slices.IndexFunc(actor.Roles, func(r authn.Role) bool {
			return r.Organisation == w.Organisation && r.OnBehalfOf == grounds.OnBehalfOf && slices.Contains(offices, r.Office)
		})
		return standing{organisation: w.Organisation, office: actor.Roles[i].Office, onBehalfOf: grounds.OnBehalfOf}, true
	}
	for _, call := range calls(w) {
		people := reached[call]
		s := standing{organisation: call.Organisation, office: call.Office, answers: w.Answered}
		is := func(c authority.Contact) bool { return c.Person == actor.Person }
		if slices.ContainsFunc(people.Holders, is) {
			return s, true
		}
		if slices.ContainsFunc(people.Substitutes, is) {
			i := slices.IndexFunc(actor.Roles, func(r authn.Role) bool {
				return r.Organisation == call.Organisation && r.Office == call.Office && r.OnBehalfOf != ""
			})
			if i >= 0 {
				s.onBehalfOf = actor.Roles[i].OnBehalfOf
				return s, true
			}
		}
	}
	return standing{}, false
}

// calls call upon those of whom something is asked.
func calls(w waiting.Wait) []authority.Call {
	return authority.Calls(w.Case.ID, w.Permission.String(), w.Posts...)
}

// shown is what waits, as a task of the actor.
func shown(policy *authz.Policy, actor authn.Actor, w waiting.Wait, s standing) Task {
	t := Task{
		ID:   strings.Join([]string{strings.ReplaceAll(w.Kind, "_", "-"), w.Case.Region, w.Case.Number, w.Key}, "/"),
		Kind: w.Kind, Title: w.Title, Region: w.Case.Region, Case: w.Case.Number, CaseTitle: w.Case.Title, Organisation: s.organisation, Office: s.office,
		As: "holder", By: w.By, Overdue: w.Overdue, Since: w.Since, About: w.About,
	}
	t.detail = w.Detail
	by := actor
	by.OnBehalfOf = s.onBehalfOf
	if s.answers {
		t.Action = authz.Judged(w.Refusal(by), w.Act)
	} else {
		t.Action = policy.Action(actor, w.Organisation, w.Permission, w.Refusal(by), w.Act)
	}
	if s.onBehalfOf != "" {
		t.As, t.OnBehalfOf = "substitute", &TaskHolder{Person: s.onBehalfOf}
	}
	return t
}
