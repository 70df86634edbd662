// Package authority knows who may act at a moment: the holders of offices and
// seats, the substitutes who act for them (rule 1.4), and who may not because
// they are disqualified in a case (rule 1.7). Everyone is read anew for every
// act and every letter, so that a change counts at once (rules 1.3, 6.3).
package authority

import (
	"slices"
)

// Post names someone to be reached without naming the person: an office in an
// organisation, a role in a body (`chair`, or "" for all seats), or a person.
// Exactly one of Office, Body and Person is set.
type Post struct {
	Organisation string `json:"organisation,omitempty" doc:"The organisation of the office or body" example:"3417"`
	Office       string `json:"office,omitempty" doc:"The office, such as administrator" example:"administrator"`
	Body         string `json:"body,omitempty" doc:"The body, by its key"`
	Role         string `json:"role,omitempty" doc:"The role in the body"`
	Person       string `json:"person,omitempty" doc:"The person's identifier"`
}

// Contact is a person as the service writes to them.
type Contact struct {
	Person   string `json:"person" db:"person"`
	Name     string `json:"name" db:"name"`
	Email    string `json:"-" db:"email"`
	Language string `json:"-" db:"language"`
	// Address is the contact address of the office by which they are reached, ""
	// where it has none: letters to an office's holder go there (rule 1.2).
	Address string `json:"-" db:"address"`
	// AddressOf names that office, such as 3417/chief_executive (notice.Notice).
	AddressOf string `json:"-" db:"address_of"`
}

// Call names whom something calls upon: a post, and the act that is waited for
// in a case. Without an act, of the substitutes only those who do everything
// for the holder are meant.
type Call struct {
	Post
	// Case is the row of the case, 0 outside any.
	Case int64
	// Act is the permission that the act needs, such as mandate:answer.
	Act string
}

// People are those who can answer a call at a moment.
type People struct {
	Holders     []Contact `json:"holders" doc:"Who holds it now and is not disqualified in the case"`
	Substitutes []Contact `json:"substitutes" doc:"Who may do the act for the holder now"`
	// Instead are the clerks who record the council's decision where the chief
	// executive is disqualified and the act decides (rule 1.7).
	Instead []Contact `json:"instead,omitempty" doc:"Where the chief executive is disqualified: the clerks who record what the council decides in their place"`
	// Appointing are the clerks who can fill a vacant office of chief executive
	// by recording the council's appointment (KL § 13-1, rule 1.5). They cannot do
	// the act itself, and hear nothing of it.
	Appointing []Contact `json:"appointing,omitempty" doc:"Where nobody holds the office of chief executive: the clerks who can record the council's appointment (KL § 13-1)"`
}

// All are all who can answer, each once.
func (p People) All() []Contact {
	var all []Contact
	for _, c := range slices.Concat(p.Holders, p.Substitutes, p.Instead) {
		if !slices.ContainsFunc(all, func(known Contact) bool { return known.Person == c.Person }) {
			all = append(all, c)
		}
	}
	return all
}

// Nobody are no people: lists are never null.
func Nobody() People {
	return People{Holders: []Contact{}, Substitutes: []Contact{}}
}

// Calls makes the same call upon several posts.
func Calls(caseID int64, act string, posts ...Post) []Call {
	calls := make([]Call, len(posts))
	for i, p := range posts {
		calls[i] = Call{Post: p, Case: caseID, Act: act}
	}
	return calls
}
