package effect

import (
	"testing"

	"forankring.no/forankring/internal/directory/notice/noticetest"
)

func TestLettersSayWhatIsToBeKnownInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	least := 4
	noticetest.Read(t, map[string]noticetest.Letter{
		"adopted, in Bokmål": {
			Language: "nb", Kind: "case_adopted", Params: noticetest.With(noticetest.Answer, "rule", RuleOfEffect{Rule: AllIdentical}.words().Stored()),
			Subject: "Saken er vedtatt: Kraftstrategi",
			Text:    "Virkningsregelen er oppfylt, og sak 2024-1 «Kraftstrategi» er vedtatt. Saken er vedtatt når alle kommunestyrene vedtar den samme teksten. Det som bygger på kommunestyrenes vedtak, binder bare de kommunene som har vedtatt det.",
		},
		"the rule, in Nynorsk": {
			Language: "nn", Kind: "effect_rule_declared", Params: noticetest.With(noticetest.Answer, "rule", RuleOfEffect{Rule: NOfAll, Least: &least}.words().Stored(), "reason", "Kommunane bad om det"),
			Subject: "Verknadsregel for saka: Kraftstrategi",
			Text:    "Sekretariatet har fastsett verknadsregelen for sak 2024-1 «Kraftstrategi»: han seier kva vedtak som må til. Saka er vedteken når 4 kommunestyre vedtek det.\n\nGrunngiving: Kommunane bad om det\n\nRegelen kan endrast til eit organ har vedteke saka, og ikkje seinare.",
		},
		"bodies differ, in English": {
			Language: "en", Kind: "reconciliation_opened", Params: noticetest.With(noticetest.Answer, "reason", "Kommunestyret i Grue"),
			Subject: "Bodies have resolved differently: Kraftstrategi",
			Text:    "Kommunestyret i Grue has said no, or adopted something else than was proposed, in case 2024-1 “Kraftstrategi”. A reconciliation is open.\n\nIt shows what differs, which exits there are, and when each can be finished at the earliest.",
		},
	})
}
