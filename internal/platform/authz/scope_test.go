package authz

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
)

const (
	holder  = "the holder"
	theCase = int64(7)
)

// substitute has the office of chief executive in 3417 as the role says.
func substitute(r authn.Role) authn.Actor {
	r.Office, r.Organisation, r.OnBehalfOf = "chief_executive", "3417", holder
	return authn.Actor{Roles: []authn.Role{r}}
}

func TestASubstituteActsWithinTheirScope(t *testing.T) {
	t.Parallel()
	p := load(t)
	release := Permission{"assignment", "release"}
	for name, tt := range map[string]struct {
		role authn.Role
		in   int64
		perm Permission
		want bool
	}{
		"everything, everywhere":                      {authn.Role{}, theCase, answer, true},
		"everything, outside any case":                {authn.Role{}, 0, Permission{"person", "read"}, true},
		"the act that was given":                      {authn.Role{Acts: []string{"mandate:answer"}}, theCase, answer, true},
		"an act that was not given":                   {authn.Role{Acts: []string{"mandate:answer"}}, theCase, release, false},
		"reading the case comes with any act":         {authn.Role{Acts: []string{"mandate:answer"}}, theCase, Permission{"case", "read"}, true},
		"reading people's records does not":           {authn.Role{Acts: []string{"mandate:answer"}}, theCase, Permission{"person", "read"}, false},
		"the case that was given":                     {authn.Role{Cases: []int64{theCase}}, theCase, answer, true},
		"another case":                                {authn.Role{Cases: []int64{theCase}}, 8, answer, false},
		"reading another case":                        {authn.Role{Cases: []int64{theCase}}, 8, Permission{"case", "read"}, false},
		"outside any case, given some":                {authn.Role{Cases: []int64{theCase}}, 0, Permission{"organisation", "read"}, false},
		"an act that the office does not carry":       {authn.Role{Acts: []string{"mandate:submit"}}, theCase, Permission{"mandate", "submit"}, false},
		"deciding where the holder is disqualified":   {authn.Role{PreparesIn: []int64{theCase}}, theCase, answer, false},
		"preparing where the holder is disqualified":  {authn.Role{PreparesIn: []int64{theCase}}, theCase, Permission{"benefit", "write"}, true},
		"deciding in another case than that":          {authn.Role{PreparesIn: []int64{8}}, theCase, answer, true},
		"nobody makes a substitute of a substitute's": {authn.Role{}, 0, Permission{"substitute", "appoint"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := p.Allows(substitute(tt.role).In(tt.in), "3417", tt.perm)
			if ok != tt.want || ok && got.OnBehalfOf != holder {
				t.Errorf("%t %+v, want %t on behalf of the holder", ok, got, tt.want)
			}
		})
	}
}

func TestAnOfficeOfOnesOwnComesBeforeASubstitutes(t *testing.T) {
	t.Parallel()
	p := load(t)
	a := substitute(authn.Role{})
	a.Roles = append(a.Roles, authn.Role{Office: "administrator", Organisation: "3417"})
	if got, ok := p.Allows(a, "3417", Permission{"contribution", "record"}); !ok || got.OnBehalfOf != "" {
		t.Errorf("%t %+v, want the administrator's own act", ok, got)
	}
	if got, ok := p.Allows(a, "3417", answer); !ok || got.OnBehalfOf != holder {
		t.Errorf("%t %+v, want an act on behalf of the chief executive", ok, got)
	}
}

func TestADisqualifiedPersonOnlyReads(t *testing.T) {
	t.Parallel()
	p := load(t)
	a := holding("chief_executive@3417")
	a.Barred = []authn.Bar{{Case: theCase}}
	if _, ok := p.Allows(a.In(theCase), "3417", answer); ok {
		t.Error("they may answer in the case")
	}
	if _, ok := p.Allows(a.In(theCase), "3417", Permission{"case", "read"}); !ok {
		t.Error("they may not read the case")
	}
	if _, ok := p.Allows(a.In(theCase), "3417", Permission{"disqualification", "declare"}); !ok {
		t.Error("they may not declare it")
	}
	if _, ok := p.Allows(a.In(8), "3417", answer); !ok {
		t.Error("they may not answer in another case")
	}
}

func TestEveryActOfAListIsOfThePolicy(t *testing.T) {
	t.Parallel()
	p := load(t)
	for _, perm := range slices.Concat(deciding, personal, declared, seen) {
		if len(p.Offices(perm)) == 0 {
			t.Errorf("%s is in no line of the policy", perm)
		}
	}
}

func TestASubstituteHearsWhatKeepsThemFromAnAct(t *testing.T) {
	t.Parallel()
	p := load(t)
	lapsed := substitute(authn.Role{})
	lapsed.Roles, lapsed.Lapsed = nil, lapsed.Roles
	administrators := substitute(authn.Role{})
	administrators.Roles[0].Office = "administrator"
	for name, tt := range map[string]struct {
		actor authn.Actor
		perm  Permission
		want  string
	}{
		"another act":  {substitute(authn.Role{Acts: []string{"assignment:release"}}), answer, "only for certain acts"},
		"another case": {substitute(authn.Role{Cases: []int64{8}}), answer, "only in certain cases"},
		"another time": {lapsed, answer, "not today"},
		"what the disqualified holder's substitutes only prepare": {substitute(authn.Role{PreparesIn: []int64{theCase}}), answer, "disqualified"},
		"what is the holder's own":                                {administrators, Permission{"substitute", "appoint"}, "appoints no substitutes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, ok := fault.As(p.OutsideGrant(tt.actor.In(theCase), []string{"3417"}, tt.perm))
			if !ok || !errors.Is(f, ErrOutsideGrant) || !strings.Contains(f.Detail.String(), tt.want) {
				t.Errorf("%+v, want it to say %q", f, tt.want)
			}
		})
	}
	if err := p.OutsideGrant(holding("chief_executive@3417"), []string{"3417"}, Permission{"mandate", "submit"}); err != nil {
		t.Errorf("someone who is no substitute: %v", err)
	}
}
