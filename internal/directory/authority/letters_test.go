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
			Text:    "Du er stadfortredar for saksbehandlaren i Volda frå og med 12. februar 2024 til og med 1. mars 2024.\n\nOppnemninga omfattar å avgi folk og å sjå saker. Ho blir vurdert på nytt 20. februar 2024.\n\nI denne perioden får du òg påminningar om det du kan gjere noko med. Når du handlar som stadfortredar, viser Forankring både deg og den du handlar for.",
		},
		"only the person moves their home": {
			Language: "nb", Kind: "authority_changed", Params: map[string]string{"change": "ask-admission", "name": "Planner, Grue", "host": "Eidskog", "as": "home", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: endring i hvem som kan handle",
			Text:    "Eidskog ber om å få overta opplysningene om Planner, Grue. Det gjelder ikke før Planner, Grue bekrefter det: ingen andre kan svare ja.\n\nDet er ført av Clerk, Grue.\n\nStemmer det ikke, si fra med en gang: i en kommune til møtesekretæren eller kommunedirektøren, i en region til styrelederen.",
		},
		"only the person moves their home, in Nynorsk": {
			Language: "nn", Kind: "authority_changed", Params: map[string]string{"change": "ask-admission", "name": "Planner, Grue", "host": "Eidskog", "as": "home", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: endring i kven som kan handle",
			Text:    "Eidskog ber om å få overta opplysningane om Planner, Grue. Det gjeld ikkje før Planner, Grue stadfestar det: ingen andre kan svare ja.\n\nDet er ført av Clerk, Grue.\n\nStemmer det ikkje, sei frå med ein gong: i ein kommune til møtesekretæren eller kommunedirektøren, i ein region til styreleiaren.",
		},
		"only the person moves their home, in English": {
			Language: "en", Kind: "authority_changed", Params: map[string]string{"change": "ask-admission", "name": "Planner, Grue", "host": "Eidskog", "as": "home", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: a change in who may act",
			Text:    "Eidskog asks to be allowed to take over the record of Planner, Grue. It counts for nothing until Planner, Grue confirms it: nobody else can agree to it.\n\nIt was recorded by Clerk, Grue.\n\nIf it is not right, say so at once: in a municipality to the clerk or the chief executive, in a region to the chair of the board.",
		},
		"the home too agrees to a seat": {
			Language: "nb", Kind: "authority_changed", Params: map[string]string{"change": "ask-admission", "name": "Planner, Grue", "host": "Eidskog", "as": "seat", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: endring i hvem som kan handle",
			Text:    "Eidskog ber om å få gi Planner, Grue plass i et organ. Det gjelder ikke før Planner, Grue eller Grue bekrefter det.\n\nDet er ført av Clerk, Grue.\n\nStemmer det ikke, si fra med en gang: i en kommune til møtesekretæren eller kommunedirektøren, i en region til styrelederen.",
		},
		"a substitute was renewed": {
			Language: "nb", Kind: "authority_changed", Params: map[string]string{"change": "renew-substitute", "name": "Planner, Grue", "office": "clerk", "review": "2024-08-01", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: endring i hvem som kan handle",
			Text:    "Oppnevningen av Planner, Grue som stedfortreder for møtesekretæren i Grue er fornyet. Den vurderes på nytt 1. august 2024.\n\nDet er ført av Clerk, Grue.\n\nStemmer det ikke, si fra med en gang: i en kommune til møtesekretæren eller kommunedirektøren, i en region til styrelederen.",
		},
		"a substitute was renewed, in Nynorsk": {
			Language: "nn", Kind: "authority_changed", Params: map[string]string{"change": "renew-own-substitute", "name": "Planner, Grue", "office": "clerk", "review": "2024-08-01", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: endring i kven som kan handle",
			Text:    "Oppnemninga av Planner, Grue som stadfortredar for møtesekretæren i Grue er fornya. Ho blir vurdert på nytt 1. august 2024.\n\nDet er ført av Clerk, Grue.\n\nStemmer det ikkje, sei frå med ein gong: i ein kommune til møtesekretæren eller kommunedirektøren, i ein region til styreleiaren.",
		},
		"a substitute was renewed, in English": {
			Language: "en", Kind: "authority_changed", Params: map[string]string{"change": "renew-substitute", "name": "Planner, Grue", "office": "clerk", "review": "2024-08-01", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: a change in who may act",
			Text:    "The appointment of Planner, Grue as substitute for the clerk in Grue has been renewed. It is looked at again on 1 August 2024.\n\nIt was recorded by Clerk, Grue.\n\nIf it is not right, say so at once: in a municipality to the clerk or the chief executive, in a region to the chair of the board.",
		},
		"an election of one": {
			Language: "nb", Kind: "authority_changed", Params: map[string]string{"change": "record-election", "title": "Kommunestyret", "count": "1", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: endring i hvem som kan handle",
			Text:    "Valget til Kommunestyret er ført inn: 1 plass.\n\nDet er ført av Clerk, Grue.\n\nStemmer det ikke, si fra med en gang: i en kommune til møtesekretæren eller kommunedirektøren, i en region til styrelederen.",
		},
		"an election of two": {
			Language: "nb", Kind: "authority_changed", Params: map[string]string{"change": "record-election", "title": "Kommunestyret", "count": "2", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: endring i hvem som kan handle",
			Text:    "Valget til Kommunestyret er ført inn: 2 plasser.\n\nDet er ført av Clerk, Grue.\n\nStemmer det ikke, si fra med en gang: i en kommune til møtesekretæren eller kommunedirektøren, i en region til styrelederen.",
		},
		"an election of two, in Nynorsk": {
			Language: "nn", Kind: "authority_changed", Params: map[string]string{"change": "record-election", "title": "Kommunestyret", "count": "2", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: endring i kven som kan handle",
			Text:    "Valet til Kommunestyret er ført inn: 2 plassar.\n\nDet er ført av Clerk, Grue.\n\nStemmer det ikkje, sei frå med ein gong: i ein kommune til møtesekretæren eller kommunedirektøren, i ein region til styreleiaren.",
		},
		"an election of one, in English": {
			Language: "en", Kind: "authority_changed", Params: map[string]string{"change": "record-election", "title": "Kommunestyret", "count": "1", "municipality": "Grue", "by": "Clerk, Grue"},
			Subject: "Grue: a change in who may act",
			Text:    "The election to Kommunestyret has been recorded: 1 seat.\n\nIt was recorded by Clerk, Grue.\n\nIf it is not right, say so at once: in a municipality to the clerk or the chief executive, in a region to the chair of the board.",
		},
		"an act without words stays as it is": {
			Language: "en", Kind: "substitute_appointed", Params: map[string]string{"office": "clerk", "acts": "moon:land"},
			Subject: "You are substitute for the clerk",
			Text:    "You are substitute for the clerk.\n\nThe appointment is moon:land.\n\nIn this period you are also reminded of what you may act on. When you act as substitute, Forankring shows both you and whom you act for.",
		},
	})
}
