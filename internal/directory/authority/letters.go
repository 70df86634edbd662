package authority

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// What people are told of substitutes: the substitute and the holder that one was
// set, and both that it has ended.
var (
	noticeAppointed = texts.Kind("substitute_appointed")
	noticeSet       = texts.Kind("substitute_set")
	noticeEnded     = texts.Kind("substitute_ended")
	// noticeReview tells that the day of review of a substitute has come.
	noticeReview = texts.Kind("substitute_review")
	// noticeChanged tells of every other change of who may act.
	noticeChanged = texts.Kind("authority_changed")
)

// allActs is in letters the parameter acts of a substitute who has all acts of
// the office. Other acts have words of their own, act.object:act.
const allActs = "all"
