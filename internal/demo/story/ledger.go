package story

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/demo/narrator"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/workday"
)

// entry is a line of the ledger of reminders.
type entry struct {
	ID                        int64
	Title, Municipality, Kind string
	Due                       workday.Date
	Step, State               string
	Addressee                 authority.Post
	DueAt                     time.Time `json:"due_at"`
}

// reminders moves the clock to the days on which reminders of the naming due
// date go out: two working days before, on the day, and the working day after.
func (s *Story) reminders(ctx context.Context) error {
	for _, day := range []string{"2024-04-10", "2024-04-12", "2024-04-15"} {
		if err := s.remind(ctx, workday.MustDate(day)); err != nil {
			return err
		}
	}
	return nil
}

// remind moves the clock to a day, waits until the workers have sent what was
// due, and prints what was sent.
func (s *Story) remind(ctx context.Context, day workday.Date) error {
	before, err := s.ledger(ctx)
	if err != nil {
		return err
	}
	s.on(day)
	after, err := s.sent(ctx)
	if err != nil {
		return err
	}
	states := map[string]int{}
	byTime := func(a, b entry) int { return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.ID, b.ID)) }
	for _, e := range slices.SortedFunc(maps.Values(after), byTime) {
		states[e.State]++
		if e.State == "delivered" && before[e.ID].State != "delivered" {
			s.Totals.Letters++
			s.Did(narrator.Moment(e.DueAt), "reminder to the "+e.Addressee.Office+e.Addressee.Body+", "+s.place(e.Addressee.Organisation),
				fmt.Sprintf("%s %s, due %s", strings.ReplaceAll(e.Step, "_", " "), e.Kind, e.Due))
		}
	}
	if s.ToldSomething() {
		s.Printf("  the ledger: %d delivered, %d planned, %d past when planned, %d cancelled because the one asked had acted or the date moved\n",
			states["delivered"], states["planned"], states["skipped"], states["cancelled"])
	}
	return nil
}

// sent waits until nothing that is due waits to be sent, and gives the ledger.
func (s *Story) sent(ctx context.Context) (map[int64]entry, error) {
	limit := time.After(2 * time.Minute)
	for {
		all, err := s.ledger(ctx)
		if err != nil {
			return nil, err
		}
		now := s.clock.Now()
		if !slices.ContainsFunc(slices.Collect(maps.Values(all)), func(e entry) bool {
			return (e.State == "planned" || e.State == "queued") && !e.DueAt.After(now)
		}) {
			return all, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-limit:
			return nil, errors.New("the reminders that are due were not sent within two minutes; the log says why")
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// ledger reads all reminders of the case.
func (s *Story) ledger(ctx context.Context) (map[int64]entry, error) {
	all := map[int64]entry{}
	next := s.base + "/reminders?limit=200"
	for next != "" {
		var page struct {
			Items []entry
			Next  string
		}
		if err := s.Get(ctx, s.secretariat(), next, &page); err != nil {
			return nil, err
		}
		for _, e := range page.Items {
			all[e.ID] = e
		}
		next = ""
		if page.Next != "" {
			next = s.base + "/reminders?limit=200&cursor=" + url.QueryEscape(page.Next)
		}
	}
	return all, nil
}

// place is the name of an organisation of the story.
func (s *Story) place(key string) string {
	for _, m := range s.facts.Municipalities {
		if m.Number == key {
			return m.Name
		}
	}
	return key
}
