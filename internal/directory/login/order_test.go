package login_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// Whoever redeems a code while another act has its person's record in hand waits for
// it without holding the code: that act may forget the code, and neither is ended for
// the other's sake.
func TestACodeIsLockedAfterItsPerson(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	code := invite(t, w, planner)
	other, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Rollback(t.Context()) }()
	if _, err := other.Exec(t.Context(), `SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE`, apptest.Person(planner)); err != nil {
		t.Fatal(err)
	}
	answers := make(chan *apptest.Answer, 1)
	go func() { answers <- redeem(w, "p-1", code) }()
	pgtest.AwaitLocks(t, w.Pool, 1, func() bool { return len(answers) > 0 })
	if len(answers) > 0 {
		t.Fatal("the code was redeemed past the lock")
	}
	if _, err := other.Exec(t.Context(), `SELECT FROM login_code WHERE person_id = $1 FOR UPDATE NOWAIT`, apptest.Person(planner)); err != nil {
		t.Fatalf("whoever waits holds the code: %v", err)
	}
	if _, err := other.Exec(t.Context(), `DELETE FROM login_code WHERE person_id = $1`, apptest.Person(planner)); err != nil {
		t.Fatal(err)
	}
	if err := other.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	(<-answers).Refused(422, "directory.login_code_invalid")
}
