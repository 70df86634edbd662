package debate

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var letterTexts = notice.ReadLetters(letterFiles)

// noticeCorrected tells whoever chaired that a resolution was corrected.
var noticeCorrected = letterTexts.Kind("item_corrected")
