package condition_test

import (
	"testing"

	"forankring.no/forankring/internal/directory/notice/noticetest"
)

func TestLettersSayWhatIsToBeKnownInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	noticetest.Read(t, map[string]noticetest.Letter{
		"a condition in its own words": {
			Language: "nb", Kind: "reminder", Params: noticetest.With(noticetest.Answer, "deadline", "condition", "title", "Formannskapet orienteres"),
			Subject: "Påminnelse: Oppfyll vilkåret «Formannskapet orienteres» – frist 12. februar 2024",
			Text:    "I sak 2024-1 «Kraftstrategi» er det frist 12. februar 2024 for dette: Oppfyll vilkåret «Formannskapet orienteres». Vilkåret er satt av Grue.",
		},
		"a condition in English": {
			Language: "en", Kind: "due_today", Params: noticetest.With(noticetest.Answer, "deadline", "condition", "title", "The committee is told"),
			Subject: "Due today: Fulfil the condition “The committee is told”",
			Text:    "In case 2024-1 “Kraftstrategi” this is due today, 12 February 2024: Fulfil the condition “The committee is told”. Grue set the condition.",
		},
	})
}
