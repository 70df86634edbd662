package organisation

import (
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// What is wrong with a period, in whatever member it stands.
var (
	MsgNotLater     = message.New1[workday.Date]("organisation.not_later", "must be later than {first}, the first day")
	MsgNotAfterFrom = message.New("organisation.not_after_from", "must be later than `from`")
	msgBeforeToday  = message.New("organisation.before_today", "must be today or later")
	MsgEndsEarlier  = message.New("organisation.ends_earlier", "must not be later than the end that is set already: ending cannot prolong it")
	MsgEndPassed    = message.New("organisation.end_passed", "has passed; leave it out to end it now")
	msgYears        = message.New2[int, int]("organisation.years", "must lie in the years from {first} to {last}")
)

// What is wrong with an organisation or a membership.
var (
	msgKeyForm = message.New("organisation.key_form",
		"must be a slug of small letters for a region, four digits for a municipality")
	msgNoMunicipality  = message.New1[string]("organisation.no_municipality", "No municipality with the number {number} is registered here.")
	msgNoRegion        = message.New1[string]("organisation.no_region", "no region with the slug {slug} is registered here")
	msgMembershipBegan = message.New1[workday.Date]("organisation.membership_began", "must stay {day}, the day on which the membership began")
	msgFirstDayMissing = message.New("organisation.first_day_missing", "must name the first day of the membership")
)

// What is wrong with a council's decision.
var msgDecidedAfter = message.New1[workday.Date]("organisation.decided_after", "must not be after today, {today}")
