package reminder

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// What people are told of a deadline: before the day, on it, and after it.
var (
	noticeBefore  = texts.Kind("reminder").Optional()
	noticeToday   = texts.Kind("due_today")
	noticeOverdue = texts.Kind("overdue")
)
