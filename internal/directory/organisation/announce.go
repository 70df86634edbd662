package organisation

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/workday"
)

// Announcement is a change of who may act in an organisation: an office, a seat,
// a login, an address, somebody taken in, a membership. It is told at once to
// those whom it concerns, and to the organisation's chief executive or, in a
// region, to its secretariat and the chair of its board (rule 1.5).
type Announcement struct {
	In *Organisation
	// Act is the identifier of the act, and Object the address of what it
	// changed.
	Act    string
	Object string
	// Own is where those whom it concerns find it, if that is elsewhere.
	Own string
	// About is the name of the person or organisation that it is about, and
	// Concerned the people whom it concerns: who may act now, and who could before.
	About     string
	Concerned []string
	// Office is the office that it is about, whose holders it concerns too.
	Office string
	// Before is the address that was used until now: it is told as well. With
	// OwnAddresses letters go to people's own addresses, and to no office's: an
	// address has changed.
	Before       string
	OwnAddresses bool
	// Keepers says that those who keep people's records there are told too: it
	// waits for them.
	Keepers bool
	// Mayor says that the chair of the municipal council is told too: nobody in the
	// municipality could record it.
	Mayor bool
	// Clerks says that those who record what its council decides are told too: it
	// waits for them.
	Clerks bool
	// ConcernedAlone says that those who answer for the organisation hear of it in
	// another announcement, of which this is a part.
	ConcernedAlone bool
	// Apart are people whom a part of it concerns: each hears of theirs in an
	// announcement of its own, and none of them answers for the whole alone.
	Apart []string
	// Told are those among them all who hear of it in a letter of their own.
	Told []string
	// Words are what else the letter tells: office, title (a body's name), and
	// from and to, the first and the last day (as 2006-01-02).
	Words map[string]string
	// By is the person who did it, who is not told.
	By string
	At time.Time
}

// Announcer tells of changes in the transaction that makes them: in the same
// number of statements, however many.
type Announcer func(ctx context.Context, tx pgx.Tx, all ...Announcement) error

// AnnounceBy sets how changes are told: by whoever can find the people and write
// to them, which stands above.
func (s *Service) AnnounceBy(announce Announcer) { s.announcer = announce }

// Announce tells of changes of who may act, all by one person (rule 1.5).
func (s *Service) Announce(ctx context.Context, tx pgx.Tx, all ...Announcement) error {
	if s.announcer == nil || len(all) == 0 {
		return nil
	}
	return s.announcer(ctx, tx, all...)
}

// ByOperator are the words of a change that an operator made.
func ByOperator() map[string]string { return map[string]string{"operator": "operator"} }

// TermWords are what a letter tells of a period [from, to): its first and its
// last day, beside another word.
func TermWords(from time.Time, to *time.Time, key, word string) map[string]string {
	words := map[string]string{key: word, "from": workday.DateOf(from, workday.Oslo()).String()}
	if to != nil && to.After(from) {
		words["to"] = workday.DateOf(to.Add(-time.Microsecond), workday.Oslo()).String()
	}
	return words
}

// Announcement is what the change tells of an object, with nothing said yet of
// whom it concerns.
func (c *Change) Announcement(object, about string, words map[string]string, concerned ...string) Announcement {
	return Announcement{In: c.In, Act: c.act, Object: object, About: about, Words: words, Concerned: concerned, By: c.Actor.Person, At: c.Now}
}
