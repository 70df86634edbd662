package notice

import (
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
					"version": "2", "municipality": "Grue", "reason": "Ny plan", "deadline": "answer",
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
