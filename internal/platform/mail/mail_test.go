package mail_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/mail/mailtest"
)

func letter() mail.Letter {
	return mail.Letter{
		MessageID:     "reminder.42.1@forankring.example",
		From:          "Forankring <forankring@example.no>",
		To:            "kommunedirektor@grue.example",
		ToName:        "Kommunedirektøren i Grue",
		Subject:       "Påminnelse: svar på mandatet i sak 2025-17 «Felles næringsstrategi for Kongsvingerregionen» innen 20. juni",
		Text:          "Hei.\n\nFristen er 20. juni.\n.\nHilsen Åsnes\n",
		HTML:          "<p>Hei.</p><p>Fristen er <b>20. juni</b>.</p>",
		Date:          time.Date(2025, 6, 13, 6, 0, 0, 0, time.UTC),
		AutoSubmitted: true,
	}
}

func checkLetter(t *testing.T, got mailtest.Letter) {
	t.Helper()
	want := letter()
	if got.MessageID != want.MessageID || got.Subject != want.Subject || got.Text != want.Text || got.HTML != want.HTML {
		t.Errorf("got %q, %q, %q, %q", got.MessageID, got.Subject, got.Text, got.HTML)
	}
	if to, err := got.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Name != want.ToName || to[0].Address != want.To {
		t.Errorf("To: %v, %v", to, err)
	}
	if from, err := got.Header.AddressList("From"); err != nil || len(from) != 1 || from[0].Name != "Forankring" {
		t.Errorf("From: %v, %v", from, err)
	}
	if date, err := got.Header.Date(); err != nil || !date.Equal(want.Date) {
		t.Errorf("Date: %s, %v", date, err)
	}
	if got.Header.Get("Auto-Submitted") != "auto-generated" || got.Header.Get("X-Auto-Response-Suppress") != "All" {
		t.Errorf("not marked as written by a machine: %v", got.Header)
	}
}

func TestALetterInAFolderIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "letters")
	folder, err := mail.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the same letter twice is one file
		if err := folder.Send(t.Context(), letter()); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || files[0].Name() != "reminder.42.1@forankring.example.eml" {
		t.Fatalf("%v, %v", files, err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err != nil {
		t.Fatal(err)
	}
	got, err := mailtest.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	checkLetter(t, got)
	if folder.Where() != "folder "+dir {
		t.Errorf("Where() = %q", folder.Where())
	}
}

func TestAMessageIDCannotLeaveTheFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	folder, err := mail.NewFolder(filepath.Join(dir, "letters"))
	if err != nil {
		t.Fatal(err)
	}
	l := letter()
	l.MessageID = "../../../x@example.no"
	if err := folder.Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "letters", "..%2F..%2F..%2Fx@example.no.eml")); err != nil {
		t.Fatal(err)
	}
}

func TestAFolderThatCannotBeWrittenIsATemporaryFailure(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "letters")
	folder, err := mail.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := folder.Send(t.Context(), letter()); err == nil || mail.Permanent(err) {
		t.Fatalf("Send = %v", err)
	}
}

func TestALetterThatCannotBeRenamedLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	folder, err := mail.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, letter().MessageID+".eml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := folder.Send(t.Context(), letter()); err == nil || mail.Permanent(err) {
		t.Fatalf("Send = %v", err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
}

func TestALetterIsRefusedForGood(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	smtp := sender(t, server, nil)
	for name, spoil := range map[string]func(*mail.Letter){
		"with a line break in the subject":           func(l *mail.Letter) { l.Subject = "Frist\r\nBcc: alle@example.no" },
		"with a lone LF in the subject":              func(l *mail.Letter) { l.Subject = "Frist\nBcc: alle@example.no" },
		"with a line break in the recipient's name":  func(l *mail.Letter) { l.ToName = "Grue\r\nBcc: alle@example.no" },
		"with a line break in the recipient":         func(l *mail.Letter) { l.To = "a@example.no\r\nRCPT TO:<b@example.no>" },
		"with a line break in the message id":        func(l *mail.Letter) { l.MessageID = "1@example.no>\r\nBcc: b@example.no" },
		"with a line break after the message id":     func(l *mail.Letter) { l.MessageID += "\n" },
		"with a message id in brackets":              func(l *mail.Letter) { l.MessageID = "<1@example.no>" },
		"with a message id too long for a file name": func(l *mail.Letter) { l.MessageID = strings.Repeat("a", 250) + "@example.no" },
		"with two recipients":                        func(l *mail.Letter) { l.To = "a@example.no, b@example.no" },
		"with a name in the recipient's address":     func(l *mail.Letter) { l.To = "Grue <a@example.no>" },
		"without a recipient":                        func(l *mail.Letter) { l.To = "" },
		"without an @":                               func(l *mail.Letter) { l.To = "grue.example" },
		"with æ before the @":                        func(l *mail.Letter) { l.To = "postmottak-ære@example.no" },
		"with an impossible domain":                  func(l *mail.Letter) { l.To = "a@-.no" },
		"with invalid UTF-8 in the text":             func(l *mail.Letter) { l.Text = "\xff" },
		"with invalid UTF-8 in the name":             func(l *mail.Letter) { l.ToName = "\xff" },
		"with a file whose name is a path":           func(l *mail.Letter) { l.Files = []mail.File{{Name: "../meeting.ics", Type: "text/calendar"}} },
		"with a line break in the type of a file": func(l *mail.Letter) {
			l.Files = []mail.File{{Name: "meeting.ics", Type: "text/calendar\r\nBcc: b@example.no"}}
		},
		"with a file of no type": func(l *mail.Letter) { l.Files = []mail.File{{Name: "meeting.ics"}} },
		"without a text":         func(l *mail.Letter) { l.Text = "" },
		"without a date":         func(l *mail.Letter) { l.Date = time.Time{} },
	} {
		t.Run(name, func(t *testing.T) {
			l := letter()
			spoil(&l)
			if err := smtp.Send(t.Context(), l); !mail.Permanent(err) {
				t.Errorf("Send = %v; want a permanent failure", err)
			}
			if n := len(server.Letters()); n != 0 {
				t.Fatalf("%d letters were sent", n)
			}
		})
	}
}

// The sender is the operator's setting, and no letter is lost for it: it waits
// until another is set.
func TestAWrongSenderIsNoFaultOfTheLetter(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	smtp := sender(t, server, nil)
	folder, err := mail.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for from, right := range map[string]bool{
		"forankring@localhost": true, "Forankring <post@grue.kommune.no>": true, `"Region, i øst" <post@sør-odal.example>`: true,
		"": false, "forankring": false, "forankring@elsewhere": false, "post@grue.example, x@y.example": false, "æ@grue.example": false,
		"Forankring post@grue.example": false, "a@example.no\nBcc: b@example.no": false, "\xff <post@grue.example>": false,
	} {
		if err := mail.CheckSender(from); (err == nil) != right {
			t.Errorf("the sender %q: %v", from, err)
		}
		for _, s := range []mail.Sender{smtp, folder} {
			l := letter()
			l.From = from
			if err := s.Send(t.Context(), l); (err == nil) != right || !right && (!mail.Away(err) || mail.Permanent(err) || mail.Impossible(err)) {
				t.Errorf("from %q by %s: %v", from, s.Where(), err)
			}
		}
	}
}

// The sender that is set by default has no domain that could be registered.
func TestAServiceThatIsTriedOutWritesFromItsOwnMachine(t *testing.T) {
	t.Parallel()
	folder, err := mail.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	l := letter()
	l.From = `"Forankring demo (illustrative)" <forankring@localhost>`
	if err := folder.Send(t.Context(), l); err != nil {
		t.Errorf("from this machine: %v", err)
	}
	l.From = "forankring@elsewhere"
	if err := folder.Send(t.Context(), l); err == nil {
		t.Error("a sender without a domain was taken")
	}
}

// What goes with a letter arrives as it was, beside both of its forms.
func TestFilesGoWithALetter(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	l := letter()
	content := "BEGIN:VCALENDAR\r\nSUMMARY:Møte æøå\r\nEND:VCALENDAR\r\n"
	l.HTML, l.Files = "<p>Møte</p>", []mail.File{{Name: "meeting.ics", Type: "text/calendar; charset=utf-8; method=PUBLISH", Content: []byte(content)}}
	if err := sender(t, server, nil).Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	got := server.Letters()[0]
	if got.Files["meeting.ics"] != content || got.HTML == "" || got.Text == "" {
		t.Errorf("it arrived as %+v", got)
	}
	if !strings.HasPrefix(got.Header.Get("Content-Type"), "multipart/mixed") {
		t.Errorf("it is %s", got.Header.Get("Content-Type"))
	}
}
