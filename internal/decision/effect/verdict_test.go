package effect

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/directory/body"
)

// The texts that councils adopt: the proposed one, two that differ in how they are written
// alone, and two of another substance.
var (
	asProposed = []wording.Proposed{{Number: 1, Text: "Kommunestyret vedtar den regionale planen."}}
	written    = []string{"Kommunestyret vedtar den regionale planen.", "kommunestyret vedtar den  regionale planen", "Kommunestyret vedtar den regionale planen!"}
	another    = []string{"Kommunestyret vedtar den lokale planen.", "Kommunestyret vedtar ikke den regionale planen."}
)

// councils is a course of councils that have resolved, each what it drew, the last of which
// stands.
func councils(t *rapid.T) *chain.Course {
	n := rapid.IntRange(2, 7).Draw(t, "councils")
	c := &chain.Course{Case: &casefile.Case{Region: "region", State: casefile.InTreatment}, Plan: &chain.Plan{Steps: []chain.PlanStep{{Key: "councils", Role: chain.Decides, Every: body.MunicipalCouncil}}}}
	for i := range n {
		number := fmt.Sprintf("34%02d", i)
		c.Case.Participants = append(c.Case.Participants, casefile.Participant{Number: number, Name: "Grue"})
		one := &chain.Treatment{ID: int64(i + 1), Region: "region", Step: "councils", Role: chain.Decides, BodyRow: chain.BodyRow{Organisation: number, BodyKind: body.MunicipalCouncil}, Round: 1}
		for round := range rapid.IntRange(0, 3).Draw(t, "rounds") {
			outcome := rapid.SampledFrom([]chain.Outcome{chain.Adopted, chain.AdoptedWithChanges, chain.Rejected, chain.Deferred, chain.ReferredBack, chain.NotDecided}).Draw(t, "outcome")
			text := rapid.SampledFrom(slices.Concat(written, another)).Draw(t, "text")
			one.Resolutions = append(one.Resolutions, &chain.Resolution{Number: round + 1, Round: round + 1, ResolutionInput: chain.ResolutionInput{Outcome: outcome, Items: []chain.ResolutionItem{{Number: 1, Text: text}}}})
		}
		if len(one.Resolutions) == 0 && rapid.IntRange(0, 9).Draw(t, "withdrawn") == 0 {
			one.State = chain.Withdrawn
		}
		c.Treatments = append(c.Treatments, one)
	}
	return c
}

// A case is adopted if and only if its rule of effect holds on the recorded resolutions,
// counted in the simplest way: the last deciding resolution of each council stands.
func TestRule83ACaseIsAdoptedIfAndOnlyIfItsRuleHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := councils(t)
		adopted, rejected, undecided, texts := 0, 0, 0, map[string]bool{}
		for _, one := range c.Treatments {
			last := ""
			for _, r := range one.Resolutions {
				if r.Outcome.Deciding() {
					last = r.Items[0].Text
				}
				if r.Outcome == chain.Rejected {
					last = "no"
				}
			}
			switch {
			case last == "" && one.State == chain.Withdrawn:
			case last == "":
				undecided++
			case last == "no":
				rejected++
			default:
				adopted++
				if slices.Contains(written[:3], last) {
					last = written[0]
				}
				texts[last] = true
			}
		}
		all, n := len(c.Treatments), rapid.IntRange(1, len(c.Treatments)).Draw(t, "n")
		for rule, want := range map[Rule]bool{
			AllIdentical: adopted == all && len(texts) == 1, AllAdopt: adopted == all, NOfAll: adopted >= n, LocalEffect: undecided == 0 && adopted > 0,
			RepresentativeCouncil: false, DecidingBody: false,
		} {
			r := RuleOfEffect{Rule: rule}
			if rule == NOfAll {
				r.Least = &n
			}
			v, err := r.Judge(c, asProposed, nil)
			if err != nil || (v.Outcome == Adopted) != want {
				t.Fatalf("%s of %d: %d adopted, %d rejected, %d undecided, %d texts: %+v %v", rule, all, adopted, rejected, undecided, len(texts), v, err)
			}
			// What cannot be met is not met whatever those resolve that have not decided.
			var best []EffectSupposition
			for _, e := range v.Entries {
				if e.Voice == Undecided {
					best = append(best, EffectSupposition{e.Organisation, Adopts})
				}
			}
			if with, _ := r.Judge(c, asProposed, best); v.Outcome == Cannot && with.Outcome == Adopted || v.Outcome == Waiting && rule.councils() && with.Outcome != Adopted {
				t.Fatalf("%s is %s, and with the others' adoption %s: %+v", rule, v.Outcome, with.Outcome, v)
			}
			if rule.councils() && len(v.Binds) != adopted {
				t.Fatalf("%d adopted, and it binds %v", adopted, v.Binds)
			}
		}
	})
}

// Where it rests on the region, the body that decides there decides alone.
func TestRule83TheBodyOfTheRegionDecidesAlone(t *testing.T) {
	t.Parallel()
	of := func(kind string, outcome chain.Outcome) *chain.Treatment {
		one := &chain.Treatment{ID: 1, Region: "region", Role: chain.Decides, BodyRow: chain.BodyRow{Organisation: "region", BodyKind: kind}}
		if outcome != "" {
			one.Resolutions = []*chain.Resolution{{Round: 1, ResolutionInput: chain.ResolutionInput{Outcome: outcome, Items: []chain.ResolutionItem{{Number: 1, Text: another[0]}}}}}
		}
		return one
	}
	for name, tt := range map[string]struct {
		rule Rule
		of   *chain.Treatment
		want Outcome
	}{
		"the council has adopted it":              {RepresentativeCouncil, of(body.RepresentativeCouncil, chain.AdoptedWithChanges), Adopted},
		"the board is not the council":            {RepresentativeCouncil, of(body.Board, chain.Adopted), Waiting},
		"the board decides last":                  {DecidingBody, of(body.Board, chain.Adopted), Adopted},
		"it has rejected it":                      {DecidingBody, of(body.Board, chain.Rejected), Cannot},
		"it has not decided":                      {DecidingBody, of(body.Board, ""), Waiting},
		"it has put it off":                       {DecidingBody, of(body.Board, chain.Deferred), Waiting},
		"what the region adopts binds no council": {AllAdopt, of(body.Board, chain.Adopted), Waiting},
	} {
		c := &chain.Course{Case: &casefile.Case{Region: "region"}, Plan: &chain.Plan{}, Treatments: []*chain.Treatment{tt.of}}
		if v, err := (RuleOfEffect{Rule: tt.rule}).Judge(c, asProposed, nil); err != nil || v.Outcome != tt.want || len(v.Binds) != 0 {
			t.Errorf("%s: %+v %v", name, v, err)
		}
	}
}

func TestRule83WhatTheLawLeavesToTheCouncilsRestsOnNothingLess(t *testing.T) {
	t.Parallel()
	plan := func(kind string, every string) *chain.Plan {
		return &chain.Plan{Steps: []chain.PlanStep{{Key: "one", Role: chain.Decides, Kind: kind, Every: every}}}
	}
	every := plan("", body.MunicipalCouncil)
	seats := plan("", body.MunicipalCouncil)
	seats.Matter = chain.TreatmentMatter{AgreementChanges: []chain.AgreementChange{chain.ChangeSeats}}
	for name, tt := range map[string]struct {
		rule Rule
		c    casefile.Case
		plan *chain.Plan
		want error
	}{
		"a principal case by the council of the region": {RepresentativeCouncil, casefile.Case{Principal: true}, plan(body.RepresentativeCouncil, ""), ErrRegional},
		"one that is none":                           {RepresentativeCouncil, casefile.Case{}, plan(body.RepresentativeCouncil, ""), nil},
		"a change of seats by some":                  {NOfAll, casefile.Case{Kind: casefile.AgreementChange}, seats, chain.ErrEveryCouncil},
		"a change of seats where it is adopted":      {LocalEffect, casefile.Case{Kind: casefile.AgreementChange}, seats, chain.ErrEveryCouncil},
		"a change of seats by all":                   {AllAdopt, casefile.Case{Kind: casefile.AgreementChange}, seats, nil},
		"councils where the plan has none":           {AllAdopt, casefile.Case{}, plan(body.Board, ""), ErrPlan},
		"the board where the plan asks the councils": {DecidingBody, casefile.Case{}, every, ErrPlan},
		"the board as the council of the region":     {RepresentativeCouncil, casefile.Case{}, plan(body.Board, ""), ErrPlan},
	} {
		in := EffectRuleInput{Rule: tt.rule}
		err := in.mustFit(&chain.Course{Case: &tt.c, Plan: tt.plan})
		if is := fmt.Sprint(err); (err == nil) != (tt.want == nil) || err != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: %s", name, is)
		}
	}
}
