package authority

import (
	"context"
	"fmt"
	"maps"
	"slices"

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
	var calls []Call
	for _, a := range all {
		calls = append(calls, answerers(a)...)
	}
	reached, err := Reach(ctx, tx, all[0].At, calls)
	if err != nil {
		return err
	}
	by, err := person.NameOf(ctx, tx, all[0].By)
	if err != nil {
		return err
	}
	var notices []notice.Notice
	for _, a := range all {
		params := map[string]string{"municipality": a.In.Name, "name": a.About, "change": a.Act, "by": by, "path": a.Object}
		maps.Copy(params, a.Words)
		for _, p := range toldOf(a, reached) {
			notices = append(notices, notice.Notice{
				Source: fmt.Sprintf("authority:%s:%s:%d", a.Act, a.Object, a.At.UnixMicro()), Person: p, Kind: noticeChanged, Params: params,
			})
		}
	}
	return s.notices.Post(ctx, tx, notices)
}

// answerers are those who answer for the organisation of a change.
func answerers(a organisation.Announcement) []Call {
	if a.In.Kind == organisation.KindRegion {
		return Calls(0, "", Post{Organisation: a.In.Key, Office: office.Secretariat}, Post{Organisation: a.In.Key, Office: body.BoardChair})
	}
	return Calls(0, "", Post{Organisation: a.In.Key, Office: office.ChiefExecutive})
}

// toldOf are the people concerned, and those who answer for the organisation.
func toldOf(a organisation.Announcement, reached map[Call]People) []string {
	told := slices.Clone(a.Concerned)
	for _, call := range answerers(a) {
		for _, p := range reached[call].Holders {
			told = append(told, p.Person)
		}
	}
	slices.Sort(told)
	return slices.DeleteFunc(slices.Compact(told), func(p string) bool { return p == a.By || p == "" })
}
