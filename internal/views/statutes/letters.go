package statutes

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// noticeRevised tells that a body goes by other statutes from a day on.
var noticeRevised = texts.Kind("statutes_revised")
