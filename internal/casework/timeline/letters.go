package timeline

import (
	"embed"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// milestoneDue asks those responsible for a milestone, or for a municipality's
// part of it.
var milestoneDue = reminder.NewKind("milestone", texts)
