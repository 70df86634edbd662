package body

import (
	"slices"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/voting"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/fault"
)

// Voting is who has a vote in a body (rule 7.5).
type Voting struct {
	Model  voting.Model  `json:"model" enum:"per_member,per_municipality" example:"per_member" doc:"Whether each member has a vote, or each municipality one with all its seats. Only a region's body can vote by municipalities"`
	Within voting.Within `json:"within,omitempty" enum:"majority,speaker" doc:"How the seats of a municipality come to its vote: by their majority, or by a speaker. Given where municipalities have the votes, and there alone"`
}

// Money is an amount in the minor unit of its currency.
type Money struct {
	Amount   int64  `json:"amount" minimum:"0" maximum:"1000000000000000" example:"5000000" doc:"In øre"`
	Currency string `json:"currency" enum:"NOK" example:"NOK"`
}

// Provisions are what a body's statutes say of it (rule 7.1). What they leave out is as
// the body was founded, or as its kind has it by law.
type Provisions struct {
	Notice        *Lead            `json:"notice,omitempty" db:"-" doc:"How long before a meeting its notice goes out; left out where the body sets nothing"`
	Submission    *Lead            `json:"submission,omitempty" db:"-" doc:"How long before a meeting its papers are handed in; left out where the body sets nothing"`
	Minutes       *Lead            `json:"minutes,omitempty" db:"-" doc:"How long after a meeting its minutes are signed; left out where the body sets nothing"`
	Size          *int             `json:"size,omitempty" db:"size" minimum:"1" maximum:"999" example:"18" doc:"How many members it has, vacant seats included: quorum is counted of them (KL § 11-9). Left out, as many as it was founded with"`
	Decides       *bool            `json:"decides,omitempty" db:"decides" doc:"Whether it makes decisions. Only an elected body does (KL § 5-1). Left out, as it was founded"`
	Voting        *Voting          `json:"voting,omitempty" db:"-" doc:"Who has a vote. Left out, each member"`
	Majority      *voting.Majority `json:"majority,omitempty" db:"-" doc:"What a proposal takes where no more is provided for: a simple majority or more (KL § 11-9). Left out, a simple one"`
	Agreement     *voting.Majority `json:"agreement_majority,omitempty" db:"-" doc:"Of a representative council: what the agreement says that those changes of it take which the council adopts itself (KL § 18-4). Left out, at least two thirds of the votes cast"`
	RemoteAllowed *bool            `json:"remote_allowed,omitempty" db:"remote_allowed" doc:"Whether it may hold its meetings remotely (KL § 11-7). Left out, not"`
	Signatories   *int             `json:"signatories,omitempty" db:"signatories" minimum:"0" maximum:"9" doc:"How many members sign its minutes beside the chair. Left out, none"`
	KeptHere      *bool            `json:"kept_here,omitempty" db:"kept_here" doc:"Whether its meetings are kept in this service, or in a system of its own, from which its clerk records what it resolved. Left out, a region's are kept here, and a municipality's elsewhere (rule 7.2)"`
	GrantLimit    *Money           `json:"grant_limit,omitempty" db:"-" doc:"The greatest grant that it can decide (rule 7.4). Left out, none is named"`
	RecommendsTo  []string         `json:"recommends_to,omitempty" db:"recommends_to" maxItems:"10" enum:"representative_council,board,executive_committee,chief_executives_committee,joint_council_meeting,joint_executive_committees,municipal_council,municipal_executive_committee,committee,working_group" doc:"The kinds of bodies to which it may recommend. Left out, none is named"`
}

// Statutes are what a body is, may and how it votes on a day (rule 7.1): what its
// settings say, and of what they leave out, what it was founded with, or what its kind
// has by law. Everything that is decided in a meeting goes by them.
type Statutes struct {
	Elected  bool            `json:"elected" doc:"Whether it is an elected body, for which the rules of the law on meetings and votes hold (KL § 5-1, rules 7.5 to 7.8); others note and deliberate"`
	Size     *int            `json:"size" example:"18" doc:"How many members it has, vacant seats included; null where nobody has said"`
	Decides  bool            `json:"decides" doc:"Whether it makes decisions, or only recommends or deliberates"`
	Voting   Voting          `json:"voting"`
	Majority voting.Majority `json:"majority"`
	// Agreement is what the agreement says of its changes; nil where it says nothing.
	Agreement     *voting.Majority `json:"agreement_majority,omitempty" doc:"What the agreement says that its changes take which the body adopts itself; left out where it says nothing, and at least two thirds of the votes cast are needed (KL § 18-4)"`
	RemoteAllowed bool             `json:"remote_allowed"`
	Signatories   int              `json:"signatories" doc:"How many members sign its minutes beside the chair"`
	KeptHere      bool             `json:"kept_here" doc:"Whether its meetings are kept in this service"`
	GrantLimit    *Money           `json:"grant_limit,omitempty" doc:"The greatest grant that it can decide; left out where none is named"`
	RecommendsTo  []string         `json:"recommends_to" doc:"The kinds of bodies to which it may recommend; empty where none is named"`
	Notice        *Lead            `json:"notice,omitempty"`
	Submission    *Lead            `json:"submission,omitempty"`
	Minutes       *Lead            `json:"minutes,omitempty"`
	Settings      *int64           `json:"settings" example:"2" doc:"The number of the settings that say so; null where none have begun"`
}

// elected are the kinds of elected bodies (KL § 5-1, rule 7.1).
var elected = []string{RepresentativeCouncil, Board, ExecutiveCommittee, MunicipalCouncil, MunicipalExecutiveCommittee, Committee}

// IsElected says whether a kind of body is elected: a municipal council and its
// committees, a region's representative council, board and other governing bodies
// (KL § 5-1). Administrative committees, joint meetings and working groups are not.
func IsElected(kind string) bool { return slices.Contains(elected, kind) }

// ErrDecides refuses that a body decides which is not elected.
var ErrDecides = fault.New(fault.Invalid, "directory.body_decides_not", "The body decides nothing",
	"Elected bodies decide (KL § 5-1). A committee of administrators, a joint meeting and a working group note and deliberate (rule 7.1).")

// mayDecide refuses that a body decides whose kind does not.
func mayDecide(kind string, decides bool) error {
	switch {
	case !decides || IsElected(kind):
		return nil
	case kind == JointCouncilMeeting:
		return ErrJointMeetingDecides.On("/decides", msgDecides)
	}
	return ErrDecides.On("/decides", msgDecidesNot.With(kindNames[kind]))
}

// OrUsual are the statutes of a body by settings, which may be none.
func (s *Settings) OrUsual(b Body) Statutes {
	var p Provisions
	usual := Statutes{
		Elected: IsElected(b.Kind), Size: b.Size, Decides: b.Decides, Voting: Voting{Model: voting.PerMember}, Majority: voting.Simple(),
		KeptHere: !organisation.IsNumber(b.Organisation), RecommendsTo: []string{},
	}
	if s != nil {
		p, usual.Settings = s.Provisions, &s.Number
	}
	usual.Notice, usual.Submission, usual.Minutes, usual.GrantLimit, usual.Agreement = p.Notice, p.Submission, p.Minutes, p.GrantLimit, p.Agreement
	if p.Size != nil {
		usual.Size = p.Size
	}
	usual.Decides = or(p.Decides, usual.Decides) && usual.Elected
	usual.Voting, usual.Majority = or(p.Voting, usual.Voting), or(p.Majority, usual.Majority)
	usual.RemoteAllowed, usual.Signatories, usual.KeptHere = or(p.RemoteAllowed, false), or(p.Signatories, 0), or(p.KeptHere, usual.KeptHere)
	if p.RecommendsTo != nil {
		usual.RecommendsTo = p.RecommendsTo
	}
	return usual
}

// AgreementTakes is the majority by which the body adopts those changes of the agreement
// that are not every council's: what the agreement says, or two thirds of the votes cast
// (KL § 18-4, rule 7.4).
func (s Statutes) AgreementTakes() voting.Majority { return or(s.Agreement, voting.TwoThirds()) }

// or is what is said, or what is usual where nothing is.
func or[T any](said *T, usual T) T {
	if said != nil {
		return *said
	}
	return usual
}

// check looks through what the statutes of a body say.
func (p *Provisions) check(c *fault.Checks, b Body) {
	if v := p.Voting; v != nil {
		perMunicipality := v.Model == voting.PerMunicipality
		c.Require((v.Within != "") == perMunicipality, "/voting/within", msgWithin)
		c.Require(!perMunicipality || !organisation.IsNumber(b.Organisation), "/voting/model", msgOneMunicipality)
	}
	c.Require(p.Majority == nil || p.Majority.IsLawful(), "/majority", msgNoMajority)
	c.Require(p.Agreement == nil || p.Agreement.IsLawful(), "/agreement_majority", msgNoMajority)
	c.Require(p.Agreement == nil || b.Kind == RepresentativeCouncil, "/agreement_majority", msgNoAgreement)
	slices.Sort(p.RecommendsTo)
	c.Require(len(slices.Compact(slices.Clone(p.RecommendsTo))) == len(p.RecommendsTo), "/recommends_to", msgKindTwice)
	if len(p.RecommendsTo) == 0 {
		p.RecommendsTo = nil
	}
}

// same says whether they say the same.
func (p Provisions) same(other Provisions) bool {
	return p.asksAs(other) && equal(p.Size, other.Size) && equal(p.Decides, other.Decides) && equal(p.Voting, other.Voting) &&
		equal(p.Majority, other.Majority) && equal(p.Agreement, other.Agreement) && equal(p.RemoteAllowed, other.RemoteAllowed) && equal(p.Signatories, other.Signatories) &&
		equal(p.KeptHere, other.KeptHere) && equal(p.GrantLimit, other.GrantLimit) && slices.Equal(p.RecommendsTo, other.RecommendsTo)
}

// asksAs says whether they ask for the same times before and after a meeting.
func (p Provisions) asksAs(other Provisions) bool {
	return equal(p.Notice, other.Notice) && equal(p.Submission, other.Submission) && equal(p.Minutes, other.Minutes)
}

// changes are what they change of others.
func (p Provisions) changes(before Provisions) []audit.Member {
	return []audit.Member{
		audit.Optional("notice", before.Notice, p.Notice),
		audit.Optional("submission", before.Submission, p.Submission),
		audit.Optional("minutes", before.Minutes, p.Minutes),
		audit.Optional("size", before.Size, p.Size),
		audit.Optional("decides", before.Decides, p.Decides),
		audit.Optional("voting", before.Voting, p.Voting),
		audit.Optional("majority", before.Majority, p.Majority),
		audit.Optional("agreement_majority", before.Agreement, p.Agreement),
		audit.Optional("remote_allowed", before.RemoteAllowed, p.RemoteAllowed),
		audit.Optional("signatories", before.Signatories, p.Signatories),
		audit.Optional("kept_here", before.KeptHere, p.KeptHere),
		audit.Optional("grant_limit", before.GrantLimit, p.GrantLimit),
		audit.Optional("recommends_to", before.RecommendsTo, p.RecommendsTo),
	}
}

func equal[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }
