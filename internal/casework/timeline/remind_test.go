package timeline_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

// standing lists the deadlines of which people are reminded, as
// "key municipality day".
func standing(t *testing.T, w *apptest.World) string {
	t.Helper()
	var text string
	err := w.Pool.QueryRow(t.Context(), `
		SELECT coalesce(string_agg(concat_ws(' ', key, nullif(municipality, ''), due), ', ' ORDER BY key, municipality), '')
		FROM deadline WHERE kind = 'milestone' AND state = 'standing'`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func planned(t *testing.T, w *apptest.World) int {
	t.Helper()
	return count(t, w, `SELECT count(*) FROM reminder WHERE state = 'planned'`)
}

func TestRemindersFollowTheMilestone(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	at := milestones + "/ready"
	tag := w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-05-02"))).Is(201).ETag()
	same(t, "reminded of when planned", standing(t, w), "ready 2024-05-02")
	same(t, "reminders planned", planned(t, w), 6)

	w.Do(secretariat, "POST", at+"/move?dry_run=true", body{"due": "2024-05-06", "reason": "More time"}).Is(200)
	same(t, "reminded of when only tried", standing(t, w), "ready 2024-05-02")

	in := deadline("Ready", "2024-05-02")
	in["note"] = "A note is no news to those who are reminded"
	w.Do(secretariat, "PUT", at, in, apptest.IfMatch(tag)).Is(200)
	same(t, "versions of the deadline after a note", count(t, w, `SELECT count(*) FROM deadline`), 1)

	w.Do(secretariat, "POST", at+"/move", body{"due": "2024-05-06", "reason": "More time"}).Is(200)
	same(t, "reminded of when moved", standing(t, w), "ready 2024-05-06")
	same(t, "reminders planned after the move", planned(t, w), 6)

	w.Do(secretariat, "POST", at+"/complete", nil).Is(200)
	same(t, "reminded of when done", standing(t, w), "")
	same(t, "cancelled because it is done", count(t, w, `SELECT count(*) FROM reminder WHERE state = 'cancelled' AND why LIKE '%"message":"timeline.done",%'`), 6)
	same(t, "reminders left", planned(t, w), 0)
}

func TestOnlyDeadlinesAreRemindedOf(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	w.Do(secretariat, "POST", milestones, keyed("joint_meeting", body{"title": "Joint meeting", "kind": "event", "due": "2024-06-14"})).Is(201)
	same(t, "reminded of an event", standing(t, w), "")
	w.Do(secretariat, "POST", milestones+"/joint_meeting/move", body{"month": "2024-09", "reason": "The day is not known"}).Is(200)
	same(t, "reminded of a month", standing(t, w), "")
	w.Do(secretariat, "POST", milestones, keyed("board", body{"title": "Board", "kind": "deadline", "due": "2024-06-14"})).Is(201)
	same(t, "reminded of a deadline", standing(t, w), "board 2024-06-14")
}

func TestEveryMunicipalityIsRemindedOfItsOwnPart(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	inTx(t, w, func(tx pgx.Tx, c *casefile.Case) error {
		for _, p := range c.Participants[2:] {
			if err := casefile.Leave(t.Context(), tx, c.ID, p.ID, message.Verbatim("Leaves the work"), apptest.Start); err != nil {
				return err
			}
		}
		return nil
	})
	w.Do(secretariat, "POST", milestones, keyed("councils_decided", forEach("Decided", "2024-06-20"))).Is(201)
	same(t, "reminded of", standing(t, w), "councils_decided 3401 2024-06-20, councils_decided 3414 2024-06-20")
	w.Do("clerk@3401", "POST", part("3401"), nil).Is(200)
	same(t, "reminded of when one is done", standing(t, w), "councils_decided 3414 2024-06-20")
	same(t, "versions of the deadlines", count(t, w, `SELECT count(*) FROM deadline`), 2)

	inTx(t, w, func(tx pgx.Tx, c *casefile.Case) error {
		if err := casefile.AddParticipants(t.Context(), tx, c.ID, []int64{c.Participants[4].ID}, "It joins", apptest.Start); err != nil {
			return err
		}
		after, err := casefile.Load(t.Context(), tx, c.Ref())
		if err != nil {
			return err
		}
		return timeline.Join(t.Context(), tx, apptest.Start, after, c.Participants[4].Number)
	})
	same(t, "reminded of when one joins", standing(t, w), "councils_decided 3414 2024-06-20, councils_decided 3417 2024-06-20")
	same(t, "versions of the deadlines when one joins", count(t, w, `SELECT count(*) FROM deadline`), 3)
}

// mandated lets a mandate's naming due date stand in two municipalities.
func mandated(t *testing.T, w *apptest.World) {
	t.Helper()
	inTx(t, w, func(tx pgx.Tx, c *casefile.Case) error {
		for _, m := range []string{"3401", "3414"} {
			admin := []authority.Post{{Organisation: m, Office: office.Administrator}}
			err := reminder.Plan(t.Context(), tx, apptest.Start, reminder.Deadline{
				Call: "assignment:nominate",
				Ref:  reminder.Ref{Case: c.ID, Kind: "naming", Key: "mandate/1", Municipality: m},
				Due:  workday.MustDate("2024-03-01"), Subject: mandate.NamingSubject, Asked: admin, Admin: admin,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Rules 6.2, 6.5: the mandate's naming due date and the milestone naming_due of
// the same day are about one thing, whichever came first.
func TestTheMilestoneOfTheNamingIsAboutTheSameAsTheMandatesDate(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	mandated(t, w)
	w.Do(secretariat, "POST", milestones, keyed("naming_due", forEach("Named", "2024-03-01"))).Is(201)
	w.Do(secretariat, "POST", milestones, keyed("ready", deadline("Ready", "2024-03-01"))).Is(201)
	same(t, "deadlines about the naming", count(t, w, `SELECT count(*) FROM deadline WHERE subject = 'naming' AND state = 'standing' AND kind IN ('naming', 'milestone')`), 8)
	together := count(t, w, `SELECT count(*) FROM deadline WHERE subject = 'naming'`) - count(t, w, `SELECT count(DISTINCT (municipality, due)) FROM deadline WHERE subject = 'naming'`)
	same(t, "deadlines that share their letters", together, 2)
}

func TestWhoHasNamedIsNoLongerRemindedByTheMandate(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	mandated(t, w)
	w.Do(secretariat, "POST", milestones, keyed("naming_due", forEach("Named", "2024-03-08"))).Is(201)
	w.Do("clerk@3401", "POST", milestones+"/naming_due/parts/3401/complete", nil).Is(200)
	same(t, "who is still asked for names", count(t, w, `SELECT count(*) FROM deadline WHERE kind = 'naming' AND state = 'standing'`), 1)
}

func TestAPersonIsKnownByTheIdentifierInCapitals(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	in := deadline("Ready", "2024-05-02")
	in["responsible"] = body{"person": strings.ToUpper(apptest.Person("planner1@3417"))}
	m := w.Do(secretariat, "POST", milestones, keyed("ready", in)).Is(201)
	same(t, "the responsible", m.Text("responsible.person"), apptest.Person("planner1@3417"))
}

func TestAReadThatAWriteRunsIntoPassesOverWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	for _, key := range []string{"one", "two"} {
		w.Do(secretariat, "POST", milestones, keyed(key, deadline("Title", "2024-05-02"))).Is(201)
	}
	in := deadline("Title", "2024-05-02")
	in["depends_on"] = []string{"one"}
	tag := w.Do(secretariat, "GET", milestones+"/two", nil).ETag()
	w.Do(secretariat, "PUT", milestones+"/two", in, apptest.IfMatch(tag)).Is(200)
	w.Do(secretariat, "POST", milestones+"/two/move", body{"due": "2024-05-06", "reason": "More time"}).Is(200)
	// A view before the table hides milestone two from the first statement
	// alone, as a read does that began before it was written.
	if _, err := w.Pool.Exec(t.Context(), `
		ALTER TABLE milestone RENAME TO kept;
		CREATE SEQUENCE asked;
		CREATE FUNCTION unseen() RETURNS boolean LANGUAGE sql VOLATILE AS $$ SELECT nextval('asked') = 1 $$;
		CREATE VIEW milestone AS SELECT * FROM kept WHERE key <> 'two' OR NOT unseen()`); err != nil {
		t.Fatal(err)
	}
	inTx(t, w, func(tx pgx.Tx, c *casefile.Case) error {
		all, err := timeline.Milestones(t.Context(), tx, c)
		same(t, "milestones", len(all), 1)
		return err
	})
}

func TestABodyIsReachedThroughItsChairAndTheSecretariat(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	in := deadline("Forslaget er klart", "2024-05-02")
	in["responsible"] = body{"organisation": apptest.Region, "body": "styre"}
	w.Do(secretariat, "POST", milestones, keyed("ready", in)).Is(201)
	same(t, "reminders to the chair", count(t, w, `SELECT count(*) FROM reminder WHERE addressee @> '{"body": "styre", "role": "chair"}'`), 3)
	same(t, "reminders to the secretariat, with the two after the day", count(t, w, `SELECT count(*) FROM reminder WHERE addressee @> '{"office": "secretariat"}'`), 5)
}
