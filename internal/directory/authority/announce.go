package authority

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
)

// announce writes to everybody who is to hear of changes of who may act, but not
// to whoever made them, who is one person (rule 1.5).
func (s *Service) announce(ctx context.Context, tx pgx.Tx, all ...organisation.Announcement) error {
	return announce(ctx, tx, s.notices, all...)
}

func announce(ctx context.Context, tx pgx.Tx, notices *notice.Service, all ...organisation.Announcement) error {
	var calls []Call
	for i, a := range all {
		if a.Mayor {
			mayors, err := body.Mayors(ctx, tx, a.In.ID, a.At)
			if err != nil {
				return err
			}
			all[i].Concerned = append(slices.Clone(a.Concerned), mayors...)
		}
		calls = append(calls, answerers(a)...)
		calls = append(calls, holders(a)...)
		calls = append(calls, witnesses(a)...)
	}
	reached, err := Reach(ctx, tx, all[0].At, calls)
	if err != nil {
		return err
	}
	by, err := person.NameOf(ctx, tx, all[0].By)
	if err != nil {
		return err
	}
	var letters []notice.Notice
	for _, a := range all {
		letters = append(letters, lettersOf(a, by, reached)...)
	}
	return notices.Post(ctx, tx, letters)
}

// announce tells those who answer for the organisation, and whoever held
// the office when it was set, that a substitute was set or ended, but for those who
// are told of it in letters of their own (rules 1.4, 1.5).
func (x *Substitute) announce(ctx context.Context, tx pgx.Tx, notices *notice.Service, o *organisation.Organisation, act, by string, at time.Time, told []notice.Notice) error {
	a := organisation.Announcement{
		In: o, Act: act, Object: x.Path(), About: x.Name, Words: organisation.TermWords(x.From, x.To, "office", x.Office),
		Concerned: []string{x.Holder.Person}, By: by, At: at,
	}
	for _, n := range told {
		a.Told = append(a.Told, n.Person)
	}
	return announce(ctx, tx, notices, a)
}

// lettersOf are the letters that tell of a change.
func lettersOf(a organisation.Announcement, by string, reached map[Call]People) (all []notice.Notice) {
	told := toldOf(a, reached)
	letter := func(person, address, of string) notice.Notice {
		params := map[string]string{"municipality": a.In.Name, "name": a.About, "change": a.Act, "by": by, "path": a.Object}
		maps.Copy(params, a.Words)
		if a.Own != "" && slices.Contains(a.Concerned, person) {
			params["path"] = a.Own
		}
		return notice.Notice{
			Source: fmt.Sprintf("authority:%s:%s:%d", a.Act, a.Object, a.At.UnixMicro()), Person: person, Address: address, AddressOf: of, Kind: noticeChanged, Params: params,
		}
	}
	for _, c := range told {
		if a.OwnAddresses {
			c.Address, c.AddressOf = "", ""
		}
		all = append(all, letter(c.Person, c.Address, c.AddressOf))
	}
	if a.Before == "" {
		return all
	}
	if id := beforeTo(a, told, reached); id != "" {
		before := letter(id, a.Before, "")
		before.Source, before.Copy = before.Source+":before", true
		all = append(all, before)
	}
	return all
}

// beforeTo is the person in whose name the address of before is told: one whom the
// change concerns; or, where that is nobody, one who is told; or whoever made it.
func beforeTo(a organisation.Announcement, told []Contact, reached map[Call]People) string {
	people := slices.Concat(a.Concerned, peopleOf(holders(a), reached))
	for _, c := range told {
		people = append(people, c.Person)
	}
	return cmp.Or(append(people, a.By)...)
}

// answerers are those who answer for the organisation of a change, and those for
// whom it waits: who keep its people's records, or record what its council decides.
func answerers(a organisation.Announcement) []Call {
	if a.ConcernedAlone {
		return nil
	}
	posts := []Post{{Organisation: a.In.Key, Office: office.ChiefExecutive}}
	if a.In.Kind == organisation.KindRegion {
		posts = []Post{{Organisation: a.In.Key, Office: office.Secretariat}, {Organisation: a.In.Key, Office: body.BoardChair}}
		return Calls(0, "", posts...)
	}
	if a.Keepers {
		posts = append(posts, Post{Organisation: a.In.Key, Office: office.Administrator})
	}
	if a.Clerks {
		posts = append(posts, Post{Organisation: a.In.Key, Office: office.Clerk})
	}
	return Calls(0, "", posts...)
}

// holders are those who hold the office that a change is about.
func holders(a organisation.Announcement) []Call {
	if a.Office == "" {
		return nil
	}
	return Calls(0, "", Post{Organisation: a.In.Key, Office: a.Office})
}

// witnesses are the clerks of a municipality. They hear of what nobody else does
// who answers for it: where it has no chief executive, or where the change concerns
// the chief executive alone, whose letters may be going astray.
func witnesses(a organisation.Announcement) []Call {
	if a.ConcernedAlone || a.In.Kind == organisation.KindRegion {
		return nil
	}
	return Calls(0, "", Post{Organisation: a.In.Key, Office: office.Clerk})
}

func peopleOf(calls []Call, reached map[Call]People) (ids []string) {
	for _, call := range calls {
		for _, p := range reached[call].Holders {
			ids = append(ids, p.Person)
		}
	}
	return ids
}

// toldOf are the people concerned, and those who answer for the organisation; and
// its clerks, where nobody but the people concerned and whoever made the change
// answers for it. Those concerned are told at their own addresses.
func toldOf(a organisation.Announcement, reached map[Call]People) []Contact {
	concerned := append(slices.Clone(a.Concerned), peopleOf(holders(a), reached)...)
	calls := answerers(a)
	others := slices.DeleteFunc(peopleOf(calls, reached), func(id string) bool {
		return id == a.By || slices.Contains(concerned, id) || slices.Contains(a.Apart, id)
	})
	if len(others) == 0 {
		calls = append(calls, witnesses(a)...)
	}
	var told []Contact
	for _, id := range concerned {
		told = append(told, Contact{Person: id})
	}
	for _, call := range calls {
		told = append(told, reached[call].Holders...)
	}
	slices.SortStableFunc(told, func(x, y Contact) int { return cmp.Compare(x.Person, y.Person) })
	told = slices.CompactFunc(told, func(x, y Contact) bool { return x.Person == y.Person })
	return slices.DeleteFunc(told, func(c Contact) bool { return c.Person == a.By || c.Person == "" || slices.Contains(a.Told, c.Person) })
}
