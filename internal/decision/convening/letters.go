package convening

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var letterTexts = notice.ReadLetters(letterFiles)

// What is told of demands: that members demand a meeting, and that they do no more.
var (
	noticeDemanded  = letterTexts.Kind("meeting_demanded")
	noticeWithdrawn = letterTexts.Kind("meeting_demand_withdrawn")
)
