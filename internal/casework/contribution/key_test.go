package contribution

import (
	"fmt"
	"testing"

	"forankring.no/forankring/internal/platform/fault"
)

func TestAKeyIsWhole(t *testing.T) {
	t.Parallel()
	members, parties := []string{"3417", "3418"}, []string{"3401", "3417"}
	both := []KeyFigure{{"3418", 7200}, {"3417", 4600}}
	year := 2024
	for name, tt := range map[string]struct {
		in   ContributionKeyInput
		want string
	}{
		"equal parts":                       {ContributionKeyInput{Kind: Equal, Reason: "§ 12"}, ""},
		"the population of a year":          {ContributionKeyInput{Kind: Population, Year: &year, Figures: both, Reason: "§ 12"}, ""},
		"weights, one of them 0":            {ContributionKeyInput{Kind: Weights, Figures: []KeyFigure{{"3417", 0}, {"3418", 1}}, Reason: "§ 12"}, ""},
		"one that left and is in a case":    {ContributionKeyInput{Kind: Weights, Figures: append(both[:2:2], KeyFigure{"3401", 1}), Reason: "§ 12"}, ""},
		"without a reason":                  {ContributionKeyInput{Kind: Equal, Reason: " "}, "contribution_key.invalid"},
		"equal parts with figures":          {ContributionKeyInput{Kind: Equal, Figures: both, Reason: "§ 12"}, "contribution_key.invalid"},
		"a population of no year":           {ContributionKeyInput{Kind: Population, Figures: both, Reason: "§ 12"}, "contribution_key.invalid"},
		"weights of a year":                 {ContributionKeyInput{Kind: Weights, Year: &year, Figures: both, Reason: "§ 12"}, "contribution_key.invalid"},
		"a municipality where nobody lives": {ContributionKeyInput{Kind: Population, Year: &year, Figures: []KeyFigure{{"3417", 0}, {"3418", 1}}, Reason: "§ 12"}, "contribution_key.invalid"},
		"weights that are nothing":          {ContributionKeyInput{Kind: Weights, Figures: []KeyFigure{{"3417", 0}, {"3418", 0}}, Reason: "§ 12"}, "contribution_key.invalid"},
		"weights without figures":           {ContributionKeyInput{Kind: Weights, Reason: "§ 12"}, "contribution_key.invalid"},
		"one that has no figure":            {ContributionKeyInput{Kind: Weights, Figures: both[:1], Reason: "§ 12"}, "contribution_key.members_differ"},
		"one that has two":                  {ContributionKeyInput{Kind: Weights, Figures: append(both[:2:2], both[0]), Reason: "§ 12"}, "contribution_key.members_differ"},
		"one from elsewhere":                {ContributionKeyInput{Kind: Weights, Figures: append(both[:2:2], KeyFigure{"3426", 1}), Reason: "§ 12"}, "contribution_key.members_differ"},
	} {
		if got := code(tt.in.check(members, parties)); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestARefusedKeySaysWhatItLacks(t *testing.T) {
	t.Parallel()
	year, one := 2024, []KeyFigure{{"3417", 1}}
	for name, tt := range map[string]struct {
		in   ContributionKeyInput
		want []fault.Field
	}{
		"population alone":    {ContributionKeyInput{Kind: Population}, []fault.Field{{Pointer: "/year", Detail: msgYearMissing}, {Pointer: "/figures", Detail: msgFiguresMissing.With(Population)}}},
		"weights alone":       {ContributionKeyInput{Kind: Weights}, []fault.Field{{Pointer: "/figures", Detail: msgFiguresMissing.With(Weights)}}},
		"weights of a year":   {ContributionKeyInput{Kind: Weights, Year: &year, Figures: one}, []fault.Field{{Pointer: "/year", Detail: msgYearAlone}}},
		"equal with all":      {ContributionKeyInput{Kind: Equal, Year: &year, Figures: one}, []fault.Field{{Pointer: "/year", Detail: msgYearAlone}, {Pointer: "/figures", Detail: msgFiguresAlone}}},
		"weights of 0":        {ContributionKeyInput{Kind: Weights, Figures: []KeyFigure{{"3417", 0}}}, []fault.Field{{Pointer: "/figures", Detail: msgAddUpToNothing}}},
		"a population of 0":   {ContributionKeyInput{Kind: Population, Year: &year, Figures: []KeyFigure{{"3417", 0}}}, []fault.Field{{Pointer: "/figures/0/figure", Detail: msgNobodyLives}}},
		"one who has no part": {ContributionKeyInput{Kind: Weights, Figures: append(one, KeyFigure{"3426", 1})}, []fault.Field{{Pointer: "/figures/1/municipality", Detail: msgStranger.With("3426")}}},
		"a member left out":   {ContributionKeyInput{Kind: Weights, Figures: []KeyFigure{{"3401", 1}}}, []fault.Field{{Pointer: "/figures", Detail: msgFigureMissing.With("3417")}}},
	} {
		tt.in.Reason = "§ 12"
		f, ok := fault.As(tt.in.check([]string{"3417"}, []string{"3401"}))
		if !ok || fmt.Sprint(f.Fields) != fmt.Sprint(tt.want) {
			t.Errorf("%s: %v, want %v", name, f, tt.want)
		}
	}
}
