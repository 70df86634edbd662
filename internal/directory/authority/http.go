package authority

import (
	"net/http"
	"slices"
	"time"

	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Substitutes", Text: "Who acts for the holder of an office: with which acts, in which cases, from when to when. There are no chains, and every act shows both people (rule 1.4)."}

// Ref is how a path names a substitute.
type Ref struct {
	organisation.Ref
	Substitute int64 `path:"substitute" minimum:"1" example:"3" doc:"The substitute's identifier"`
}

// OwnRef is how a path names a substitute of the caller's own.
type OwnRef struct {
	Substitute int64 `path:"substitute" minimum:"1" example:"3" doc:"The substitute's identifier"`
}

// filter narrows a list of substitutes. At is the moment asked for; Ended is
// "true" for those that had ended by then, "false" for all others, and "" for
// those within their period at that moment.
type filter struct {
	organisation.Ref
	Office string    `query:"office" enum:"secretariat,auditor,chief_executive,administrator,clerk,case_officer,reader" doc:"Only substitutes in this office"`
	Person string    `query:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"Only where this person is the substitute"`
	At     time.Time `query:"at" doc:"The moment asked for; now if left out"`
	Ended  string    `query:"ended" enum:"true,false" doc:"true: those that had ended by then; false: all others, also those yet to begin; left out: those within their period then"`
}

const (
	listPath       = organisation.Path + "/substitutes"
	substitutePath = listPath + "/{substitute}"
	ownListPath    = "/v1/me/substitutes"
	ownPath        = ownListPath + "/{substitute}"
)

var (
	showMe               = act.Show[struct{}]("show-me", "/v1/me", act.Personal)
	appointSubstitute    = act.New[office.Ref]("appoint-substitute", http.MethodPost, office.Path+"/substitutes", act.Needs("substitute", "appoint", organisation.InOrganisation()))
	appointOwnSubstitute = act.New[office.OwnRef]("appoint-own-substitute", http.MethodPost, office.OwnPath+"/substitutes", act.Personal)
	listSubstitutes      = act.Show[filter]("list-substitutes", listPath, act.Needs("organisation", "read", organisation.InOrganisation()))
	showSubstitute       = act.Show[Ref]("show-substitute", substitutePath, act.Needs("organisation", "read", organisation.InOrganisation()))
	listOwnSubstitutes   = act.Show[struct{}]("list-own-substitutes", ownListPath, act.Personal)
	renewSubstitute      = act.New[Ref]("renew-substitute", http.MethodPost, substitutePath+"/renew", act.Needs("substitute", "appoint", organisation.InOrganisation()))
	renewOwnSubstitute   = act.New[OwnRef]("renew-own-substitute", http.MethodPost, ownPath+"/renew", act.Personal)
	endSubstitute        = act.New[Ref]("end-substitute", http.MethodPost, substitutePath+"/end", act.Needs("substitute", "appoint", organisation.InOrganisation()))
	endOwnSubstitute     = act.New[OwnRef]("end-own-substitute", http.MethodPost, ownPath+"/end", act.Personal)
)

var (
	appointFaults = []*fault.Error{
		ErrUnbounded, ErrUnknownAct, ErrUnknownCase, ErrNotInForce, ErrCycle, ErrChain, ErrKnown, ErrHoldsOffice, ErrNotEmployed,
		person.ErrUnknownPerson, organisation.ErrPeriod, organisation.ErrBackdated,
	}
	endFaults = []*fault.Error{ErrCouncil, organisation.ErrContent, organisation.ErrPeriod, organisation.ErrBackdated, organisation.ErrEnded}
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerAppointing(d)
	s.registerReading(d)
	s.registerRenewing(d)
	s.registerEnding(d)
	s.registerMe(d)
}

func (s *Service) registerMe(d *httpapi.Door) {
	httpapi.Show(d, showMe, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show myself",
		Description: "The calling person with the offices and seats held now, in whatever organisation, and the employments that last today (rule 1.2).",
	}, s.ShowMe)
}

func (s *Service) registerAppointing(d *httpapi.Door) {
	httpapi.DoWith(d, appointSubstitute, httpapi.Doc{
		Tag: tag, Summary: "Set a substitute for an office holder", Creates: true,
		Description: "An administrator in the municipality, or the secretariat in the region, sets a substitute for the holder of an office: never for an office of their own, and never themselves (rule 1.4). The substitute has all of the office's acts or some, in all cases or some, until an end or the next review; both may act, and the holder is told. There are no chains: a substitute has no substitute.",
		Faults:      slices.Concat([]*fault.Error{ErrForThemselves, ErrSelf}, appointFaults),
	}, s.Appoint)
	httpapi.DoWith(d, appointOwnSubstitute, httpapi.Doc{
		Tag: tag, Summary: "Set my substitute", Creates: true,
		Description: "The holder of an office sets a substitute, with all of its acts or some, in all cases or some, until an end or the next review (rule 1.4). A substitute sets none.",
		Faults:      slices.Concat([]*fault.Error{ErrSelf}, appointFaults),
	}, s.AppointOwn)
}

func (s *Service) registerReading(d *httpapi.Door) {
	httpapi.ShowList(d, listSubstitutes, httpapi.Doc{
		Tag: tag, Summary: "List who acts for whom",
		Description: "The substitutes of the organisation's office holders at a moment, now or any other (rules 1.4, 1.6).",
	}, s.List)
	httpapi.Show(d, showSubstitute, httpapi.Doc{
		Tag: tag, Summary: "Show a substitute",
		Description: "One substitute: for what, set by whom, and whether it counts now; also one that has ended (rule 1.6).",
	}, s.Show)
	httpapi.ShowList(d, listOwnSubstitutes, httpapi.Doc{
		Tag: tag, Summary: "List for whom I act, and who acts for me",
		Description: "Those of both that have not ended, in whatever organisation. A chief executive also sees who was set for the one before: they remain substitutes until their end, or until the next holder ends it (rule 1.4).",
	}, s.ListOwn)
}

func (s *Service) registerRenewing(d *httpapi.Door) {
	renewFaults := []*fault.Error{ErrCouncil, organisation.ErrPeriod, organisation.ErrEnded}
	httpapi.DoWith(d, renewSubstitute, httpapi.Doc{
		Tag: tag, Summary: "Renew a substitute",
		Description: "Lets a substitute go on until another day of review: whoever may set substitutes does, but not for an office of their own, nor themselves (rule 1.4). A day of review that has come is told to the holder and to them, and is a task of both until it is renewed or ended. Holder and substitute are told.",
		Faults:      slices.Concat([]*fault.Error{ErrForThemselves}, renewFaults),
	}, s.Renew)
	httpapi.DoWith(d, renewOwnSubstitute, httpapi.Doc{
		Tag: tag, Summary: "Renew my substitute",
		Description: "Whoever is acted for and holds the office now lets the substitute go on until another day of review (rule 1.4). The substitute is told.",
		Faults:      renewFaults,
	}, s.RenewOwn)
}

func (s *Service) registerEnding(d *httpapi.Door) {
	httpapi.DoWith(d, endSubstitute, httpapi.Doc{
		Tag: tag, Summary: "End a substitute",
		Description: "Ends it at once, or at a later moment; what the substitute did until then remains valid (rule 1.3). Holder and substitute are told.",
		Faults:      endFaults,
	}, s.End)
	httpapi.DoWith(d, endOwnSubstitute, httpapi.Doc{
		Tag: tag, Summary: "End my substitute, or stop being one",
		Description: "The substitute may end it, and so may whoever is acted for and holds the office now, for a chief executive the next holder too (rule 1.4). The other is told. Somebody whom a council named for a disqualified chief executive can only withdraw themselves (rule 1.7).",
		Faults:      endFaults,
	}, s.EndOwn)
}
