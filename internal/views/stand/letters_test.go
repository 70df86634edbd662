package stand_test

import (
	"testing"

	"forankring.no/forankring/internal/directory/notice/noticetest"
)

func TestLettersSayWhatIsToBeKnownInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	noticetest.Read(t, map[string]noticetest.Letter{
		"a withdrawn case gives its reason": {
			Language: "nb", Kind: "case_withdrawn", Params: map[string]string{"case_number": "2024-1", "case_title": "Kraftstrategi", "reason": "Slått sammen med 2024-2"},
			Subject: "Saken er trukket: Kraftstrategi",
			Text:    "Sekretariatet har trukket sak 2024-1 «Kraftstrategi».\n\nBegrunnelse: Slått sammen med 2024-2\n\nDu trenger ikke gjøre noe mer i saken. Påminnelser som ikke var sendt, er stanset.",
		},
	})
}
