package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/process"
	"forankring.no/forankring/internal/bench/report"
	"forankring.no/forankring/internal/bench/target"
)

// kept is a write that was acknowledged.
type kept struct{ region, number, title string }

// writers write to two instances, and to the other one where the first is gone.
type writers struct {
	addresses [2]string
	who       []target.Person
	until     time.Time

	mu      sync.Mutex
	kept    []kept
	longest time.Duration
	again   int
	failed  error
}

// killed starts two instances of its own, has cases created at both, kills one in the
// middle, and looks for every case whose creation was acknowledged.
func killed(ctx context.Context, s *Stage, f *report.Finding) error {
	who, err := s.Find.FindSecretariats(ctx)
	if err != nil {
		return err
	}
	var two [2]*process.Process
	for i := range two {
		if two[i], err = s.Serve(ctx); err != nil {
			return err
		}
		defer two[i].Stop()
	}
	each := max(3*s.Each, 2*time.Second)
	w := &writers{addresses: [2]string{two[0].Address, two[1].Address}, who: who, until: time.Now().Add(2 * each)}
	var all sync.WaitGroup
	for i := range Connections {
		all.Go(func() { w.work(ctx, i) })
	}
	timer := time.NewTimer(each)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	two[0].Kill()
	all.Wait()
	if w.failed != nil {
		return w.failed
	}
	f.Notes = append(f.Notes, fmt.Sprintf("%d writes were acknowledged, %d were sent again; the longest took %s", len(w.kept), w.again, w.longest.Round(time.Millisecond)))
	return s.judgeKept(ctx, f, w.kept)
}

// work creates one case after the other, until the time is up.
func (w *writers) work(ctx context.Context, n int) {
	connections := [2]load.Connection{{Address: w.addresses[0]}, {Address: w.addresses[1]}}
	defer connections[0].Close()
	defer connections[1].Close()
	at := n % 2
	for ctx.Err() == nil && time.Now().Before(w.until) {
		key, by, begun := uuid.NewString(), w.who[n%len(w.who)], time.Now()
		call := creationWith(by, key)
		answer, err := connections[at].Do(ctx, call)
		for tries := 0; (err != nil || answer.Status >= 500 || answer.Status == 409) && tries < 100; tries++ {
			at = 1 - at
			w.note(func() { w.again++ })
			await(ctx, 10*time.Millisecond)
			answer, err = connections[at].Do(ctx, call)
		}
		if err == nil && answer.Status != 201 {
			err = fmt.Errorf("status %d: %.200s", answer.Status, answer.Body)
		}
		if err != nil {
			w.note(func() { w.failed = fmt.Errorf("a case can be created at neither instance: %w", err) })
			return
		}
		var made struct{ Number, Title string }
		err = json.Unmarshal(answer.Body, &made)
		w.note(func() {
			if err != nil {
				w.failed = err
			}
			w.kept = append(w.kept, kept{by.Organisation, made.Number, made.Title})
			w.longest = max(w.longest, time.Since(begun))
		})
		n++
	}
}

func (w *writers) note(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

// creationWith creates a case whose title holds its idempotency key.
func creationWith(by target.Person, key string) load.Call {
	body, _ := json.Marshal(map[string]string{"title": "Sak " + key, "kind": "plan", "publicity": "public"}) // strings only
	return load.Call{
		Method: "POST", Path: "/v1/regions/" + by.Organisation + "/cases", Token: by.Token, Body: body,
		Header: asJSON + "Idempotency-Key: " + key + "\r\n",
	}
}

// await waits, unless ctx ends.
func await(ctx context.Context, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// judgeKept looks for every write that was acknowledged, for those that were done
// twice, and for those that left no trace in the record.
func (s *Stage) judgeKept(ctx context.Context, f *report.Finding, all []kept) error {
	var regions, numbers, titles []string
	for _, k := range all {
		regions, numbers, titles = append(regions, k.region), append(numbers, k.number), append(titles, k.title)
	}
	var lost, twice, half int
	err := s.Pool.QueryRow(ctx, `
		WITH asked AS (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS a(region, number, title)),
		there AS (
			SELECT r.key AS region, c.year || '-' || c.serial AS number, c.title, c.id FROM casefile c JOIN organisation r ON r.id = c.region_id WHERE c.title LIKE 'Sak ________-%')
		SELECT (SELECT count(*) FROM asked a WHERE NOT EXISTS (SELECT FROM there t WHERE (t.region, t.number, t.title) = (a.region, a.number, a.title))),
			(SELECT count(*) - count(DISTINCT title) FROM there),
			(SELECT count(*) FROM there t WHERE NOT EXISTS (SELECT FROM audit_event e WHERE e.case_id = t.id))`, regions, numbers, titles).Scan(&lost, &twice, &half)
	if err != nil {
		return fmt.Errorf("look for what was acknowledged: %w", err)
	}
	f.Bars = append(f.Bars, report.AtMost("acknowledged writes that are lost", float64(lost), 0),
		report.AtMost("writes that were done twice", float64(twice), 0), report.AtMost("writes that were half done", float64(half), 0))
	return nil
}
