package followup

import (
	"embed"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// followUpDue asks a municipality to report what it has done about an item of a
// resolution.
var followUpDue = reminder.NewKind("follow_up", texts)

// What people are told of what comes after a case is decided.
var (
	noticeBegun     = texts.Kind("follow_up_begun")
	noticePlanned   = texts.Kind("follow_up_planned")
	noticeWithdrawn = texts.Kind("follow_up_withdrawn")
	noticeDone      = texts.Kind("follow_up_done").Optional()
	noticeNotDone   = texts.Kind("follow_up_not_done")
	noticeClosed    = texts.Kind("case_closed")
)
