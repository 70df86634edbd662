package followup

import (
	"testing"

	"forankring.no/forankring/internal/directory/notice/noticetest"
)

func TestLettersSayWhatIsToBeKnownInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	about := noticetest.With(noticetest.Answer, "municipality", "Grue", "title", "Revidere kommuneplanen", "due", "2024-06-03", "reason", "")
	noticetest.Read(t, map[string]noticetest.Letter{
		"planned, in Bokmål": {
			Language: "nb", Kind: "follow_up_planned", Params: about,
			Subject: "Kommunen skal følge opp vedtaket: Kraftstrategi",
			Text:    "Grue har vedtatt sak 2024-1 «Kraftstrategi», og skal følge opp: «Revidere kommuneplanen». Fristen er 3. juni 2024.\n\nMeld i Forankring hva kommunen har gjort, med en adresse eller et dokument som viser det, eller hvorfor det ikke er gjort.",
		},
		"not done, in Nynorsk": {
			Language: "nn", Kind: "follow_up_not_done", Params: noticetest.With(about, "reason", "Planen ventar på fylket"),
			Subject: "Grue har ikkje følgt opp: Kraftstrategi",
			Text:    "Grue melder at «Revidere kommuneplanen» i sak 2024-1 «Kraftstrategi» ikkje er gjort.\n\nGrunngiving: Planen ventar på fylket",
		},
		"closed, in English": {
			Language: "en", Kind: "case_closed", Params: noticetest.With(noticetest.Answer, "reason", "All have reported"),
			Subject: "The case is closed: Kraftstrategi",
			Text:    "The secretariat has closed case 2024-1 “Kraftstrategi”.\n\nReason: All have reported\n\nYou need not do anything more in the case. People who were released to it are released no longer from today, and reminders that were not sent are stopped.",
		},
	})
}
