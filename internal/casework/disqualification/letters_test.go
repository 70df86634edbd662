package disqualification_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/notice/noticetest"
)

func TestLettersSayWhatIsToBeKnownInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	noticetest.Read(t, map[string]noticetest.Letter{
		"a question, to the clerk": {
			Language: "nb", Kind: "disqualification_raised", Params: map[string]string{"case_number": "2024-1", "municipality": "Grue", "office": "clerk"},
			Subject: "Spørsmål om habilitet: sak 2024-1",
			Text:    "Det er reist spørsmål om en person i Grue er inhabil i sak 2024-1 (kommuneloven § 11-10, forvaltningsloven § 6). Spørsmålet er ikke avgjort.\n\nAvgjøres av: møtesekretæren fører inn vedtaket i organet, eller kommunedirektøren avgjør for ansatte. Om folkevalgte og om kommunedirektøren er det alltid organet som avgjør.\n\nGrunnen står ikke i denne meldingen: den kan være personlig.",
		},
		"a disqualification, to the one concerned": {
			Language: "nb", Kind: "disqualification_decided", Params: noticetest.With(noticetest.Answer, "outcome", "disqualified", "you", "yes"),
			Subject: "Spørsmålet om habilitet er avgjort: Kraftstrategi",
			Text:    "Det er avgjort at du er inhabil i sak 2024-1 «Kraftstrategi» (kommuneloven § 11-10, forvaltningsloven § 6). Den som er inhabil, kan ikke handle i saken, heller ikke som stedfortreder eller medlem.\n\nGrunnen står ikke i denne meldingen: den kan være personlig.",
		},
		"a dismissed question, to the clerk": {
			Language: "en", Kind: "disqualification_decided", Params: noticetest.With(noticetest.Answer, "outcome", "dismissed"),
			Subject: "The question of disqualification is decided: Kraftstrategi",
			Text:    "It is decided that a person in Grue is not disqualified in case 2024-1 “Kraftstrategi”.\n\nThe ground is not told in this message: it may be personal.",
		},
	})
}

func TestTheGroundOfADisqualificationIsInNoLetter(t *testing.T) {
	t.Parallel()
	params := map[string]string{"case_number": "2024-1", "ground": "family", "reason": "family", "title": "family"}
	for _, kind := range []notice.Kind{"disqualification_raised", "disqualification_decided"} {
		for _, language := range []string{"nb", "en"} {
			w, err := kind.Write(language, params, false)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(w.Subject+w.Text, "family") {
				t.Errorf("%s tells the ground: %s", kind, w.Text)
			}
		}
	}
}
