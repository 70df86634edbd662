package authority

import (
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/policies"
)

// A letter to a substitute says which acts they were given, never by a code.
func TestEveryActThatASubstituteCanBeGivenHasWords(t *testing.T) {
	t.Parallel()
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	without := []string{"seat", "board_chair"} // roles that a seat gives: nobody stands in for them
	for _, l := range policy.Lines() {
		if slices.Contains(without, l.Office) || !authz.Grantable(l.Permission) {
			continue
		}
		if !slices.Contains(texts.Names(), "act."+l.Permission.String()) {
			t.Errorf("there are no words for %s, which a substitute in the office %s can be given", l.Permission, l.Office)
		}
	}
}

func TestNoWordsAreForAnActThatNoOfficeHas(t *testing.T) {
	t.Parallel()
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, l := range policy.Lines() {
		known["act."+l.Permission.String()] = true
	}
	for _, name := range texts.Names() {
		if strings.HasPrefix(name, "act.") && !known[name] {
			t.Errorf("there are words for %s, which is no act of any office", name)
		}
	}
}
