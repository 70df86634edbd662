package approval

import (
	"embed"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// answerDue asks a municipality for its answer, and NamingDue for the names of
// the people whom the mandate asks it for.
var (
	answerDue = reminder.NewKind("answer", texts)
	NamingDue = reminder.NewKind("naming", texts)
)

// What chief executives are told of a version: that it is open, and what became
// of their approval of the one before; that it is in force, for those who are
// bound and those who are not; and how else it was closed.
var (
	noticeSubmitted  = texts.Kind("mandate_submitted")
	noticeCarried    = texts.Kind("approval_carried").Optional()
	noticeStale      = texts.Kind("approval_stale")
	noticeInForce    = texts.Kind("mandate_in_force").Optional()
	noticeNotBinding = texts.Kind("mandate_not_binding")
	noticeRejected   = texts.Kind("mandate_rejected").Optional()
	// NoticeWithdrawn is told also where the whole case takes its mandate with it.
	NoticeWithdrawn = texts.Kind("mandate_withdrawn").Optional()
)
