package stand

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// What those who have a part in a case are told of the whole of it.
var (
	noticeCaseWithdrawn   = texts.Kind("case_withdrawn").Optional()
	noticeParticipantLeft = texts.Kind("participant_left").Optional()
	// What the chair of the board is told of an override.
	noticeOverrideEntered   = texts.Kind("override_entered")
	noticeOverrideWithdrawn = texts.Kind("override_withdrawn")
)
