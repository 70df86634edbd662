package person

import (
	"slices"
	"strconv"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// guests are the people in the list whose home is elsewhere.
func (p *StaffPlan) guests() (ids []string) {
	for id, person := range p.people {
		if person.Home != p.in.Key {
			ids = append(ids, id)
		}
	}
	return ids
}

// mustAdmit refuses rows that take more of somebody from elsewhere than has been
// agreed (rule 1.2).
func (p *StaffPlan) mustAdmit(id string) error {
	person := p.people[id]
	if person == nil || person.Home == p.in.Key {
		return nil
	}
	percent, given := p.agreed[id]
	return agreement{person.Home, percent, given}.mustAllow(p.had[id], of(p.in.Key, p.posts[id]))
}

// columnOf is the column of a row that a refusal of what a person would give is
// about.
func columnOf(f *fault.Error) string {
	if f.Code == ErrNotAgreed.Code {
		return "/person"
	}
	return "/capacity"
}

// tell keeps a change of how somebody is reached, or of who belongs here, to be
// told to them with what the plan changes (rule 1.5), also at the address used before.
func (p *StaffPlan) tell(act, object string, about *Person, before string) {
	p.told = append(p.told, organisation.Announcement{
		In: p.in, Act: act, Object: object, About: about.Name, Concerned: []string{about.ID}, Before: before, By: p.actor.Person, At: p.now, ConcernedAlone: true,
	})
}

// announcements are what each person is told of themselves, and one of it all to
// those who answer for the municipality: how many new addresses the list has, and how
// many people from elsewhere (rule 1.5).
func (p *StaffPlan) announcements() []organisation.Announcement {
	if len(p.told) == 0 {
		return nil
	}
	all := organisation.Announcement{
		In: p.in, Act: UploadStaff, Object: request.Path("organisations/%s/employments", p.in.Key), Words: map[string]string{}, By: p.actor.Person, At: p.now,
	}
	told := map[string]int{}
	for _, a := range p.told {
		told[a.Act]++
		all.Apart = append(all.Apart, a.Concerned...)
	}
	for word, act := range map[string]string{"addresses": editPerson.ID, "guests": employPerson.ID} {
		if told[act] > 0 {
			all.Words[word] = strconv.Itoa(told[act])
		}
	}
	return append(slices.Clone(p.told), all)
}
