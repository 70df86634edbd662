package authority

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/notice"
)

// Letter is a notice to everybody who can answer one of the calls. Its own
// Person is left out.
type Letter struct {
	notice.Notice
	Calls []Call
}

// Tell posts letters in the transaction of what they tell of, to all who can
// answer their calls now (rules 1.4, 6.3). Whoever is reached in several ways is
// told once of a source (rule 6.2). People are looked for once, however many
// letters there are.
func Tell(ctx context.Context, tx pgx.Tx, notices *notice.Service, now time.Time, letters ...Letter) error {
	var calls []Call
	for _, l := range letters {
		calls = append(calls, l.Calls...)
	}
	reached, err := Reach(ctx, tx, now, calls)
	if err != nil {
		return err
	}
	var all []notice.Notice
	for _, l := range letters {
		for _, call := range l.Calls {
			for _, p := range reached[call].All() {
				n := l.Notice
				n.Person = p.Person
				all = append(all, n)
			}
		}
	}
	return notices.Post(ctx, tx, all)
}
