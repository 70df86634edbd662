package app

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/caseindex"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/directory/admission"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/election"
	"forankring.no/forankring/internal/directory/login"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/views/stand"
	"forankring.no/forankring/policies"
)

// Directory is who exists and who holds what.
type Directory struct {
	Organisations *organisation.Service
	People        *person.Service
	Admissions    *admission.Service
	Logins        *login.Service
	// Letters are those that failed for good.
	Letters *notice.Service
	// Issuers are those whose logins can be bound.
	Issuers   []string
	Offices   *office.Service
	Bodies    *body.Service
	Elections *election.Service
}

// OpenDirectory builds the directory alone, for the acts of an operator. What is
// told of them is queued, for an instance that works; letters have the domain of
// the sender in their identifiers. Logins are bound of these issuers alone.
func OpenDirectory(pool *pgxpool.Pool, now func() time.Time, mailFrom string, issuers ...string) (Directory, error) {
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		return Directory{}, err
	}
	jobs, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		return Directory{}, fmt.Errorf("reach the queue: %w", err)
	}
	now = clock(now)
	d, notices := newDirectory(pool, policy, now), notice.New(slog.New(slog.DiscardHandler), pool, now, jobs, notice.Outgoing{From: mailFrom}, casefile.Shield)
	d.tellBy(pool, policy, now, notices)
	d.Logins = login.New(pool, policy, now, d.Organisations, d.People, notices, issuers)
	d.Issuers = issuers
	cases := casefile.New(pool, policy, now)
	treatments, _ := wayThrough(pool, policy, now, notices, cases, proposal.New(pool, policy, now, notices, cases))
	d.Organisations.EndWith(stand.New(pool, policy, now, notices, cases, treatments).EndMunicipality)
	return d, nil
}

func newDirectory(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) Directory {
	organisations := organisation.New(pool, policy, now)
	people := person.New(pool, policy, now, organisations, authority.Appointments)
	bodies := body.New(pool, policy, now, organisations)
	return Directory{
		Organisations: organisations,
		People:        people,
		Admissions:    admission.New(pool, policy, now, organisations, people),
		Offices:       office.New(pool, policy, now, organisations),
		Bodies:        bodies,
		Elections:     election.New(policy, organisations, bodies),
	}
}

// tellBy tells by letters who may act, and lets those who keep an address mend the
// letters that do not reach it.
func (d *Directory) tellBy(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service) *authority.Service {
	authorities := authority.New(pool, policy, now, d.Organisations, d.People, d.Offices, d.Bodies, notices, caseindex.Asked())
	notices.MendBy(policy, d.Organisations, notice.Keepers{Contacts: office.Contacts, Tell: authorities.TellKeepers})
	d.Letters = notices
	return authorities
}

// register declares the directory's operations.
func (d Directory) register(door *httpapi.Door) {
	d.Organisations.Register(door)
	d.People.Register(door)
	d.Admissions.Register(door)
	d.Offices.Register(door)
	d.Bodies.Register(door)
	d.Elections.Register(door)
}
