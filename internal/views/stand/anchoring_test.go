package stand

import (
	"slices"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

var today = workday.MustDate("2024-04-15")

func day(s string) *workday.Date {
	d := workday.MustDate(s)
	return &d
}

// ready are the facts of a case with one municipality that misses nothing.
func ready() Facts {
	f := Facts{
		Today: today, Gated: true,
		Mandate: MandateFacts{InForce: 2, Newest: 2, AnswerBy: day("2024-03-22"), NamingDue: day("2024-04-12"), Decided: true, Until: *day("2025-07-01")},
		Parties: []PartyFacts{{
			Municipality: "3417", Name: "Grue", BenefitWritten: true, BenefitConfirmed: true, ApprovedInForce: true, ApprovedNewest: true,
			StandsNewest: approval.Approved, Asked: []AskedFact{{Requirement: "planner", Function: "planner", Covered: true, Some: true}}, Released: true,
		}},
	}
	for _, key := range requiredMilestones {
		f.Timeline = append(f.Timeline, MilestoneFact{Key: key, Title: key, Responsible: &authority.Post{Organisation: "x", Office: "secretariat"}, Due: day("2025-06-01")})
	}
	return f
}

func TestACellSaysHowFarAMunicipalityIs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		condition Condition
		change    func(*Facts)
		want      State
		office    string
	}{
		{"a confirmed benefit is met", Benefit, func(*Facts) {}, Met, ""},
		{"a written benefit waits for the chief executive", Benefit, func(f *Facts) { f.Parties[0].BenefitConfirmed = false }, Partly, "chief_executive"},
		{"an unwritten benefit waits for the administrator", Benefit, func(f *Facts) {
			f.Parties[0].BenefitConfirmed, f.Parties[0].BenefitWritten = false, false
		}, Missing, "administrator"},
		{"an approval of the newest version is met", Mandate, func(*Facts) {}, Met, ""},
		{"no mandate waits for the secretariat", Mandate, func(f *Facts) {
			f.Mandate = MandateFacts{}
			f.Parties[0].ApprovedNewest = false
		}, Missing, "secretariat"},
		{"an approval in force is partly met while a newer version waits", Mandate, func(f *Facts) {
			f.Mandate.Newest, f.Mandate.NewestOpen, f.Mandate.AnswerBy = 3, true, day("2024-05-01")
			f.Parties[0].ApprovedNewest, f.Parties[0].StandsNewest = false, approval.Unanswered
		}, Partly, "chief_executive"},
		{"an unanswered version is missing until its deadline has passed", Mandate, func(f *Facts) {
			f.Mandate = MandateFacts{Newest: 1, NewestOpen: true, AnswerBy: &today}
			f.Parties[0].ApprovedNewest, f.Parties[0].ApprovedInForce, f.Parties[0].StandsNewest = false, false, approval.Unanswered
		}, Missing, "chief_executive"},
		{"an unanswered version is overdue past its deadline", Mandate, func(f *Facts) {
			f.Mandate = MandateFacts{Newest: 1, NewestOpen: true, AnswerBy: day("2024-04-14")}
			f.Parties[0].ApprovedNewest, f.Parties[0].ApprovedInForce, f.Parties[0].StandsNewest = false, false, approval.Unanswered
		}, Overdue, "chief_executive"},
		{"a returned version waits for the secretariat", Mandate, func(f *Facts) {
			f.Mandate = MandateFacts{Newest: 1, NewestOpen: true, AnswerBy: day("2024-05-01")}
			f.Parties[0].ApprovedNewest, f.Parties[0].StandsNewest = false, approval.Returned
		}, Missing, "secretariat"},
		{"an approval with open conditions is met", Mandate, func(f *Facts) {
			f.Parties[0].StandsNewest, f.Parties[0].SetNewest = approval.ApprovedWithConditions, []ConditionFact{{Number: 1, BeforeStart: true}}
		}, Met, ""},
		{"a stale approval counts as not given", Mandate, func(f *Facts) {
			f.Mandate = MandateFacts{Newest: 3, NewestOpen: true, AnswerBy: day("2024-05-01")}
			f.Parties[0].ApprovedNewest, f.Parties[0].ApprovedInForce, f.Parties[0].StandsNewest, f.Parties[0].StaleFrom = false, false, approval.Stale, 1
		}, Missing, "chief_executive"},
		{"a stale approval is partly met by one in force", Mandate, func(f *Facts) {
			f.Mandate.Newest, f.Mandate.NewestOpen, f.Mandate.AnswerBy = 3, true, day("2024-05-01")
			f.Parties[0].ApprovedNewest, f.Parties[0].StandsNewest, f.Parties[0].StaleFrom = false, approval.Stale, 2
		}, Partly, "chief_executive"},
		{"a stale approval is overdue past the deadline", Mandate, func(f *Facts) {
			f.Mandate = MandateFacts{Newest: 3, NewestOpen: true, AnswerBy: day("2024-04-14")}
			f.Parties[0].ApprovedNewest, f.Parties[0].ApprovedInForce, f.Parties[0].StandsNewest, f.Parties[0].StaleFrom = false, false, approval.Stale, 1
		}, Overdue, "chief_executive"},
		{"a blocked answer waits for somebody else", Mandate, func(f *Facts) {
			f.Mandate = MandateFacts{Newest: 1, NewestOpen: true, AnswerBy: day("2024-05-01")}
			f.Parties[0].ApprovedNewest, f.Parties[0].ApprovedInForce, f.Parties[0].StandsNewest = false, false, approval.Blocked
		}, Missing, "chief_executive"},
		{"a version in force that was not approved may still be joined", Mandate, func(f *Facts) {
			f.Parties[0].ApprovedNewest, f.Parties[0].ApprovedInForce, f.Parties[0].StandsNewest = false, false, approval.Unanswered
		}, Missing, "chief_executive"},
		{"so may one that was returned", Mandate, func(f *Facts) {
			f.Parties[0].ApprovedNewest, f.Parties[0].ApprovedInForce, f.Parties[0].StandsNewest = false, false, approval.Returned
		}, Missing, "chief_executive"},
		{"a version in force that asks nothing waits for the secretariat", Mandate, func(f *Facts) {
			f.Parties[0].ApprovedNewest, f.Parties[0].ApprovedInForce, f.Parties[0].StandsNewest = false, false, ""
		}, Missing, "secretariat"},
		{"a version that was rejected waits for the secretariat", Mandate, func(f *Facts) {
			f.Mandate = MandateFacts{Newest: 1, AnswerBy: day("2024-04-14")}
			f.Parties[0].ApprovedNewest, f.Parties[0].ApprovedInForce, f.Parties[0].StandsNewest = false, false, approval.Unanswered
		}, Missing, "secretariat"},
		{"a municipality that has not approved is asked for nobody", Resources, func(f *Facts) {
			f.Parties[0].ApprovedInForce, f.Parties[0].Asked = false, nil
		}, NotApplicable, ""},
		{"covered requirements are met", Resources, func(*Facts) {}, Met, ""},
		{"nobody asked is not applicable", Resources, func(f *Facts) { f.Parties[0].Asked = nil }, NotApplicable, ""},
		{"an uncovered requirement is overdue past the naming due date", Resources, func(f *Facts) { f.Parties[0].Asked[0] = AskedFact{Function: "planner"} }, Overdue, "administrator"},
		{"an uncovered requirement is missing before the naming due date", Resources, func(f *Facts) {
			f.Parties[0].Asked[0] = AskedFact{Function: "planner"}
			f.Mandate.NamingDue = day("2024-05-01")
		}, Missing, "administrator"},
		{"a nominated person waits for the chief executive", Resources, func(f *Facts) {
			f.Parties[0].Asked[0] = AskedFact{Function: "planner", Named: 1}
			f.Mandate.NamingDue = nil
		}, Missing, "chief_executive"},
		{"half a cover is partly", Resources, func(f *Facts) {
			f.Parties[0].Asked[0] = AskedFact{Function: "planner", Some: true}
			f.Mandate.NamingDue = nil
		}, Partly, "administrator"},
		{"a mandate past its end is as it was approved", Mandate, func(f *Facts) { f.Mandate.Until = today }, Met, ""},
		{"people asked for on days that are past are not lacking", Resources, func(f *Facts) { f.Parties[0].Asked[0] = AskedFact{Function: "planner", Over: true} }, Met, ""},
		{"another contribution is enough", Contribution, func(f *Facts) { f.Parties[0].Released, f.Parties[0].Recorded = false, true }, Met, ""},
		{"one that the slice agreed is enough", Contribution, func(f *Facts) { f.Parties[0].Released, f.Parties[0].Agreed = false, true }, Met, ""},
		{"no contribution is missing", Contribution, func(f *Facts) {
			f.Parties[0].Released = false
			f.Mandate.NamingDue = nil
		}, Missing, "administrator"},
		{"a missing milestone is missing", Timeline, func(f *Facts) { f.Timeline = f.Timeline[1:] }, Missing, "secretariat"},
		{"a milestone without responsible is partly", Timeline, func(f *Facts) { f.Timeline[0].Responsible = nil }, Partly, "secretariat"},
		{"an overdue milestone weighs more than a missing one", Timeline, func(f *Facts) {
			f.Timeline = f.Timeline[1:]
			f.Timeline[0].Overdue = true
		}, Overdue, "secretariat"},
		{"a milestone overdue elsewhere is not overdue here", Timeline, func(f *Facts) {
			f.Timeline[0].PerMunicipality, f.Timeline[0].OverdueBy = true, map[string]bool{"3418": true}
		}, Met, ""},
		{"a municipality that left shows left", Timeline, func(f *Facts) { f.Parties[0].Left = true }, Left, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := ready()
			tt.change(&f)
			cell := f.rows("region", "/case")[0].Cells[slices.Index(Conditions, tt.condition)]
			if cell.State != tt.want {
				t.Errorf("state %s, want %s (%s)", cell.State, tt.want, cell.Reason)
			}
			office := ""
			if cell.post != nil {
				office = cell.post.Office
			}
			if office != tt.office {
				t.Errorf("waits for %q, want %q", office, tt.office)
			}
		})
	}
}

func TestTheGateListsWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*Facts)
		want   []string
	}{
		{"nothing when all five conditions hold", func(*Facts) {}, nil},
		{"nothing for a kind without the gate", func(f *Facts) { *f = Facts{Today: today} }, nil},
		{"an unconfirmed benefit", func(f *Facts) { f.Parties[0].BenefitConfirmed = false }, []string{"benefit/3417"}},
		{"no mandate in force", func(f *Facts) { f.Mandate.InForce = 0 }, []string{"mandate/in_force"}},
		{"a mandate that rests on no decision", func(f *Facts) { f.Mandate.Decided = false }, []string{"mandate/decision"}},
		{"a municipality that did not approve", func(f *Facts) { f.Parties[0].ApprovedInForce = false }, []string{"mandate/3417"}},
		{"a condition that must be fulfilled before the start", func(f *Facts) {
			f.Parties[0].Conditions = []ConditionFact{{Number: 1}, {Number: 2, BeforeStart: true}, {Number: 3, BeforeStart: true, Reported: true}, {Number: 4, BeforeStart: true, Fulfilled: true}}
		}, []string{"mandate/3417/condition/2", "mandate/3417/condition/3"}},
		{"a requirement that is not covered", func(f *Facts) { f.Parties[0].Asked[0].Covered = false }, []string{"resources/3417/planner"}},
		{"no contribution", func(f *Facts) { f.Parties[0].Released = false }, []string{"contribution/3417"}},
		{"a milestone that is not set", func(f *Facts) { f.Timeline = f.Timeline[:5] }, []string{"timeline/joint_meeting"}},
		{"a milestone without responsible", func(f *Facts) { f.Timeline[3].Responsible = nil }, []string{"timeline/board/responsible"}},
		{"an overdue milestone", func(f *Facts) { f.Timeline[3].Overdue = true }, []string{"timeline/board/overdue"}},
		{"a milestone that one municipality has not reached", func(f *Facts) {
			f.Timeline[0].PerMunicipality, f.Timeline[0].OverdueBy = true, map[string]bool{"3417": true}
		}, []string{"timeline/3417/naming_due/overdue"}},
		{"nothing of a municipality that left", func(f *Facts) { f.Parties[0] = PartyFacts{Municipality: "3417", Left: true} }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := ready()
			tt.change(&f)
			g := f.gate(nil)
			if got := g.keys(); !slices.Equal(got, tt.want) {
				t.Errorf("missing %v, want %v", got, tt.want)
			}
			if g.Open != (len(tt.want) == 0) || (g.mustBeOpen() == nil) != g.Open {
				t.Errorf("open %v with %v missing", g.Open, tt.want)
			}
		})
	}
}

func TestAnOverrideCoversWhatWasMissingAndNothingLater(t *testing.T) {
	t.Parallel()
	f := ready()
	f.Parties[0].BenefitConfirmed = false
	entered := Override{Covers: f.gate(nil).keys()}
	if f.gate([]Override{entered}).Open {
		t.Error("an override opens the gate before the chair has confirmed it")
	}
	at := time.Now()
	entered.ConfirmedAt = &at
	if !f.gate([]Override{entered}).Open {
		t.Error("a confirmed override does not open the gate")
	}
	f.Parties[0].Released = false
	if f.gate([]Override{entered}).Open {
		t.Error("an override covers what went missing after it")
	}
}

func TestAnOverrideCoversNoConditionThatBeganToBindAfterIt(t *testing.T) {
	t.Parallel()
	entered := time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC)
	f := ready()
	f.Parties[0].Conditions = []ConditionFact{{Number: 1, BeforeStart: true, Since: entered.AddDate(0, 0, -7)}}
	o := Override{Covers: f.gate(nil).keys(), EnteredAt: entered, ConfirmedAt: &entered}
	if !f.gate([]Override{o}).Open {
		t.Error("a confirmed override does not cover a condition that was open")
	}
	f.Parties[0].Conditions[0].Since = entered.AddDate(0, 0, 7)
	if f.gate([]Override{o}).Open {
		t.Error("an override covers the condition of a version that came into force after it")
	}
}

// Rule 2.4: a withdrawn or closed case asks nothing of anybody; one that is
// decided asks for no preparation.
func TestACaseThatIsOverAsksNothingOfAnybody(t *testing.T) {
	t.Parallel()
	nothing := func() Facts {
		f := ready()
		f.Parties[0] = PartyFacts{Municipality: "3417", Name: "Grue", StandsNewest: approval.Unanswered, ApprovedInForce: true, Asked: []AskedFact{{Function: "planner"}}}
		f.Timeline = f.Timeline[1:]
		f.Timeline[0].Overdue = true
		return f
	}
	for _, c := range nothing().rows("region", "/case")[0].Cells {
		if c.post == nil || c.State == Met || c.State == NotApplicable {
			t.Fatalf("while the case goes on, %s is %s, and waits for %v", c.Condition, c.State, c.post)
		}
	}
	over := nothing()
	over.State, over.Over, over.Settled = casefile.Withdrawn, true, true
	for _, c := range over.rows("region", "/case")[0].Cells {
		if c.post != nil || c.By != nil || c.State != NotApplicable || c.Reason.String() != msgAsksNothing.With(casefile.Withdrawn).String() {
			t.Errorf("%s is %s by %v, waits for %v: %s", c.Condition, c.State, c.By, c.post, c.Reason)
		}
	}
	if g := over.gate(nil); g.Open || len(g.Missing) != 0 {
		t.Errorf("its gate is open: %v, and misses %v", g.Open, g.keys())
	}
	adopted := nothing()
	adopted.State, adopted.Settled = casefile.Adopted, true
	for _, c := range adopted.rows("region", "/case")[0].Cells {
		if asks := c.Condition == Resources || c.Condition == Contribution; asks != (c.post != nil) {
			t.Errorf("once it is adopted, %s waits for %v", c.Condition, c.post)
		}
	}
}

func TestTheMatrixTellsHowTheMandateStands(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*PartyFacts, *MandateFacts){
		msgApproved.With(2).String():   func(*PartyFacts, *MandateFacts) {},
		msgCarried.With(2, 1).String(): func(p *PartyFacts, _ *MandateFacts) { p.CarriedFrom = 1 },
		msgApprovedConditional.With(2, 1, 2).String(): func(p *PartyFacts, _ *MandateFacts) {
			p.SetNewest = []ConditionFact{{Number: 1, Fulfilled: true}, {Number: 2, Reported: true}}
		},
		message.Sentences(msgApproved.With(2), msgMandateEnded.With(2, *day("2024-04-14"))).String(): func(_ *PartyFacts, m *MandateFacts) { m.Until = today },
		message.Sentences(msgApproved.With(2), msgFlagged).String():                                  func(p *PartyFacts, _ *MandateFacts) { p.FlaggedNewest = true },
		message.Sentences(msgInForce.With(1), msgFlagged, msgNotAnswered.With(2)).String(): func(p *PartyFacts, m *MandateFacts) {
			p.FlaggedInForce, p.ApprovedNewest, p.StandsNewest, m.InForce, m.NewestOpen = true, false, approval.Unanswered, 1, true
		},
		msgStale.With(1, 2).String(): func(p *PartyFacts, m *MandateFacts) {
			p.ApprovedNewest, p.ApprovedInForce, p.StandsNewest, p.StaleFrom, m.InForce, m.NewestOpen = false, false, approval.Stale, 1, 0, true
		},
		message.Sentences(msgInForce.With(1), msgChanged.With(2)).String(): func(p *PartyFacts, m *MandateFacts) {
			p.ApprovedNewest, p.StandsNewest, p.StaleFrom, m.InForce, m.NewestOpen = false, approval.Stale, 1, 1, true
		},
		msgBlocked.With(2).String(): func(p *PartyFacts, m *MandateFacts) {
			p.ApprovedNewest, p.ApprovedInForce, p.StandsNewest, m.InForce, m.NewestOpen = false, false, approval.Blocked, 0, true
		},
		message.Sentences(msgInForce.With(1), msgNotAnswered.With(2)).String(): func(p *PartyFacts, m *MandateFacts) {
			p.ApprovedNewest, p.StandsNewest, m.InForce, m.NewestOpen = false, approval.Unanswered, 1, true
		},
		message.Sentences(msgNotAnswered.With(2), msgJoinStill).String(): func(p *PartyFacts, _ *MandateFacts) {
			p.ApprovedNewest, p.ApprovedInForce, p.StandsNewest = false, false, approval.Unanswered
		},
	} {
		f := ready()
		change(&f.Parties[0], &f.Mandate)
		if got := f.rows("region", "/case")[0].Cells[1].Reason.String(); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}
