package planner

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a chain.
var (
	msgCircle           = message.New1[string]("planner.circle", "The steps would wait for each other: {circle} (rule 5.5).")
	msgClosesCircle     = message.New("planner.closes_circle", "must not make steps wait for each other")
	msgFinishFirst      = message.New1[workday.Date]("planner.finish_first", "must not be before the start, {start}")
	msgBodyNeeded       = message.New("planner.body_needed", "must name a body at least: a step of meetings is treated by somebody")
	msgNoBodies         = message.New("planner.no_bodies", "must be left out: no body treats a consultation or a work")
	msgLastsNeeded      = message.New("planner.lasts_needed", "must say how long a consultation or a work lasts")
	msgLastsNotMeetings = message.New("planner.lasts_not_meetings", "must be left out for meetings: they take the day of the meeting")
	msgSpan             = message.New1[int]("planner.span", "must count forwards, and {most} at the most")
	msgUnlawful         = message.New1[int]("planner.unlawful", "must be {days} days at least: the law requires it of a consultation on such a plan (PBL §§ 11-13, 11-14)")
)

// What is wrong with what is asked for.
var (
	msgStepTwice = message.New1[string]("planner.step_twice", "must not name another step again: {step}")
	msgNotNaming = message.New("planner.not_naming", "must not be naming_due: that milestone is planned with the mandate")
	msgNoStep    = message.New1[string]("planner.no_step", "must be a step of the chain; it has none called {step}")
	msgNoSteps   = message.New("planner.no_steps", "must have a step at least; the region has no body that usually treats such a case")
	msgStartPast = message.New1[workday.Date]("planner.start_past", "must not be before today, {today}")
	msgBodyTwice = message.New("planner.body_twice", "must not be named twice in a step")
	msgLacksBody = message.New1[string]("planner.lacks_body", "must be a body of every municipality that takes part; {municipality} has none of the kind")
)

// What bodies and steps are called, at the beginning of a sentence.
var (
	msgCouncilOf      = message.New1[string]("planner.council_of", "The council of {municipality}")
	msgBodyIn         = message.New2[string, string]("planner.body_in", "{body} in {municipality}")
	msgCouncilsDecide = message.New("planner.councils_decide", "The councils have decided")
	msgConsultation   = message.New("planner.consultation", "The consultation")
	msgWork           = message.New("planner.work", "The work")
)

// msgTakenOver is why milestones move with a plan, where nothing else is said.
var msgTakenOver = message.New1[int]("planner.taken_over", "Plan {number} of the case was taken over")

// What hangs on a meeting.
var (
	msgReserved      = message.New1[string]("planner.reserved", "The plan of case {number} reserves the meeting.")
	msgReservedByOne = message.New("planner.reserved_by_one", "The plan of a case reserves the meeting.")
)

// What became of a plan that was taken over.
var (
	msgCancelled = message.New2[message.Text, workday.Date]("planner.cancelled", "{body} does not hold its meeting on {day}: it is cancelled.")
	msgMoved     = message.New3[message.Text, workday.Date, workday.Date]("planner.moved", "{body} has moved its meeting from {from} to {to}.")
	msgTooEarly  = message.New4[message.Text, workday.Date, workday.Date, workday.Date]("planner.too_early",
		"{body} meets too early on {day}: the papers have to be in by {gate}, and can be from {ready}.")
)

// What is wrong with an assumption.
var (
	msgToOfMoved     = message.New("planner.to_of_moved", "must be given for a meeting that is moved, and for no other")
	msgNotInChain    = message.New("planner.not_in_chain", "must be a body that treats the case in a step of the chain")
	msgNoSuchMeeting = message.New2[message.Text, workday.Date]("planner.no_such_meeting", "must be the day of a planned meeting: {body} has none on {day}")
)

// What a plan comes to.
var (
	msgMeetsLast = message.New2[message.Text, workday.Date]("planner.meets_last", "{body} meets last, on {day}.")
	msgEndsLast  = message.New2[message.Text, workday.Date]("planner.ends_last", "{step} ends last, on {day}.")
	msgMayBegin  = message.New3[workday.Date, workday.Date, int]("planner.may_begin",
		"The work may begin as late as {start} for all to be finished by {finish}: {days} {days|day|days} later than planned.")
	msgMustBegin = message.New2[workday.Date, workday.Date]("planner.must_begin",
		"The work has to begin on {start} for all to be finished by {finish}.")
	msgHoldsUp = message.New3[message.Text, workday.Date, int]("planner.holds_up",
		"{body} holds it up most: if it met as soon as its papers can be in, all would be finished on {day}, {days} {days|day|days} earlier.")
	msgHoldsNothing = message.New1[message.Text]("planner.holds_nothing",
		"{body} comes last, but an earlier meeting of its own would finish nothing earlier: no single body holds it up.")
	msgTakesItsTime = message.New1[message.Text]("planner.takes_its_time", "{step} takes the time that it takes: no body holds it up.")
)

// Why a part is planned as it is.
var (
	msgTakes = message.New4[message.Text, workday.Date, workday.Date, workday.Date]("planner.takes",
		"{body} takes it on {meeting}: its papers have to be in by {gate}, and can be from {ready}.")
	msgMissed = message.New2[workday.Date, workday.Date]("planner.missed",
		"Its meeting on {missed} comes too early: the papers for that had to be in by {gate}.")
	msgRuns = message.New3[message.Text, workday.Date, workday.Date]("planner.runs", "{step} lasts from {start} to {end}.")
)

// Where a plan breaks.
var (
	msgNoMeetings = message.New2[message.Text, workday.Date]("planner.no_meetings", "{body} has planned no meeting on {start} or later.")
	msgNoneLater  = message.New4[message.Text, workday.Date, workday.Date, workday.Date]("planner.none_later",
		"{body} has planned no meeting for which papers can be in on {ready} or later: its last one is on {meeting}, with papers by {gate}.")
	msgTooLate = message.New4[message.Text, workday.Date, workday.Date, workday.Date]("planner.too_late",
		"{body} is done on {earliest} at the earliest, and would have to be by {latest} for all to be finished by {finish}.")
	msgNearestFinish = message.New1[workday.Date]("planner.nearest_finish", "The nearest finish that works is {day}.")
	msgNearestStart  = message.New2[workday.Date, workday.Date]("planner.nearest_start", "For {finish} the work would have had to begin by {start}.")
	msgLastChance    = message.New1[workday.Date]("planner.last_chance", "With the meetings that are planned, the work would have had to begin by {start}.")
)

// What is possible, and may not be meant.
var (
	msgMeetsOff = message.New3[message.Text, workday.Date, workday.Reason]("planner.meets_off",
		"{body} meets on {day}, which is not a working day ({reason}).")
	msgMeetsInRecess = message.New3[message.Text, workday.Date, string]("planner.meets_in_recess",
		"{body} meets on {day}, in a time without meetings ({recess}).")
	msgMeetsInJuly = message.New2[message.Text, workday.Date]("planner.meets_in_july", "{body} meets on {day}, in July.")
	msgNoSettings  = message.New1[message.Text]("planner.no_settings",
		"{body} has set no days for papers and notices: both can come on the day of the meeting.")
	msgOverEaster = message.New3[message.Text, workday.Date, workday.Date]("planner.over_easter", "{consultation} lasts from {start} to {end}, over Easter.")
	msgOverJuly   = message.New3[message.Text, workday.Date, workday.Date]("planner.over_july", "{consultation} lasts from {start} to {end}, and so in July.")
	msgShort      = message.New3[message.Text, int, int]("planner.short",
		"{consultation} is shorter than {least} days: it lasts {days} {days|day|days} (rule 10.1).")
)
