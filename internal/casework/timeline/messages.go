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
	msgSetInPast        = message.New1[When]("timeline.set_in_past", "When the milestone was put there, {when} had passed already.")
	msgOtherNamingDate  = message.New2[int, workday.Date]("timeline.other_naming_date", "Version {version} of the mandate asks for the names by another day, {day}.")
)

// What is wrong with a milestone.
var (
	msgNoMilestone   = message.New1[string]("timeline.no_milestone", "must be a milestone of the case; it has none with the key {key}")
	msgKeyTaken      = message.New("timeline.names_another", "must not be the key of another milestone of the case")
	msgCircle        = message.New1[string]("timeline.circle", "The milestones would wait for each other: {circle} (rule 5.4).")
	msgClosesCircle  = message.New("timeline.closes_circle", "must not make milestones wait for each other")
	msgDayNeeded     = message.New("timeline.day_needed", "must be given: a deadline needs a day")
	msgDueOrMonth    = message.New("timeline.due_or_month", "either `due` or `month` must be given, and not both")
	msgDoneByEach    = message.New1[string]("timeline.each_does_it", "must be true: each municipality does {key}")
	msgDoneOnce      = message.New1[string]("timeline.done_for_all", "must be false: {key} is done once for the whole case")
	msgPlannedFor    = message.New1[When]("timeline.planned_for", "must stay {when}; use move-milestone to change it")
	msgDoneOn        = message.New2[workday.Date, workday.Date]("timeline.done_on", "must be a day from {first}, when the case was opened, to today, {today}")
	msgSomebodyBegan = message.New("timeline.somebody_began", "cannot change once the milestone, or a part of it, is done")
)

// What is wrong with who is responsible for a milestone.
var (
	msgOneOfThree      = message.New("timeline.one_of_three", "must name exactly one of `office`, `body` and `person`")
	msgRoleInBody      = message.New("timeline.role_in_body", "must be left out unless `body` is given")
	msgNoRole          = message.New1[[]string]("timeline.no_role", "must be one of the roles in a body: {roles}")
	msgPersonAlone     = message.New("timeline.person_alone", "must be left out with `person`")
	msgOfficeAlone     = message.New("timeline.office_alone", "must name an office alone for a milestone per municipality: each municipality's own")
	msgMunicipalOffice = message.New("timeline.municipal_office", "must be an office of a municipality")
	msgNoOfficeThere   = message.New("timeline.no_office_there", "must be an office of that organisation")
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
