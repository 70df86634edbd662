package login

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// noticeInvited brings a code to come in with. The code is in the e-mail alone.
var noticeInvited = texts.Kind("login_invitation")
