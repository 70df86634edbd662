package treatment

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// What people are told of treatments: that a case was sent or taken back, that its plan
// was changed on the way, that a body's turn has come, that a case was referred back, that
// what a body resolved was corrected, and that a body is not asked any more.
var (
	noticeSent      = texts.Kind("case_sent")
	noticeTakenBack = texts.Kind("case_taken_back")
	noticeReplanned = texts.Kind("case_replanned")
	noticeTurn      = texts.Kind("treatment_turn")
	noticeReferred  = texts.Kind("case_referred_back")
	noticeCorrected = texts.Kind("resolution_corrected")
	noticeOver      = texts.Kind("treatment_over")
)
