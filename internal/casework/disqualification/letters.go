package disqualification

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// What people are told of a question of disqualification.
var (
	noticeRaised  = texts.Kind("disqualification_raised")
	noticeDecided = texts.Kind("disqualification_decided")
	// noticeWithdrawn tells that a decision was recorded by mistake.
	noticeWithdrawn = texts.Kind("disqualification_withdrawn")
	// noticeBlocked tells that an answer no longer counts, and is asked for anew.
	noticeBlocked = texts.Kind("approval_blocked")
)
