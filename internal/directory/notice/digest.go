package notice

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// digestKind is that of the one e-mail a day in which the e-mails of other kinds are
// told (rule 6.6). It is in no inbox, and nobody posts it.
const digestKind Kind = "digest"

// standardDigest is when it goes out unless the person says otherwise: after the hour
// at which regions remind of deadlines.
const standardDigest = "08:30"

// clockTime is how a time of the day is written.
const clockTime = "15:04"

// daily is when the digest of a person goes out: at a time by the clock of their zone.
type daily struct {
	at   time.Duration // since midnight by that clock
	zone *time.Location
}

// newDaily refuses what is no time of the day, or no zone.
func newDaily(at, zone string) (daily, error) {
	t, err := time.Parse(clockTime, at)
	if err != nil {
		return daily{}, fmt.Errorf("the time of a digest: %w", err)
	}
	loc, err := workday.Zone(zone)
	return daily{time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, loc}, err
}

// on is the moment of a day's digest. A time that the clocks skip is an hour later.
func (d daily) on(day workday.Date) time.Time {
	t := day.In(d.zone)
	return time.Date(t.Year(), t.Month(), t.Day(), int(d.at.Hours()), int(d.at.Minutes())%60, 0, 0, d.zone).UTC()
}

// next is the moment of the first digest after a moment.
func (d daily) next(now time.Time) time.Time {
	day := workday.DateOf(now, d.zone)
	if at := d.on(day); at.After(now) {
		return at
	}
	return d.on(day.AddDays(1))
}

// goes says whether what waited until a moment goes out now: on its own day from its
// time on, and what was missed on an earlier day not before the time of today, in no
// night (rule 6.4).
func (d daily) goes(until, now time.Time) bool {
	today := workday.DateOf(now, d.zone)
	return !now.Before(until) && (workday.DateOf(until, d.zone) == today || !now.Before(d.on(today)))
}

// collecting is a person for whom e-mails have waited long enough.
type collecting struct {
	Person string    `db:"person"`
	At     string    `db:"digest_at"`
	Zone   string    `db:"zone"`
	Until  time.Time `db:"until"` // that of the e-mail that has waited longest
}

// collected says of people what becomes of what waits for them: told today in one
// letter, by the day of the letter, or put off until a later moment.
type collected struct {
	people, days []string
	later        map[string]time.Time
}

// sorted says what becomes of what waits.
func sorted(all []collecting, now time.Time) (collected, error) {
	c := collected{later: map[string]time.Time{}}
	for _, p := range all {
		d, err := newDaily(p.At, p.Zone)
		if err != nil {
			return c, fmt.Errorf("the digest of %s: %w", p.Person, err)
		}
		if d.goes(p.Until, now) {
			c.people, c.days = append(c.people, p.Person), append(c.days, workday.DateOf(now, d.zone).String())
		} else {
			c.later[p.Person] = d.next(now)
		}
	}
	return c, nil
}

// together is how many people are written to in one transaction.
const together = 200

// Collect makes one letter a day for each person of the e-mails that have waited for it
// long enough, as often as something has. Every instance may: one person is one
// instance's at a time, and has one letter of a day, whatever happens in between (rule
// 6.4).
func (s *Service) Collect(ctx context.Context) error {
	for {
		if waits, err := anyWaiting(ctx, s.pool, s.now()); err != nil || !waits {
			return err
		}
		found, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (int, error) { return s.collect(ctx, tx) })
		if err != nil || found < together {
			return err
		}
	}
}

// collect makes the letters of some people, and says for how many something waited.
func (s *Service) collect(ctx context.Context, tx pgx.Tx) (int, error) {
	now := s.now()
	all, err := waiting(ctx, tx, now)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	c, err := sorted(all, now)
	if err != nil {
		return 0, err
	}
	made, err := digests(ctx, tx, c, messageDomain(s.out.From), now)
	if err != nil {
		return 0, err
	}
	var ids []int64
	for _, m := range made {
		if m.ID != 0 {
			ids = append(ids, m.ID)
			continue
		}
		// There was a letter today: it waits for the next.
		for _, p := range all {
			if d, err := newDaily(p.At, p.Zone); p.Person == m.Person && err == nil {
				c.later[p.Person] = d.on(workday.DateOf(now, d.zone).AddDays(1))
			}
		}
	}
	if err := putOff(ctx, tx, c.later); err != nil {
		return 0, err
	}
	return len(all), s.queue(ctx, tx, ids)
}

// digest writes the letter in which several are told, each with its own link.
func (s *Service) digest(m mailing) (subject string, sections []section, err error) {
	for _, item := range m.Items {
		part, err := s.section(m.Language, item.Kind, m.shieldOf(item.Case).leave(item.Params), item.Late)
		if err != nil {
			return "", nil, err
		}
		part.Heading = part.Subject
		sections = append(sections, part)
	}
	subject, err = in(m.Language).fill(string(digestKind)+".subject", map[string]string{"count": strconv.Itoa(len(m.Items))})
	return oneLine(subject), sections, err
}
