package responsible

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/pgdb"
)

// identifier is that of a person; nil for what is none, which is known to nobody.
func identifier(person string) *string {
	if uuid.Validate(person) != nil {
		return nil
	}
	return &person
}

// Known refuses bodies that their organisations do not have, and persons who
// neither have their record in, nor are employed by, nor hold an office or seat in
// the region or a participant. The posts are told by the pointers at which they
// stand. One statement, or none where no body and no person is among them.
func Known(ctx context.Context, q pgdb.Querier, c *casefile.Case, posts map[string]authority.Post) error {
	organisations := []string{c.Region}
	for _, party := range c.Parties() {
		organisations = append(organisations, party.Number)
	}
	var at, keepers, bodies []string
	var people []*string
	for _, pointer := range slices.Sorted(maps.Keys(posts)) {
		if p := posts[pointer]; p.Body != "" || p.Person != "" {
			at, keepers, bodies, people = append(at, pointer), append(keepers, p.Organisation), append(bodies, p.Body), append(people, identifier(p.Person))
		}
	}
	if len(at) == 0 {
		return nil
	}
	known, err := pgdb.All[string](ctx, q, "find those responsible", `
		SELECT x.pointer FROM unnest(@at::text[], @keepers::text[], @bodies::text[], @people::uuid[]) AS x(pointer, organisation, body, person)
		WHERE EXISTS (SELECT FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = x.organisation AND b.key = x.body)
			OR EXISTS (SELECT FROM person p JOIN organisation o ON o.key = ANY(@organisations) WHERE p.id = x.person AND (
				p.home_id = o.id
				OR EXISTS (SELECT FROM employment e WHERE e.person_id = p.id AND e.municipality_id = o.id)
				OR EXISTS (SELECT FROM appointment a WHERE a.person_id = p.id AND a.organisation_id = o.id)))`,
		pgx.StrictNamedArgs{"at": at, "keepers": keepers, "bodies": bodies, "people": people, "organisations": organisations})
	if err != nil {
		return err
	}
	for _, pointer := range at {
		switch p := posts[pointer]; {
		case slices.Contains(known, pointer):
		case p.Body != "":
			return body.ErrUnknownBody.On(pointer+"/body", casefile.MsgNoBody.With(p.Organisation, p.Body))
		default:
			return person.ErrUnknownPerson.On(pointer+"/person", casefile.MsgPersonUnknown)
		}
	}
	return nil
}
