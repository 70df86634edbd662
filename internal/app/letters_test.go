package app_test

import (
	"maps"
	"net/http"
	"slices"
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
	for _, language := range []string{"nb", "nn", "en"} {
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

// silent are the acts outside cases that change nothing of who may act, or of which
// those whom they concern hear by letters of their own; a table is told as the acts that its rows are.
var silent = []string{
	"create-person", "edit-employment", "set-capacity", "upload-election", "found-body", "edit-body", "make-login-code", "read-notice", "send-letter-again", "edit-organisation",
	"answer-tasks", "compare-wordings", "set-contribution-key", "set-timeline-template", "set-treatment-template", "set-reminder-policy", "set-notice-preferences", "set-mandate-rule", "add-calendar-entry", "change-calendar-entry", "remove-calendar-entry",
	"add-body-calendar-entry", "change-body-calendar-entry", "remove-body-calendar-entry",
	"add-site", "change-site", "review-site", "remove-site",
	"create-feed", "revoke-feed", "plan-meeting", "plan-meetings", "import-meetings", "edit-meeting", "move-meeting", "cancel-meeting", "restore-meeting", "set-body-settings",
	"call-meeting", "open-meeting", "close-meeting", "write-meeting-notes", "add-agenda-item", "order-agenda", "edit-agenda-item", "withdraw-agenda-item", "record-objection", "chair-agenda-item", "record-item-leaves", "close-doors",
	"set-attendance", "record-movements", "add-item-proposal", "withdraw-item-proposal", "record-item-vote", "record-item-consents", "add-item-statement", "resolve-item", "correct-item-resolution", "demand-meeting", "withdraw-meeting-demand", "sign-minutes", "correct-minutes",
}

// entered are the acts that operators do, and that nobody is offered.
var entered = []string{"renumber-municipality", "rename-organisation", "merge-municipalities", "part-municipality"}

// A change of who may act is told in words of its own, by whatever act it was made
// (rule 1.5).
func TestEveryChangeOfWhoMayActIsToldInItsWords(t *testing.T) {
	t.Parallel()
	write := func(language, change string) string {
		w, err := notice.Kind("authority_changed").Write(language, map[string]string{"change": change, "name": "Planner", "municipality": "Grue"}, false)
		if err != nil {
			t.Fatal(err)
		}
		return w.Text
	}
	acts := slices.Clone(entered)
	for _, op := range readContract(t).operations() {
		if op.method != http.MethodGet && !strings.Contains(op.path, "/cases") {
			acts = append(acts, op.ID)
		}
	}
	if len(acts) < 30 {
		t.Fatalf("only %d acts are known", len(acts))
	}
	for _, act := range acts {
		for _, language := range []string{"nb", "nn", "en"} {
			if has := write(language, act) != write(language, "none"); has == slices.Contains(silent, act) {
				t.Errorf("%s has words in %s: %v", act, language, has)
			}
		}
	}
}
