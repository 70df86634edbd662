package chain_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/workday"
)

var moment = time.Date(2024, 2, 12, 9, 0, 0, 0, time.UTC)

// course is a case of two municipalities on its way through the usual plan: the
// treatments by name, such as board, 3416 and 3417.
func course() (*chain.Course, map[string]*chain.Treatment) {
	c := &chain.Course{Case: &casefile.Case{Region: "regionen", Number: "2024-1", State: casefile.InTreatment, Participants: []casefile.Participant{
		{Number: "3416", Name: "Eidskog"}, {Number: "3417", Name: "Grue"},
	}}, Plan: &chain.Plan{Steps: chain.Usual(casefile.Strategy)}}
	by := map[string]*chain.Treatment{}
	add := func(name, step, organisation, kind string, role chain.Role) {
		t := &chain.Treatment{ID: int64(len(by) + 1), Region: "regionen", Case: "2024-1", Step: step, Role: role, Round: 1,
			BodyRow: chain.BodyRow{Organisation: organisation, BodyName: name, BodyKind: kind, Decides: true}}
		by[name], c.Treatments = t, append(c.Treatments, t)
	}
	add("board", "board", "regionen", body.Board, chain.Recommends)
	add("representatives", "representative_council", "regionen", body.RepresentativeCouncil, chain.Recommends)
	add("joint", "joint_meeting", "regionen", body.JointCouncilMeeting, chain.Deliberates)
	add("3416", "councils_decided", "3416", body.MunicipalCouncil, chain.Decides)
	add("3417", "councils_decided", "3417", body.MunicipalCouncil, chain.Decides)
	return c, by
}

// done ends a treatment by a resolution.
func done(t *chain.Treatment, o chain.Outcome) {
	at := moment
	t.Resolutions = append(t.Resolutions, &chain.Resolution{Round: t.Round, Number: len(t.Resolutions) + 1, ResolutionInput: chain.ResolutionInput{Outcome: o, Date: workday.MustDate("2024-02-12")}})
	t.EndedAt, t.Reopened = &at, nil
}

// states are those of the treatments in their order.
func states(c *chain.Course) string {
	c.Settle(moment)
	c.Judge(nil, workday.MustDate("2024-02-12"))
	var all []string
	for _, t := range c.Treatments {
		all = append(all, string(t.State))
	}
	return strings.Join(all, " ")
}

func is(t *testing.T, c *chain.Course, want string) {
	t.Helper()
	if got := states(c); got != want {
		t.Errorf("the treatments are %s, want %s", got, want)
	}
}

func TestAStepStartsWhenThoseBeforeItAreDone(t *testing.T) {
	t.Parallel()
	c, by := course()
	is(t, c, "open waiting waiting waiting waiting")
	if why := by["representatives"].Reason.String(); !strings.Contains(why, "board") {
		t.Errorf("the representative council says %q", why)
	}
	done(by["board"], chain.Recommended)
	is(t, c, "done open waiting waiting waiting")
	done(by["representatives"], chain.RecommendedAgainst)
	done(by["joint"], chain.Noted)
	is(t, c, "done done done open open")
	done(by["3416"], chain.Adopted)
	is(t, c, "done done done done open")
	if d := c.Decided(); d != by["3416"] {
		t.Errorf("the first to decide is %+v", d)
	}
	left := moment
	c.Case.Participants[1].LeftAt = &left
	is(t, c, "done done done done left")
}

// Rule 7.3: the referring body's branch alone is opened again, and what others resolved
// stands until they decide again.
func TestReferringBackOpensTheBranchAlone(t *testing.T) {
	t.Parallel()
	c, by := course()
	for _, name := range []string{"board", "representatives"} {
		done(by[name], chain.Recommended)
	}
	done(by["joint"], chain.Noted)
	done(by["3416"], chain.Adopted)
	is(t, c, "done done done done open")
	by["3417"].Round++
	opened := c.Reopen(by["3417"], "representative_council")
	if len(opened) != 2 || opened[0] != by["representatives"] || opened[1] != by["joint"] {
		t.Fatalf("opened are %d", len(opened))
	}
	is(t, c, "done open waiting done waiting")
	if by["3416"].Decision() == nil || by["representatives"].Final() == nil {
		t.Error("what was resolved does not stand")
	}
	// A third council that has not decided does not wait for the branch of another.
	third := *by["3416"]
	third.ID, third.Organisation, third.EndedAt, third.Resolutions = 9, "3418", nil, nil
	c.Case.Participants = append(c.Case.Participants, casefile.Participant{Number: "3418", Name: "Åsnes"})
	c.Treatments = append(c.Treatments, &third)
	is(t, c, "done open waiting done waiting open")
	done(by["representatives"], chain.RecommendedWithChanges)
	done(by["joint"], chain.Noted)
	is(t, c, "done done done done open open")
}

func TestTwoCouncilsReferBackAtOnceAndEachWaitsForItsOwn(t *testing.T) {
	t.Parallel()
	c, by := course()
	for _, name := range []string{"board", "representatives", "joint"} {
		done(by[name], chain.Recommended)
	}
	c.Reopen(by["3416"], "board")
	c.Reopen(by["3417"], "joint_meeting")
	is(t, c, "open waiting waiting waiting waiting")
	if !slices.Contains(by["joint"].Reopened, by["3416"].ID) || !slices.Contains(by["joint"].Reopened, by["3417"].ID) {
		t.Errorf("the joint meeting is open for %v", by["joint"].Reopened)
	}
}

// In a round the last resolution counts, for it may correct one before.
func TestACorrectionTakesTheDecisionAway(t *testing.T) {
	t.Parallel()
	_, by := course()
	council := by["3416"]
	done(council, chain.Adopted)
	if council.Decision() == nil {
		t.Fatal("nothing is decided")
	}
	done(council, chain.Deferred)
	if council.Decision() != nil {
		t.Error("what was recorded by mistake still decides")
	}
	done(council, chain.Rejected)
	council.Round++
	done(council, chain.Deferred)
	if d := council.Decision(); d == nil || d.Outcome != chain.Rejected {
		t.Error("a deferral in the next round takes the decision away")
	}
}
