package notice_test

import (
	"testing"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/testkit/apptest"
)

// Rule 6.6: a person chooses of what they are told by e-mail too; the inbox has
// everything, and mandatory kinds are always sent.
func TestAPersonTurnsOffTheEmailOfAKind(t *testing.T) {
	t.Parallel()
	w := open(t)
	const me, at = "chief_executive@3417", "/v1/me/notice-preferences"
	shown := w.Do(me, "GET", at, nil).Is(200)
	var p notice.Preferences
	shown.Into(&p)
	if len(p.Kinds) != len(notice.Kinds()) {
		t.Errorf("of %d kinds %d are shown", len(notice.Kinds()), len(p.Kinds))
	}
	for _, k := range p.Kinds {
		if !k.Email {
			t.Errorf("at first there is no e-mail of %s", k.Kind)
		}
	}
	off := map[string]any{"email_off": []string{"reminder"}}
	w.Do(me, "PUT", at, off).Refused(428, "precondition.required")
	for _, kind := range []string{"overdue", "due_today", "mandate_submitted", "authority_changed", "login_invitation", "wish"} {
		w.Do(me, "PUT", at, map[string]any{"email_off": []string{"reminder", kind}}, apptest.IfMatch(shown.ETag())).Refused(422, "notice.mandatory")
	}
	w.Do(me, "PUT", at, off, apptest.IfMatch(shown.ETag())).Is(200)
	w.Do(me, "PUT", at, off, apptest.IfMatch(shown.ETag())).Refused(412, "precondition.stale")
	w.post(notice.Notice{Source: "a", Person: apptest.Person(me), Kind: "reminder"}, notice.Notice{Source: "b", Person: apptest.Person(me), Kind: "overdue"},
		notice.Notice{Source: "c", Person: apptest.Person(me), Kind: "reminder", Address: "post@grue.example"},
		notice.Notice{Source: "d", Person: apptest.Person("chief_executive@3418"), Kind: "reminder"})
	for source, want := range map[string]string{"a": "skipped", "b": "queued", "c": "queued", "d": "queued"} {
		var inbox, email, why string
		err := w.Pool.QueryRow(t.Context(), `SELECT i.state, e.state, e.why FROM letter i JOIN letter e USING (source, person_id)
			WHERE source = $1 AND i.channel = 'inbox' AND e.channel = 'email'`, source).Scan(&inbox, &email, &why)
		if err != nil || inbox != "delivered" || email != want || (why != "") != (want == "skipped") {
			t.Errorf("%s lies in the inbox as %s, and the e-mail is %s because %q (%v)", source, inbox, email, why, err)
		}
	}
	again := w.Do(me, "GET", at, nil).Is(200)
	w.Do(me, "PUT", at, map[string]any{"email_off": []string{}}, apptest.IfMatch(again.ETag())).Is(200)
	w.post(notice.Notice{Source: "e", Person: apptest.Person(me), Kind: "reminder"})
	var state string
	if err := w.Pool.QueryRow(t.Context(), `SELECT state FROM letter WHERE source = 'e' AND channel = 'email'`).Scan(&state); err != nil || state != "queued" {
		t.Errorf("turned on again, it is %s (%v)", state, err)
	}
}
