package meeting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	chair       = "board_chair@" + apptest.Region
	member      = "board_member@" + apptest.Region
	styre       = "/v1/organisations/" + apptest.Region + "/bodies/styre"
)

// board is a region whose board has the chair, a member, and members and deputies of
// 3417 and 3418.
func board(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	w := apptest.New(t, options...)
	for _, s := range []struct {
		person, role, municipality string
		order                      int
	}{
		{"planner1@3417", "member", "3417", 0}, {"planner2@3417", "deputy", "3417", 1}, {"planner3@3417", "deputy", "3417", 2},
		{"planner1@3418", "member", "3418", 0}, {"planner2@3418", "deputy", "3418", 1},
	} {
		w.Exec(`INSERT INTO seat (body_id, person_id, role, deputy_order, municipality_id, from_at, created_at)
			SELECT b.id, $1, $2, nullif($3, 0), m.id, $4, $4 FROM body b JOIN organisation o ON o.id = b.organisation_id JOIN organisation m ON m.key = $5
			WHERE o.key = $6 AND b.key = 'styre'`, apptest.Person(s.person), s.role, s.order, apptest.Start.AddDate(-1, 0, 0), s.municipality, apptest.Region)
	}
	return w
}

// plan plans a meeting of the board, and gives its address here.
func plan(w *apptest.World, in object) string {
	planned := w.Do(secretariat, "POST", styre+"/meeting-calendar", in).Is(201)
	return planned.Text("related.meeting")
}

// at is a moment of the day on which the world begins, by the clock in UTC.
func at(hour, minute int) string {
	return time.Date(2024, 2, 12, hour, minute, 0, 0, time.UTC).Format(time.RFC3339)
}

// later moves the world's clock on the day on which it begins.
func later(w *apptest.World, hour, minute int) {
	w.Clock.Set(time.Date(2024, 2, 12, hour, minute, 0, 0, time.UTC))
}

func item(w *apptest.World, meeting, title string) string {
	a := w.Do(secretariat, "POST", meeting+"/agenda", object{"kind": "other", "title": title}).Is(200)
	items := a.Get("agenda").([]any)
	return items[len(items)-1].(object)["self"].(string)
}

// opened is a meeting of the day on which the world begins, with an item, called and
// opened with the chair, a member and both members of the municipalities.
func opened(t *testing.T, options ...apptest.Option) (w *apptest.World, meeting, first string) {
	t.Helper()
	w = board(t, options...)
	meeting = plan(w, object{"date": "2024-02-12", "time": "10:00", "place": "Rådhuset"})
	first = item(w, meeting, "Grid capacity")
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	later(w, 9, 0)
	w.Do(secretariat, "POST", meeting+"/open", object{"present": []object{
		{"person": apptest.Person(chair)}, {"person": apptest.Person(member)}, {"person": apptest.Person("planner1@3417")}, {"person": apptest.Person("planner1@3418")},
	}}).Is(200)
	later(w, 9, 30)
	return w, meeting, first
}

func letters(t *testing.T, w *apptest.World, who string) int {
	t.Helper()
	return pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'meeting_called' AND channel = 'inbox' AND person_id = $1`, apptest.Person(who))
}

// KL § 11-3, rule 7.6.
func TestAMeetingIsCalledWithItsAgendaAndAFileForCalendars(t *testing.T) {
	t.Parallel()
	w := board(t, apptest.Working)
	meeting := plan(w, object{"date": "2024-03-14", "time": "18:00", "place": "Rådhuset", "title": "Styremøte"})
	w.Do(secretariat, "GET", meeting, nil).Is(200).Has(object{"state": "planned", "place": "Rådhuset", "agenda.0": nil, "quorum.size": 4, "quorum.needed": 2})
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Refused(409, "meeting.no_agenda")
	item(w, meeting, "Grid capacity")
	item(w, meeting, "The budget")
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "remote"}).Refused(409, "meeting.remote_not_allowed")
	called := w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	called.Has(object{"state": "called", "agenda.0.number": "01/2024", "agenda.1.number": "02/2024", "notice.late": false, "warnings.0.code": "meeting.notice_unset", "history.2.act": "call-meeting"})
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Refused(409, "meeting.wrong_state")
	for _, who := range []string{chair, member, "planner1@3417", "planner2@3417", "planner3@3417", "planner1@3418", "planner2@3418"} {
		if n := letters(t, w, who); n != 1 {
			t.Errorf("%s has %d letters", who, n)
		}
	}
	for _, l := range w.Mail.Wait(t, func(all []mailtest.Letter) bool { return len(all) == 7 }) {
		deputy := strings.HasPrefix(l.EnvelopeTo, "planner2@") || strings.HasPrefix(l.EnvelopeTo, "planner3@")
		if deputy != (strings.Contains(l.Text, "vara") || strings.Contains(l.Text, "deputy")) {
			t.Errorf("to %s it says %q", l.EnvelopeTo, l.Text)
		}
		if !strings.Contains(l.Text, "01/2024  Grid capacity\n02/2024  The budget") || !strings.Contains(l.Text, "Rådhuset") {
			t.Errorf("the agenda or the place is missing in %q", l.Text)
		}
		file := l.Files["meeting.ics"]
		if !strings.Contains(file, "UID:meeting-1@forankring.test") || !strings.Contains(file, "DTSTART;TZID=Europe/Oslo:20240314T180000") || !strings.Contains(file, "LOCATION:Rådhuset") {
			t.Errorf("the file is %q", file)
		}
	}
	// What is moved in the calendar is moved here, and whoever was called is told.
	w.Do(secretariat, "POST", styre+"/meeting-calendar/1/move", object{"date": "2024-03-21", "time": "17:00", "reason": "The accounts are not ready"}).Is(200).
		Has(object{"hangs.0.href": meeting})
	w.Do(secretariat, "GET", meeting, nil).Is(200).Has(object{"date": "2024-03-21", "time": "17:00", "state": "called"})
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'meetings_changed' AND channel = 'inbox'`); n != 7 {
		t.Errorf("%d are told that it was moved", n)
	}
	w.Do(secretariat, "POST", styre+"/meeting-calendar/1/cancel", object{"reason": "Too few matters"}).Is(200)
	w.Do(secretariat, "POST", meeting+"/agenda", object{"kind": "other", "title": "Late"}).Refused(409, "meeting.cancelled")
	w.Do(secretariat, "GET", meeting, nil).Is(200).Has(object{"state": "cancelled"})
}

// Rules 5.3, 7.6: the notice days of the statutes are explained, and a late notice goes
// out all the same.
func TestALateNoticeIsWarnedOfAndRecorded(t *testing.T) {
	t.Parallel()
	w := board(t)
	w.Do(secretariat, "PUT", styre+"/settings", object{"from": "2024-01-01", "notice": object{"count": 7, "unit": "days"}, "remote_allowed": true, "size": 6, "reason": "The rules of procedure"}, apptest.IfMatch("*")).Is(200)
	meeting := plan(w, object{"date": "2024-02-15", "time": "18:00", "place": "Rådhuset"})
	item(w, meeting, "Grid capacity")
	called := w.Do(secretariat, "POST", meeting+"/call", object{"form": "both", "extraordinary": true}).Is(200)
	called.Has(object{"notice.late": true, "notice.due": "2024-02-08", "warnings.0.code": "meeting.notice_late", "form": "both", "extraordinary": true, "quorum.size": 6, "quorum.needed": 3})
	if s := called.Text("notice.sentence"); !strings.Contains(s, "7 days before 15 February 2024") {
		t.Errorf("it is explained so: %q", s)
	}
	later := item(w, meeting, "Late")
	w.Do(secretariat, "GET", meeting, nil).Is(200).Has(object{"agenda.0.late": false, "agenda.1.late": true, "agenda.1.self": later})
}

func TestTheAgendaIsOrderedAndItsHistoryKept(t *testing.T) {
	t.Parallel()
	w := board(t)
	meeting := plan(w, object{"date": "2024-03-14", "time": "18:00", "place": "Rådhuset"})
	for _, title := range []string{"a", "b", "c"} {
		item(w, meeting, title)
	}
	ids := func(order ...string) (all []any) {
		shown := w.Do(secretariat, "GET", meeting, nil).Is(200).Get("agenda").([]any)
		for _, title := range order {
			for _, i := range shown {
				if i.(object)["title"] == title {
					all = append(all, i.(object)["item"])
				}
			}
		}
		return all
	}
	seen := w.Do(secretariat, "GET", meeting, nil).Is(200)
	w.Do(secretariat, "PUT", meeting+"/agenda", object{"items": ids("c", "a", "b")}).Refused(428, "precondition.required")
	w.Do(secretariat, "PUT", meeting+"/agenda", object{"items": ids("c", "a")}, apptest.IfMatch(seen.ETag())).Refused(422, "meeting.order_invalid")
	w.Do(secretariat, "PUT", meeting+"/agenda", object{"items": ids("c", "a", "a")}, apptest.IfMatch(seen.ETag())).Refused(422, "meeting.order_invalid")
	ordered := w.Do(secretariat, "PUT", meeting+"/agenda", object{"items": ids("c", "a", "b"), "reason": "Guests"}, apptest.IfMatch(seen.ETag())).Is(200)
	ordered.Has(object{"agenda.0.title": "c", "agenda.0.number": "03/2024", "agenda.2.title": "b", "history.3.act": "order-agenda", "history.3.reason": "Guests"})
	if detail := ordered.Text("history.3.detail"); !strings.Contains(detail, "03/2024, 01/2024") {
		t.Errorf("the history says %q", detail)
	}
	w.Do(secretariat, "PUT", meeting+"/agenda", object{"items": ids("a", "b", "c")}, apptest.IfMatch(seen.ETag())).Refused(412, "precondition.stale")
	at := ordered.Text("agenda.1.self")
	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "Not ready"}).Is(200).Has(object{"agenda.1.state": "withdrawn", "agenda.1.withdrawn_why": "Not ready"})
	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "Not ready"}).Refused(409, "meeting.item_over")
	w.Do(secretariat, "PUT", ordered.Text("agenda.0.self"), object{"kind": "other", "title": "c, corrected", "papers": []object{{"title": "Report", "address": "https://example.org/r.pdf"}}},
		apptest.IfMatch("*")).Is(200).Has(object{"agenda.0.title": "c, corrected", "agenda.0.papers.0.title": "Report"})
	w.Do(secretariat, "PUT", ordered.Text("agenda.0.self"), object{"kind": "election", "title": "c"}, apptest.IfMatch("*")).Refused(422, "meeting.item_invalid")
}

// Two clerks who add at once get one number each.
func TestItemsAreNumberedWithoutRaces(t *testing.T) {
	t.Parallel()
	w := board(t)
	one, other := plan(w, object{"date": "2024-03-14"}), plan(w, object{"date": "2024-04-18"})
	apptest.Together(func() *apptest.Answer {
		return w.Do(secretariat, "POST", one+"/agenda", object{"kind": "briefing", "title": "A"}).Is(200)
	})
	apptest.Together(func() *apptest.Answer {
		return w.Do(secretariat, "POST", other+"/agenda", object{"kind": "briefing", "title": "B"}).Is(200)
	})
	if n := pgtest.Count(t, w.Pool, `SELECT count(DISTINCT serial) FROM agenda_item WHERE year = 2024`); n != 4 {
		t.Errorf("%d numbers", n)
	}
	// A request that is repeated under its key adds nothing a second time.
	for range 2 {
		w.Do(secretariat, "POST", one+"/agenda", object{"kind": "briefing", "title": "C"}, apptest.Header("Idempotency-Key", "the same key")).Is(200)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM agenda_item`); n != 5 {
		t.Errorf("%d items", n)
	}
}

// Rule 7.7, KL §§ 7-10, 11-2.
func TestAMeetingIsOpenedAndPeopleComeAndGo(t *testing.T) {
	t.Parallel()
	w := board(t)
	meeting := plan(w, object{"date": "2024-02-12", "time": "10:00", "place": "Rådhuset"})
	item(w, meeting, "Grid capacity")
	present := func(people ...string) object {
		var all []object
		for _, p := range people {
			all = append(all, object{"person": apptest.Person(p)})
		}
		return object{"present": all}
	}
	w.Do(secretariat, "POST", meeting+"/open", present(chair)).Refused(409, "meeting.wrong_state")
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	later(w, 9, 0)
	w.Do(secretariat, "POST", meeting+"/open", present(member)).Refused(422, "meeting.no_chair")
	w.Do(secretariat, "POST", meeting+"/open", present(chair, chair)).Refused(409, "meeting.present_already")
	w.Do(secretariat, "POST", meeting+"/open", present(chair, "clerk@3417")).Refused(422, "meeting.no_seat")
	w.Do(secretariat, "POST", meeting+"/open", present(chair, "planner2@3417")).Refused(422, "meeting.deputy_for")
	shown := w.Do(secretariat, "POST", meeting+"/open", present(chair, member)).Is(200)
	shown.Has(object{"state": "opened", "chair": apptest.Person(chair), "quorum.present": 2, "absent.0.person": apptest.Person("planner1@3417"), "absent.0.in_turn.0": apptest.Person("planner2@3417")})

	// The body does not meet twice at once, and a meeting that was opened is not moved.
	other := plan(w, object{"date": "2024-02-12", "time": "12:00", "place": "Rådhuset"})
	item(w, other, "Another")
	w.Do(secretariat, "POST", other+"/call", object{"form": "in_person"}).Is(200)
	w.Do(secretariat, "POST", other+"/open", present(chair, member)).Refused(409, "meeting.meets_already")
	w.Do(secretariat, "POST", styre+"/meeting-calendar/1/move", object{"date": "2024-03-21", "reason": "x"}).Refused(409, "meeting.opened_already")
	w.Do(secretariat, "POST", styre+"/meeting-calendar/1/cancel", object{"reason": "x"}).Refused(409, "meeting.opened_already")

	move := func(movements ...object) *apptest.Answer {
		return w.Do(secretariat, "POST", meeting+"/attendance", object{"movements": movements})
	}
	came := func(person, of string, at string) object {
		m := object{"person": apptest.Person(person), "change": "arrived", "at": at}
		if of != "" {
			m["for"] = apptest.Person(of)
		}
		return m
	}
	later(w, 10, 0)
	move(came("planner2@3418", "planner1@3417", at(9, 5))).Refused(422, "meeting.deputy_for")
	move(came("planner2@3417", "planner1@3417", at(11, 5))).Refused(422, "meeting.moment")
	out := move(came("planner3@3417", "planner1@3417", at(9, 10))).Is(200)
	if out.Text("warnings.1.code") != "meeting.deputy_out_of_turn" {
		t.Errorf("the warnings are %v", out.Get("warnings"))
	}
	move(came("planner2@3417", "planner1@3417", at(9, 15))).Refused(409, "meeting.seat_taken")
	move(came("planner1@3417", "", at(9, 20))).Refused(409, "meeting.seat_taken")
	left := object{"person": apptest.Person("planner3@3417"), "change": "left", "at": at(9, 20)}
	move(left, came("planner1@3417", "", at(9, 20)), object{"name": "The adviser", "change": "arrived", "at": at(9, 30)}).Is(200).Has(object{"quorum.present": 3, "absent.0.person": apptest.Person("planner1@3418")})
	move(came("planner2@3417", "planner1@3417", at(9, 30))).Refused(409, "meeting.member_present")
	move(object{"person": apptest.Person("planner1@3418"), "change": "left"}).Refused(409, "meeting.not_present")

	// The list as a whole can be corrected until the minutes are signed.
	tag := w.Do(secretariat, "GET", meeting, nil).Is(200).ETag()
	whole := object{"stays": []object{
		{"person": apptest.Person(chair), "from": at(9, 0)}, {"person": apptest.Person(member), "from": at(9, 0), "to": at(9, 40)}, {"person": apptest.Person("planner1@3417"), "from": at(9, 10)},
	}}
	w.Do(secretariat, "PUT", meeting+"/attendance", whole, apptest.IfMatch(tag)).Is(200).Has(object{"attendance.3": nil, "quorum.present": 2})
	whole["stays"] = append(whole["stays"].([]object), object{"person": apptest.Person("planner2@3417"), "for": apptest.Person("planner1@3417"), "from": at(9, 5)})
	w.Do(secretariat, "PUT", meeting+"/attendance", whole, apptest.IfMatch("*")).Refused(409, "meeting.seat_taken")

	w.Do(secretariat, "POST", meeting+"/close", object{}).Refused(409, "meeting.items_open")
	w.Do(secretariat, "POST", w.Do(secretariat, "GET", meeting, nil).Text("agenda.0.self")+"/withdraw", object{"reason": "Not ready"}).Is(200)
	closed := w.Do(secretariat, "POST", meeting+"/close", object{"at": at(9, 50)}).Is(200)
	closed.Has(object{"state": "closed", "attendance.0.to": at(9, 50), "quorum.present": 2})
	w.Do("reader@3417", "POST", meeting+"/close", object{}).Refused(403, "permission.denied")
}

// KL § 11-3, rule 7.6.
func TestThosePresentObjectToALateItem(t *testing.T) {
	t.Parallel()
	w, meeting, first := opened(t)
	w.Do(secretariat, "POST", first+"/objections", object{"chair": false, "objecting": 1}).Refused(409, "meeting.item_not_late")
	late, another, third := item(w, meeting, "Late"), item(w, meeting, "Later"), item(w, meeting, "Last")
	w.Do(secretariat, "POST", late+"/objections", object{"chair": false, "objecting": 5}).Refused(422, "ballot.objections")
	w.Do(secretariat, "POST", late+"/objections", object{"chair": false, "objecting": 1}).Is(200).Has(object{"agenda.1.state": "open", "agenda.1.objection.stops": false, "agenda.1.objection.needed": 2})
	w.Do(secretariat, "POST", another+"/objections", object{"chair": false, "objecting": 2}).Is(200).Has(object{"agenda.2.state": "refused", "agenda.2.objection.stops": true})
	w.Do(secretariat, "POST", third+"/objections", object{"chair": true, "objecting": 0}).Is(200).Has(object{"agenda.3.state": "refused"})
	w.Do(secretariat, "POST", third+"/objections", object{"chair": true, "objecting": 0}).Refused(409, "meeting.item_over")
	if said := w.Do(secretariat, "GET", meeting+"?lang=nn", nil).Is(200).Text("agenda.2.objection.sentences.0"); !strings.Contains(said, "2") || strings.Contains(said, "object") {
		t.Errorf("in Nynorsk it is %q", said)
	}
}

// KL §§ 11-5, 11-10.
func TestTheDoorsAreClosedAndTheDisqualifiedLeave(t *testing.T) {
	t.Parallel()
	w, _, first := opened(t)
	w.Do(secretariat, "POST", first+"/close-doors", object{"ground": "privacy", "for": 1, "against": 3}).Refused(409, "meeting.doors_not_carried")
	w.Do(secretariat, "POST", first+"/close-doors", object{"ground": "employment", "for": 1, "against": 3}).Refused(409, "meeting.doors_must_close")
	w.Do(secretariat, "POST", first+"/close-doors", object{"ground": "privacy", "for": 4, "against": 3}).Refused(422, "ballot.votes_above_attendance")
	w.Do(secretariat, "POST", first+"/close-doors", object{"ground": "privacy", "for": 2, "against": 2}).Refused(422, "ballot.chair_silent")
	w.Do(secretariat, "POST", first+"/close-doors", object{"ground": "privacy", "for": 2, "against": 2, "chair": "for"}).Is(200).
		Has(object{"agenda.0.doors.must": false, "agenda.0.doors.basis": "kommuneloven § 11-5 tredje ledd bokstav a"})
	w.Do(secretariat, "POST", first+"/close-doors", object{"ground": "privacy", "for": 4, "against": 0}).Refused(409, "meeting.doors")

	leave := func(person, deputy string) object {
		l := object{"person": apptest.Person(person), "why": "disqualified", "basis": "fvl. § 6 første ledd bokstav a"}
		if deputy != "" {
			l["deputy"] = apptest.Person(deputy)
		}
		return object{"leaves": []object{l}}
	}
	w.Do(secretariat, "PUT", first+"/leaves", leave("planner1@3417", ""), apptest.IfMatch("*")).Is(200).Has(object{"agenda.0.leaves.0.why": "disqualified"})
	w.Do(secretariat, "PUT", first+"/leaves", leave("planner1@3417", "planner2@3418"), apptest.IfMatch("*")).Refused(422, "meeting.deputy_for")
	w.Do(secretariat, "PUT", first+"/leaves", leave("planner2@3417", ""), apptest.IfMatch("*")).Refused(409, "meeting.not_present")
	w.Do(secretariat, "PUT", first+"/leaves", leave("planner1@3417", "planner2@3417"), apptest.IfMatch("*")).Is(200)
	shown := w.Do(secretariat, "GET", first, nil).Is(200)
	var there []string
	for _, p := range shown.Get("taking_part").([]any) {
		there = append(there, fmt.Sprint(p.(object)["person"], " ", p.(object)["in_place_of"]))
	}
	if want := apptest.Person("planner2@3417") + " " + apptest.Person("planner1@3417"); len(there) != 4 || there[2] != want {
		t.Errorf("there take part %q", there)
	}
	// The chair is disqualified: the deputy chair chairs, and whoever left does not.
	w.Do(secretariat, "PUT", first+"/chair", object{"chair": apptest.Person("planner1@3417")}, apptest.IfMatch("*")).Refused(422, "meeting.no_chair")
	w.Do(secretariat, "PUT", first+"/chair", object{"chair": apptest.Person(member)}, apptest.IfMatch("*")).Is(200).Has(object{"agenda.0.chair": apptest.Person(member)})
}

// Reading a meeting takes the same statements with one item and with forty.
func TestReadingAMeetingTakesAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := board(t, listen)
	meeting := plan(w, object{"date": "2024-03-14"})
	item(w, meeting, "1")
	w.Do(secretariat, "GET", meeting, nil).Is(200)
	count := func() int {
		before := s.N()
		w.Do(secretariat, "GET", meeting, nil).Is(200)
		return len(s.Since(before))
	}
	few := count()
	for n := range 39 {
		item(w, meeting, fmt.Sprint(n+2))
	}
	if many := count(); many != few || many > 10 {
		t.Errorf("%d statements for one item, %d for forty", few, many)
	}
}
