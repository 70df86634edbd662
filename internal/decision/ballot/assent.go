package ballot

import (
	"maps"
	"slices"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// Third says whether so many are at least one third of so many: what members need to
// demand a meeting, an item on its agenda, or that an urgent remote meeting waits for
// an ordinary one (KL §§ 11-2, 11-3, 11-8).
func Third(n, of int) bool { return n > 0 && of > 0 && 3*n >= of }

// Objection says whether an item that was not on the agenda, or of which the papers did
// not go out with it, cannot be decided: the chair of the meeting objects, or at least
// one third of the members who are present (KL § 11-3 fifth paragraph).
func Objection(present, objecting int, chair bool) bool { return chair || Third(objecting, present) }

// Objected is what objections come to, and why.
type Objected struct {
	Stops     bool           `json:"stops" doc:"Whether the item cannot be decided in this meeting (KL § 11-3)"`
	Needed    int            `json:"needed" example:"7" doc:"How many of those present have to object"`
	Present   int            `json:"present" example:"19"`
	Objecting int            `json:"objecting" example:"3"`
	Chair     bool           `json:"chair" doc:"Whether the chair of the meeting objects"`
	Sentences []message.Text `json:"sentences" doc:"Why it is so, in words"`
}

// ErrObjections refuses more objections than members.
var ErrObjections = fault.New(fault.Invalid, "ballot.objections", "There are more objections than members",
	"Only members who are present object, each once (KL § 11-3).")

// Object is Objection with its reasons. It refuses more objections than members.
func Object(present, objecting int, chair bool) (Objected, error) {
	if present < 1 || objecting < 0 || objecting > present {
		return Objected{}, ErrObjections.On("/objecting", msgMoreThanPresent.With(max(present, 0)))
	}
	o := Objected{Stops: Objection(present, objecting, chair), Needed: (present + 2) / 3, Present: present, Objecting: objecting, Chair: chair}
	switch {
	case chair:
		o.Sentences = []message.Text{msgChairObjects}
	case o.Stops:
		o.Sentences = []message.Text{msgThirdObjects.With(objecting, present, o.Needed)}
	default:
		o.Sentences = []message.Text{msgTooFewObject.With(objecting, present, o.Needed)}
	}
	return o, nil
}

// Consent is whether a member agrees to the text, and to a decision in writing: both
// are asked (KL § 11-8 fourth paragraph).
type Consent struct {
	Text      bool `json:"text"`
	Procedure bool `json:"procedure"`
}

// InWriting is what a written procedure comes to, and why.
type InWriting struct {
	Carried   bool           `json:"carried" doc:"Whether every member agreed to the text and to the procedure (KL § 11-8)"`
	Members   int            `json:"members" example:"12"`
	Agreed    int            `json:"agreed" example:"11" doc:"How many agreed to both"`
	Missing   []string       `json:"missing" doc:"Who has not agreed to both"`
	Sentences []message.Text `json:"sentences" doc:"Why it is so, in words"`
}

// ErrConsent refuses consents of others than the members.
var ErrConsent = fault.New(fault.Invalid, "ballot.consent", "Somebody agreed who is no member",
	"The papers of a written procedure go to all members of the body, and it takes the consent of each of them (KL § 11-8).")

// Written says whether a written procedure carries a proposal: every member of the
// body agrees to it, and to its being decided in writing (KL § 11-8 fourth paragraph).
// Members are those who hold the seats. It refuses the consent of anybody else.
func Written(members []string, consents map[string]Consent) (InWriting, error) {
	var c fault.Checks
	for _, person := range slices.Sorted(maps.Keys(consents)) {
		c.Require(slices.Contains(members, person), "/consents/"+person, msgNoMember)
	}
	if err := c.Err(ErrConsent); err != nil {
		return InWriting{}, err
	}
	w := InWriting{Members: len(members), Missing: []string{}}
	text, procedure := 0, 0
	for _, person := range members {
		given := consents[person]
		if given.Text {
			text++
		}
		if given.Procedure {
			procedure++
		}
		if given.Text && given.Procedure {
			w.Agreed++
		} else {
			w.Missing = append(w.Missing, person)
		}
	}
	w.Carried = w.Members > 0 && w.Agreed == w.Members
	w.Sentences = []message.Text{msgConsents.With(text, w.Members, procedure), msgCarried}
	if !w.Carried {
		w.Sentences[1] = msgAllHaveTo
	}
	return w, nil
}
