package demand

import (
	"context"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// maxPersonWeeks bounds a list of load that is had whole: a table has a row for
// each.
const maxPersonWeeks = request.FileLimit * defaultWeeks

// LoadDetail is one employee's load with what lies behind it.
type LoadDetail struct {
	PersonLoad
	Assignments []LoadAssignment `json:"assignments" doc:"What the employee is named to in these weeks, in whatever case and region"`
}

// LoadAssignment is what an employee is named to in a case.
type LoadAssignment struct {
	Self        string                     `json:"self" example:"/v1/regions/kongsvingerregionen/cases/2024-1/resources/3417/assignments/1" doc:"The address of the assignment"`
	Region      string                     `json:"region" example:"kongsvingerregionen"`
	Case        string                     `json:"case" example:"2024-1" doc:"The case's number"`
	Requirement string                     `json:"requirement" example:"area-planner" doc:"The requirement's key in the mandate"`
	Function    string                     `json:"function" example:"Area planner"`
	Share       int                        `json:"share" example:"20" doc:"Percent of full time"`
	From        workday.Date               `json:"from" format:"date" doc:"The first day"`
	To          workday.Date               `json:"to" format:"date" doc:"The day after the last day, as agreed"`
	Ends        workday.Date               `json:"ends" format:"date" doc:"The day from which it uses nothing: the earliest of its own end, its early end, and the end of the employment"`
	State       staffing.State             `json:"state" enum:"nominated,released,recalled,replaced"`
	Override    *staffing.CapacityOverride `json:"override,omitempty" doc:"It was released over what the employee can give (rule 4.2)"`
	Surplus     bool                       `json:"surplus" doc:"The version in force does not ask for it: it covers nothing and uses capacity (rule 4.1)"`
}

// Load lists the municipality's employees who are employed in the weeks, by
// staff key, with what they can give and give in each. The number of
// statements is the same however many.
func (s *Service) Load(ctx context.Context, _ authn.Actor, asked LoadQuery, p request.Page) (request.List[PersonLoad], error) {
	var after string
	if err := p.After(&after); err != nil {
		return request.List[PersonLoad]{}, err
	}
	from, to, err := weeks(asked.From, asked.To, workday.Today(s.now()))
	if err != nil {
		return request.List[PersonLoad]{}, err
	}
	p.Limit = min(p.Limit, maxPersonWeeks*weekDays/to.Sub(from))
	over := asked.Over == "true"
	filter := staffFilter{Municipality: asked.Organisation, From: from, To: to, Text: asked.Text, Named: asked.Named == "true", After: after, Limit: p.Limit + 1}
	if over { // which is known of those who are named, once their days are added up
		filter.Named, filter.Limit = true, 0
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[PersonLoad], error) {
		staff, err := employees(ctx, q, filter)
		if err != nil {
			return request.List[PersonLoad]{}, err
		}
		calendars, err := calendar.Of(ctx, q, []string{asked.Organisation})
		if err != nil {
			return request.List[PersonLoad]{}, err
		}
		var all []PersonLoad
		for _, e := range staff {
			if len(all) > p.Limit {
				break
			}
			if l := e.inWeeks(asked.Organisation, from, to, calendars.For(asked.Organisation)); l.Over || !over {
				all = append(all, l)
			}
		}
		return request.Cut(all, p, func(l PersonLoad) any { return l.StaffKey }), nil
	})
}

// ShowLoad reads one employee's load, with the assignments behind it.
func (s *Service) ShowLoad(ctx context.Context, _ authn.Actor, asked PersonLoadQuery) (*LoadDetail, error) {
	from, to, err := weeks(asked.From, asked.To, workday.Today(s.now()))
	if err != nil {
		return nil, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*LoadDetail, error) {
		e, err := employeeOf(ctx, q, asked.Organisation, asked.StaffKey, from, to)
		if err != nil {
			return nil, err
		}
		if err := staffing.MarkSurplus(ctx, q, e.named, s.now()); err != nil {
			return nil, err
		}
		calendars, err := calendar.Of(ctx, q, []string{asked.Organisation})
		if err != nil {
			return nil, err
		}
		detail := &LoadDetail{PersonLoad: e.inWeeks(asked.Organisation, from, to, calendars.For(asked.Organisation)), Assignments: []LoadAssignment{}}
		for _, n := range e.named {
			detail.Assignments = append(detail.Assignments, loadAssignment(n))
		}
		return detail, nil
	})
}

// loadAssignment is an assignment as the person's own municipality reads it:
// also why it was released over capacity (rule 2.5).
func loadAssignment(n staffing.Named) LoadAssignment {
	a := LoadAssignment{
		Self: n.Self, Region: n.Region, Case: n.Case, Requirement: n.Requirement, Function: n.Function, Share: n.Share,
		From: n.From, To: n.To, Ends: n.Ends, State: n.State, Surplus: n.Surplus,
	}
	if n.Override != nil {
		a.Override = &staffing.CapacityOverride{Reason: n.OverrideReason, By: n.Override.By, At: n.Override.At}
	}
	return a
}
