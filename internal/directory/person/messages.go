package person

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Whom a request means.
var (
	MsgUnknown     = message.New("person.unknown", "no such person")
	MsgNotKnownTo  = message.New("person.not_known_to", "the organisation does not know this person")
	msgHomeKeeps   = message.New1[string]("person.home_keeps", "{home} keeps this record, as the person's home organisation (rule 1.2).")
	msgNotLanguage = message.New("person.not_language", "must be nb, nn or en")
	msgDay         = message.New1[workday.Date]("person.day", "{day}")
	msgNotAddress  = message.New("person.not_address",
		"must be one address that mail servers take, such as postmottak@grue.kommune.no: no æ, ø or å before the @, and a domain after it")
)

// What is wrong with an employment.
var (
	msgOutside      = message.New1[workday.Date]("person.outside_employment", "{day} lies outside the employment")
	msgOverFullTime = message.New2[workday.Date, int]("person.over_full_time",
		"From {day} on, this person's employments together would give {percent} percent; all of them can give at most 100 (rule 1.2).")
	msgOverWithOthers = message.New1[workday.Date]("person.over_with_others",
		"From {day} on, this person's employments here and elsewhere would give more than 100 percent together (rule 1.2).")
	msgOverAgreed = message.New3[workday.Date, int, int]("person.over_agreed",
		"From {day} on, this person would give {percent} percent here; {agreed} percent has been agreed (rule 1.2).")
	// MsgNotAgreed says what somebody from elsewhere would become.
	MsgNotAgreed = message.New2[string, Tie]("person.not_agreed",
		"Neither this person nor {home}, their home, has agreed to {tie} here. Ask by `ask-admission`, and repeat this once it is confirmed (rule 1.2).")
)

// What is wrong with a row of a list of staff.
var (
	msgNeedsToo = message.New1[string]("person.upload_needs_too",
		"A list of staff changes people's records too, and none of your offices lets you keep them in {municipality}.")
	msgKeyTwice     = message.New("person.staff_key_twice", "an earlier row has the same staff key")
	msgEmployedHere = message.New2[workday.Date, string]("person.employed_here",
		"is employed here from {first} under the staff key {key}; spreadsheets drop zeros at the start of a key")
	msgOtherRow    = message.New("person.other_row", "an earlier row describes the same person differently")
	msgKeptByHome  = message.New1[string]("person.kept_by_home", "only {home}, the person's home, changes this")
	msgLeaveEmpty  = message.New1[string]("person.leave_empty", "only {home}, the person's home, changes this; leave it empty")
	msgKeyOfOther  = message.New("person.key_of_other", "another person has this staff key; an upload does not move it")
	msgFirstDayIs  = message.New1[workday.Date]("person.first_day_is", "must be {first}: the first day of an employment cannot be moved")
	msgNoLastDay   = message.New("person.no_last_day", "none")
	msgNewPerson   = message.New1[string]("person.upload_new_person", `New person "{name}".`)
	msgKnownPerson = message.New1[string]("person.upload_known_person", `New employment of "{name}".`)
	msgKeyAlike    = message.New3[string, string, string]("person.upload_key_alike",
		"differs only in zeros at its start from {key}, the staff key of {name}; spreadsheets drop them. This row employs somebody new. To mean the same person, write {key}, or {person} in the column person")
	msgKeyAlikeNew = message.New2[string, string]("person.upload_key_alike_new",
		"differs only in zeros at its start from {key}, the staff key of {name} in this list; spreadsheets drop them. Each of the two rows employs somebody new. If they mean the same person, keep only one of them")
	msgEmployed    = message.New3[int, workday.Date, message.Text]("person.upload_employed", "{percent} percent from {first}. Last day: {last}.")
	msgName        = message.New2[string, string]("person.upload_name", `Name: "{before}" → "{after}".`)
	msgEmail       = message.New2[string, string]("person.upload_email", `E-mail: "{before}" → "{after}".`)
	msgPhone       = message.New2[string, string]("person.upload_phone", `Phone: "{before}" → "{after}".`)
	msgLanguage    = message.New2[string, string]("person.upload_language", `Language: "{before}" → "{after}".`)
	msgTitle       = message.New2[string, string]("person.upload_title", `Title: "{before}" → "{after}".`)
	msgLastDay     = message.New2[message.Text, message.Text]("person.upload_last_day", "Last day: {before} → {after}.")
	msgCapacitySet = message.New3[int, int, workday.Date]("person.upload_capacity", "Capacity: {before} → {after} percent from {first}.")
)

// Tie is as what an organisation takes somebody in, as a sentence names it.
type Tie string

var ties = map[Tie]message.Text{
	"employment": message.New("person.tie.employment", "an employment"),
	"office":     message.New("person.tie.office", "an office"),
	"seat":       message.New("person.tie.seat", "a seat"),
}

// Say is the tie in a language.
func (t Tie) Say(in message.Language) string { return ties[t].Say(in) }
