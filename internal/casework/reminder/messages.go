package reminder

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a reminder was not sent. The ledger keeps it in words.
var (
	msgPast   = message.New("reminder.past", "already past when planned")
	msgNobody = message.New("reminder.nobody", "nobody holds the post")
	msgReset  = message.New("reminder.reset", "the deadline was set anew")
	// What was missed goes out as one letter with the newest step (rule 6.4).
	msgCollapsed = message.New1[message.Text]("reminder.collapsed", "missed, and told in one letter with a newer step: {step}")
)

// A step in words.
var (
	msgOnTheDay          = message.New("reminder.on_the_day", "on the day")
	msgWorkingDaysBefore = message.New1[int]("reminder.working_days_before", "{n} working {n|day|days} before")
	msgWorkingDaysAfter  = message.New1[int]("reminder.working_days_after", "{n} working {n|day|days} after")
	msgDaysBefore        = message.New1[int]("reminder.days_before", "{n} {n|day|days} before")
	msgDaysAfter         = message.New1[int]("reminder.days_after", "{n} {n|day|days} after")
)

// A policy in words.
var (
	msgPolicy      = message.New2[string, message.All[message.Text]]("reminder.policy", "from {time}: {steps}")
	msgPolicyQuiet = message.New3[string, message.All[message.Text], []string]("reminder.policy_quiet", "from {time}: {steps}; nothing on {days}")
	msgStepTo      = message.New2[message.Text, message.Text]("reminder.step_to", "{when} to {whom}")
	msgAlsoDaysOff = message.New1[message.Text]("reminder.also_days_off", "{when} (also on days off)")

	msgAsAsked          = message.New("reminder.as_asked", "those who are asked")
	msgAsAdministrator  = message.New("reminder.as_administrator", "the administrator")
	msgAsChiefExecutive = message.New("reminder.as_chief_executive", "the chief executive")
	msgAsRegion         = message.New("reminder.as_region", "the secretariat and the chair of the board")
)

// Why a policy is refused.
var (
	msgSendTime       = message.New("reminder.send_time", "Nothing is sent before 06:00 or after 20:00.")
	msgCountOnTheDay  = message.New("reminder.count_on_the_day", "A step on the day itself counts no days.")
	msgCountMissing   = message.New("reminder.count_missing", "A step before or after the deadline lies at least one day from it.")
	msgUnitMissing    = message.New("reminder.unit_missing", "A step before or after the deadline counts working days or days.")
	msgTooFar         = message.New("reminder.too_far", "A step lies at most 250 working days from the deadline.")
	msgStepTwice      = message.New1[message.Text]("reminder.step_twice", "This step is there already: {step}.")
	msgNobodyOnTheDay = message.New("reminder.nobody_on_the_day", "A step on the day itself goes to those who are asked: by it they hear of a deadline that is set late.")
	msgRegionNotTold  = message.New("reminder.region_not_told", "A step after the deadline goes to the region: else nobody outside the organisation hears of what is overdue.")
	msgQuiet          = message.New("reminder.quiet", "Quiet days end on the day they begin or later, and last at most 62 days.")
)
