package alarm

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// noticeRaised tells those who can act of an alarm.
var noticeRaised = texts.Kind("alarm_raised").Optional()
