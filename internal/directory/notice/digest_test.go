package notice_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/testkit/apptest"
)

const preferences = "/v1/me/notice-preferences"

// prefer sets somebody's preferences.
func (o office) prefer(who string, in object) *apptest.Answer {
	o.t.Helper()
	return o.Do(who, "PUT", preferences, in, apptest.IfMatch(o.Do(who, "GET", preferences, nil).Is(200).ETag()))
}

// before is a notice of a kind that may wait.
func before(source, person, title string) notice.Notice {
	n := about(source, person)
	n.Kind, n.Params["title"] = "reminder", title
	n.Params["path"] += "/milestones/" + source
	return n
}

// collect makes the digests of a moment.
func (o office) collect(at string) {
	o.t.Helper()
	now, err := time.Parse(time.RFC3339, at)
	if err != nil {
		o.t.Fatal(err)
	}
	o.Clock.Set(now)
	if err := o.Collect(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// deliverQueued works every job that is there, once.
func (o office) deliverQueued() {
	o.t.Helper()
	rows, err := o.Pool.Query(o.t.Context(), `DELETE FROM river_job WHERE kind = 'letter_delivery' RETURNING (args->>'letter')::bigint, coalesce((args->>'round')::int, 0)`)
	if err != nil {
		o.t.Fatal(err)
	}
	type job struct {
		letter int64
		round  int
	}
	var all []job
	for rows.Next() {
		var j job
		if err := rows.Scan(&j.letter, &j.round); err != nil {
			o.t.Fatal(err)
		}
		all = append(all, j)
	}
	if err := rows.Err(); err != nil {
		o.t.Fatal(err)
	}
	for _, j := range all {
		_ = o.DeliverAgain(o.t.Context(), j.letter, j.round) // what the test makes of it shows in the letter
	}
}

func (o office) states(want map[string]string) {
	o.t.Helper()
	for source, state := range want {
		if _, got := o.email(source); got != state {
			o.t.Errorf("%s is %s, want %s", source, got, state)
		}
	}
}

// Rule 6.6: what may wait is told in one e-mail a day, each with its link; what is
// mandatory waits for nothing, and the inbox has everything at once.
func TestADaysEmailsAreCollectedIntoOne(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.prefer(chief, object{"email_off": []string{}, "digest": []string{"reminder"}, "digest_at": "15:00"}).Is(200).Has(object{"digest_at": "15:00", "zone": "Europe/Oslo"})
	office := before("office", chief, "Kontoret")
	office.Address = "post@grue.example"
	o.post(before("a", chief, "Kartene"), before("b", chief, "Budsjettet"), about("c", chief), office, before("d", "clerk@3417", "Andre"))
	if n := o.count(`SELECT count(*) FROM letter WHERE channel = 'inbox' AND state = 'delivered' AND person_id = $1`, apptest.Person(chief)); n != 4 {
		t.Errorf("%d notices lie in the inbox", n)
	}
	o.deliverQueued()
	o.states(map[string]string{"a": "queued", "b": "queued", "c": "delivered", "office": "delivered", "d": "delivered"})
	o.collect("2024-02-12T13:59:00Z")
	if n := o.count(letterJobs); n != 0 {
		t.Errorf("%d letters go out before the time", n)
	}
	var all sync.WaitGroup
	o.Clock.Set(time.Date(2024, 2, 12, 14, 0, 0, 0, time.UTC))
	for range 4 { // several instances
		all.Go(func() {
			if err := o.Collect(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := o.count(`SELECT count(*) FROM letter WHERE kind = 'digest'`); n != 1 || o.count(letterJobs) != 1 {
		t.Fatalf("there are %d digests, and %d jobs", n, o.count(letterJobs))
	}
	sent := len(o.Mail.Letters())
	o.deliverQueued()
	o.states(map[string]string{"a": "delivered", "b": "delivered"})
	letters := o.Mail.Letters()[sent:]
	if len(letters) != 1 {
		t.Fatalf("%d letters were sent", len(letters))
	}
	l := letters[0]
	if l.Subject != "Samlet fra Forankring: 2 meldinger" || l.EnvelopeTo != "chief_executive@3417.test" {
		t.Errorf("to %s, subject %q", l.EnvelopeTo, l.Subject)
	}
	for _, body := range []string{l.Text, l.HTML} {
		for _, want := range []string{"Kartene", "Budsjettet", "/milestones/a", "/milestones/b"} {
			if !strings.Contains(body, want) {
				t.Errorf("it lacks %s:\n%s", want, body)
			}
		}
	}
	// One letter a day: what comes later waits for tomorrow, whatever the hour is set to.
	o.prefer(chief, object{"email_off": []string{}, "digest": []string{"reminder"}, "digest_at": "16:00"}).Is(200)
	o.post(before("e", chief, "Mer"))
	o.collect("2024-02-12T15:30:00Z")
	if n := o.count(letterJobs); n != 0 {
		t.Errorf("a second letter goes out on one day")
	}
	o.collect("2024-02-13T14:59:00Z")
	o.collect("2024-02-13T15:00:00Z")
	o.deliverQueued()
	o.states(map[string]string{"e": "delivered"})
	if n := len(o.Mail.Letters()); n != sent+2 || o.Mail.Letters()[n-1].MessageID == l.MessageID {
		t.Errorf("%d letters were sent", n)
	}
}

func TestOnlyWhatMayWaitIsCollected(t *testing.T) {
	t.Parallel()
	o := open(t)
	for _, wrong := range []object{
		{"email_off": []string{}, "digest": []string{"overdue"}}, {"email_off": []string{"reminder"}, "digest": []string{"reminder"}},
		{"email_off": []string{}, "digest": []string{"reminder"}, "zone": "Europe/Grue"}, {"email_off": []string{}, "digest": []string{"reminder"}, "zone": "Local"},
	} {
		o.prefer(chief, wrong).Refused(422, "notice.mandatory")
	}
	o.prefer(chief, object{"email_off": []string{}, "digest": []string{}, "digest_at": "25:00"}).Is(422)
	shown := o.prefer(chief, object{"email_off": []string{}, "digest": []string{"reminder"}, "digest_at": "07:00", "zone": "America/New_York"}).Is(200)
	var p notice.Preferences
	shown.Into(&p)
	for _, k := range p.Kinds {
		if k.Digest != (k.Kind == "reminder") || !k.Email {
			t.Errorf("%s: %+v", k.Kind, k)
		}
	}
	o.post(before("a", chief, "Kartene"))
	var until time.Time
	if err := o.Pool.QueryRow(t.Context(), `SELECT waits_until FROM letter WHERE source = 'a' AND channel = 'email'`).Scan(&until); err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2024, 2, 12, 12, 0, 0, 0, time.UTC); !until.Equal(want) { // it is 3 in the morning there
		t.Errorf("it waits until %s, want %s", until, want)
	}
	o.Do(chief, "GET", "/v1/me/record", nil).Is(200).Has(object{"notices.digest.0": "reminder", "notices.digest_at": "07:00", "notices.zone": "America/New_York"})
}

// Whoever wants no digest any more gets what has waited for it at once, and none of it
// again.
func TestADigestThatIsTurnedOffLetsGoWhatWaits(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.prefer(chief, object{"email_off": []string{}, "digest": []string{"reminder", "alarm_raised"}}).Is(200)
	alarm := before("alarm", chief, "Alarm")
	alarm.Kind = "alarm_raised"
	o.post(before("a", chief, "Kartene"), alarm)
	o.prefer(chief, object{"email_off": []string{}, "digest": []string{"alarm_raised"}}).Is(200)
	if n := o.count(letterJobs); n != 1 {
		t.Errorf("%d letters go out", n)
	}
	o.deliverQueued()
	o.states(map[string]string{"a": "delivered", "alarm": "queued"})
	o.collect("2024-02-13T07:30:00Z")
	o.deliverQueued()
	o.states(map[string]string{"a": "delivered", "alarm": "delivered"})
	if n := len(o.Mail.Letters()); n != 2 {
		t.Errorf("%d letters were sent", n)
	}
}

// Rule 6.4: what nobody collected in time goes out later, in one letter and in no
// night; a program that dies loses nothing and sends nothing twice.
func TestADigestIsNeverLostAndNeverTwice(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.prefer(chief, object{"email_off": []string{}, "digest": []string{"reminder"}}).Is(200)
	o.post(before("a", chief, "Kartene"))
	o.collect("2024-02-15T02:00:00Z") // nothing ran for days: it is three in the night
	if n := o.count(`SELECT count(*) FROM letter WHERE kind = 'digest'`); n != 0 {
		t.Error("a digest goes out in the night")
	}
	o.post(before("b", chief, "Budsjettet"))
	o.collect("2024-02-15T07:30:00Z")
	// The program dies: with what was not committed nothing is lost.
	ctx, die := context.WithCancel(t.Context())
	die()
	if err := o.Collect(ctx); err == nil {
		t.Error("a dead program collected")
	}
	// The mail server takes it, and the line is cut: it goes again under the same Message-ID.
	id, _ := o.email("digest:2024-02-15")
	o.Mail.Fail(func(string) error { return mailtest.ErrCut })
	if err := o.Deliver(t.Context(), id); err == nil {
		t.Error("the cut line went unnoticed")
	}
	o.states(map[string]string{"a": "queued", "b": "queued"})
	o.Mail.Fail(func(string) error { return nil })
	for range 2 {
		if err := o.Deliver(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	o.states(map[string]string{"a": "delivered", "b": "delivered", "digest:2024-02-15": "delivered"})
	l := o.Mail.Letters()
	if len(l) != 2 || l[0].MessageID != l[1].MessageID || !strings.Contains(l[0].Text, "Kartene") || !strings.Contains(l[0].Text, "Budsjettet") {
		t.Errorf("the letters taken: %+v", l)
	}
	o.collect("2024-02-16T07:30:00Z")
	if n := o.count(`SELECT count(*) FROM letter WHERE kind = 'digest'`); n != 1 {
		t.Errorf("%d digests were written", n)
	}
}

// A digest that fails takes with it what it tells of, and sent again brings it back; what
// holds no longer is left out of it.
func TestADigestThatFailsIsSentAgainWithWhatStillHolds(t *testing.T) {
	t.Parallel()
	o := keeping(t)
	o.prefer(chief, object{"email_off": []string{}, "digest": []string{"reminder"}}).Is(200)
	o.post(before("a", chief, "Kartene"), before("b", chief, "Budsjettet"), before("c", chief, "Rapporten"))
	o.skip("c")
	o.collect("2024-02-13T07:30:00Z")
	o.refuse("digest:2024-02-13")
	o.states(map[string]string{"a": "failed", "b": "failed", "c": "skipped"})
	o.skip("b")
	list := o.Do(administrator, "GET", failed, nil).Is(200)
	list.Has(object{"items.0.kind": "digest", "items.1": nil})
	o.Do(administrator, "POST", list.Text("items.0.self")+"/send-again", nil).Is(200)
	o.deliverQueued()
	o.states(map[string]string{"a": "delivered", "b": "skipped", "c": "skipped"})
	var told []mailtest.Letter
	for _, l := range o.Mail.Letters() {
		if l.EnvelopeTo == "chief_executive@3417.test" {
			told = append(told, l)
		}
	}
	if len(told) != 1 || told[0].Subject != "Samlet fra Forankring: 1 melding" || strings.Contains(told[0].Text, "Budsjettet") || strings.Contains(told[0].Text, "Rapporten") {
		t.Errorf("the letters taken: %+v", told)
	}
	// Where nothing is left there is no letter.
	o.post(before("d", chief, "Kartene"))
	o.collect("2024-02-14T07:30:00Z")
	o.skip("d")
	o.deliverQueued()
	o.states(map[string]string{"digest:2024-02-14": "skipped", "d": "skipped"})
}

// A digest shields each exempt case for itself.
func TestRule21ADigestTellsNothingOfAnExemptCase(t *testing.T) {
	t.Parallel()
	o := open(t)
	at := "/v1/regions/" + apptest.Region + "/cases"
	o.Do(secretariat, "POST", at, object{
		"title": "Hemmelig tomtekjøp", "kind": "strategy", "publicity": "exempt", "legal_basis": "offl. § 23", "shielded_title": "Unntatt offentlighet", "exempt_until": "2024-04-20",
	}).Is(201)
	o.Do(secretariat, "POST", at, object{"title": "Åpen sak", "kind": "strategy", "publicity": "public"}).Is(201)
	o.prefer(chief, object{"email_off": []string{}, "digest": []string{"reminder"}}).Is(200)
	for i, title := range []string{"Hemmelig frist", "Åpen frist"} {
		n := before(title, chief, title)
		n.Case, n.Params["case_title"], n.Params["path"] = int64(i+1), title, at+"/2024-1/milestones/hemmelig"
		o.post(n)
	}
	o.collect("2024-02-13T07:30:00Z")
	o.deliverQueued()
	l := o.Mail.Letters()
	if len(l) != 1 || strings.Contains(l[0].Text+l[0].HTML, "Hemmelig") || !strings.Contains(l[0].Text, "Unntatt offentlighet") || !strings.Contains(l[0].Text, "Åpen frist") {
		t.Errorf("the letters taken: %+v", l)
	}
}
