package assignment

import (
	_ "embed"

	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a replacement.
var (
	msgReplacedInPast = message.New1[workday.Date]("assignment.replaced_in_past", "must not be earlier than today, {today}")
	msgReplacedLater  = message.New2[staffing.State, workday.Date]("assignment.replaced_later",
		"The assignment is already {state}, with the last day {last}; this act needs a day no later than that (rule 4.1).")
	msgAfterRelease = message.New1[workday.Date]("assignment.after_release", "must not be later than {last}, the last day of the person replaced")
	msgAfterMandate = message.New1[workday.Date]("assignment.after_mandate", "must not be later than {last}, the mandate's last day")
	msgNobodyThere  = message.New1[string]("assignment.nobody_there", "must be an assignment that is released to the requirement {requirement} and has not ended")
	msgOverrideToo  = message.New2[authz.Permission, string]("assignment.override_too", "To replace a person over capacity needs {permission} in {municipality} too (rule 4.2).")
)

// What is wrong with a nomination.
var (
	msgNoRequirement  = message.New1[string]("assignment.no_requirement", "must be a requirement that the mandate has for the municipality; it has none called {requirement}")
	msgPeriodOver     = message.New1[workday.Date]("assignment.period_over", "must be later than today, {today}")
	msgOutsideMandate = message.New2[workday.Date, workday.Date]("assignment.outside_mandate", "must lie within the mandate, whose days are {first} to {last}")
	msgOwnDeputy      = message.New("assignment.own_deputy", "must be somebody other than the person named")
	msgNoEmployee     = message.New1[string]("assignment.no_employee", "must be an employee of the municipality; none has the staff key {key}")
	msgNotEmployed    = message.New2[workday.Date, workday.Date]("assignment.not_employed_then", "must be employed on every day from {first} to {last}")
	msgNamedAlready   = message.New3[string, workday.Date, workday.Date]("assignment.named_already", "is already named for {requirement} from {first} to {last}")
	msgDecided        = message.New2[staffing.State, workday.Date]("assignment.decided_on",
		"The chief executive {state} this person on {day}; a list does not name them again (rule 4.1).")
	msgNominates = message.New4[string, int, workday.Date, workday.Date]("assignment.nominates", "{function}, {share} percent from {first}; last day: {last}")
)

// What should be looked at, and hinders nothing.
var (
	msgShareTooSmall = message.New3[int, int, int]("assignment.share_covers_nothing",
		"Version {version} asks for at least {asked} percent of each; with {share} percent the person covers nothing (rule 4.3).")
	msgLeavesGap = message.New3[int, workday.Date, workday.Date]("assignment.gap",
		"The replacement leaves {n} {n|person|people} fewer than before from {first} to {last} (rule 4.3).")
)

// The titles of tasks.
var (
	msgName        = message.New2[string, []string]("assignment.name", "Name people of {municipality}: {functions}")
	msgRelease     = message.New2[string, string]("assignment.release", "Release or decline {person} as {function}")
	msgReleaseOver = message.New2[string, string]("assignment.release_over", "Release {person} as {function} over capacity, or decline")
)
