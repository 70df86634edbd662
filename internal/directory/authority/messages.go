package authority

import (
	"time"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Periods in words.
var (
	msgFrom   = message.New1[string]("authority.from", "from {begin} on")
	msgFromTo = message.New2[string, string]("authority.from_to", "from {begin} to {end}")
)

// Why a substitute is refused.
var (
	msgOwnOffice   = message.New("authority.own_office", "is your own")
	msgYourself    = message.New("authority.yourself", "is yourself")
	msgHolder      = message.New("authority.is_holder", "is the holder of the office")
	msgHeldThen    = message.New1[message.Text]("authority.held_then", "must lie where the office is held: {period}")
	msgNoAct       = message.New1[string]("authority.no_act", "is not an act of the office {office} that a substitute can be given")
	msgActsAre     = message.New2[string, []string]("authority.acts_are", "A substitute in the office {office} can have {acts}, but cannot set substitutes: there are no chains (rule 1.4).")
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
	msgUntilPassed       = message.New1[string]("authority.until_passed", "would act until {moment}, which has passed")
	msgNobodyHolds       = message.New3[string, string, string]("authority.nobody_holds", "Nobody holds the office {office} in {organisation} at {moment}.")
)

// moment is an instant in words: in Norway's time, to the minute.
func moment(t time.Time) string { return t.In(workday.Oslo()).Format("2006-01-02 15:04") }

// span is a period in words.
func span(from time.Time, to *time.Time) message.Text {
	if to == nil {
		return msgFrom.With(moment(from))
	}
	return msgFromTo.With(moment(from), moment(*to))
}
