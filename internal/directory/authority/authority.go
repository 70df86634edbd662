// Package authority knows who may act at a moment: the holders of offices and
// seats, the substitutes who act for them (rule 1.4), and who may not because
// they are disqualified in a case (rule 1.7). Everyone is read anew for every
// act and every letter, so that a change counts at once (rules 1.3, 6.3).
package authority

import (
	"slices"

	"forankring.no/forankring/internal/directory/organisation"
)

// Call names whom something calls upon: a post, and the act that is waited for
// in a case. Without an act, of the substitutes only those who do everything
// for the holder are meant.
type Call struct {
	directory.Post
	// Case is the row of the case, 0 outside any.
	Case int64
	// Act is the permission that the act needs, such as mandate:answer.
	Act string
}

// People are those who can answer a call at a moment.
type People struct {
	Holders     []directory.Contact `json:"holders" doc:"Who holds it now and is not disqualified in the case"`
	Substitutes []directory.Contact `json:"substitutes" doc:"Who may do the act for the holder now"`
	// Instead are the clerks who record the council's decision where the chief
	// executive is disqualified and the act decides (rule 1.7).
	Instead []directory.Contact `json:"instead,omitempty" doc:"Where the chief executive is disqualified: the clerks who record what the council decides in their place"`
}

// All are all of them, each once.
func (p People) All() []directory.Contact {
	var all []directory.Contact
	for _, c := range slices.Concat(p.Holders, p.Substitutes, p.Instead) {
		if !slices.ContainsFunc(all, func(known directory.Contact) bool { return known.Person == c.Person }) {
			all = append(all, c)
		}
	}
	return all
}

// Nobody are no people: lists are never null.
func Nobody() People {
	return People{Holders: []directory.Contact{}, Substitutes: []directory.Contact{}}
}

// Calls makes the same call upon several posts.
func Calls(caseID int64, act string, posts ...directory.Post) []Call {
	calls := make([]Call, len(posts))
	for i, p := range posts {
		calls[i] = Call{Post: p, Case: caseID, Act: act}
	}
	return calls
}
