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

// announce writes to everybody who is to hear of a change of who may act, but
// not to whoever made it (rule 1.5).
func (s *Service) announce(ctx context.Context, tx pgx.Tx, a organisation.Announcement) error {
	told, err := toldOf(ctx, tx, a)
	if err != nil || len(told) == 0 {
		return err
	}
	by, err := person.NameOf(ctx, tx, a.By)
	if err != nil {
		return err
	}
	params := map[string]string{"municipality": a.In.Name, "name": a.About, "change": a.Act, "by": by, "path": a.Object}
	maps.Copy(params, a.Words)
	var all []notice.Notice
	for _, p := range told {
		all = append(all, notice.Notice{
			Source: fmt.Sprintf("authority:%s:%s:%d", a.Act, a.Object, a.At.UnixMicro()), Person: p, Kind: noticeChanged, Params: params,
		})
	}
	return s.notices.Post(ctx, tx, all)
}

// toldOf are the people concerned, and those who answer for the organisation.
func toldOf(ctx context.Context, tx pgx.Tx, a organisation.Announcement) ([]string, error) {
	posts := []Post{{Organisation: a.In.Key, Office: office.ChiefExecutive}}
	if a.In.Kind == organisation.KindRegion {
		posts = []Post{{Organisation: a.In.Key, Office: office.Secretariat}, {Organisation: a.In.Key, Office: body.BoardChair}}
	}
	reached, err := Reach(ctx, tx, a.At, Calls(0, "", posts...))
	if err != nil {
		return nil, err
	}
	told := slices.Clone(a.Concerned)
	for _, people := range reached {
		for _, p := range people.Holders {
			told = append(told, p.Person)
		}
	}
	slices.Sort(told)
	return slices.DeleteFunc(slices.Compact(told), func(p string) bool { return p == a.By || p == "" }), nil
}
