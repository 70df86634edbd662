package timeline

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What does not fit, and is kept.
var (
	msgAfterDependant   = message.New2[string, When]("timeline.after_dependant", `"{milestone}" depends on this milestone, but comes before it ({when}).`)
	msgBeforeDependency = message.New2[string, When]("timeline.before_dependency", `This milestone depends on "{milestone}", which comes after it ({when}).`)
	msgDependencyOpen   = message.New1[string]("timeline.dependency_open", `This milestone is done, but "{milestone}", which it depends on, is not.`)
	msgFixed            = message.New2[string, string]("timeline.fixed", `Milestone "{title}" in case {number}`)
	msgSetInPast        = message.New1[When]("timeline.set_in_past", "When the milestone was put there, {when} had passed already.")
	msgOtherNamingDate  = message.New2[int, workday.Date]("timeline.other_naming_date", "Version {version} of the mandate asks for the names by another day, {day}.")
)

// What does not fit what is counted, and is kept.
var (
	msgTooSoon          = message.New2[message.Text, workday.Date]("timeline.too_soon", "This milestone comes too soon: {span} is {day}.")
	msgDependantTooSoon = message.New3[string, message.Text, workday.Date]("timeline.dependant_too_soon", `"{milestone}" comes too soon after this milestone: {span} is {day}.`)
	msgStartMoved       = message.New2[workday.Date, workday.Date]("timeline.start_moved", "The milestone from which this one is counted is on {start} now: it would be {day}, and is kept.")
	msgCalendarChanged  = message.New1[workday.Date]("timeline.calendar_changed", "By the calendar as it is now, this milestone would be counted to {day}: it is kept.")
)

// What is wrong with what is counted.
var (
	msgFromOne   = message.New("timeline.from_one", "must name exactly one of `from` and `milestone`")
	msgNoDay     = message.New1[string]("timeline.no_day", "must be a milestone with a day; {key} has a month alone")
	msgTooFar    = message.New("timeline.too_far", "must count to a day between 1900 and 2200")
	msgNotBefore = message.New1[string]("timeline.not_before", "must be one of those in `depends_on`; {key} is not")
	msgLagTwice  = message.New1[string]("timeline.lag_twice", "must be there once; {key} has two lags")
	msgLag       = message.New1[int]("timeline.lag", "must be `days` or `working_days` with a count from 0 to {most}, such as working_days:10")
)

// What is wrong with a milestone.
var (
	msgNoMilestone   = message.New1[string]("timeline.no_milestone", "must be a milestone of the case; it has none with the key {key}")
	msgKeyTaken      = message.New("timeline.names_another", "must not be the key of another milestone of the case")
	msgCircle        = message.New1[string]("timeline.circle", "The milestones would wait for each other: {circle} (rule 5.4).")
	msgClosesCircle  = message.New("timeline.closes_circle", "must not make milestones wait for each other")
	msgDayNeeded     = message.New("timeline.day_needed", "must be given: a deadline needs a day")
	msgDueOrMonth    = message.New("timeline.due_or_month", "exactly one of `due`, `month` and `rule` must be given")
	msgDoneByEach    = message.New1[string]("timeline.each_does_it", "must be true: each municipality does {key}")
	msgDoneOnce      = message.New1[string]("timeline.done_for_all", "must be false: {key} is done once for the whole case")
	msgPlannedFor    = message.New1[When]("timeline.planned_for", "must stay {when}; use move-milestone to change it")
	msgDoneOn        = message.New2[workday.Date, workday.Date]("timeline.done_on", "must be a day from {first}, when the case was opened, to today, {today}")
	msgSomebodyBegan = message.New("timeline.somebody_began", "cannot change once the milestone, or a part of it, is done")
)

// Why reminders stopped. The ledger keeps it in words.
var (
	msgChanged    = message.New("timeline.changed", "the milestone was changed")
	msgDone       = message.New("timeline.done", "done")
	msgWithdrawn  = message.New("timeline.withdrawn", "the milestone was withdrawn")
	msgNamingDone = message.New("timeline.naming_done", "the naming is done")
)

// msgPart is the title of the task of a municipality. The milestone's title are
// the words of those who planned it.
var msgPart = message.New2[string, string]("timeline.part", "{municipality}: {milestone}")

// msgFollowed says what rests on a milestone.
var msgFollowed = message.New1[[]string]("timeline.followed_by",
	"Other milestones rest on this one: {milestones}. First reopen or withdraw them, or take the dependency out of them (rule 5.4).")

// msgDoneAlready says why completing is closed.
var msgDoneAlready = message.New("timeline.done_already", "It is done already.")
