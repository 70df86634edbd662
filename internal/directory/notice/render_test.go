package notice

import (
	"maps"
	"reflect"
	"strings"
	"testing"
)

func TestEveryKindHasItsWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"nb", "en"} {
		for _, kind := range Kinds() {
			for name, params := range map[string]map[string]string{
				"with all parameters": {
					"case_number": "2024-1", "case_title": "Kraftstrategi", "region": "kongsvingerregionen", "title": "Forslag", "due": "2024-02-12",
					"version": "2", "municipality": "Grue", "reason": "Ny plan", "deadline": "answer", "step": "5_working_days_after", "days_over": "5",
					"carried_from": "1", "office": "chief_executive", "from": "2024-02-12", "to": "2024-03-12", "outcome": "disqualified", "you": "yes",
				},
				"with none": {},
			} {
				t.Run(language+" "+kind+" "+name, func(t *testing.T) {
					t.Parallel()
					w, err := write(language, kind, params, true)
					if err != nil {
						t.Fatal(err)
					}
					if w.subject == "" || w.text == "" || strings.Contains(w.subject, "\n") {
						t.Errorf("subject %q, text %q", w.subject, w.text)
					}
					if all := w.subject + w.text; strings.Contains(all, "no value") || strings.Contains(w.text, "\n\n\n") {
						t.Errorf("a missing parameter shows: %q", all)
					}
				})
			}
		}
	}
}

func TestLettersSayWhatIsDueInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	answer := map[string]string{"case_number": "2024-1", "case_title": "Kraftstrategi", "deadline": "answer", "version": "2", "due": "2024-02-12", "municipality": "Grue"}
	for name, c := range map[string]struct {
		language, kind string
		params         map[string]string
		late           bool
		subject, text  string
	}{
		"a reminder names the day in Bokmål": {"nb", Reminder, answer, false,
			"Påminnelse: Svar på mandatet, versjon 2 – frist 12. februar 2024",
			"I sak 2024-1 «Kraftstrategi» er det frist 12. februar 2024 for dette: Svar på mandatet, versjon 2. Det gjelder Grue."},
		"a reminder names the day in English": {"en", Reminder, answer, false,
			"Reminder: Answer the mandate, version 2 – due 12 February 2024",
			"In case 2024-1 “Kraftstrategi” this is due on 12 February 2024: Answer the mandate, version 2. It concerns Grue."},
		"the day itself": {"nb", DueToday, map[string]string{"case_number": "2024-1", "title": "Forslag", "due": "2024-05-03"}, false,
			"Frist i dag: Forslag", "I sak 2024-1 er det frist i dag, 3. mai 2024, for dette: Forslag."},
		"a late letter says so": {"nb", Overdue, map[string]string{"case_number": "2024-1", "deadline": "naming", "due": "2024-05-03"}, true,
			"Fristen er gått ut: Navngi ressursene som mandatet ber om",
			"I sak 2024-1 gikk fristen ut 3. mai 2024 uten at dette er registrert som gjort: Navngi ressursene som mandatet ber om.\n\nDenne meldingen kommer senere enn den skulle."},
		"a chief executive learns what has escalated": {"nb", Overdue, with(answer, "step", "3_working_days_after", "days_over", "3"), false,
			"Fristen er gått ut (Grue): Svar på mandatet, versjon 2",
			"I sak 2024-1 «Kraftstrategi» gikk fristen ut 12. februar 2024 uten at dette er registrert som gjort: Svar på mandatet, versjon 2. Det gjelder Grue.\n\nSvaret fra Grue er fortsatt ikke gitt, 3 arbeidsdager etter fristen. Derfor går meldingen nå til kommunedirektøren.\n\nEt manglende svar regnes aldri som godkjenning. Svaret blir tatt imot, merket som sent, så lenge versjonen er åpen."},
		"so do the secretariat and the chair": {"en", Overdue, with(answer, "deadline", "naming", "step", "5_working_days_after", "days_over", "6"), false,
			"Overdue (Grue): Name the resources that the mandate asks for",
			"In case 2024-1 “Kraftstrategi” this was due on 12 February 2024 and is not recorded as done: Name the resources that the mandate asks for. It concerns Grue.\n\nThe resources from Grue have still not been named, 6 working days after the due date. That is why this message now goes to the secretariat and the chair of the board."},
		"the administrator is told nothing of escalation": {"nb", Overdue, map[string]string{"case_number": "2024-1", "deadline": "naming", "due": "2024-05-03", "step": "1_working_day_after", "days_over": "1"}, false,
			"Fristen er gått ut: Navngi ressursene som mandatet ber om",
			"I sak 2024-1 gikk fristen ut 3. mai 2024 uten at dette er registrert som gjort: Navngi ressursene som mandatet ber om."},
		"a condition in its own words": {"nb", Reminder, with(answer, "deadline", "condition", "title", "Formannskapet orienteres"), false,
			"Påminnelse: Oppfyll vilkåret «Formannskapet orienteres» – frist 12. februar 2024",
			"I sak 2024-1 «Kraftstrategi» er det frist 12. februar 2024 for dette: Oppfyll vilkåret «Formannskapet orienteres». Vilkåret er satt av Grue."},
		"a condition in English": {"en", DueToday, with(answer, "deadline", "condition", "title", "The committee is told"), false,
			"Due today: Fulfil the condition “The committee is told”",
			"In case 2024-1 “Kraftstrategi” this is due today, 12 February 2024: Fulfil the condition “The committee is told”. Grue set the condition."},
		"a stale approval names both versions": {"nb", ApprovalStale, with(answer, "carried_from", "1"), false,
			"Mandatet må besvares på nytt: Kraftstrategi, versjon 2",
			"Godkjenningen fra Grue av versjon 1 av mandatet i sak 2024-1 «Kraftstrategi» gjelder ikke versjon 2: noe av det kommunen godkjente, er endret.\n\nSe hva som er endret, og svar innen 12. februar 2024. Et manglende svar regnes aldri som godkjenning."},
		"a carried approval asks for nothing": {"en", ApprovalCarried, with(answer, "carried_from", "1"), false,
			"The approval still holds: Kraftstrategi, version 2",
			"The approval by Grue of version 1 of the mandate in case 2024-1 “Kraftstrategi” also holds for version 2: nothing that concerns the municipality was changed. Conditions that it set come along.\n\nThere is no need to answer again."},
		"a substitute of one case": {"nb", SubstituteAppointed, with(answer, "office", "chief_executive", "from", "2024-02-12", "to", "2024-03-01"), false,
			"Du er stedfortreder for kommunedirektøren i Grue",
			"Du er stedfortreder for kommunedirektøren i Grue fra og med 12. februar 2024 til og med 1. mars 2024. Det gjelder sak 2024-1 «Kraftstrategi».\n\nI denne perioden får du også påminnelser om det du kan gjøre noe med. Når du handler som stedfortreder, viser Forankring både deg og den du handler for."},
		"a substitute learns of whom, of what and of the review": {"nb", SubstituteAppointed,
			map[string]string{"office": "chief_executive", "municipality": "Grue", "name": "Chief executive, Grue", "from": "2024-02-12", "review": "2024-08-01", "acts": "assignment:release,benefit:confirm,mandate:answer"}, false,
			"Du er stedfortreder for kommunedirektøren i Grue",
			"Du er stedfortreder for kommunedirektøren i Grue, Chief executive, Grue, fra og med 12. februar 2024.\n\nOppnevningen omfatter å avgi folk, å bekrefte kommunens felles nytte og å svare på mandater. Den vurderes på nytt 1. august 2024.\n\nI denne perioden får du også påminnelser om det du kan gjøre noe med. Når du handler som stedfortreder, viser Forankring både deg og den du handler for."},
		"a holder learns who may do everything": {"en", SubstituteSet,
			map[string]string{"office": "chief_executive", "municipality": "Grue", "name": "Planner, Grue", "from": "2024-02-12", "acts": AllActs}, false,
			"You have been given a substitute",
			"The administrator has set Planner, Grue as substitute for you. The substitute may act for the chief executive in Grue from 12 February 2024.\n\nThe appointment is for everything that the chief executive in Grue does.\n\nYou may still act yourself."},
		"an act without words stays as it is": {"en", SubstituteAppointed, map[string]string{"office": "clerk", "acts": "moon:land"}, false,
			"You are substitute for the clerk",
			"You are substitute for the clerk.\n\nThe appointment is moon:land.\n\nIn this period you are also reminded of what you may act on. When you act as substitute, Forankring shows both you and whom you act for."},
		"a question, to the clerk": {"nb", DisqualificationRaised, map[string]string{"case_number": "2024-1", "municipality": "Grue", "office": "clerk"}, false,
			"Spørsmål om habilitet: sak 2024-1",
			"Det er reist spørsmål om en person i Grue er inhabil i sak 2024-1 (kommuneloven § 11-10, forvaltningsloven § 6). Spørsmålet er ikke avgjort.\n\nAvgjøres av: møtesekretæren fører inn vedtaket i organet, eller kommunedirektøren avgjør for ansatte. Om folkevalgte og om kommunedirektøren er det alltid organet som avgjør.\n\nGrunnen står ikke i denne meldingen: den kan være personlig."},
		"a disqualification, to the one concerned": {"nb", DisqualificationDecided, with(answer, "outcome", "disqualified", "you", "yes"), false,
			"Spørsmålet om habilitet er avgjort: Kraftstrategi",
			"Det er avgjort at du er inhabil i sak 2024-1 «Kraftstrategi» (kommuneloven § 11-10, forvaltningsloven § 6). Den som er inhabil, kan ikke handle i saken, heller ikke som stedfortreder eller medlem.\n\nGrunnen står ikke i denne meldingen: den kan være personlig."},
		"a dismissed question, to the clerk": {"en", DisqualificationDecided, with(answer, "outcome", "dismissed"), false,
			"The question of disqualification is decided: Kraftstrategi",
			"It is decided that a person in Grue is not disqualified in case 2024-1 “Kraftstrategi”.\n\nThe ground is not told in this message: it may be personal."},
		"a released person reads how much, and until when": {"nb", AssignmentReleased, with(answer, "title", "Arealplanlegger", "share", "20", "from", "2024-04-01", "to", "2024-12-31"), false,
			"Du er avgitt til arbeidet: Kraftstrategi",
			"Kommunedirektøren (Grue) har avgitt deg med 20 prosent til arbeidet med sak 2024-1 «Kraftstrategi», som Arealplanlegger, fra og med 1. april 2024 til og med 31. desember 2024."},
		"a recalled person reads the last day": {"en", AssignmentRecalled, with(answer, "to", "2024-08-29"), false,
			"Your release is recalled: Kraftstrategi",
			"The chief executive (Grue) has recalled you from the work on case 2024-1 “Kraftstrategi”. The last day is 29 August 2024."},
		"a replaced person reads the last day": {"nb", AssignmentReplaced, with(answer, "to", "2024-08-29"), false,
			"Du er ikke lenger avgitt som før: Kraftstrategi",
			"Kommunedirektøren (Grue) har gjort om avgivelsen av deg til arbeidet med sak 2024-1 «Kraftstrategi»: en annen overtar, eller du er avgitt på nytt med en annen andel eller periode. Siste dag etter den gamle avgivelsen er 29. august 2024."},
		"a withdrawn case gives its reason": {"nb", CaseWithdrawn, map[string]string{"case_number": "2024-1", "case_title": "Kraftstrategi", "reason": "Slått sammen med 2024-2"}, false,
			"Saken er trukket: Kraftstrategi",
			"Sekretariatet har trukket sak 2024-1 «Kraftstrategi».\n\nBegrunnelse: Slått sammen med 2024-2\n\nDu trenger ikke gjøre noe mer i saken. Påminnelser som ikke var sendt, er stanset."},
		"a language nobody has written falls back to Bokmål": {"", DueToday, map[string]string{"case_number": "2024-1", "title": "Forslag", "due": "no date"}, false,
			"Frist i dag: Forslag", "I sak 2024-1 er det frist i dag, no date, for dette: Forslag."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, err := write(c.language, c.kind, c.params, c.late)
			if err != nil {
				t.Fatal(err)
			}
			if w.subject != c.subject {
				t.Errorf("subject %q\n   want %q", w.subject, c.subject)
			}
			if w.text != c.text {
				t.Errorf("text %q\nwant %q", w.text, c.text)
			}
		})
	}
}

// with are the parameters with some more, by name.
func with(params map[string]string, more ...string) map[string]string {
	params = maps.Clone(params)
	for i := 0; i < len(more); i += 2 {
		params[more[i]] = more[i+1]
	}
	return params
}

func TestActsHaveWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	for code := range actsNb {
		if actsEn[code] == "" || len(actsEn) != len(actsNb) {
			t.Errorf("%s has words in one language", code)
		}
	}
}

func TestTheGroundOfADisqualificationIsInNoLetter(t *testing.T) {
	t.Parallel()
	params := map[string]string{"case_number": "2024-1", "ground": "family", "reason": "family", "title": "family"}
	for _, kind := range []string{DisqualificationRaised, DisqualificationDecided} {
		for _, language := range []string{"nb", "en"} {
			w, err := write(language, kind, params, false)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(w.subject+w.text, "family") {
				t.Errorf("%s tells the ground: %s", kind, w.text)
			}
		}
	}
}

func TestTheContractNamesEveryKind(t *testing.T) {
	t.Parallel()
	want := strings.Join(Kinds(), ",")
	for _, of := range []reflect.Type{reflect.TypeFor[InboxNotice](), reflect.TypeFor[filter]()} {
		if kind, _ := of.FieldByName("Kind"); kind.Tag.Get("enum") != want {
			t.Errorf("in %s a kind is %s, want %s", of.Name(), kind.Tag.Get("enum"), want)
		}
	}
}

func TestATitleCannotBreakOutOfALetter(t *testing.T) {
	t.Parallel()
	evil := map[string]string{"case_number": "2024-1", "title": "A\r\nBcc: all@example.no\u2028\x1b[2J<script>alert(1)</script>" + strings.Repeat("x", 400), "due": "2024-02-12"}
	w, err := write("nb", DueToday, evil, false)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(w.subject, "\r\n\x1b\u2028") || len([]rune(w.subject)) != maxSubject {
		t.Errorf("the subject is %q", w.subject)
	}
	p, err := email("nb", w, `http://forankring.test/v1/x"><script>`)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(p.html, "<script>") || !strings.Contains(p.html, "&lt;script&gt;alert(1)") {
		t.Errorf("the title stands in the page as it came: %s", p.html)
	}
}
