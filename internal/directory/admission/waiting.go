package admission

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// mostWaiting is how many questions wait for one person at most, as tasks.
const mostWaiting = "500"

// Waiting is a question that waits for somebody's answer: for the person's own, or
// for one in the name of their home.
type Waiting struct {
	*Admission
	// Office is the one by which they answer, "" for the person, and OnBehalfOf
	// whose substitute they are in it.
	Office, OnBehalfOf string
	Act                request.Action
	About              string
}

// Waiting lists the questions that wait for the actor: those about themselves, and
// those about the people of a home for which they may confirm (rule 1.2). Nobody
// is asked for the home what the person alone decides, nor what they asked
// themselves.
func (s *Service) Waiting(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Waiting, error) {
	homes := []string{}
	for _, r := range actor.Roles {
		if _, ok := s.policy.Allows(actor, r.Organisation, confirmAdmission.Permission()); ok && !slices.Contains(homes, r.Organisation) {
			homes = append(homes, r.Organisation)
		}
	}
	found, err := pgdb.Pointers[Admission](ctx, q, "find questions that wait", selectAdmission+`
		WHERE a.id = ANY(array(
			SELECT w.id FROM admission w WHERE w.person_id = $1 AND w.state = '`+Asked+`'
			UNION SELECT w.id FROM organisation k JOIN person r ON r.home_id = k.id JOIN admission w ON w.person_id = r.id AND w.state = '`+Asked+`' WHERE k.key = ANY($2)))
		ORDER BY a.id LIMIT `+mostWaiting, actor.Person, homes)
	if err != nil {
		return nil, err
	}
	var waits []Waiting
	for _, a := range found {
		if w, ok := s.waits(a, actor); ok {
			waits = append(waits, w)
		}
	}
	return waits, nil
}

// waits says how a question waits for the actor, if it does.
func (s *Service) waits(a *Admission, actor authn.Actor) (Waiting, bool) {
	if a.Person == actor.Person {
		return Waiting{Admission: a, Act: confirmOwnAdmission.Offer(s.policy, actor, OwnRef{a.ID}, a.mustBeAsked()), About: a.ownPath()}, true
	}
	perm := confirmAdmission.Permission()
	grounds, ok := s.policy.Allows(actor, a.HomeNow, perm)
	if !ok || a.mustBeConfirmedAt(a.HomeNow, s.policy.Acting(actor, a.HomeNow, perm)) != nil {
		return Waiting{}, false
	}
	w := Waiting{Admission: a, OnBehalfOf: grounds.OnBehalfOf, About: a.pathAt(a.HomeNow)}
	w.Act = s.present(a, actor, a.HomeNow).Actions[0]
	for _, r := range actor.Roles {
		if r.Organisation == a.HomeNow && r.OnBehalfOf == grounds.OnBehalfOf && slices.Contains(s.policy.Offices(perm), r.Office) {
			w.Office = r.Office
		}
	}
	return w, true
}
