package app_test

import (
	"maps"
	"strings"
	"testing"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/notice"
)

// Whatever kinds the features bring, of notices and of deadlines.
func TestEveryKindOfNoticeHasItsWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	if len(notice.Kinds()) == 0 || len(reminder.Kinds()) == 0 {
		t.Fatal("no feature has brought a kind")
	}
	all := map[string]string{
		"case_number": "2024-1", "case_title": "Kraftstrategi", "region": "kongsvingerregionen", "title": "Forslag", "due": "2024-02-12",
		"version": "2", "municipality": "Grue", "reason": "Ny plan", "step": "5_working_days_after", "days_over": "5",
		"carried_from": "1", "office": "chief_executive", "from": "2024-02-12", "to": "2024-03-12", "outcome": "disqualified", "you": "yes",
	}
	for _, language := range []string{"nb", "en"} {
		for _, kind := range notice.Kinds() {
			for _, deadline := range append(reminder.Kinds(), "", "a kind of another time") {
				for name, params := range map[string]map[string]string{"with all parameters": all, "with none": {}} {
					t.Run(strings.Join([]string{language, string(kind), string(deadline), name}, " "), func(t *testing.T) {
						t.Parallel()
						with := map[string]string{"deadline": string(deadline)}
						maps.Copy(with, params)
						w, err := kind.Write(language, with, true)
						if err != nil {
							t.Fatal(err)
						}
						if w.Subject == "" || w.Text == "" || strings.Contains(w.Subject, "\n") {
							t.Errorf("subject %q, text %q", w.Subject, w.Text)
						}
						if all := w.Subject + w.Text; strings.Contains(all, "no value") || strings.Contains(w.Text, "\n\n\n") {
							t.Errorf("a missing parameter shows: %q", all)
						}
					})
				}
			}
		}
	}
}
