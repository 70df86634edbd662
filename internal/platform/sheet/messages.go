package sheet

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a file is not a table at all.
var (
	msgNoHeader     = message.New("sheet.no_header", "The file has no header line.")
	msgNotText      = message.New("sheet.not_text", "The file is not text in an encoding that is known here: save it as CSV UTF-8.")
	msgTooMany      = message.New("sheet.too_many", "The file has more rows than are taken at once.")
	msgBrokenUTF8   = message.New1[int]("sheet.broken_utf8", "It begins as UTF-8, but line {line} is not UTF-8.")
	msgLetterLost   = message.New1[int]("sheet.letter_lost", "A letter in line {line} was lost (U+FFFD) when the file was saved.")
	msgTwoEncodings = message.New2[int, int]("sheet.two_encodings", "It mixes two: line {utf8} has letters in UTF-8, line {western} in another encoding.")
	msgNoCharacter  = message.New1[int]("sheet.no_character", "Line {line} holds letters that are Norwegian in no encoding that is known here.")
	msgEncodedTwice = message.New1[int]("sheet.encoded_twice", "Line {line} has letters that were encoded twice, others were encoded once.")
)

// Why a header or a row cannot be read.
var (
	msgTooManyCells   = message.New2[int, int]("sheet.too_many_cells", "The row has {n} cells, the header {columns}.")
	msgColumnNameless = message.New1[int]("sheet.column_nameless", "Column {number} has no name.")
	msgColumnTwice    = message.New1[string]("sheet.column_twice", `The header names "{name}" more than once.`)
	msgQuotation      = message.New("sheet.quotation", "The quotation marks do not match.")
	msgQuotationTakes = message.New1[int]("sheet.quotation_takes", "The quotation marks do not match: one quotation runs over {n} lines.")
)
