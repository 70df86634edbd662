package assignment

import (
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Tag is the chapter of named resources in the contract.
var Tag = httpapi.Tag{Name: "Named resources", Text: "Whom the municipalities release by name to what the mandate asks of them, how far that covers it, and that nobody is released for more than they can give (rules 4.1-4.3)."}

// entering are the faults that every act of a municipality may meet.
var entering = []*fault.Error{casefile.ErrNotParty, casefile.ErrLeft, casefile.ErrWithdrawn, casefile.ErrWrongState}

// warning is what an assignment may warn of.
var warning = []*fault.Error{staffing.ErrOverCapacity, ErrShareTooSmall, ErrLeavesGap}

// nominating are the faults that every nomination may meet, releasing those of
// every release.
var (
	nominating = []*fault.Error{ErrNoMandate, ErrUnknownRequirement, ErrPeriod, ErrUnknownStaff, ErrNotEmployed, ErrDeputy, ErrReplaces, staffing.ErrNominatedAlready}
	releasing  = []*fault.Error{staffing.ErrWrongState, staffing.ErrEnded, staffing.ErrOwnNomination, staffing.ErrNotInForce, staffing.ErrNotApproved, staffing.ErrNotAsked}
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReading(d)
	s.registerNomination(d)
	s.registerReleases(d)
	s.registerDecisions(d)
}

func (s *Service) registerReading(d *httpapi.Door) {
	httpapi.ShowList(d, listAssignments, httpapi.Doc{
		Tag: Tag, Summary: "List a municipality's assignments",
		Description: "Everyone the municipality has named in the case, by number. Reason codes are shown to the municipality's own offices alone (rules 2.5, 4.6).",
		Faults:      []*fault.Error{casefile.ErrNotParty},
	}, s.ListAssignments)
	httpapi.Show(d, staffing.ShowAssignment, httpapi.Doc{
		Tag: Tag, Summary: "Show an assignment",
		Description: "One person named for one requirement. The reason code is shown to the municipality's own offices alone (rules 2.5, 4.6).",
		Faults:      []*fault.Error{casefile.ErrNotParty},
	}, s.ShowAssignment)
	httpapi.ShowList(d, listOwn, httpapi.Doc{
		Tag: Tag, Summary: "List what I am named to",
		Description: "The caller's own assignments in every case, the newest first, whether or not an office lets them read the case (rule 2.5).",
	}, s.ListOwn)
}

func (s *Service) registerNomination(d *httpapi.Door) {
	httpapi.DoWith(d, NominatePerson, httpapi.Doc{
		Tag: Tag, Summary: "Nominate a person", Creates: true,
		Description: "Names an own employee, by staff key, for a requirement of the version in force or of the open one (rule 4.1). The person is employed the whole period, which lies in the mandate's; nobody is named twice for a requirement at a time. More than the person can give is taken, and warned of (rule 4.2); so are a share that is too small to count, and days that a replacement leaves uncovered (rule 4.3). With `replaces`, a released person gives way when this one is released.",
		Warns:       warning,
		Faults:      slices.Concat(nominating, entering),
	}, s.Nominate)
	httpapi.Do(d, retractAssignment, httpapi.Doc{
		Tag: Tag, Summary: "Retract a nomination",
		Description: "Takes a nomination back before the chief executive has decided on it (rule 4.1).",
		Faults:      append([]*fault.Error{staffing.ErrWrongState, staffing.ErrEnded}, entering...),
	}, s.Retract)
}

func (s *Service) registerReleases(d *httpapi.Door) {
	httpapi.Do(d, ReleaseAssignment, httpapi.Doc{
		Tag: Tag, Summary: "Release a person",
		Description: "The chief executive gives the person to the work (rule 4.1; KL § 13-1). A version of the mandate must be in force, approved by the municipality, and ask for the requirement (rule 3.7). On no day is more released of an employee, in all cases and regions, than they can give (rule 4.2). Nobody releases themselves (FVL § 6). Whoever is replaced ends on the newcomer's first day, or today, on which the newcomer then begins. Both are told.",
		Warns:       warning,
		Faults:      slices.Concat([]*fault.Error{staffing.ErrOverCapacity}, releasing, entering),
	}, s.Release)
	httpapi.DoWith(d, releaseOverCapacity, httpapi.Doc{
		Tag: Tag, Summary: "Release a person over capacity",
		Description: "The chief executive gives the person to the work though it is more than they can give on some day, with a reason (rule 4.2). That it was done stays visible on the assignment; the reason is shown to the municipality's own offices alone, and tells nothing of health. Where a plain release would do, it is refused. Nobody releases themselves (FVL § 6).",
		Warns:       warning,
		Faults:      slices.Concat([]*fault.Error{ErrReason, staffing.ErrCapacitySuffices}, releasing, entering),
	}, s.ReleaseOverCapacity)
	httpapi.DoWith(d, replaceAssignment, httpapi.Doc{
		Tag: Tag, Summary: "Replace a person", Creates: true,
		Description: "The chief executive names and releases another employee in the place of a released one, in one act (rules 4.1, 4.3). The other is released until the newcomer's first day, which is not before today; no approval is asked for again. With the same employee it changes the share or the period, and may give less though they are over capacity. With `override_reason` the newcomer is released over what they can give, as by release-over-capacity (rule 4.2). Nobody releases themselves in another's place (FVL § 6). A person who is to be recalled or replaced on a later day can be replaced before that day. Both are told.",
		Warns:       warning,
		Faults:      slices.Concat([]*fault.Error{staffing.ErrOverCapacity, ErrReason, staffing.ErrCapacitySuffices}, nominating, releasing, entering),
	}, s.Replace)
}

func (s *Service) registerDecisions(d *httpapi.Door) {
	httpapi.DoWith(d, declineAssignment, httpapi.Doc{
		Tag: Tag, Summary: "Decline a nomination",
		Description: "The chief executive does not release the person (rule 4.1). The reason code tells nothing of health or leave (rule 4.6).",
		Faults:      append([]*fault.Error{staffing.ErrWrongState, staffing.ErrEnded}, entering...),
	}, s.Decline)
	httpapi.DoWith(d, RecallAssignment, httpapi.Doc{
		Tag: Tag, Summary: "Recall a person",
		Description: "The chief executive takes a released person back from a day on, not before today (rule 4.1). The days before stand. A person who is to be recalled or replaced on a later day can be recalled before that day. The person is told.",
		Faults:      append([]*fault.Error{staffing.ErrWrongState, staffing.ErrEnded, staffing.ErrRecallDay}, entering...),
	}, s.Recall)
	httpapi.Do(d, keepSurplus, httpapi.Doc{
		Tag: Tag, Summary: "Keep a surplus release",
		Description: "The chief executive keeps a release that the version in force does not ask for (rule 4.1). It is surplus still: it covers nothing and uses capacity. But it waits for nobody until another version is in force.",
		Faults:      append([]*fault.Error{staffing.ErrNoSurplus}, entering...),
	}, s.KeepSurplus)
}
