package assignment_test

import (
	"testing"

	"forankring.no/forankring/internal/directory/notice/noticetest"
)

func TestLettersSayWhatIsToBeKnownInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	noticetest.Read(t, map[string]noticetest.Letter{
		"a released person reads how much, and until when": {
			Language: "nb", Kind: "assignment_released", Params: noticetest.With(noticetest.Answer, "title", "Arealplanlegger", "share", "20", "from", "2024-04-01", "to", "2024-12-31"),
			Subject: "Du er avgitt til arbeidet: Kraftstrategi",
			Text:    "Kommunedirektøren i Grue har avgitt deg med 20 prosent til arbeidet med sak 2024-1 «Kraftstrategi», som Arealplanlegger, fra og med 1. april 2024 til og med 31. desember 2024.",
		},
		"a recalled person reads the last day": {
			Language: "en", Kind: "assignment_recalled", Params: noticetest.With(noticetest.Answer, "to", "2024-08-29"),
			Subject: "Your release is recalled: Kraftstrategi",
			Text:    "The chief executive (Grue) has recalled you from the work on case 2024-1 “Kraftstrategi”. The last day is 29 August 2024.",
		},
		"a replaced person reads the last day": {
			Language: "nb", Kind: "assignment_replaced", Params: noticetest.With(noticetest.Answer, "to", "2024-08-29"),
			Subject: "Du er ikke lenger avgitt som før: Kraftstrategi",
			Text:    "Kommunedirektøren i Grue har gjort om avgivelsen av deg til arbeidet med sak 2024-1 «Kraftstrategi»: en annen overtar, eller du er avgitt på nytt med en annen andel eller periode. Siste dag etter den gamle avgivelsen er 29. august 2024.",
		},
	})
}
