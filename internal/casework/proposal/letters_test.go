package proposal_test

import (
	"testing"

	"forankring.no/forankring/internal/directory/notice/noticetest"
)

func TestLettersSayWhatIsToBeKnownInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	noticetest.Read(t, map[string]noticetest.Letter{
		"in Bokmål": {
			Language: "nb", Kind: "proposal_rewritten", Params: noticetest.With(noticetest.Answer, "version", "3", "reason", "Styret ba om det"),
			Subject: "Forslaget til vedtak er endret: Kraftstrategi",
			Text:    "Forslaget til vedtak i sak 2024-1 «Kraftstrategi» er skrevet på nytt mens saken er til behandling. Dette er versjon 3.\n\nBegrunnelse: Styret ba om det\n\nDet som ligger til behandling hos dere, må kanskje ses på igjen.",
		},
		"in English": {
			Language: "en", Kind: "proposal_rewritten", Params: noticetest.With(noticetest.Answer, "version", "3", "reason", "The board asked for it"),
			Subject: "The proposed resolution has changed: Kraftstrategi",
			Text:    "The proposed resolution of case 2024-1 “Kraftstrategi” has been written anew while the case is in treatment. This is version 3.\n\nReason: The board asked for it\n\nWhat lies before your body may have to be looked at again.",
		},
	})
}
