package office

import (
	"context"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// ListAddresses lists where the letters of an organisation's offices go.
func (s *Service) ListAddresses(ctx context.Context, actor authn.Actor, ref organisation.Ref, p request.Page) (request.List[*ContactAddress], error) {
	var after string
	if err := p.After(&after); err != nil {
		return request.List[*ContactAddress]{}, err
	}
	o, err := organisation.Find(ctx, s.pool, ref.Organisation)
	if err != nil {
		return request.List[*ContactAddress]{}, err
	}
	found, err := addressesOf(ctx, s.pool, o, after, p.Limit+1)
	for _, a := range found {
		s.presentAddress(a, actor)
	}
	return request.Cut(found, p, func(a *ContactAddress) any { return a.Kind }), err
}

// match compares the request's If-Match with the address, which is named where one was
// set already.
func (a *ContactAddress) match(ctx context.Context) error {
	if a.Revision == 0 {
		return request.Match(ctx, 0)
	}
	return request.MustMatch(ctx, a.Revision)
}

// ShowAddress reads where the letters of an office go.
func (s *Service) ShowAddress(ctx context.Context, actor authn.Actor, ref AddressRef) (*ContactAddress, error) {
	o, err := organisation.Find(ctx, s.pool, ref.Organisation)
	if err != nil {
		return nil, err
	}
	a, err := addressOf(ctx, s.pool, o, ref.Kind)
	if err != nil {
		return nil, err
	}
	return s.presentAddress(a, actor), nil
}

// SetAddress changes where the letters of an office go, and tells the holders and
// those who answer for the organisation, at their own addresses, and the address
// used before (rules 1.2, 1.5). The record says that it changed, and not to what:
// the address may be a person's (rule 9.1).
func (s *Service) SetAddress(ctx context.Context, actor authn.Actor, ref AddressRef, in ContactAddressInput) (*ContactAddress, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return organisation.Do(ctx, s.organisations, setAddress.Decl, actor, ref.Organisation, func(c *organisation.Change) (*ContactAddress, error) {
		before, err := addressOf(ctx, c.Tx, c.In, ref.Kind)
		if err != nil {
			return nil, err
		}
		if err := before.match(ctx); err != nil {
			return nil, err
		}
		if before.Email == in.Email {
			return s.presentAddress(before, actor), nil
		}
		if err := keepAddress(ctx, c.Tx, c.In.ID, ref.Kind, in.Email); err != nil {
			return nil, err
		}
		if err := c.Record(ctx, before.Path(), audit.Difference(audit.Withheld("email", before.Email, in.Email))); err != nil {
			return nil, err
		}
		after, err := addressOf(ctx, c.Tx, c.In, ref.Kind)
		if err != nil {
			return nil, err
		}
		told := c.Announcement(before.Path(), "", map[string]string{"office": ref.Kind})
		told.Office, told.OwnAddresses, told.Before = ref.Kind, true, before.Email
		return s.presentAddress(after, actor), s.organisations.Announce(ctx, c.Tx, told)
	})
}

// appointmentWords are what a letter tells of an appointment: the office, and that
// a contact address stands for it, to which the next letters go (rule 1.5).
func appointmentWords(ctx context.Context, q pgdb.Querier, o *organisation.Organisation, f *Office) (map[string]string, error) {
	words := f.words()
	a, err := addressOf(ctx, q, o, f.Kind)
	if err == nil && a.Email != "" {
		words["office_address"] = "set"
	}
	return words, err
}

// presentAddress completes an address for a caller.
func (s *Service) presentAddress(a *ContactAddress, actor authn.Actor) *ContactAddress {
	a.Self = a.Path()
	a.Actions = []request.Action{setAddress.Offer(s.policy, actor, a.ref(), nil)}
	return a
}
