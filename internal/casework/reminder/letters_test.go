package reminder_test

import (
	"testing"

	"forankring.no/forankring/internal/directory/notice/noticetest"
)

func TestLettersSayWhatIsToBeKnownInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	noticetest.Read(t, map[string]noticetest.Letter{
		"the day itself": {
			Language: "nb", Kind: "due_today", Params: map[string]string{"case_number": "2024-1", "title": "Forslag", "due": "2024-05-03"},
			Subject: "Frist i dag: Forslag",
			Text:    "I sak 2024-1 er det frist i dag, 3. mai 2024, for dette: Forslag.",
		},
		"a language nobody has written falls back to Bokmål": {
			Language: "", Kind: "due_today", Params: map[string]string{"case_number": "2024-1", "title": "Forslag", "due": "no date"},
			Subject: "Frist i dag: Forslag",
			Text:    "I sak 2024-1 er det frist i dag, no date, for dette: Forslag.",
		},
	})
}
