package responsible_test

import (
	"errors"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/directory/authority"
)

var left = time.Date(2024, 2, 11, 8, 0, 0, 0, time.UTC)

// of is a case of three municipalities, of which the last has left.
func of() *casefile.Case {
	return &casefile.Case{ID: 1, Region: "region", Number: "2024-1", Title: "A case", State: casefile.Preparing, Participants: []casefile.Participant{
		{ID: 1, Number: "3401"}, {ID: 2, Number: "3417"}, {ID: 3, Number: "3418", LeftAt: &left},
	}}
}

func TestTheResponsibleExistsInTheCase(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		post   authority.Post
		byEach bool
		ok     bool
	}{
		{"the region's secretariat", authority.Post{Organisation: "region", Office: "secretariat"}, false, true},
		{"a participant's administrator", authority.Post{Organisation: "3417", Office: "administrator"}, false, true},
		{"a body of the region", authority.Post{Organisation: "region", Body: "styre"}, false, true},
		{"the chair of a body", authority.Post{Organisation: "3417", Body: "kommunestyre", Role: "chair"}, false, true},
		{"a person", authority.Post{Person: "a"}, false, true},
		{"nobody", authority.Post{Organisation: "region"}, false, false},
		{"an office and a body", authority.Post{Organisation: "region", Office: "secretariat", Body: "styre"}, false, false},
		{"an unknown role", authority.Post{Organisation: "region", Body: "styre", Role: "king"}, false, false},
		{"a role without a body", authority.Post{Organisation: "region", Office: "secretariat", Role: "chair"}, false, false},
		{"an office of nobody", authority.Post{Office: "administrator"}, false, false},
		{"an administrator of the region", authority.Post{Organisation: "region", Office: "administrator"}, false, false},
		{"somebody outside the case", authority.Post{Organisation: "3426", Office: "administrator"}, false, false},
		{"who has left", authority.Post{Organisation: "3418", Office: "administrator"}, false, false},
		{"a person in an organisation", authority.Post{Organisation: "3417", Person: "a"}, false, false},
		{"each administrator", authority.Post{Office: "administrator"}, true, true},
		{"each secretariat", authority.Post{Office: "secretariat"}, true, false},
		{"each, but of one municipality", authority.Post{Organisation: "3417", Office: "administrator"}, true, false},
		{"each, but a person", authority.Post{Person: "a"}, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := responsible.Check(of(), tt.post, tt.byEach)
			if tt.ok != (err == nil) || err != nil && !errors.Is(err, responsible.ErrInvalid) {
				t.Errorf("answer %v", err)
			}
		})
	}
}
