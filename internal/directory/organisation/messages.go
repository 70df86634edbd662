package organisation

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a period, in whatever member it stands.
var (
	MsgNotLater     = message.New1[workday.Date]("organisation.not_later", "must be later than {first}, the first day")
	MsgNotAfterFrom = message.New("organisation.not_after_from", "must be later than `from`")
	msgBeforeToday  = message.New("organisation.before_today", "must be today or later")
	MsgEndsEarlier  = message.New("organisation.ends_earlier", "must not be later than the end that is set already: ending cannot prolong it")
	MsgEndPassed    = message.New("organisation.end_passed", "has passed; leave it out to end it now")
	msgYears        = message.New2[int, int]("organisation.years", "must lie in the years from {first} to {last}")
)

// What an organisation is.
var (
	msgRegion       = message.New("organisation.region", "a region")
	msgMunicipality = message.New("organisation.municipality", "a municipality")
)

// What is wrong with an organisation or a membership.
var (
	msgKeyForm = message.New("organisation.key_form",
		"must be a slug of small letters for a region, four digits for a municipality")
	msgNoMunicipality  = message.New1[string]("organisation.no_municipality", "No municipality with the number {number} is registered here.")
	msgNoRegion        = message.New1[string]("organisation.no_region", "no region with the slug {slug} is registered here")
	msgMembershipBegan = message.New1[workday.Date]("organisation.membership_began", "must stay {day}, the day on which the membership began")
	msgNoOrganisation  = message.New1[string]("organisation.no_organisation", "No region or municipality with the key or number {key} is registered here.")
	msgNumberForm      = message.New("organisation.number_form", "must have four digits, such as 3417")
	msgNamedFrom       = message.New("organisation.named_from", "must name the first day on which it counts")
	msgNumberSameDay   = message.New("organisation.number_same_day", "Another number of the municipality counts from the same day, and cannot be given up: it is its key.")
	msgNumberOfAnother = message.New3[string, string, string]("organisation.number_of_another",
		"{number} is a number of {name}, which is {today} now. A number that changed is entered with `forankring renumber`; it is never given to another municipality (rule 1.1).")
	msgNameOf = message.New2[string, string]("organisation.name_of",
		"{name} is registered already, as {key}. Where its number has changed, use `forankring renumber --municipality {key}`; where its name has, `forankring rename`; where this is another organisation of the same name, say `--namesake` (rule 1.1).")
	msgFirstDayMissing = message.New("organisation.first_day_missing", "must name the first day of the membership")
)

// What is wrong with a council's decision.
var msgDecidedAfter = message.New1[workday.Date]("organisation.decided_after", "must not be after today, {today}")

// What is told of municipalities that merge or part.
var (
	msgIsNoMore = message.New3[string, workday.Date, message.All[string]]("organisation.is_no_more",
		"{name} is no more as of {day}; {successors} took its place. What it left can be read, but nothing is done in it any more (rule 1.1).")
	msgSucceeded         = message.New3[string, workday.Date, message.All[string]]("organisation.succeeded", "{name} is no more as of {day}; {successors} took its place.")
	msgNobodyEnds        = message.New("organisation.nobody_ends", "must name the municipalities that end")
	msgPartsIntoOne      = message.New("organisation.parts_into_one", "must name two at least; a municipality that becomes another is renumbered")
	msgAhead             = message.New1[workday.Date]("organisation.ahead", "must be today, {today}, or earlier: until it is no more a municipality acts. Another number or name can be entered ahead")
	msgBothEndsAndGoesOn = message.New("organisation.both_ends_and_goes_on", "each municipality is named once: it ends, or goes on")
	msgNewWithoutName    = message.New1[string]("organisation.new_without_name", "No municipality with the number {number} is registered here. A new one needs a name.")
)
