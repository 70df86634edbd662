package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/report"
)

// mostLate is how late 99 of 100 reminders may go out, in seconds.
const mostLate = 5

func days() []Scenario {
	return []Scenario{
		{Name: "mixed", About: "a mixed day: 90 reads and 10 acts of 100, while reminders are dispatched", Bar: "99 of 100 reminders ≤ 5 s late", Run: mixed},
		{Name: "killed", About: "two instances, one is killed: requests go to the other", Bar: "0 acknowledged writes lost, 0 done twice, 0 half done", Run: killed},
	}
}

// share is a sort of request in a mixed day, and how many of 100 are of it.
type share struct {
	of   int
	next load.Source
}

// mixture gives requests of all sorts, as often as each has its share: by chance,
// but the same chance in every run.
func mixture(shares ...share) load.Source {
	var deck [100]load.Source
	at := 0
	for _, s := range shares {
		for range s.of {
			deck[at] = s.next
			at++
		}
	}
	if at != len(deck) {
		panic(fmt.Sprintf("the shares make %d of 100", at))
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] }) //nolint:gosec // the same order in every run
	return func(connection, n int) load.Call { return deck[n%len(deck)](connection, n/len(deck)*7+n) }
}

// mixed measures a mixed day, with reminders that fall due while it goes on.
func mixed(ctx context.Context, s *Stage, f *report.Finding) error {
	day, err := s.day(ctx)
	if err != nil {
		return err
	}
	runs := time.Duration(2*s.Rounds)*s.Each + s.Warm
	begun := time.Now()
	due, err := s.makeDue(ctx, int(runs.Seconds()*50), runs)
	if err != nil {
		return err
	}
	if err := s.beside(ctx, f, true, s.ours("ours", day)); err != nil {
		return err
	}
	sent, late, err := s.lateness(ctx, begun)
	if err != nil {
		return err
	}
	f.Notes = append(f.Notes, fmt.Sprintf("%d of %d reminders that fell due were sent; 99 of 100 within %.1f s", sent, due, late))
	f.Bars = append(f.Bars, report.AtMost("seconds that 99 of 100 reminders were late", late, mostLate))
	return nil
}

// day is what is asked in a mixed day.
func (s *Stage) day(ctx context.Context) (load.Source, error) {
	busy, err := s.Find.FindBusy(ctx, 30)
	if err != nil {
		return nil, err
	}
	gated, err := s.Find.FindGated(ctx, s.Home.Region, someCases)
	if err != nil {
		return nil, err
	}
	who, err := s.Find.FindSecretariats(ctx)
	if err != nil {
		return nil, err
	}
	cases, _ := s.casePaths("")
	region := "/v1/regions/" + s.Home.Region + "/cases"
	chief, secretariat, below := s.Home.Chief.Token, s.Home.Secretariat.Token, func(what string) (paths []string) {
		for _, n := range gated {
			paths = append(paths, region+"/"+n+what)
		}
		return paths
	}
	links := below("/links")
	return mixture(
		share{44, get(chief, load.Holds(`"participants":[{`), cases...)},
		share{10, get(chief, hasItems(50), region)},
		share{6, get(secretariat, hasItems(50), region+"?state=closed")},
		share{6, get(busy.Token, load.Holds(`"items":[{`), "/v1/me/tasks")},
		share{8, get(secretariat, load.Holds(`"cells":[{`), below("/matrix")...)},
		share{6, get(secretariat, load.Holds(`"applies":true`), below("/start-gate")...)},
		share{6, get(secretariat, load.Holds(`"items":[{`), below("/mandates")...)},
		share{4, get(s.Home.Named.Token, nil, "/v1/me/assignments")},
		share{5, creation(who)},
		share{5, func(_, n int) load.Call {
			body, _ := json.Marshal(map[string]string{"title": "Saksframlegg", "address": "https://example.com/sak", "kind": "presentation"}) // strings only
			return load.Call{Method: "POST", Path: links[n%len(links)], Token: secretariat, Header: asJSON, Body: body, Want: 200}
		}},
	), nil
}

// makeDue lets reminders that are planned fall due, spread evenly over some time from
// now on.
func (s *Stage) makeDue(ctx context.Context, most int, over time.Duration) (int64, error) {
	tag, err := s.Pool.Exec(ctx, `
		WITH next AS (SELECT id, row_number() OVER (ORDER BY due_at, id) AS n FROM reminder WHERE state = 'planned' AND due_at > now() + interval '1 day' LIMIT $1)
		UPDATE reminder r SET due_at = now() + $2::interval * (n.n::float8 / $1) FROM next n WHERE r.id = n.id`, most, over)
	if err != nil {
		return 0, fmt.Errorf("let reminders fall due: %w", err)
	}
	return tag.RowsAffected(), nil
}

// lateness is how many reminders were sent since a moment, and how late the latest of
// 99 of 100 was, in seconds. One that is due and not sent yet is late until now.
func (s *Stage) lateness(ctx context.Context, since time.Time) (sent int, late float64, err error) {
	err = s.Pool.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE state <> 'planned'),
			coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM coalesce(sent_at, now()) - due_at)), 0)::float8
		FROM reminder WHERE due_at >= $1 AND due_at <= now() AND state IN ('planned', 'queued')`, since).Scan(&sent, &late)
	if err != nil {
		return 0, 0, fmt.Errorf("look how late reminders were sent: %w", err)
	}
	return sent, late, nil
}
