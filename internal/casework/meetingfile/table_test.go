package meetingfile_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"forankring.no/forankring/internal/casework/meetingfile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

func TestATableIsReadWhateverItsColumnsAreCalled(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"Bokmål":                       "Møtedato;Klokkeslett;Sted;Tittel;Avlyst;Fjernmøte\n14.03.2024;18:00;Rådhuset;Kommunestyret;nei;nei\n21.03.2024;18:00;Rådhuset;Kommunestyret;ja;ja\n",
		"Nynorsk, in another order":    "utval;stad;namn;dato;kl.;avlyst;nettmøte\nX;Rådhuset;Kommunestyret;14.3.2024;kl. 18;;\nX;Rådhuset;Kommunestyret;21.3.2024;kl. 18;avlyst;x\n",
		"English, with commas":         "title,date,time,place,cancelled,remote\nKommunestyret,2024-03-14,18:00,Rådhuset,false,false\nKommunestyret,2024-03-21,18.00,Rådhuset,true,true\n",
		"with tabs":                    "dato\ttid\tsted\ttittel\tavlyst\tdigitalt\n14.03.2024\t18\tRådhuset\tKommunestyret\t0\t0\n21.03.2024\t1800\tRådhuset\tKommunestyret\t1\t1\n",
		"with the time behind the day": "dato;sted;tittel;avlyst;digitalt\n14.03.2024 18:00;Rådhuset;Kommunestyret;;\ntorsdag 21.03.2024 kl. 18.00 - 20.00;Rådhuset;Kommunestyret;AVLYST;digitalt\n",
		"columns that are not known":   "Dag;Kl;Lokale;Møte;Avlyst;Digital;Saksliste\n14.03.2024;18-20;Rådhuset;Kommunestyret;;;a\n21.03.2024;18:00:00;Rådhuset;Kommunestyret;j;j;b\n",
	} {
		for _, encoded := range []string{file, "\uFEFF" + file, windows1252(t, file)} {
			f, err := meetingfile.Read([]byte(encoded), within)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if got := toldAll(f); !slices.Equal(got, []string{"2024-03-14 18:00", "2024-03-21 18:00 cancelled"}) {
				t.Errorf("%s: %q", name, got)
			}
			first, second := f.Meetings[0], f.Meetings[1]
			if *first.Title != "Kommunestyret" || *first.Place != "Rådhuset" || *first.Remote || !*second.Remote || first.Number != 2 || f.Format != meetingfile.Table {
				t.Errorf("%s: %+v", name, first)
			}
		}
	}
}

func windows1252(t *testing.T, text string) string {
	t.Helper()
	encoded, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestAColumnThatIsLeftOutSaysNothing(t *testing.T) {
	t.Parallel()
	m := mustRead(t, "dato\n14.03.2024\n").Meetings[0]
	if m.Time != nil || m.Place != nil || m.Title != nil || m.Remote != nil || m.Date != workday.MustDate("2024-03-14") {
		t.Errorf("%+v", m)
	}
	m = mustRead(t, "dato;tid;sted;tittel;digitalt\n14.03.2024\n").Meetings[0]
	if *m.Time != "" || *m.Place != "" || *m.Title != "" || *m.Remote {
		t.Errorf("%+v", m)
	}
}

func TestACellThatCannotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	for cells, want := range map[string]string{
		"14.03.2024;18:00;;":                            "",
		"2024-02-30;18:00;;":                            "/date",
		"31.04.2024;18:00;;":                            "/date",
		"03/14/2024;18:00;;":                            "/date",
		"14.03.24;18:00;;":                              "/date",
		";18:00;;":                                      "/date",
		"1. mars;18:00;;":                               "/date",
		"14.03.2024;25:00;;":                            "/time",
		"14.03.2024;18:61;;":                            "/time",
		"14.03.2024;etter lunsj;;":                      "/time",
		"14.03.2024;18:00;kanskje;":                     "/cancelled",
		"14.03.2024;x;kanskje;":                         "/cancelled /time",
		"14.03.2024;18:00;;" + strings.Repeat("x", 201): "/title",
	} {
		m := mustRead(t, "dato;tid;avlyst;tittel\n"+cells+"\n").Meetings[0]
		var got []string
		for _, f := range m.Faults {
			for _, field := range f.Fields {
				got = append(got, field.Pointer)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", cells, got, want)
		}
	}
	if got := told(mustRead(t, "dato;tid\n31.03.2024;02:30\n").Meetings[0]); got != "2024-03-31 03:30 hour_skipped" {
		t.Errorf("the hour that the clock skips: %s", got)
	}
	if got := told(mustRead(t, "dato;tid\n27.10.2024;kl 2.30\n").Meetings[0]); got != "2024-10-27 02:30 hour_twice" {
		t.Errorf("the hour that it has twice: %s", got)
	}
}

func TestWhatIsNoTableOfMeetingsIsRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file string
		want *fault.Error
	}{
		"nothing":                  {"", meetingfile.ErrFile},
		"a page":                   {"<!DOCTYPE html>\n<html></html>\n", meetingfile.ErrColumns},
		"no date":                  {"tid;sted\n18:00;Rådhuset\n", meetingfile.ErrColumns},
		"two dates":                {"dato;date\n14.03.2024;15.03.2024\n", meetingfile.ErrColumns},
		"more rows than are taken": {"dato\n" + strings.Repeat("14.03.2024\n", 2001), meetingfile.ErrTooManyMeetings},
		"a quotation without end":  {"dato;tid\n14.03.2024;\"18\n15.03.2024;18\n", meetingfile.ErrFile},
	} {
		_, err := meetingfile.Read([]byte(tt.file), within)
		if f, refused := fault.As(err); !refused || f.Code != tt.want.Code {
			t.Errorf("%s: %v, want %s", name, err, tt.want.Code)
		}
	}
	if f := mustRead(t, "dato;dato 2;Saksliste\n14.03.2024;;\n"); !slices.Equal(f.Ignored, []string{"dato 2", "Saksliste"}) {
		t.Errorf("ignored %q", f.Ignored)
	}
	if got := toldAll(mustRead(t, "dato\n1\"4;\n14.03.2024\n")); len(got) != 2 || got[1] != "2024-03-14 ?" {
		t.Errorf("a broken row: %q", got)
	}
}
