package approval_test

import (
	"errors"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

var chief = authn.Actor{Person: "chief"}

// to is an answer of a municipality to the version's content.
func to(v *approval.Version, municipality string, answer approval.Verdict) approval.AnswerInput {
	in := approval.AnswerInput{Answer: answer, CommonHash: v.CommonHash}
	if s := v.Slice(municipality); s != nil {
		in.SliceHash = s.Hash
	}
	return in
}

func TestAnAnswer(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*approval.Version, *approval.AnswerInput)
		by     string
		of     string
		want   *fault.Error
	}{
		"of the chief executive to the very content": {nil, "chief", "3417", nil},
		"to another common part": {func(_ *approval.Version, in *approval.AnswerInput) {
			in.CommonHash = in.SliceHash
		}, "chief", "3417", approval.ErrOtherContent},
		"to another municipality's slice": {func(v *approval.Version, in *approval.AnswerInput) {
			in.SliceHash = v.Slice("3401").Hash
		}, "chief", "3417", approval.ErrOtherContent},
		"of one of whom nothing is asked": {nil, "chief", "3418", mandate.ErrNoSlice},
		"of the submitter":                {nil, "secretary", "3417", approval.ErrOwnSubmission},
		"to a draft": {func(v *approval.Version, _ *approval.AnswerInput) {
			*v = *draft(content())
		}, "chief", "3417", mandate.ErrNotOpen},
		"to a version that is withdrawn": {func(v *approval.Version, _ *approval.AnswerInput) {
			v.State = mandate.StateWithdrawn
		}, "chief", "3417", mandate.ErrNotOpen},
		"that joins a version in force": {func(v *approval.Version, _ *approval.AnswerInput) {
			v.State = mandate.StateInForce
		}, "chief", "3417", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := opened(t)
			in := to(v, tt.of, approval.Approved)
			if tt.change != nil {
				tt.change(v, &in)
			}
			_, err := v.Take(matter(), tt.of, in, authn.Actor{Person: tt.by}, noon)
			refuses(t, err, tt.want)
			if v.Approved(tt.of) != (tt.want == nil) {
				t.Errorf("approved: %v", v.Approved(tt.of))
			}
		})
	}
}

func TestAVersionInForceTakesNothingButApprovalsOfThoseWhoHaveNotApproved(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before, now approval.Verdict
		want        *fault.Error
	}{
		"an approval by one that never answered": {"", approval.Approved, nil},
		"an approval by one that rejected":       {approval.Rejected, approval.Approved, nil},
		"a rejection":                            {"", approval.Rejected, mandate.ErrNotOpen},
		"a return":                               {approval.Rejected, approval.Returned, mandate.ErrNotOpen},
		"another approval":                       {approval.Approved, approval.Approved, approval.ErrStands},
		"a rejection by one that approved":       {approval.Approved, approval.Rejected, approval.ErrStands},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := opened(t)
			if tt.before != "" {
				if _, err := v.Take(matter(), "3417", to(v, "3417", tt.before), chief, noon); err != nil {
					t.Fatal(err)
				}
			}
			v.State = mandate.StateInForce
			_, err := v.Take(matter(), "3417", to(v, "3417", tt.now), chief, noon)
			refuses(t, err, tt.want)
		})
	}
}

func TestNobodyAnswersWhatTheySubmitted(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]authn.Actor{
		"the submitter":                         {Person: "secretary"},
		"a substitute who is the submitter":     {Person: "secretary", OnBehalfOf: "chief"},
		"a substitute acting for the submitter": {Person: "substitute", OnBehalfOf: "secretary"},
	} {
		v := opened(t)
		if _, err := v.Take(matter(), "3417", to(v, "3417", approval.Approved), by, noon); !errors.Is(err, approval.ErrOwnSubmission) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnAnswerIsLateFromTheEndOfItsDayInNorway(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		at   time.Time
		late bool
	}{
		"in the last minute of the day":    {time.Date(2024, 3, 15, 22, 59, 0, 0, time.UTC), false},
		"in the first minute of the next":  {time.Date(2024, 3, 15, 23, 0, 0, 0, time.UTC), true},
		"in the middle of the day it ends": {time.Date(2024, 3, 15, 12, 0, 0, 0, time.UTC), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := opened(t)
			a, err := v.Take(matter(), "3417", to(v, "3417", approval.Approved), chief, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			if a.Late != tt.late {
				t.Errorf("late: %v, want %v", a.Late, tt.late)
			}
		})
	}
}

func TestRejectingAndReturningNeedAReason(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in   approval.AnswerInput
		want *fault.Error
	}{
		"approving needs none":           {approval.AnswerInput{Answer: approval.Approved}, nil},
		"rejecting without":              {approval.AnswerInput{Answer: approval.Rejected}, mandate.ErrReason},
		"returning with blanks":          {approval.AnswerInput{Answer: approval.Returned, Reason: " \n"}, mandate.ErrReason},
		"returning with a reason":        {approval.AnswerInput{Answer: approval.Returned, Reason: "Too dear"}, nil},
		"a reason that cannot be stored": {approval.AnswerInput{Answer: approval.Rejected, Reason: "a\x00b"}, mandate.ErrReason},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, tt.in.Normalise(), tt.want)
		})
	}
}

func TestAVersionIsRejectedOnlyOnceItCannotPass(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answers map[string]approval.Verdict
		want    *fault.Error
	}{
		"nobody has answered":       {nil, approval.ErrStillPossible},
		"one approves":              {map[string]approval.Verdict{"3401": approval.Approved}, approval.ErrStillPossible},
		"one rejects":               {map[string]approval.Verdict{"3417": approval.Rejected}, nil},
		"one approves, one returns": {map[string]approval.Verdict{"3401": approval.Approved, "3417": approval.Returned}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := opened(t)
			for of, answer := range tt.answers {
				if _, err := v.Take(matter(), of, to(v, of, answer), chief, noon); err != nil {
					t.Fatal(err)
				}
			}
			refuses(t, v.Reject(matter(), message.Verbatim("It cannot pass"), noon), tt.want)
			if closed := v.State == mandate.StateRejected; closed != (tt.want == nil) {
				t.Errorf("the version is %s", v.State)
			}
		})
	}
}

func TestOnlyAnOpenVersionIsWithdrawn(t *testing.T) {
	t.Parallel()
	for _, state := range []mandate.State{mandate.StateDraft, mandate.StateInForce, mandate.StateRejected, mandate.StateWithdrawn, mandate.StateSuperseded} {
		v := opened(t)
		v.State = state
		refuses(t, v.Withdraw(nil, message.Verbatim("No longer"), noon), mandate.ErrNotOpen)
	}
	v := opened(t)
	refuses(t, v.Withdraw(nil, message.Verbatim("No longer"), noon), nil)
	if v.State != mandate.StateWithdrawn || v.ClosedWhy.String() != "No longer" || !v.ClosedAt.Equal(noon) {
		t.Errorf("the version is %s, closed %v for %q", v.State, v.ClosedAt, v.ClosedWhy)
	}
}
