package chain_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// council is the representative council's treatment, by its statutes.
func council(by body.Statutes) *chain.Treatment {
	return &chain.Treatment{Region: "regionen", Role: chain.Decides, Statutes: by, Municipalities: 6, BodyRow: chain.BodyRow{
		Organisation: "regionen", BodyName: "Representantskapet", BodyKind: body.RepresentativeCouncil, Decides: true, Size: by.Size,
	}}
}

// statutes are those of a council of 24, with what its agreement says.
func statutes(agreement *ballot.Majority, model ballot.Model) body.Statutes {
	return body.Statutes{Size: new(24), Decides: true, Majority: ballot.Simple(), Agreement: agreement, Voting: body.Voting{Model: model}}
}

func counted(o chain.Outcome, yes, no int) *chain.Resolution {
	return &chain.Resolution{ResolutionInput: chain.ResolutionInput{Outcome: o, Counts: &chain.ResolutionCounts{Present: yes + no, Voting: yes + no, For: yes, Against: no}}}
}

// saying are the sentences that are kept of a resolution.
func saying(r *chain.Resolution) string {
	var all strings.Builder
	for _, said := range r.Said {
		all.WriteString(message.Recall(said).String() + " ")
	}
	return all.String()
}

// KL § 18-4: other changes of the agreement take two thirds of the votes cast in the
// representative council, unless the agreement says otherwise.
func TestKL184WhatAChangeOfTheAgreementTakes(t *testing.T) {
	t.Parallel()
	agreement := chain.Competence{Kind: casefile.AgreementChange, TreatmentMatter: chain.TreatmentMatter{AgreementChanges: []chain.AgreementChange{chain.ChangeOther}}}
	simple, most := ballot.Simple(), ballot.Majority{Of: ballot.Members, Share: ballot.Fraction{Numerator: 3, Denominator: 4}}
	for name, tt := range map[string]struct {
		c       chain.Competence
		says    *ballot.Majority
		outcome chain.Outcome
		yes, no int
		here    bool
		code    string
		words   string
	}{
		"two thirds":                            {agreement, nil, chain.Adopted, 16, 8, false, "", "at least 2/3 of the votes cast, for the agreement says nothing else (KL § 18-4)"},
		"one vote short":                        {agreement, nil, chain.Adopted, 15, 9, false, "treatment.no_majority", "2/3"},
		"one vote short is rejected":            {agreement, nil, chain.Rejected, 15, 9, false, "", "2/3"},
		"two thirds are not rejected":           {agreement, nil, chain.Rejected, 16, 8, false, "treatment.no_majority", "2/3"},
		"one vote short in a meeting here":      {agreement, nil, chain.Adopted, 15, 9, true, "treatment.no_majority", "2/3"},
		"two thirds in a meeting here":          {agreement, nil, chain.Adopted, 16, 8, true, "", "2/3"},
		"a simple majority, as it says":         {agreement, &simple, chain.Adopted, 13, 11, false, "", "a simple majority of the votes cast: so the agreement says (KL § 18-4)"},
		"three quarters of all, as it says":     {agreement, &most, chain.Adopted, 18, 2, false, "", "3/4"},
		"17 of 24 are not three quarters":       {agreement, &most, chain.Adopted, 17, 0, false, "treatment.no_majority", "3/4"},
		"another case by a simple majority":     {chain.Competence{Kind: casefile.Strategy}, nil, chain.Adopted, 13, 11, false, "", "a simple majority"},
		"another case, whatever it says":        {chain.Competence{Kind: casefile.Strategy}, &most, chain.Adopted, 13, 11, false, "", "a simple majority"},
		"a recommendation by a simple majority": {agreement, nil, chain.Recommended, 13, 11, false, "", "a simple majority"},
	} {
		r := counted(tt.outcome, tt.yes, tt.no)
		r.Here = tt.here
		err := r.Judge(tt.c, council(statutes(tt.says, ballot.PerMember)))
		f, is := fault.As(err)
		switch {
		case tt.code == "" && (err != nil || !strings.Contains(saying(r), tt.words)):
			t.Errorf("%s: %v, and says %q", name, err, saying(r))
		case tt.code != "" && (!is || f.Code != tt.code || !strings.Contains(f.Detail.String(), tt.words)):
			t.Errorf("%s: %v, want %s with %s", name, err, tt.code, tt.words)
		}
	}
}

// Rule 7.5: where municipalities vote, the outcome is judged on these, and quorum on the
// members.
func TestRule75MunicipalitiesVoteElsewhere(t *testing.T) {
	t.Parallel()
	type counts = chain.ResolutionCounts
	votes := func(yes, no, without int) *chain.MunicipalityCounts {
		return &chain.MunicipalityCounts{For: yes, Against: no, Without: without}
	}
	for name, tt := range map[string]struct {
		model   ballot.Model
		outcome chain.Outcome
		counts  counts
		code    string
		words   string
	}{
		"most municipalities, fewer members":     {ballot.PerMunicipality, chain.Adopted, counts{Present: 24, Voting: 24, For: 10, Against: 14, Municipalities: votes(4, 2, 0)}, "", "4"},
		"most members, fewer municipalities":     {ballot.PerMunicipality, chain.Adopted, counts{Present: 24, Voting: 24, For: 14, Against: 10, Municipalities: votes(2, 4, 0)}, "treatment.no_majority", ""},
		"one without a vote":                     {ballot.PerMunicipality, chain.Adopted, counts{Present: 20, Voting: 20, Municipalities: votes(3, 2, 1)}, "", "1 municipality had no vote"},
		"a tie without the chair":                {ballot.PerMunicipality, chain.Adopted, counts{Present: 20, Voting: 20, Municipalities: votes(3, 3, 0)}, "treatment.counts", ""},
		"a tie that the chair decides":           {ballot.PerMunicipality, chain.Adopted, counts{Present: 20, Voting: 20, Municipalities: votes(3, 3, 0), Casting: "for"}, "", "chair"},
		"all municipalities, too few members":    {ballot.PerMunicipality, chain.Adopted, counts{Present: 11, Voting: 11, Municipalities: votes(6, 0, 0)}, "treatment.no_quorum", ""},
		"members where municipalities vote":      {ballot.PerMunicipality, chain.Adopted, counts{Present: 24, Voting: 24, For: 20, Against: 4}, "treatment.counts", "/counts/municipalities"},
		"municipalities where members vote":      {ballot.PerMember, chain.Adopted, counts{Present: 24, Voting: 24, For: 20, Against: 4, Municipalities: votes(6, 0, 0)}, "treatment.counts", "/counts/municipalities"},
		"more municipalities than there are":     {ballot.PerMunicipality, chain.Adopted, counts{Present: 24, Voting: 24, Municipalities: votes(5, 1, 1)}, "treatment.counts", "/counts/municipalities"},
		"more municipalities than members voted": {ballot.PerMunicipality, chain.Adopted, counts{Present: 24, Voting: 3, Municipalities: votes(4, 0, 0)}, "treatment.counts", "/counts/municipalities"},
		"members who are not the sum":            {ballot.PerMunicipality, chain.Adopted, counts{Present: 24, Voting: 24, For: 20, Against: 3, Municipalities: votes(4, 2, 0)}, "treatment.counts", "/counts/for"},
		"rejected by most municipalities":        {ballot.PerMunicipality, chain.Rejected, counts{Present: 24, Voting: 24, Municipalities: votes(2, 4, 0)}, "", "2"},
	} {
		body := council(statutes(nil, tt.model))
		in := chain.ResolutionInput{Outcome: tt.outcome, CaseNumber: "1/24", Items: []chain.ResolutionItem{{Number: 1, Text: "Adopted."}}, Counts: &tt.counts}
		r := &chain.Resolution{ResolutionInput: in}
		err := r.Tidy(body)
		if err == nil {
			err = r.Judge(chain.Competence{}, body)
		}
		f, is := fault.As(err)
		switch {
		case tt.code == "" && (err != nil || !strings.Contains(saying(r), tt.words)):
			t.Errorf("%s: %v, and says %q", name, err, saying(r))
		case tt.code != "" && (!is || f.Code != tt.code):
			t.Errorf("%s: %v, want %s", name, err, tt.code)
		case strings.HasPrefix(tt.words, "/") && (len(f.Fields) != 1 || f.Fields[0].Pointer != tt.words):
			t.Errorf("%s: %+v, want %s", name, f.Fields, tt.words)
		}
	}
}
