// Package login keeps by which subjects of which issuers people come to act
// (rule 1.2). Whoever keeps the record of a person can never come to act as them
// unseen: a first login is bound or invited by the home and told to the person, to
// the address that they had before and to whoever answers for the home; every
// further one takes a session of the person, and what is bound can be undone.
package login

import (
	"crypto/rand"
	"crypto/sha256"
	"slices"
	"strings"
	"time"
	"unicode"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// How a login came to be bound.
const (
	ByAdministrator = "administrator"
	ByInvitation    = "invitation"
	ByPerson        = "person"
	ByOperator      = "operator"
)

// How long a code can be redeemed: an invitation, which travels by e-mail, and a
// code of one's own, which goes from one session to another.
const (
	invitationLasts = 7 * 24 * time.Hour
	ownCodeLasts    = 15 * time.Minute
)

// The faults of logins.
var (
	ErrBound = fault.New(fault.Conflict, "directory.login_bound", "The login is bound already",
		"A subject of an issuer speaks for one person. Undo the other binding first, by the person, their home or an operator (rule 1.2).")
	ErrHasLogin = fault.New(fault.Conflict, "directory.has_login", "The person has a login already",
		"Only the first login is bound or invited by the home. The person adds further ones from a session of the first, by `make-login-code`; one that is lost is undone by `unbind-login` (rule 1.2).")
	ErrOwn = fault.New(fault.Forbidden, "directory.own_login", "Nobody binds, invites or undoes their own login for the home",
		"Somebody else who keeps people's records must do it. Your own logins stand under `/v1/me/logins` (rules 1.2, 1.5).")
	ErrNoAddress = fault.New(fault.Conflict, "directory.no_address", "The person has no e-mail address",
		"An invitation is sent to the person's address and shown to nobody else. Enter the address, or bind the login (rule 1.2).")
	ErrCode = fault.New(fault.Invalid, "directory.login_code_invalid", "The code does not open a login",
		"A code counts once and for a while, for the address to which it was sent, and while its person has no login or, for a code of their own, the one that made it. Ask for a new one (rule 1.2).")
	ErrInUse = fault.New(fault.Conflict, "directory.login_in_use", "It is the login that you use",
		"Undo it from a session of another login, or let your home or an operator undo it, so that nobody locks themselves out by mistake (rule 1.2).")
	ErrUndone = fault.New(fault.Conflict, "directory.login_undone", "The login has been undone",
		"It speaks for nobody any more.")
)

// Login is a subject of an issuer that speaks, or spoke, for a person.
type Login struct {
	ID        int64            `json:"id" db:"id" example:"5" doc:"Names the login in the record: events tell which login acted"`
	Issuer    string           `json:"issuer" db:"issuer" example:"https://login.kongsvingerregionen.no"`
	Subject   string           `json:"subject" db:"subject" example:"248289761001"`
	How       string           `json:"how" db:"how" enum:"administrator,invitation,person,operator" doc:"How it was bound: by somebody who keeps the record; by the person, with an invitation, or with a code from a session of their own; or by an operator"`
	BoundAt   time.Time        `json:"bound_at" db:"created_at"`
	BoundBy   *string          `json:"bound_by" db:"bound_by" format:"uuid" doc:"Who bound it; null for an operator, and before this was kept"`
	ActedAt   *time.Time       `json:"acted_at" db:"-" doc:"When an act was last recorded that it did; null for none. Reading leaves no trace"`
	UnboundAt *time.Time       `json:"unbound_at" db:"unbound_at" doc:"When it was undone: it speaks for nobody from then on; null while it stands"`
	Actions   []request.Action `json:"actions" db:"-" doc:"What the caller may do with it"`
	Person    string           `json:"-" db:"person"`
}

// PersonAccess is by what a person comes to act: their logins, and codes under way.
type PersonAccess struct {
	request.Resource
	Person       string     `json:"person" format:"uuid" minLength:"36" maxLength:"36"`
	Logins       []*Login   `json:"logins" doc:"All, also those that were undone"`
	InvitedUntil *time.Time `json:"invited_until" doc:"Until when the invitation that was sent can be redeemed; null for none"`
	Code         string     `json:"code,omitempty" example:"VKZQ5W3HSXJ2M4NPB7RDT6FYLA" doc:"Only in the answer that makes it: redeem it once, with a token of the login that is to be added"`
	CodeUntil    *time.Time `json:"code_until,omitempty" doc:"Until when that code can be redeemed"`
}

// LoginInput names a subject of an issuer of access tokens.
type LoginInput struct {
	Issuer  string `json:"issuer" minLength:"1" maxLength:"500" example:"https://login.kongsvingerregionen.no" doc:"One of those that the service is set up for, to the letter"`
	Subject string `json:"subject" minLength:"1" maxLength:"255" example:"248289761001" doc:"The sub of the person's tokens, to the letter"`
}

// LoginCodeInput is a code that opens a login.
type LoginCodeInput struct {
	Code string `json:"code" minLength:"1" maxLength:"100" example:"VKZQ5W3HSXJ2M4NPB7RDT6FYLA"`
}

// check refuses an issuer that is none of those configured, to the letter, and a
// subject that no token could have.
func (in LoginInput) check(issuers []string) error {
	var c fault.Checks
	c.Require(slices.Contains(issuers, in.Issuer), "/issuer", msgIssuers.With(issuers))
	c.Require(in.Subject != "" && strings.TrimSpace(in.Subject) == in.Subject && !strings.ContainsFunc(in.Subject, unprintable), "/subject", msgSubject)
	return c.Err(organisation.ErrContent)
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }

// newCode is a code that nobody can guess.
func newCode() string { return rand.Text() }

// hashed is how a code is kept: nobody reads it out of the database.
func hashed(code string) []byte {
	sum := sha256.Sum256([]byte(strings.ToUpper(strings.TrimSpace(code))))
	return sum[:]
}

// stands says whether a login speaks for somebody.
func (l *Login) stands() bool { return l.UnboundAt == nil }

// yields says whether a binding gives way to whoever proves that the subject is
// theirs: it was entered by somebody else, and nothing was ever done with it. So
// nobody keeps a subject from its owner (rule 1.2).
func (l *Login) yields() bool { return l.How == ByAdministrator && l.ActedAt == nil }

// mustStand refuses to undo what was undone.
func (l *Login) mustStand() error {
	if !l.stands() {
		return ErrUndone
	}
	return nil
}

// mustNotBeUsedBy refuses that somebody undoes the login with which they act.
func (l *Login) mustNotBeUsedBy(login int64) error {
	if l.ID == login {
		return ErrInUse
	}
	return l.mustStand()
}

// standing are the logins that speak for the person.
func (a *PersonAccess) standing() (all []*Login) {
	for _, l := range a.Logins {
		if l.stands() {
			all = append(all, l)
		}
	}
	return all
}

// mustHaveNone refuses a first login to whoever has one.
func (a *PersonAccess) mustHaveNone() error {
	if len(a.standing()) > 0 {
		return ErrHasLogin
	}
	return nil
}

// mustNotBeOwn refuses what nobody does for themselves in the name of the home.
func mustNotBeOwn(id string, by authn.Actor) error {
	if by.Is(id) {
		return ErrOwn
	}
	return nil
}

// mustBeReachable refuses to invite somebody who has no address.
func mustBeReachable(p *person.Person) error {
	if p.Email == "" {
		return ErrNoAddress
	}
	return nil
}

// code is a code that waits to be redeemed.
type code struct {
	ID        int64     `db:"id"`
	Person    string    `db:"person"`
	Home      string    `db:"home"`
	How       string    `db:"how"`
	MadeLogin *int64    `db:"made_login"`
	SentTo    []byte    `db:"sent_to"`
	ExpiresAt time.Time `db:"expires_at"`
}

// mustOpen refuses a code that has expired, an invitation to somebody who has come
// in meanwhile, whose home was moved or whose address is another, and a code from a
// session whose login was undone.
func (c *code) mustOpen(p *person.Person, a *PersonAccess, now time.Time) error {
	good := now.Before(c.ExpiresAt)
	if c.How == ByInvitation {
		good = good && c.Home == p.Home && a.mustHaveNone() == nil && slices.Equal(c.SentTo, hashed(p.Email))
	} else if c.MadeLogin != nil {
		good = good && slices.ContainsFunc(a.standing(), func(l *Login) bool { return l.ID == *c.MadeLogin })
	}
	if !good {
		return ErrCode.On("/code", msgCode)
	}
	return nil
}
