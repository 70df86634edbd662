package approval_test

import (
	"testing"

	"forankring.no/forankring/internal/directory/notice/noticetest"
)

func TestLettersSayWhatIsToBeKnownInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	noticetest.Read(t, map[string]noticetest.Letter{
		"a reminder names the day in Bokmål": {
			Language: "nb", Kind: "reminder", Params: noticetest.Answer,
			Subject: "Påminnelse: Svar på mandatet, versjon 2 – frist 12. februar 2024",
			Text:    "I sak 2024-1 «Kraftstrategi» er det frist 12. februar 2024 for dette: Svar på mandatet, versjon 2. Det gjelder Grue.",
		},
		"a reminder names the day in English": {
			Language: "en", Kind: "reminder", Params: noticetest.Answer,
			Subject: "Reminder: Answer the mandate, version 2 – due 12 February 2024",
			Text:    "In case 2024-1 “Kraftstrategi” this is due on 12 February 2024: Answer the mandate, version 2. It concerns Grue.",
		},
		"a late letter says so": {
			Language: "nb", Kind: "overdue", Late: true, Params: map[string]string{"case_number": "2024-1", "deadline": "naming", "due": "2024-05-03"},
			Subject: "Fristen er gått ut: Navngi ressursene som mandatet ber om",
			Text:    "I sak 2024-1 gikk fristen ut 3. mai 2024 uten at dette er registrert som gjort: Navngi ressursene som mandatet ber om.\n\nDenne meldingen kommer senere enn den skulle.",
		},
		"a chief executive learns what has escalated": {
			Language: "nb", Kind: "overdue", Params: noticetest.With(noticetest.Answer, "step", "3_working_days_after", "days_over", "3"),
			Subject: "Fristen er gått ut (Grue): Svar på mandatet, versjon 2",
			Text:    "I sak 2024-1 «Kraftstrategi» gikk fristen ut 12. februar 2024 uten at dette er registrert som gjort: Svar på mandatet, versjon 2. Det gjelder Grue.\n\nSvaret fra Grue er fortsatt ikke gitt, 3 arbeidsdager etter fristen. Derfor går meldingen nå til kommunedirektøren.\n\nEt manglende svar regnes aldri som godkjenning. Svaret blir tatt imot, merket som sent, så lenge versjonen er åpen.",
		},
		"so do the secretariat and the chair": {
			Language: "en", Kind: "overdue", Params: noticetest.With(noticetest.Answer, "deadline", "naming", "step", "5_working_days_after", "days_over", "6"),
			Subject: "Overdue (Grue): Name the resources that the mandate asks for",
			Text:    "In case 2024-1 “Kraftstrategi” this was due on 12 February 2024 and is not recorded as done: Name the resources that the mandate asks for. It concerns Grue.\n\nThe resources from Grue have still not been named, 6 working days after the due date. That is why this message now goes to the secretariat and the chair of the board.",
		},
		"the administrator is told nothing of escalation": {
			Language: "nb", Kind: "overdue", Params: map[string]string{"case_number": "2024-1", "deadline": "naming", "due": "2024-05-03", "step": "1_working_day_after", "days_over": "1"},
			Subject: "Fristen er gått ut: Navngi ressursene som mandatet ber om",
			Text:    "I sak 2024-1 gikk fristen ut 3. mai 2024 uten at dette er registrert som gjort: Navngi ressursene som mandatet ber om.",
		},
		"a stale approval names both versions": {
			Language: "nb", Kind: "approval_stale", Params: noticetest.With(noticetest.Answer, "carried_from", "1"),
			Subject: "Mandatet må besvares på nytt: Kraftstrategi, versjon 2",
			Text:    "Godkjenningen fra Grue av versjon 1 av mandatet i sak 2024-1 «Kraftstrategi» gjelder ikke versjon 2: noe av det kommunen godkjente, er endret.\n\nSe hva som er endret, og svar innen 12. februar 2024. Et manglende svar regnes aldri som godkjenning.",
		},
		"a carried approval asks for nothing": {
			Language: "en", Kind: "approval_carried", Params: noticetest.With(noticetest.Answer, "carried_from", "1"),
			Subject: "The approval still holds: Kraftstrategi, version 2",
			Text:    "The approval by Grue of version 1 of the mandate in case 2024-1 “Kraftstrategi” also holds for version 2: nothing that concerns the municipality was changed. Conditions that it set come along.\n\nThere is no need to answer again.",
		},
	})
}
