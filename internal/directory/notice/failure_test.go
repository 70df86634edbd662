package notice_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	offices "forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/policies"
)

type object = map[string]any

const (
	administrator = "administrator@3417"
	secretariat   = "secretariat@" + apptest.Region
	failed        = "/v1/organisations/3417/failed-letters"
)

// keeping is open with whoever keeps the addresses.
func keeping(t *testing.T) office {
	t.Helper()
	o := open(t)
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	o.MendBy(policy, organisation.New(o.Pool, policy, o.Clock.Now), notice.Keepers{
		Contacts: offices.Contacts,
		Tell: func(ctx context.Context, tx pgx.Tx, now time.Time, organisation string, n notice.Notice) error {
			return authority.Tell(ctx, tx, o.Service, now, authority.Letter{Notice: n, Calls: authority.Calls(0, "letter:mend", authority.Post{Organisation: organisation, Office: "administrator"})})
		},
	})
	return o
}

// email is the e-mail of a source, which is to one person.
func (o office) email(source string) (id int64, state string) {
	o.t.Helper()
	if err := o.Pool.QueryRow(o.t.Context(), `SELECT id, state FROM letter WHERE channel = 'email' AND source = $1`, source).Scan(&id, &state); err != nil {
		o.t.Fatal(err)
	}
	return id, state
}

// refuse has the mail server refuse all letters of sources to somebody for good.
func (o office) refuse(sources ...string) {
	o.t.Helper()
	o.Mail.Fail(func(string) error { return mailtest.ErrUnknown })
	defer o.Mail.Fail(func(string) error { return nil })
	for _, source := range sources {
		id, _ := o.email(source)
		if err := o.Deliver(o.t.Context(), id); err == nil {
			o.t.Fatalf("%s was taken", source)
		}
	}
}

// skip says that what sources tell of holds no longer.
func (o office) skip(sources ...string) {
	o.t.Helper()
	if _, err := pgdb.InTx(o.t.Context(), o.Pool, func(tx pgx.Tx) (none struct{}, err error) {
		return none, notice.Skip(o.t.Context(), tx, o.Clock.Now(), sources, "the deadline was set anew")
	}); err != nil {
		o.t.Fatal(err)
	}
}

const undelivered = `SELECT count(*) FROM letter WHERE kind = 'letter_undelivered' AND channel = 'email'`

// Rule 6.6: whoever keeps the address sees what failed there and what the server said,
// is told once of an address, and sends it again once it is mended.
func TestALetterThatFailedIsMendedAndSentAgainByWhoeverKeepsTheAddress(t *testing.T) {
	t.Parallel()
	o := keeping(t)
	o.post(about("a", chief), about("b", chief))
	before, _ := o.email("a")
	o.refuse("a", "b")
	if n := o.count(undelivered+` AND person_id = $1`, apptest.Person(administrator)); n != 1 || o.count(undelivered) != 1 {
		t.Errorf("the administrator is told %d times, want once, and nobody else", n)
	}
	told := o.Do(administrator, "GET", mine, nil).Is(200)
	if text := told.Text("items.0.text"); !strings.Contains(text, "chief_executive@3417.test") || !strings.Contains(text, "550 5.1.1 no such person") {
		t.Errorf("the notice says %q", text)
	}
	list := o.Do(administrator, "GET", failed, nil).Is(200)
	list.Has(object{
		"items.0.kind": "due_today", "items.0.person": apptest.Person(chief), "items.0.cause": "refused", "items.0.answer": "550 5.1.1 no such person", "items.0.address": "chief_executive@3417.test",
		"items.0.address_changed": false, "items.0.attempts": 1, "items.0.actions.0.act": "send-letter-again", "items.0.actions.0.open": true, "items.2": nil,
	})
	if at := list.Text("items.0.self"); at != told.Text("items.0.about") {
		t.Errorf("the notice is about %s, and the letter is %s", told.Text("items.0.about"), at)
	}
	first := list.Text("items.0.self")
	o.Do(administrator, "GET", "/v1/me/tasks?kind=mend_address", nil).Is(200).Has(object{"items.0.about": failed, "items.0.action.href": first + "/send-again", "items.1": nil})
	o.run(`UPDATE person SET email = 'new@grue.example' WHERE id = $1`, apptest.Person(chief))
	o.Do(administrator, "GET", first, nil).Is(200).Has(object{"address_changed": true, "present_address": "new@grue.example"})

	o.Do(administrator, "POST", first+"/send-again?dry_run=true", nil).Is(200)
	sent := o.Do(administrator, "POST", first+"/send-again", nil, apptest.Key("send a again")).Is(200)
	sent.Has(object{"ended_as": "sent_again", "actions.0.open": false})
	o.Do(administrator, "POST", first+"/send-again", nil, apptest.Key("send a again")).Is(200)
	o.Do(administrator, "POST", first+"/send-again", nil).Refused(409, "letter.not_failed")
	if n := o.count(`SELECT count(*) FROM audit_event WHERE act = 'send-letter-again' AND object = $1 AND organisation = '3417' AND person_id = $2`, first, apptest.Person(administrator)); n != 1 {
		t.Errorf("the record has it %d times", n)
	}
	if n := o.count(letterJobs + ` AND args->>'round' = '1'`); n != 1 {
		t.Errorf("%d jobs send it again", n)
	}
	// What is left of the job that saw it fail does nothing.
	if err := o.Deliver(t.Context(), before); err != nil || len(o.Mail.Letters()) != 0 {
		t.Errorf("the job of before sent it (%v)", err)
	}
	for range 2 {
		if err := o.DeliverAgain(t.Context(), before, 1); err != nil {
			t.Fatal(err)
		}
	}
	var id string
	if err := o.Pool.QueryRow(t.Context(), `SELECT message_id FROM letter WHERE id = $1 AND sent_again_at IS NOT NULL AND state = 'delivered'`, before).Scan(&id); err != nil {
		t.Fatal(err)
	}
	if l := o.Mail.Letters(); len(l) != 1 || l[0].EnvelopeTo != "new@grue.example" || l[0].MessageID != id {
		t.Errorf("sent again were %+v", l)
	}
	o.Do(administrator, "GET", failed, nil).Is(200).Has(object{"items.1": nil})
}

// Of two who send a letter again at the same time one does.
func TestALetterIsSentAgainOnce(t *testing.T) {
	t.Parallel()
	o := keeping(t)
	o.post(about("a", chief))
	o.refuse("a")
	at := o.Do(administrator, "GET", failed, nil).Is(200).Text("items.0.self") + "/send-again"
	var all sync.WaitGroup
	codes := make([]int, 6)
	for i := range codes {
		all.Go(func() { codes[i] = o.Do(administrator, "POST", at, nil).Code })
	}
	all.Wait()
	done := 0
	for _, code := range codes {
		switch code {
		case 200:
			done++
		case 409:
		default:
			t.Errorf("status %d", code)
		}
	}
	if n := o.count(letterJobs + ` AND args->>'round' = '1'`); done != 1 || n != 1 {
		t.Errorf("%d sent it again, by %d jobs", done, n)
	}
}

// The letters of an office go to its contact address, which its organisation keeps.
func TestTheContactAddressOfAnOfficeIsMendedWhereTheOfficeIs(t *testing.T) {
	t.Parallel()
	o := keeping(t)
	o.run(`INSERT INTO office_address (organisation_id, kind, email) SELECT id, 'chief_executive', 'post@grue.example' FROM organisation WHERE key = '3417'`)
	// The chief executive's own record is kept elsewhere.
	o.run(`UPDATE person SET home_id = (SELECT id FROM organisation WHERE key = '3416') WHERE id = $1`, apptest.Person(chief))
	n := about("a", chief)
	n.Address, n.AddressOf = "post@grue.example", "3417/chief_executive"
	o.post(n)
	o.refuse("a")
	at := o.Do(administrator, "GET", failed, nil).Is(200).Text("items.0.self")
	o.Do("administrator@3416", "GET", "/v1/organisations/3416/failed-letters", nil).Is(200).Has(object{"items.0": nil})
	o.run(`UPDATE office_address SET email = 'radhuset@grue.example'`)
	o.Do(administrator, "GET", at, nil).Is(200).Has(object{"office": "chief_executive", "address": "post@grue.example", "present_address": "radhuset@grue.example"})
	o.Do(administrator, "POST", at+"/send-again", nil).Is(200)
	id, _ := o.email("a")
	if err := o.DeliverAgain(t.Context(), id, 1); err != nil {
		t.Fatal(err)
	}
	if l := o.Mail.Letters(); len(l) != 1 || l[0].EnvelopeTo != "radhuset@grue.example" {
		t.Errorf("it went to %+v", l)
	}
}

func TestFailedLettersAreTheirsAloneWhoKeepTheAddress(t *testing.T) {
	t.Parallel()
	o := keeping(t)
	o.post(about("a", chief))
	o.refuse("a")
	at := o.Do(administrator, "GET", failed, nil).Is(200).Text("items.0.self")
	for who, want := range map[string]int{chief: 403, "clerk@3417": 403, "case_officer@3417": 404, "administrator@3416": 404, secretariat: 404, "": 401} {
		for method, path := range map[string]string{"GET": failed, "POST": at + "/send-again"} {
			if got := o.Do(who, method, path, nil).Code; got != want {
				t.Errorf("%s %s as %q: %d, want %d", method, path, who, got, want)
			}
		}
	}
	o.Do("administrator@3416", "GET", strings.Replace(at, "3417", "3416", 1), nil).Refused(404, "resource.not_found")
	o.Do(administrator, "GET", fmt.Sprintf("%s/%d", failed, 9999), nil).Refused(404, "resource.not_found")
	// They move, and what failed goes with them.
	if _, err := pgdb.InTx(t.Context(), o.Pool, func(tx pgx.Tx) (none struct{}, err error) {
		if _, err := tx.Exec(t.Context(), `UPDATE person SET home_id = (SELECT id FROM organisation WHERE key = '3416') WHERE id = $1`, apptest.Person(chief)); err != nil {
			return none, err
		}
		return none, notice.MoveFailures(t.Context(), tx, apptest.Person(chief))
	}); err != nil {
		t.Fatal(err)
	}
	o.Do(administrator, "GET", at, nil).Refused(404, "resource.not_found")
	o.Do("administrator@3416", "GET", strings.Replace(at, "3417", "3416", 1), nil).Is(200)
}

// What cannot be sent again is not: a letter whose code is forgotten, one without an
// address, and one that tells of what holds no longer.
func TestWhatCannotBeSentAgainSaysWhy(t *testing.T) {
	t.Parallel()
	o := keeping(t)
	coded := about("coded", chief)
	coded.Secret = "a code"
	o.post(coded, about("erased", chief), about("over", chief))
	o.refuse("coded", "erased", "over")
	list := o.Do(administrator, "GET", failed, nil).Is(200)
	at := map[string]string{}
	for i, source := range []string{"coded", "erased", "over"} {
		at[source] = list.Text(fmt.Sprintf("items.%d.self", i)) + "/send-again"
	}
	o.Do(administrator, "POST", at["coded"], nil).Refused(409, "letter.code_forgotten")
	o.skip("over")
	o.Do(administrator, "POST", at["over"], nil).Refused(409, "letter.not_failed")
	o.Do(administrator, "GET", failed, nil).Is(200).Has(object{"items.2": nil})
	if _, state := o.email("over"); state != notice.Failed {
		t.Errorf("what failed is %s", state)
	}
	o.run(`UPDATE person SET email = '' WHERE id = $1`, apptest.Person(chief))
	o.Do(administrator, "POST", at["erased"], nil).Refused(409, "letter.no_address")
}

// A letter that tells of a failure is told of to nobody when it fails itself.
func TestNoLetterTellsOfItself(t *testing.T) {
	t.Parallel()
	o := keeping(t)
	o.post(about("a", administrator))
	o.refuse("a")
	var source string
	if err := o.Pool.QueryRow(t.Context(), `SELECT source FROM letter WHERE kind = 'letter_undelivered' AND channel = 'email'`).Scan(&source); err != nil {
		t.Fatal(err)
	}
	o.run(`UPDATE person SET email = 'other@grue.example' WHERE id = $1`, apptest.Person(administrator))
	o.refuse(source)
	if n := o.count(undelivered); n != 1 {
		t.Errorf("%d letters tell of failures", n)
	}
	o.Do(administrator, "GET", failed, nil).Is(200).Has(object{"items.1.kind": "letter_undelivered", "items.2": nil})
}
