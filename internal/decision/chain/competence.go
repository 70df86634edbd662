package chain

import (
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/fault"
)

// AgreementChange is what a change of the agreement of a region concerns.
type AgreementChange string

// The changes that every council must adopt itself (KL § 18-4), and all others.
const (
	ChangeName             AgreementChange = "name"
	ChangeLegalPersonality AgreementChange = "legal_personality"
	ChangeSeats            AgreementChange = "seats"
	ChangeMatters          AgreementChange = "matters"
	ChangePowers           AgreementChange = "powers"
	ChangeOwnershipShare   AgreementChange = "ownership_share"
	ChangeWithdrawal       AgreementChange = "withdrawal"
	ChangeDissolution      AgreementChange = "dissolution"
	ChangeArchive          AgreementChange = "archive"
	ChangeOther            AgreementChange = "other"
)

// The sorts of individual administrative decisions.
const (
	IndividualInternal = "internal"
	IndividualGrant    = "grant"
	IndividualOther    = "other"
)

// The refusals of competence (rule 7.4). Each names its paragraph.
var (
	ErrIndividual = fault.New(fault.Conflict, "competence.individual_decision", "The region makes no individual decisions",
		"A regional political council can be given no power to make individual administrative decisions, except internal ones and grants (KL § 18-1, rule 7.4).")
	ErrPrincipal = fault.New(fault.Conflict, "competence.principal_case", "A principal case does not end in the region",
		"Powers can be given to a body of the region in cases that are not of principal importance; a case of principal importance is decided by the municipal councils (KL § 5-4, rule 7.4).")
	ErrNoElectedBody = fault.New(fault.Conflict, "competence.not_a_deciding_body", "The body cannot decide",
		"KL § 5-1 lists the bodies that can be given powers to decide. A joint council meeting, a committee of a council that only prepares (KL § 5-9), an administrative committee and a working group are not among them (rule 7.4).")
	ErrEveryCouncil = fault.New(fault.Conflict, "competence.every_council", "Every council decides this itself",
		"Changes of an agreement in name, legal personality, seats, matters, powers, ownership or liability share, withdrawal, dissolution or archive are adopted by every municipal council itself (KL § 18-4, rule 7.4).")
	ErrWhichChange = fault.New(fault.Conflict, "competence.which_change", "What does the change concern?",
		"The plan of a change of the agreement says what it concerns, because that decides who can adopt it (KL § 18-4, rule 7.4).")
	ErrGrantLimit = fault.New(fault.Conflict, "competence.grant_limit", "The grant is above the body's limit",
		"A body of the region makes grants up to the amount that its statutes set (KL § 18-1, rule 7.4).")
)

// Refusals are those of competence.
var Refusals = []*fault.Error{ErrIndividual, ErrPrincipal, ErrNoElectedBody, ErrCannotDecide, ErrEveryCouncil, ErrWhichChange, ErrGrantLimit}

// Decider is a body that is to decide a case, as far as its competence is judged.
type Decider struct {
	// Kind is the kind of body, and Name what it is called.
	Kind, Name string
	// Municipal says that it is a municipality's; else it is the region's.
	Municipal bool
	// Decides says whether its statutes let it decide.
	Decides bool
	// GrantLimit is the highest grant that it may make, in øre; nil for no limit of its
	// own.
	GrantLimit *int64
}

// Competence is what the powers to decide a case depend on (rule 7.4).
type Competence struct {
	Kind      casefile.Kind
	Principal bool
	TreatmentMatter
	// EveryCouncil says that every participating municipality's council decides.
	EveryCouncil bool
}

// CompetenceIn is that of a case with a plan.
func CompetenceIn(c *casefile.Case, p *Plan) Competence {
	return Competence{Kind: c.Kind, Principal: c.Principal, TreatmentMatter: p.Matter, EveryCouncil: p.CouncilsDecide()}
}

// MustAllow refuses a body that is to decide what the law does not let it decide, with
// the paragraph (rule 7.4).
func (c Competence) MustAllow(d Decider) error {
	if err := d.mustBeElected(); err != nil {
		return err
	}
	if d.Municipal {
		return nil
	}
	switch {
	case c.Principal:
		return ErrPrincipal.With(msgPrincipal.With(d.Name))
	case c.Individual == IndividualOther:
		return ErrIndividual.With(msgIndividual.With(d.Name))
	case c.Individual == IndividualGrant && d.GrantLimit != nil && c.Grant > *d.GrantLimit:
		return ErrGrantLimit.With(msgGrantLimit.With(d.Name, kroner(*d.GrantLimit), kroner(c.Grant)))
	case c.NeedsEveryCouncil():
		return ErrEveryCouncil.With(msgEveryCouncil.With(d.Name, c.reserved()))
	}
	return nil
}

// mustBeElected refuses a body that is none of those of KL § 5-1, and one whose statutes
// give it no power to decide.
func (d Decider) mustBeElected() error {
	switch {
	case d.Kind == body.JointCouncilMeeting:
		return ErrNoElectedBody.With(msgJointMeeting)
	case d.Kind == body.Committee && d.Municipal && !d.Decides:
		return ErrNoElectedBody.With(msgKomite.With(d.Name))
	case !body.IsElected(d.Kind):
		return ErrNoElectedBody.With(msgNotElected.With(d.Name))
	case !d.Decides:
		return ErrCannotDecide.With(msgCannotDecide.With(d.Name))
	}
	return nil
}

// MustEnd refuses a plan in which the case could end where the law does not let it: one
// of principal importance, or a change of the agreement that every council must adopt,
// short of the councils (rule 7.4).
func (c Competence) MustEnd() error {
	switch {
	case c.Kind == casefile.AgreementChange && len(c.AgreementChanges) == 0:
		return ErrWhichChange
	case c.NeedsEveryCouncil() && !c.EveryCouncil:
		return ErrEveryCouncil.With(msgCouncilsMissing.With(c.reserved()))
	case c.Principal && !c.EveryCouncil:
		return ErrPrincipal.With(msgPrincipalCouncils)
	}
	return nil
}

// NeedsEveryCouncil says whether the agreement changes in something that every council
// must adopt itself (KL § 18-4).
func (c Competence) NeedsEveryCouncil() bool { return len(c.reserved()) > 0 }

// reserved are those of the changes that every council must adopt itself.
func (c Competence) reserved() []AgreementChange {
	if c.Kind != casefile.AgreementChange {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.AgreementChanges), func(a AgreementChange) bool { return a == ChangeOther })
}

// TwoThirds says whether the region's representative council adopts a change of the
// agreement, which takes two thirds of the votes cast unless the agreement says otherwise
// (KL § 18-4, rule 7.4).
func (c Competence) TwoThirds(d Decider) bool {
	return c.Kind == casefile.AgreementChange && d.Kind == body.RepresentativeCouncil && !c.NeedsEveryCouncil()
}
