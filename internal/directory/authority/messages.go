package authority

import (
	_ "embed"
	"time"

	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Periods in words.
var (
	msgFrom   = message.New1[message.Text]("authority.from", "from {begin} on")
	msgFromTo = message.New2[message.Text, message.Text]("authority.from_to", "from {begin} to {end}")
	msgDay    = message.New1[workday.Date]("authority.day", "{day}")
	msgMoment = message.New2[workday.Date, string]("authority.moment", "{day} at {time}")
	msgEndOf  = message.New1[workday.Date]("authority.end_of", "the end of {day}")
)

// Why a substitute is refused.
var (
	msgOwnOffice   = message.New("authority.own_office", "is your own")
	msgYourself    = message.New("authority.yourself", "is yourself")
	msgHolder      = message.New("authority.is_holder", "is the holder of the office")
	msgHeldThen    = message.New1[message.Text]("authority.held_then", "must lie where the office is held: {period}")
	msgNoAct       = message.New1[authz.Holder]("authority.no_act", "is not an act that a substitute for {office} can be given")
	msgActsAre     = message.New2[authz.Holder, []string]("authority.acts_are", "A substitute for {office} can have {acts}, but cannot set substitutes: there are no chains (rule 1.4).")
	msgCycle       = message.New1[message.Text]("authority.cycle", "the holder is their substitute {period}")
	msgCircle      = message.New("authority.circle", "is acted for by the holder in that time, directly or through others, in this or another office")
	msgHolderActs  = message.New1[message.Text]("authority.holder_acts", "the holder is somebody's substitute {period}")
	msgHasOwn      = message.New1[message.Text]("authority.has_own", "has a substitute of their own in this office {period}")
	msgSubstitute  = message.New1[message.Text]("authority.is_substitute", "is the holder's substitute {period} already")
	msgHolds       = message.New("authority.holds", "holds this office themselves in that time")
	msgNotEmployed = message.New2[string, message.Text]("authority.not_employed_throughout", "is not employed in {municipality} all the time {period}")
	msgNoCase      = message.New("authority.no_case", "is not a case that the organisation takes part in")
)

// Why a council's choice, or a question for a holder, is refused.
var (
	msgDisqualifiedChief = message.New("authority.disqualified_chief", "is the chief executive who is disqualified")
	msgUntilPassed       = message.New1[message.Text]("authority.until_passed", "would act until {moment}, which has passed")
	msgNobodyHolds       = message.New3[authz.Office, string, message.Text]("authority.nobody_holds", "Nobody holds the office of {office} in {organisation} on {moment}.")
)

// moment is an instant in words: in Norway's time, to the minute.
func moment(t time.Time) message.Text {
	return msgMoment.With(workday.DateOf(t, workday.Oslo()), t.In(workday.Oslo()).Format("15:04"))
}

// midnight says whether a day begins at an instant.
func midnight(t time.Time) bool { return workday.DateOf(t, workday.Oslo()).In(workday.Oslo()).Equal(t) }

// span is a period in words; whole days are said without the time of day.
func span(from time.Time, to *time.Time) message.Text {
	begin := moment(from)
	if midnight(from) {
		begin = msgDay.With(workday.DateOf(from, workday.Oslo()))
	}
	if to == nil {
		return msgFrom.With(begin)
	}
	end := moment(*to)
	if midnight(*to) {
		end = msgEndOf.With(workday.DateOf(*to, workday.Oslo()).AddDays(-1))
	}
	return msgFromTo.With(begin, end)
}
