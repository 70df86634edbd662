package debate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

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

// opened is a meeting of the board on the day on which the world begins, with one item:
// the chair, a member, and planner1 of 3417, 3418 and 3416 are there.
func opened(t *testing.T, settings object, call object) (w *apptest.World, meeting, item string) {
	t.Helper()
	w = apptest.New(t)
	for _, s := range []struct{ person, role, municipality string }{
		{"planner1@3417", "member", "3417"}, {"planner2@3417", "member", "3417"}, {"planner1@3418", "member", "3418"}, {"planner1@3416", "member", "3416"},
	} {
		w.Exec(`INSERT INTO seat (body_id, person_id, role, municipality_id, from_at, created_at)
			SELECT b.id, $1, $2, m.id, $3, $3 FROM body b JOIN organisation o ON o.id = b.organisation_id JOIN organisation m ON m.key = $4
			WHERE o.key = $5 AND b.key = 'styre'`, apptest.Person(s.person), s.role, apptest.Start.AddDate(-1, 0, 0), s.municipality, apptest.Region)
	}
	if settings != nil {
		settings["from"], settings["reason"] = "2024-01-01", "The rules of procedure"
		w.Do(secretariat, "PUT", styre+"/settings", settings, apptest.IfMatch("*")).Is(200)
	}
	planned := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-02-12", "time": "10:00", "place": "Rådhuset"}).Is(201)
	meeting = planned.Text("related.meeting")
	item = w.Do(secretariat, "POST", meeting+"/agenda", object{"kind": "other", "title": "Grid capacity"}).Is(200).Text("agenda.0.self")
	if call == nil {
		call = object{"form": "in_person"}
	}
	w.Do(secretariat, "POST", meeting+"/call", call).Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 9, 0, 0, 0, time.UTC))
	in := object{}
	if call["form"] != "written" {
		in["present"] = there("planner1@3417", "planner1@3418", "planner1@3416")
	}
	w.Do(secretariat, "POST", meeting+"/open", in).Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 9, 30, 0, 0, time.UTC))
	return w, meeting, item
}

func there(people ...string) []object {
	all := []object{{"person": apptest.Person(chair)}, {"person": apptest.Person(member)}}
	for _, p := range people {
		all = append(all, object{"person": apptest.Person(p)})
	}
	return all
}

// voices are those of people, each as `name: voice`.
func voices(all ...string) []object {
	var cast []object
	for _, one := range all {
		person, voice, _ := strings.Cut(one, ": ")
		cast = append(cast, object{"person": apptest.Person(person), "voice": voice})
	}
	return cast
}

func propose(w *apptest.World, item string, in object) *apptest.Answer {
	return w.Do(secretariat, "POST", item+"/proposals", in)
}

func main(w *apptest.World, item string) {
	propose(w, item, object{"kind": "main", "by": "The secretariat", "text": "The region maps its grid."}).Is(200)
}

func resolve(w *apptest.World, item, outcome string) *apptest.Answer {
	return w.Do(secretariat, "POST", item+"/resolve", object{"outcome": outcome, "items": []object{{"number": 1, "text": "The region maps its grid."}}})
}

func TestProposalsAreMadeAmendedAndWithdrawn(t *testing.T) {
	t.Parallel()
	w, _, item := opened(t, nil, nil)
	propose(w, item, object{"kind": "main", "text": "x"}).Refused(422, "debate.content_invalid")
	propose(w, item, object{"kind": "main", "by": "a", "proposers": []string{apptest.Person(chair)}, "text": "x"}).Refused(422, "debate.content_invalid")
	propose(w, item, object{"kind": "amendment", "by": "a", "text": "x"}).Refused(422, "debate.amends")
	propose(w, item, object{"kind": "amendment", "amends": 1, "by": "a", "text": "x"}).Refused(422, "debate.amends")
	propose(w, item, object{"kind": "main", "proposers": []string{apptest.Person("planner2@3417")}, "text": "x"}).Refused(422, "debate.not_taking_part")
	main(w, item)
	propose(w, item, object{"kind": "amendment", "amends": 1, "proposers": []string{apptest.Person("planner1@3418")}, "text": "With a road."}).Is(200).
		Has(object{"proposals.1.names.0": "planner1 3418", "proposals.1.amends": 1})
	propose(w, item, object{"kind": "joint", "proposers": []string{apptest.Person(chair), apptest.Person(member)}, "text": "Another."}).Is(200).Has(object{"proposals.2.proposers.1": apptest.Person(member)})
	w.Do(secretariat, "POST", item+"/proposals/1/withdraw", object{}).Is(200)
	w.Do(secretariat, "GET", item, nil).Is(200).Has(object{"proposals.0.withdrawn_at": "2024-02-12T09:30:00Z", "proposals.1.withdrawn_at": "2024-02-12T09:30:00Z", "proposals.2.withdrawn_at": nil})
	w.Do(secretariat, "POST", item+"/proposals/1/withdraw", object{}).Refused(409, "debate.proposal_withdrawn")
	w.Do(secretariat, "POST", item+"/proposals/9/withdraw", object{}).Refused(404, "resource.not_found")
	propose(w, item, object{"kind": "amendment", "amends": 1, "by": "a", "text": "x"}).Refused(409, "debate.proposal_withdrawn")
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 5, "against": 0}}).Refused(409, "debate.proposal_withdrawn")
}

// Rule 7.5, KL §§ 8-1, 11-9: one request for all voices.
func TestAVoteIsHeldByNameAndCounted(t *testing.T) {
	t.Parallel()
	w, meeting, item := opened(t, nil, nil)
	main(w, item)
	vote := func(number int, in object, options ...string) *apptest.Answer {
		path := fmt.Sprintf("%s/votes/%d", item, number)
		if len(options) > 0 {
			return w.Do(secretariat, "PUT", path, in, apptest.IfMatch(options[0]))
		}
		return w.Do(secretariat, "PUT", path, in)
	}
	all := voices(chair+": for", member+": for", "planner1@3417: against", "planner1@3418: for", "planner1@3416: against")
	in := object{"kind": "resolution", "on": []int{1}, "voices": all}
	vote(2, in).Refused(404, "debate.vote_order")
	for name, bad := range map[string][]object{
		"ballot.has_no_vote": voices(chair+": for", "planner2@3417: for"), // who is absent
		"ballot.blank":       voices(chair+": for", member+": blank"),
		"ballot.voted_twice": voices(chair+": for", chair+": for"),
	} {
		vote(1, object{"kind": "resolution", "on": []int{1}, "voices": bad}).Refused(422, name)
	}
	vote(1, object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 5, "against": 1}}).Refused(422, "ballot.votes_above_attendance")
	vote(1, object{"kind": "resolution", "on": []int{7}, "voices": all}).Refused(422, "debate.vote_invalid")
	vote(1, object{"kind": "resolution", "voices": all}).Refused(422, "debate.vote_invalid")
	first := vote(1, in).Is(200)
	first.Has(object{"votes.0.result.carried": true, "votes.0.result.for": 3, "votes.0.result.against": 2, "votes.0.result.more_against": 1, "votes.0.by_name": true, "votes.0.voices.4.name": "planner1 3416"})
	if said := w.Do(secretariat, "GET", item+"?lang=nb", nil).Is(200).Text("votes.0.result.sentences.0"); strings.Contains(said, "members") {
		t.Errorf("in Bokmål it says %q", said)
	}
	// The same again changes nothing; another needs the tag.
	if again := vote(1, in).Is(200); again.ETag() != first.ETag() {
		t.Errorf("the same vote again has %s, and had %s", again.ETag(), first.ETag())
	}
	turned := object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 1, "against": 4}}
	vote(1, turned).Refused(428, "precondition.required")
	vote(1, turned, `"r1"`).Refused(412, "precondition.stale")
	vote(1, turned, first.ETag()).Refused(422, "debate.correction_unexplained")
	turned["reason"] = "Entered the other way round"
	vote(1, turned, first.ETag()).Is(200).Has(object{"votes.0.result.carried": false, "votes.0.voices.0": nil, "votes.0.counts.for": 1})
	history := w.Do(secretariat, "GET", meeting, nil).Is(200).Get("history").([]any)
	if last := history[len(history)-1].(object); last["act"] != "record-item-vote" || last["reason"] != "Entered the other way round" {
		t.Errorf("the history says %v", last)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM item_vote_cast`); n != 0 {
		t.Errorf("%d voices of the vote that was replaced are left", n)
	}
	// On a tie whoever chairs decides, and whoever leaves the item has no vote.
	w.Do(secretariat, "PUT", item+"/leaves", object{"leaves": []object{{"person": apptest.Person("planner1@3416"), "why": "disqualified", "basis": "fvl. § 6"}}}, apptest.IfMatch("*")).Is(200)
	vote(2, in).Refused(422, "ballot.has_no_vote")
	tied := vote(2, object{"kind": "resolution", "on": []int{1}, "voices": voices(chair+": for", member+": for", "planner1@3417: against", "planner1@3418: against")}).Is(200)
	tied.Has(object{"votes.1.result.casting": true, "votes.1.result.carried": true})
	w.Do(secretariat, "POST", item+"/proposals/1/withdraw", object{}).Refused(409, "debate.proposal_voted_on")
	w.Do("clerk@3417", "PUT", item+"/votes/3", in).Refused(403, "permission.denied")
}

// Two clerks at one meeting enter the same vote: it is there once.
func TestAVoteThatTwoEnterAtOnceIsThereOnce(t *testing.T) {
	t.Parallel()
	w, _, item := opened(t, nil, nil)
	main(w, item)
	in := object{"kind": "resolution", "on": []int{1}, "voices": voices(chair+": for", member+": for", "planner1@3417: for", "planner1@3418: for")}
	one, other := apptest.Together(func() *apptest.Answer { return w.Do(secretariat, "PUT", item+"/votes/1", in) })
	one.Is(200)
	other.Is(200)
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM item_vote_cast`); n != 4 {
		t.Errorf("%d voices", n)
	}
	low, high := apptest.Together(func() *apptest.Answer { return resolve(w, item, "adopted") })
	low.Is(200)
	high.Refused(409, "meeting.item_over")
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM item_resolution`); n != 1 {
		t.Errorf("%d resolutions", n)
	}
}

// Rules 7.3, 7.5.
func TestWhatIsResolvedRestsOnAVoteThatCounts(t *testing.T) {
	t.Parallel()
	w, meeting, item := opened(t, object{"size": 8}, nil)
	main(w, item)
	w.Do(secretariat, "POST", item+"/resolve", object{"outcome": "adopted"}).Refused(422, "debate.resolution_invalid")
	resolve(w, item, "recommended").Refused(422, "debate.case_only")
	resolve(w, item, "adopted").Refused(409, "debate.no_vote")
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "trial", "on": []int{1}, "counts": object{"for": 5, "against": 0}}).Is(200)
	resolve(w, item, "adopted").Refused(409, "debate.no_vote")
	w.Do(secretariat, "PUT", item+"/votes/2", object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 3, "against": 0}}).Is(200).Has(object{"votes.1.result.quorate": false})
	resolve(w, item, "adopted").Refused(409, "debate.not_quorate")
	w.Do(secretariat, "PUT", item+"/votes/3", object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 2, "against": 3}}).Is(200)
	resolve(w, item, "adopted").Refused(409, "debate.voted_otherwise")
	w.Do(secretariat, "POST", item+"/resolve", object{"outcome": "not_decided", "reason": "Too few"}).Refused(409, "debate.voted_otherwise")
	w.Do(secretariat, "PUT", item+"/votes/4", object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 3, "against": 2}}).Is(200)
	// The agreement asks for two thirds here.
	w.Do(secretariat, "PUT", item+"/votes/5", object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 3, "against": 2}, "majority": object{"of": "votes_cast", "share": object{"numerator": 2, "denominator": 3}, "over": false}}).
		Is(200).Has(object{"votes.4.result.carried": false, "votes.4.result.enough": 4})
	resolve(w, item, "adopted").Refused(409, "debate.voted_otherwise")
	w.Do(secretariat, "POST", item+"/statements", object{"person": apptest.Person("planner1@3418"), "text": "We wanted more."}).Is(200).Has(object{"statements.0.by": "planner1 3418"})
	resolve(w, item, "rejected").Is(200).Has(object{"resolution.outcome": "rejected", "resolution.vote": 5, "state": "resolved"})
	resolve(w, item, "rejected").Refused(409, "meeting.item_over")
	w.Do(secretariat, "POST", item+"/statements", object{"by": "All", "text": "x"}).Refused(409, "meeting.item_over")
	w.Do(secretariat, "POST", meeting+"/close", object{}).Is(200)
}

// Rules 7.1, 7.5: the municipalities vote as one each.
func TestMunicipalitiesVoteAsOne(t *testing.T) {
	t.Parallel()
	w, _, item := opened(t, object{"voting": object{"model": "per_municipality", "within": "majority"}}, nil)
	main(w, item)
	// The chair and the member have seats without a municipality: they cannot be counted.
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "voices": voices("planner1@3417: for")}).Refused(422, "ballot.attendance")
}

// KL § 7-8.
func TestAnElectionHasRounds(t *testing.T) {
	t.Parallel()
	w, _, item := opened(t, nil, nil)
	round := func(votes ...any) object {
		var all []object
		for n := 0; n < len(votes); n += 2 {
			all = append(all, object{"candidate": votes[n], "votes": votes[n+1]})
		}
		return object{"votes": all}
	}
	vote := func(rounds ...object) *apptest.Answer {
		return w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "election", "rounds": rounds, "reason": "Counted anew"}, apptest.IfMatch("*"))
	}
	vote(round("A", 5, "B", 1)).Refused(422, "ballot.votes_above_attendance")
	vote(round("A", 2, "B", 2)).Is(200).Has(object{"votes.0.elected.next": "new_vote"})
	resolve(w, item, "adopted").Refused(409, "debate.voted_otherwise")
	vote(round("A", 2, "B", 2), round("A", 3, "B", 2)).Is(200).Has(object{"votes.0.elected.elected": "A", "votes.0.elected.next": "done"})
	resolve(w, item, "adopted").Is(200)
}

// KL § 11-8: a written procedure takes both consents of every member.
func TestAMatterIsDecidedInWritingWhereAllAgree(t *testing.T) {
	t.Parallel()
	w, _, item := opened(t, nil, object{"form": "written", "urgent": "The grant must be applied for", "period_from": "2024-02-12T09:00:00Z", "period_to": "2024-02-14T12:00:00Z"})
	main(w, item)
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 5, "against": 0}}).Refused(409, "meeting.in_writing")
	members := []string{chair, member, "planner1@3417", "planner2@3417", "planner1@3418", "planner1@3416"}
	answers := func(silent, against string) object {
		var all []object
		for _, m := range members {
			if m != silent {
				all = append(all, object{"person": apptest.Person(m), "text": true, "procedure": m != against})
			}
		}
		return object{"consents": all}
	}
	consent := func(in object) *apptest.Answer {
		return w.Do(secretariat, "PUT", item+"/consents", in, apptest.IfMatch("*"))
	}
	consent(object{"consents": []object{{"person": apptest.Person("clerk@3417"), "text": true, "procedure": true}}}).Refused(422, "ballot.consent")
	consent(answers(member, "")).Is(200)
	resolve(w, item, "adopted").Refused(409, "debate.not_agreed")
	consent(answers("", "planner1@3416")).Is(200)
	resolve(w, item, "adopted").Refused(409, "debate.not_agreed")
	consent(answers("", "")).Is(200).Has(object{"consents.5.procedure": true})
	resolve(w, item, "adopted").Is(200).Has(object{"resolution.outcome": "adopted", "resolution.vote": nil})
}

// Rules 2.5, 9.4: what an exempt item is about is hidden from whoever may not read
// exempt cases.
func TestWhatAnExemptItemIsAboutIsHidden(t *testing.T) {
	t.Parallel()
	w, _, item := opened(t, nil, nil)
	w.Do(secretariat, "PUT", item, object{"kind": "other", "title": "A matter", "exempt_basis": "offl. § 14"}, apptest.IfMatch("*")).Is(200)
	main(w, item)
	w.Do("reader@"+apptest.Region, "GET", item, nil).Is(200).Has(object{"hidden": true, "proposals.0": nil, "exempt_basis": "offl. § 14"})
	for _, who := range []string{secretariat, "clerk@3417", chair, member} {
		w.Do(who, "GET", item, nil).Is(200).Has(object{"hidden": false, "proposals.0.number": 1})
	}
}

// Once an item is resolved its votes are recorded anew no more, and minutes with a vote of
// somebody who had left cannot be signed: the vote is mended first (KL §§ 11-9, 11-10).
func TestNothingRestsOnTheVoteOfSomebodyWhoHadLeft(t *testing.T) {
	t.Parallel()
	w, _, item := opened(t, nil, nil)
	main(w, item)
	vote := func(why string, all ...string) *apptest.Answer {
		return w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "voices": voices(all...), "reason": why}, apptest.IfMatch("*"))
	}
	vote("", chair+": for", member+": for", "planner1@3417: for", "planner1@3418: for", "planner1@3416: for").Is(200)
	w.Do(secretariat, "PUT", item+"/leaves", object{"leaves": []object{{"person": apptest.Person("planner1@3416"), "why": "disqualified", "basis": "fvl. § 6"}}}, apptest.IfMatch("*")).Is(200)
	resolve(w, item, "adopted").Refused(409, "debate.no_vote")
	vote("One of them had left", chair+": for", member+": for", "planner1@3417: for", "planner1@3418: for").Is(200)
	resolve(w, item, "adopted").Is(200)
}
