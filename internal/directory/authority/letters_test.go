package authority_test

import (
	"testing"

	"forankring.no/forankring/internal/directory/notice/noticetest"
)

func TestLettersSayWhatIsToBeKnownInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	noticetest.Read(t, map[string]noticetest.Letter{
		"a substitute of one case": {
			Language: "nb", Kind: "substitute_appointed", Params: noticetest.With(noticetest.Answer, "office", "chief_executive", "from", "2024-02-12", "to", "2024-03-01"),
			Subject: "Du er stedfortreder for kommunedirektøren i Grue",
			Text:    "Du er stedfortreder for kommunedirektøren i Grue fra og med 12. februar 2024 til og med 1. mars 2024. Det gjelder sak 2024-1 «Kraftstrategi».\n\nI denne perioden får du også påminnelser om det du kan gjøre noe med. Når du handler som stedfortreder, viser Forankring både deg og den du handler for.",
		},
		"a substitute learns of whom, of what and of the review": {
			Language: "nb", Kind: "substitute_appointed", Params: map[string]string{"office": "chief_executive", "municipality": "Grue", "name": "Chief executive, Grue", "from": "2024-02-12", "review": "2024-08-01", "acts": "assignment:release,benefit:confirm,mandate:answer"},
			Subject: "Du er stedfortreder for kommunedirektøren i Grue",
			Text:    "Du er stedfortreder for kommunedirektøren i Grue, Chief executive, Grue, fra og med 12. februar 2024.\n\nOppnevningen omfatter å avgi folk, å bekrefte kommunens felles nytte og å svare på mandater. Den vurderes på nytt 1. august 2024.\n\nI denne perioden får du også påminnelser om det du kan gjøre noe med. Når du handler som stedfortreder, viser Forankring både deg og den du handler for.",
		},
		"a holder learns who may do everything": {
			Language: "en", Kind: "substitute_set", Params: map[string]string{"office": "chief_executive", "municipality": "Grue", "name": "Planner, Grue", "from": "2024-02-12", "acts": "all"},
			Subject: "You have been given a substitute",
			Text:    "The administrator has set Planner, Grue as substitute for you. The substitute may act for the chief executive in Grue from 12 February 2024.\n\nThe appointment is for everything that the chief executive in Grue does.\n\nYou may still act yourself.",
		},
		"a substitute reads Nynorsk": {
			Language: "nn", Kind: "substitute_appointed", Params: map[string]string{"office": "case_officer", "municipality": "Volda", "from": "2024-02-12", "to": "2024-03-01", "review": "2024-02-20", "acts": "assignment:release,case:read"},
			Subject: "Du er stadfortredar for saksbehandlaren i Volda",
			Text:    "Du er stadfortredar for saksbehandlaren i Volda frå og med 12. februar 2024 til og med 1. mars 2024.\n\nOppnemninga omfattar å avgje folk og å sjå saker. Ho blir vurdert på nytt 20. februar 2024.\n\nI denne perioden får du òg påminningar om det du kan gjere noko med. Når du handlar som stadfortredar, viser Forankring både deg og den du handlar for.",
		},
		"an act without words stays as it is": {
			Language: "en", Kind: "substitute_appointed", Params: map[string]string{"office": "clerk", "acts": "moon:land"},
			Subject: "You are substitute for the clerk",
			Text:    "You are substitute for the clerk.\n\nThe appointment is moon:land.\n\nIn this period you are also reminded of what you may act on. When you act as substitute, Forankring shows both you and whom you act for.",
		},
	})
}
