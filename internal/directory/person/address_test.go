package person_test

import (
	"testing"

	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
)

// Rule 6.6: an address to which nothing can be sent is refused when it is entered.
func TestAnAddressThatTakesNoMailIsRefusedAtEntry(t *testing.T) {
	t.Parallel()
	for address, taken := range map[string]bool{
		"": true, "post@sør-odal.example": true, "\u200bpost@grue.example\u00ad": true,
		"kjærsti@grue.example": false, "kd@[192.0.2.1]": false, "kd@plan_eidskog.example": false, "kd@-nordodal.example": false, "kd@intern": false,
	} {
		err := (&person.PersonInput{Name: "Planner", Email: address}).Check()
		f, _ := fault.As(err)
		if taken != (f == nil) || f != nil && f.Fields[0].Pointer != "/email" {
			t.Errorf("%q: %v", address, f)
		}
	}
}
