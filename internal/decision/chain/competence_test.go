package chain_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/fault"
)

// Rule 7.4, each refusal with its paragraph.
func TestCompetence(t *testing.T) {
	t.Parallel()
	limit := int64(10_000_000)
	board := chain.Decider{Kind: body.Board, Name: "Styret", Decides: true}
	council := chain.Decider{Kind: body.MunicipalCouncil, Name: "Kommunestyret", Municipal: true, Decides: true}
	limited := board
	limited.GrantLimit = &limit
	representatives := chain.Decider{Kind: body.RepresentativeCouncil, Name: "Representantskapet", Decides: true}
	individual := func(sort string, grant int64) chain.Competence {
		return chain.Competence{TreatmentMatter: chain.TreatmentMatter{Individual: sort, Grant: grant}}
	}
	agreement := func(changes ...chain.AgreementChange) chain.Competence {
		return chain.Competence{Kind: casefile.AgreementChange, TreatmentMatter: chain.TreatmentMatter{AgreementChanges: changes}}
	}
	for name, tt := range map[string]struct {
		c         chain.Competence
		d         chain.Decider
		code, law string
	}{
		"a statement by the board":                           {chain.Competence{Kind: casefile.Statement}, board, "", ""},
		"a principal case by the board":                      {chain.Competence{Principal: true}, board, "competence.principal_case", "KL § 5-4"},
		"a principal case by a council":                      {chain.Competence{Principal: true}, council, "", ""},
		"an individual decision by the board":                {individual("other", 0), board, "competence.individual_decision", "KL § 18-1"},
		"an individual decision by a council":                {individual("other", 0), council, "", ""},
		"an internal decision by the board":                  {individual("internal", 0), board, "", ""},
		"a grant by the board":                               {individual("grant", 10_000_000), board, "", ""},
		"a grant up to the limit":                            {individual("grant", 10_000_000), limited, "", ""},
		"a grant one øre above it":                           {individual("grant", 10_000_001), limited, "competence.grant_limit", "KL § 18-1"},
		"anything by a joint council meeting":                {chain.Competence{}, chain.Decider{Kind: body.JointCouncilMeeting, Decides: true}, "competence.not_a_deciding_body", "KL § 5-1"},
		"anything by a committee of a council that prepares": {chain.Competence{}, chain.Decider{Kind: body.Committee, Municipal: true}, "competence.not_a_deciding_body", "5-9"},
		"a matter by a committee that decides":               {chain.Competence{}, chain.Decider{Kind: body.Committee, Municipal: true, Decides: true}, "", ""},
		"anything by the chief executives":                   {chain.Competence{}, chain.Decider{Kind: body.ChiefExecutivesCommittee, Decides: true}, "competence.not_a_deciding_body", "KL § 5-1"},
		"anything by a working group":                        {chain.Competence{}, chain.Decider{Kind: body.WorkingGroup, Decides: true}, "competence.not_a_deciding_body", "KL § 5-1"},
		"anything by a board that does not decide":           {chain.Competence{}, chain.Decider{Kind: body.Board}, "treatment.cannot_decide", "KL § 5-1"},
		"the seats by the representative council":            {agreement(chain.ChangeSeats), representatives, "competence.every_council", "KL § 18-4"},
		"the seats and more by the representative council":   {agreement(chain.ChangeOther, chain.ChangeArchive), representatives, "competence.every_council", "KL § 18-4"},
		"the seats by a council":                             {agreement(chain.ChangeSeats), council, "", ""},
		"another change by the representative council":       {agreement(chain.ChangeOther), representatives, "", ""},
	} {
		refused(t, name, tt.c.MustAllow(tt.d), tt.code, tt.law)
	}
	for name, tt := range map[string]struct {
		c         chain.Competence
		code, law string
	}{
		"a strategy":                            {chain.Competence{Kind: casefile.Strategy, EveryCouncil: true}, "", ""},
		"a principal case without the councils": {chain.Competence{Principal: true}, "competence.principal_case", "KL § 5-4"},
		"a principal case with the councils":    {chain.Competence{Principal: true, EveryCouncil: true}, "", ""},
		"an agreement change of nothing named":  {agreement(), "competence.which_change", "KL § 18-4"},
		"an agreement change short of councils": {agreement(chain.ChangeName), "competence.every_council", "KL § 18-4"},
		"another agreement change":              {agreement(chain.ChangeOther), "", ""},
	} {
		refused(t, name, tt.c.MustEnd(), tt.code, tt.law)
	}
	if !agreement(chain.ChangeOther).TwoThirds(representatives) || agreement(chain.ChangeOther).TwoThirds(board) || agreement(chain.ChangeSeats).TwoThirds(representatives) {
		t.Error("two thirds are asked of others than the representative council in other changes of the agreement")
	}
}

func refused(t *testing.T, name string, err error, code, law string) {
	t.Helper()
	f, is := fault.As(err)
	switch {
	case code == "" && err != nil:
		t.Errorf("%s is refused: %v", name, err)
	case code != "" && (!is || f.Code != code || !strings.Contains(f.Detail.String(), law)):
		t.Errorf("%s: %v, want %s with %s", name, err, code, law)
	}
}

// Rule 7.3.
func TestARoleAllowsItsOutcomes(t *testing.T) {
	t.Parallel()
	allowed := map[chain.Role]string{
		chain.Recommends:  "recommended recommended_with_changes recommended_against noted deferred referred_back not_decided withdrawn",
		chain.Deliberates: "noted deferred referred_back not_decided withdrawn",
		chain.Decides:     "adopted adopted_with_changes rejected deferred referred_back not_decided withdrawn",
	}
	for role, want := range allowed {
		var got []string
		for _, o := range role.Allowed() {
			got = append(got, string(o))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s allows %v, want %s", role, got, want)
		}
	}
	final := map[chain.Outcome]bool{}
	for _, o := range chain.Outcomes {
		final[o] = o.Final()
	}
	for _, o := range []chain.Outcome{chain.Deferred, chain.ReferredBack, chain.NotDecided, chain.WithdrawnFrom} {
		if final[o] {
			t.Errorf("%s ends a treatment", o)
		}
	}
}
