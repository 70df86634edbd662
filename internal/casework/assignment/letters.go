package assignment

import (
	"embed"

	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// notices tell the person of a release, and of its end.
var notices = map[staffing.State]notice.Kind{
	staffing.Released: texts.Kind("assignment_released"),
	staffing.Recalled: texts.Kind("assignment_recalled"),
	staffing.Replaced: texts.Kind("assignment_replaced"),
}
