package upload

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/election"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the uploads.
type Service struct {
	pool      *pgxpool.Pool
	people    *person.Service
	elections *election.Service
	resources *assignment.Service
}

// New builds the service. An organisation is shown with the upload of an election,
// a municipality with that of its staff too.
func New(pool *pgxpool.Pool, policy *authz.Policy, organisations *organisation.Service, people *person.Service, elections *election.Service, resources *assignment.Service) *Service {
	organisations.Offers.Add(func(actor authn.Actor, o *organisation.Organisation) []request.Action {
		offered := []request.Action{uploadElection.Offer(policy, actor, o.Ref(), nil)}
		if o.Kind == organisation.KindMunicipality {
			offered = append(offered, uploadStaff.Offer(policy, actor, o.Ref(), people.MayUpload(actor, o.Key)))
		}
		return offered
	})
	return &Service{pool: pool, people: people, elections: elections, resources: resources}
}

// Election records a whole election of a council (rule 1.5).
func (s *Service) Election(ctx context.Context, actor authn.Actor, ref organisation.Ref, file httpapi.Table) (*Report, error) {
	return Plan[election.ElectionRow]{electionColumns, electionRow, func(ctx context.Context, tx pgx.Tx, rows []election.ElectionRow) (planned, error) {
		return s.elections.PlanElections(ctx, tx, actor, ref, rows)
	}}.take(ctx, s.pool, file)
}

// Staff keeps a municipality's list of staff: it changes what it knows, employs
// who is new, and leaves alone who is not in the file (rule 1.2).
func (s *Service) Staff(ctx context.Context, actor authn.Actor, ref organisation.Ref, file httpapi.Table) (*Report, error) {
	return Plan[person.StaffRow]{staffColumns, staffRow, func(ctx context.Context, tx pgx.Tx, rows []person.StaffRow) (planned, error) {
		p, err := s.people.PlanStaff(ctx, tx, actor, ref.Organisation, rows)
		if err != nil {
			return nil, err
		}
		return p, warn(ctx, tx, p)
	}}.take(ctx, s.pool, file)
}

// Nominations names the people of a list to a case (rule 4.1).
func (s *Service) Nominations(ctx context.Context, actor authn.Actor, ref staffing.Ref, file httpapi.Table) (*Report, error) {
	return Plan[assignment.NominationRow]{nominationColumns, nominationRow, func(ctx context.Context, tx pgx.Tx, rows []assignment.NominationRow) (planned, error) {
		return s.resources.PlanNominations(ctx, tx, actor, ref, rows)
	}}.take(ctx, s.pool, file)
}
