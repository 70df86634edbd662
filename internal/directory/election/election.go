// Package election records what a council elected to a body: all of it in one act, by
// itself or as a list (rule 1.5).
package election

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

var recordElection = act.New[organisation.Ref]("record-election", http.MethodPost, ElectionsPath, act.Needs("seat", "appoint", organisation.InOrganisation()))

// ErrElection refuses an election that is not whole.
var ErrElection = fault.New(fault.Invalid, "directory.election_invalid", "The election is not valid",
	"An election has the day and the case number of the council's decision, which has been made, and elects each person once. A municipal council elects to a region's body members and deputies alone; the representative council elects its own chair and deputy chair from among its members (rule 1.5).")

// ElectionInput is what a municipal council elected to one body, as the clerk
// records it, or what a region's representative council did, as the secretariat
// records it.
type ElectionInput struct {
	Of         string         `json:"of" maxLength:"63" example:"kongsvingerregionen" doc:"The organisation whose body it is: the one that elects itself, or for a municipality a region of which it is a member"`
	Body       string         `json:"body" pattern:"^[a-z][a-z0-9-]{1,62}$" example:"representantskap" doc:"The body's key there"`
	DecidedOn  workday.Date   `json:"decided_on" format:"date" example:"2024-02-08" doc:"The day of the council's decision"`
	CaseNumber string         `json:"case_number" minLength:"1" maxLength:"60" example:"012/24" doc:"The council's case number"`
	From       *time.Time     `json:"from,omitempty" doc:"When the seats begin, today or later; now if left out"`
	To         *time.Time     `json:"to,omitempty" doc:"When they end; left out while no end is known"`
	Replaces   bool           `json:"replaces,omitempty" doc:"Whether it is a new term: the seats in the body that are held then end as the new ones begin. In a region's body a municipality ends its own seats alone, and the chair and deputy chair stay. Also without it, whoever is elected to a body of the organisation's own leaves the seat that they have there, and a chair or deputy chair gives way to the one elected"`
	Seats      []ElectedInput `json:"seats" minItems:"1" maxItems:"500" doc:"Who was elected"`
}

// ElectedInput is one person who was elected.
type ElectedInput struct {
	Person       string  `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone whose home the organisation is, or who has agreed to a seat, or whose home has (see ask-admission); in a region also whom a municipal council elected to one of its bodies"`
	Role         string  `json:"role" enum:"chair,deputy_chair,member,deputy" example:"member"`
	DeputyOrder  *int    `json:"deputy_order,omitempty" minimum:"1" maximum:"999" doc:"The place among the deputies; for a deputy only"`
	Group        string  `json:"group,omitempty" maxLength:"100" example:"Liste A" doc:"The party or list for which the person is elected. Deputies are numbered within it (KL § 7-10)"`
	Municipality *string `json:"municipality,omitempty" pattern:"^[0-9]{4}$" example:"3417" doc:"What the representative council elects to a region's body: the municipality that the seat represents. Left out, it is the one whose council elected the person"`
}

// Election is what became of a council's election.
type Election struct {
	request.Resource
	Organisation string       `json:"organisation" example:"3417" doc:"The municipality whose council elected, or the region whose representative council did"`
	Body         string       `json:"body" example:"representantskap"`
	DecidedOn    workday.Date `json:"decided_on" format:"date" example:"2024-02-08"`
	CaseNumber   string       `json:"case_number" example:"012/24"`
	Seats        []*body.Seat `json:"seats" doc:"The new seats, in the order in which they were given"`
	Ended        []*body.Seat `json:"ended" doc:"The seats that end as these begin"`
}

// checkDecision brings the case number to its one form, and refuses a decision that
// has not been made.
func (in *ElectionInput) checkDecision(today workday.Date) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/case_number", &in.CaseNumber)
	for i := range in.Seats {
		canon.TidyLine(&c, fmt.Sprintf("/seats/%d/group", i), &in.Seats[i].Group)
	}
	c.Require(!in.DecidedOn.After(today), "/decided_on", msgDecidedLater)
	return c.Err(ErrElection)
}

// people are those elected, by their identifiers.
func (in *ElectionInput) people() []string {
	people := make([]string, 0, len(in.Seats))
	for i := range in.Seats {
		in.Seats[i].Person = strings.ToLower(in.Seats[i].Person)
		if in.Seats[i].Person != "" {
			people = append(people, in.Seats[i].Person)
		}
	}
	return people
}

// electorate is whom an organisation can elect to a body.
type electorate struct {
	in   *organisation.Organisation
	body *body.Body
	own  bool // the body is its own
	// agreed are the names of those who agreed to a seat there, or whose home it is;
	// seated is who has a seat in the region's bodies.
	agreed  map[string]string
	seated  map[string]body.Sitting
	members []string // of the region, on the first day
	first   workday.Date
}

// ofRegion says that a region's representative council elects.
func (x electorate) ofRegion() bool { return x.in.Kind == organisation.KindRegion }

// amongItself says that the representative council elects its own chair.
func (x electorate) amongItself() bool {
	return x.ofRegion() && x.body.Kind == body.RepresentativeCouncil
}

// electedByCouncils are the kinds of a region's bodies to which the municipal
// councils elect.
var electedByCouncils = []string{body.RepresentativeCouncil, body.Committee, body.WorkingGroup}

// mayElect refuses that a municipal council elects to a body of the region to which
// the representative council does, or whose seats follow from an office (rule 1.5).
func (x electorate) mayElect() error {
	if !x.own && !slices.Contains(electedByCouncils, x.body.Kind) {
		return ErrElection.On("/body", msgNotElectedTo.With(body.KindTexts(electedByCouncils)))
	}
	return nil
}

// judgeActor refuses the rows of whoever records the election, and of those who
// appointed them (rule 1.5).
func (in *ElectionInput) judgeActor(by authn.Actor, owed []string) []error {
	var own, mutual fault.Checks
	for i, e := range in.Seats {
		at := fmt.Sprintf("/seats/%d/person", i)
		own.Require(e.Person == "" || !by.Is(e.Person), at, msgOwnElection)
		mutual.Require(!slices.Contains(owed, e.Person), at, msgMutual)
	}
	return []error{own.Err(office.ErrOwnAppointment), mutual.Err(office.ErrMutualAppointment)}
}

// mayReplace refuses that the representative council ends the seats to which the
// municipal councils elect.
func (x electorate) mayReplace(in ElectionInput) error {
	if in.Replaces && x.amongItself() {
		return ErrElection.On("/replaces", msgCouncilsElect)
	}
	return nil
}

// name is the name of somebody whom the organisation can elect; "" for others, who
// agree to a seat themselves, or their home does: by electing them to a body of the
// region, too (rule 1.2).
func (x electorate) name(person string) string {
	if s := x.seated[person]; x.ofRegion() && s.ByCouncil {
		return s.Name
	}
	return x.agreed[person]
}

// represented is the municipality that a seat represents: the one whose council
// elects, or in a region the one given, or for which the person sits there.
func (x electorate) represented(e ElectedInput) *string {
	switch {
	case !x.own:
		return &x.in.Key
	case e.Municipality == nil && x.ofRegion():
		return x.seated[e.Person].Municipality
	}
	return e.Municipality
}

// judge refuses rows of an election, by their pointers: those that do not fit, and
// those of people whom the organisation cannot elect.
func (x electorate) judge(in ElectionInput) []error {
	var c, unknown fault.Checks
	seen, chaired, places := map[string]bool{}, false, map[place]bool{}
	for i, e := range in.Seats {
		at := fmt.Sprintf("/seats/%d", i)
		c.Require(!places[x.place(e)], at+"/deputy_order", msgOrderTwice)
		places[x.place(e)] = e.Group != "" && e.Role == body.Deputy
		c.Require(!seen[e.Person], at+"/person", msgElectedTwice)
		c.Require((e.Role == body.Deputy) == (e.DeputyOrder != nil), at+"/deputy_order", body.MsgOrder)
		c.Require(x.own || e.Role == "member" || e.Role == body.Deputy, at+"/role", msgRegionsChair)
		c.Require(e.Role != "chair" || !chaired, at+"/role", msgOneChair)
		c.Require(!x.amongItself() || x.seated[e.Person].Here, at+"/person", msgFromAmong)
		x.judgeMunicipality(&c, at+"/municipality", e)
		unknown.Require(x.name(e.Person) != "", at+"/person", person.MsgNotKnownTo)
		seen[e.Person], chaired = true, chaired || e.Role == "chair"
	}
	return []error{c.Err(ErrElection), unknown.Err(person.ErrUnknownPerson)}
}

// place is that of a deputy in a group.
type place struct {
	municipality, group string
	order               int
}

func (x electorate) place(e ElectedInput) place {
	return place{canon.OrZero(x.represented(e)), e.Group, canon.OrZero(e.DeputyOrder)}
}

func (x electorate) judgeMunicipality(c *fault.Checks, at string, e ElectedInput) {
	if !x.ofRegion() {
		c.Require(e.Municipality == nil, at, msgForItself)
		return
	}
	of := x.represented(e)
	free := x.body.Kind == body.Committee || x.body.Kind == body.WorkingGroup
	c.Require(of != nil || free, at, body.MsgNoMunicipality)
	if of != nil {
		c.Require(slices.Contains(x.members, *of), at, body.MsgNoMember.With(*of, x.first))
	}
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.DoWith(d, recordElection, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Record what the council elected to a body",
		Description: "The clerk records a whole election of the municipal council in one act: members and deputies of the municipality's own bodies, or of its seats in a body of its region, with the council's date and case number. The secretariat records what the representative council elects, such as the board with its chair, or its own chair. " +
			"A new term ends the seats before it. All of it is recorded or nothing; what is wrong is named row by row, also when it is only tried out (dry_run). Each person is told once (rules 1.2, 1.5).",
		Faults: Elects,
	}, s.RecordElection)
}

// Elects are the faults of elections.
var Elects = []*fault.Error{
	ErrElection, body.ErrUnknownBody, organisation.ErrPeriod, organisation.ErrBackdated, person.ErrUnknownPerson, office.ErrOwnAppointment,
	office.ErrMutualAppointment, body.ErrChairTaken, body.ErrAlreadySeated, body.ErrNotNamed,
}
