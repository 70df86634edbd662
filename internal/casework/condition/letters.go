package condition

import (
	"embed"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// conditionDue asks whoever is responsible for a condition to report it (rule
// 3.5); its municipality is the one that set it.
var conditionDue = reminder.NewKind("condition", texts)

// What people are told of a condition: whoever is responsible that it holds, the
// municipality that it is reported, and whoever is responsible what the
// municipality says to that.
var (
	noticeSet       = texts.Kind("condition_set")
	noticeReported  = texts.Kind("condition_reported")
	noticeSentBack  = texts.Kind("condition_sent_back")
	noticeFulfilled = texts.Kind("condition_fulfilled").Optional()
)
