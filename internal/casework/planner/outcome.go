package planner

import (
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// PlanOutcome is what a chain comes to over the meeting calendars (rule 5.5).
type PlanOutcome struct {
	Feasible       bool            `json:"feasible" doc:"Whether every step has its meetings, and all is finished by the wanted finish where one is given"`
	Start          workday.Date    `json:"start" format:"date" example:"2024-02-12" doc:"The first day of the work, from which it is counted"`
	WantedFinish   *workday.Date   `json:"wanted_finish" format:"date" example:"2024-06-28" doc:"The day by which all is wanted; null where none was given"`
	EarliestFinish *workday.Date   `json:"earliest_finish" format:"date" example:"2024-06-20" doc:"The first day on which all can be finished; null where a step has no meeting"`
	LatestStart    *workday.Date   `json:"latest_start" format:"date" example:"2024-02-20" doc:"The last day on which the work can begin and all still be finished by the wanted finish, or else by the earliest one; null where a body has no meeting in time"`
	SlackDays      *int            `json:"slack_days" example:"8" doc:"The days from the start to the latest start: so much later the work can begin. Negative where it is too late; null where there is no latest start"`
	Steps          []PlannedStep   `json:"steps" doc:"The steps in an order in which each comes after those that it waits for. The steps after one that breaks have no days"`
	Bottleneck     *PlanBottleneck `json:"bottleneck,omitempty" doc:"What holds the plan up most; left out where a step has no meeting"`
	Infeasible     *PlanBreak      `json:"infeasible,omitempty" doc:"Where the plan breaks; left out where it is feasible"`
	Sentences      []message.Text  `json:"sentences" example:"[\"The council of Åsnes meets last, on 20 June 2024.\"]" doc:"The whole in words"`
	Warnings       []PlanWarning   `json:"warnings" doc:"What is possible, and may not be meant"`
}

// PlannedStep is a step as it is planned.
type PlannedStep struct {
	Key         string        `json:"step" example:"councils_decided"`
	Name        message.Text  `json:"name" example:"The councils have decided"`
	Kind        StepKind      `json:"kind" enum:"meetings,consultation,work" example:"meetings"`
	After       []string      `json:"after" example:"[\"joint_meeting\"]" doc:"The steps that come before it"`
	Preparation *workday.Rule `json:"preparation" example:"working_days:10" doc:"What lies between the end of what comes before and the papers for it; null for nothing"`
	Lasts       *workday.Rule `json:"lasts" example:"days:42,forward" doc:"How long a consultation or a work lasts; null for meetings"`
	Done        *workday.Date `json:"done_on" format:"date" example:"2024-06-20" doc:"The day on which all of it is done; null where it, or a step before it, breaks"`
	SlackDays   *int          `json:"slack_days" example:"3" doc:"The least slack of its parts; null where one has none"`
	Critical    bool          `json:"critical" doc:"Whether the finish waits for it"`
	Parts       []PlannedPart `json:"parts" doc:"What is planned for each body, or one part for a step that no body treats"`
}

// PlannedPart is what is planned for one body of a step, or for a step that no body
// treats.
type PlannedPart struct {
	Organisation string        `json:"organisation,omitempty" example:"3418" doc:"Left out, with the body, for a step that no body treats"`
	Body         string        `json:"body,omitempty" example:"kommunestyre"`
	Name         message.Text  `json:"name" example:"The council of Åsnes"`
	Ready        *workday.Date `json:"ready_on" format:"date" example:"2024-05-24" doc:"The day on which what comes before is done, and the preparation with it"`
	Meeting      *int64        `json:"meeting" example:"41" doc:"The planned meeting that it takes; null for one that is only assumed"`
	MeetingOn    *workday.Date `json:"meeting_on" format:"date" example:"2024-06-20" doc:"The day of the meeting"`
	Papers       *workday.Date `json:"papers_on" format:"date" example:"2024-06-06" doc:"The last day on which its papers can be handed in"`
	Notice       *workday.Date `json:"notice_on" format:"date" example:"2024-06-13" doc:"The last day on which its notice can go out"`
	Done         *workday.Date `json:"done_on" format:"date" example:"2024-06-20" doc:"The day of the meeting, or the last day of a consultation or a work"`
	Latest       *workday.Date `json:"latest_on" format:"date" example:"2024-06-27" doc:"The last meeting by which all is still finished in time, or the last day on which a consultation or a work can begin; null where there is none"`
	SlackDays    *int          `json:"slack_days" example:"3" doc:"By how many days what comes before may be later without moving the finish; negative where it is too late, null where there is no meeting in time"`
	Critical     bool          `json:"critical" doc:"Whether the finish waits for it"`
	Sentence     message.Text  `json:"sentence,omitzero" example:"The council of Åsnes takes it on 20 June 2024: the papers have to be in by 6 June 2024, and can be from 24 May 2024." doc:"Why it is this day"`

	bodyID int64
}

// PlanBottleneck is the part that holds the plan up most: the one on whose days the
// finish depends most.
type PlanBottleneck struct {
	Step         string       `json:"step" example:"councils_decided"`
	Organisation string       `json:"organisation,omitempty" example:"3418"`
	Body         string       `json:"body,omitempty" example:"kommunestyre"`
	GainDays     int          `json:"gain_days" example:"9" doc:"By how many days all would be finished earlier if it met as soon as its papers can be in; 0 where others are as late"`
	Sentence     message.Text `json:"sentence" example:"The council of Åsnes holds it up most: if it met as soon as its papers can be in, all would be finished on 11 June 2024, 9 days earlier."`
}

// BreakReason says why a plan is not feasible.
type BreakReason string

const (
	// NoMeetings is a body without meetings from the start on.
	NoMeetings BreakReason = "no_meetings"
	// NoneLater is a body whose last meeting comes too early.
	NoneLater BreakReason = "none_later"
	// TooLate is a step that comes later than the wanted finish lets it.
	TooLate BreakReason = "too_late"
)

// PlanBreak says where a plan breaks.
type PlanBreak struct {
	Step          string        `json:"step" example:"board"`
	Organisation  string        `json:"organisation,omitempty" example:"kongsvingerregionen"`
	Body          string        `json:"body,omitempty" example:"styre"`
	Reason        BreakReason   `json:"reason" enum:"no_meetings,none_later,too_late" doc:"no_meetings: the body has planned none; none_later: its last one comes before the papers can be in; too_late: the step comes later than the wanted finish lets it"`
	NearestFinish *workday.Date `json:"nearest_finish" format:"date" example:"2024-06-20" doc:"The first finish that works from this start; null where none does"`
	NearestStart  *workday.Date `json:"nearest_start" format:"date" example:"2024-02-05" doc:"The last start that works for the wanted finish, or for any; null where none does"`
	Sentence      message.Text  `json:"sentence" example:"Styret takes it on 14 March 2024 at the earliest, and has to by 7 March 2024 for all to be finished by 14 June 2024."`
}

// PlanWarning is something that is possible, and may not be meant.
type PlanWarning struct {
	Code         string       `json:"code" enum:"day_off,recess,july,over_easter,over_july,short_consultation,no_settings" doc:"day_off: a meeting on a day that is not a working day; recess: one in a time without meetings; july: one in July; over_easter, over_july: a consultation runs across Easter or into July; short_consultation: it may be shorter than 42 days; no_settings: a body has set no days for papers and notices, so that both can come on the day of the meeting"`
	Step         string       `json:"step" example:"board"`
	Organisation string       `json:"organisation,omitempty" example:"kongsvingerregionen"`
	Body         string       `json:"body,omitempty" example:"styre"`
	Detail       message.Text `json:"detail" example:"Styret meets on 4 July 2024, in July."`
}
