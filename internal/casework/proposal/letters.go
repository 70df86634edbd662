package proposal

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var letters = notice.ReadLetters(letterFiles)

// noticeRewritten tells that the proposed resolution changed under treatment.
var noticeRewritten = letters.Kind("proposal_rewritten")
