package site

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var letterTexts = notice.ReadLetters(letterFiles)

// noticeReview tells that what is known of a site was last said to hold a year ago.
var noticeReview = letterTexts.Kind("site_review_due")
