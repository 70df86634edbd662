package notice

import (
	"slices"
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
		for language, words := range map[string]map[string]string{"nb": actsNb, "en": actsEn} {
			if words[l.Permission.String()] == "" {
				t.Errorf("%s has no words for %s, which a substitute in the office %s can be given", language, l.Permission, l.Office)
			}
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
		known[l.Permission.String()] = true
	}
	for language, words := range map[string]map[string]string{"nb": actsNb, "en": actsEn} {
		for code := range words {
			if !known[code] {
				t.Errorf("%s has words for %s, which is no act of any office", language, code)
			}
		}
	}
}
