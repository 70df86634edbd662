package assignment

import (
	"time"

	"forankring.no/forankring/internal/platform/workday"
)

// OwnAssignment is an assignment as the person named sees it.
type OwnAssignment struct {
	ID           int64             `json:"id" example:"17"`
	Region       string            `json:"region" example:"kongsvingerregionen"`
	Case         string            `json:"case" example:"2024-1" doc:"The case's number in the region"`
	Title        string            `json:"title" example:"Regional kraftstrategi for Kongsvingerregionen" doc:"The case's title"`
	Municipality string            `json:"municipality" example:"3417" doc:"The municipality that names the person"`
	Function     string            `json:"function" example:"Area planner"`
	Share        int               `json:"share" example:"20" doc:"Percent of full time"`
	From         workday.Date      `json:"from" format:"date" doc:"The first day"`
	To           workday.Date      `json:"to" format:"date" doc:"The day after the last day, as agreed"`
	State        State             `json:"state" enum:"nominated,released,declined,retracted,recalled,replaced"`
	EndedOn      *workday.Date     `json:"ended_on" format:"date" doc:"The day from which it ended early"`
	Ends         workday.Date      `json:"ends" format:"date" doc:"The day from which the person is no longer given: the earliest of its own end, its early end, and the end of the employment"`
	Override     *CapacityOverride `json:"override,omitempty" doc:"The person was released over what they can give, and why (rule 4.2)"`
	Surplus      bool              `json:"surplus" doc:"It is released, but the mandate in force does not ask for it (rule 4.1)"`
	NominatedAt  time.Time         `json:"nominated_at"`
}

// own is the assignment as the person named sees it: the reason for an override
// concerns them.
func (n *Named) own() OwnAssignment {
	if n.Override != nil {
		n.Override.Reason = n.OverrideReason
	}
	return OwnAssignment{
		ID: n.ID, Region: n.Region, Case: n.Case, Title: n.Title, Municipality: n.Municipality, Function: n.Function, Share: n.Share, From: n.From, To: n.To,
		State: n.State, EndedOn: n.EndedOn, Ends: n.Ends, Override: n.Override, Surplus: n.Surplus, NominatedAt: n.NominatedAt,
	}
}
