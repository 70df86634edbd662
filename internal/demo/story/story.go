// Package story is the story that the demo tells: a real case of a real region, played
// through the API, each act by the office that may do it.
package story

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/demo/client"
	"forankring.no/forankring/internal/demo/narrator"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/workday"
)

// Story plays the case. Every step looks first whether it was done before, so
// that a demo that is started again goes on where it ended.
type Story struct {
	*client.Client
	*narrator.Narrator
	facts   *facts
	clock   *Clock
	people  app.Directory
	issuer  *authn.Development
	offices map[string]*client.Officer
	// number and base are the case's, once it is there.
	number, base string
	// rests is the board's decision on which the mandate rests, once it is recorded.
	rests rested
}

// Stage is where the story is played: the address of the service, who can enter what an
// operator enters, who signs tokens, and the service's time.
type Stage struct {
	URL    string
	People app.Directory
	Issuer *authn.Development
	Clock  *Clock
}

// New makes the story, told to out.
func New(on Stage, out io.Writer) (*Story, error) {
	f, err := load()
	if err != nil {
		return nil, err
	}
	places := make([]string, len(f.Municipalities))
	for i, m := range f.Municipalities {
		places[i] = m.Name
	}
	return &Story{
		Client: &client.Client{Base: on.URL, HTTP: &http.Client{Timeout: requestTime}}, Narrator: narrator.New(out, places), facts: f, clock: on.Clock,
		issuer: on.Issuer, people: on.People, offices: map[string]*client.Officer{},
	}, nil
}

const requestTime = 30 * time.Second

// Begins is when the story begins.
func Begins() (time.Time, error) {
	f, err := load()
	if err != nil {
		return time.Time{}, err
	}
	return morning(f.Illustrative.Opened), nil
}

// morning is nine o'clock in Norway on a day.
func morning(d workday.Date) time.Time { return d.In(workday.Oslo()).Add(9 * time.Hour) }

// The municipalities that approve on a condition, return the first version, and
// name last. The facts do not tell of any; this is illustrative.
const (
	careful   = "3414"
	returning = "3417"
	late      = "3418"
)

// play runs the chapters in their order, and shows after each what changed in
// the matrix. What was done before is told in one line.
func (s *Story) play(ctx context.Context) error {
	done := 0
	for _, chapter := range []struct {
		title string
		run   func(context.Context) error
	}{
		{"The stage: region, municipalities, offices, bodies, people", s.stage},
		{"The secretariat opens the case with six municipalities", s.open},
		{"The board commissions it in a meeting that is kept here: notice, agenda, vote, signed minutes (illustrative)", s.commission},
		{"Six administrators write, six chief executives confirm the shared benefit (illustrative)", s.benefits},
		{"Version 1 of the mandate: five approve, one of them on a condition, and one returns it (illustrative)", s.firstVersion},
		{"Version 2 changes what it asks of that one: five approvals carry over, and a substitute approves (illustrative)", s.secondVersion},
		{"The condition is reported and confirmed (illustrative)", s.fulfil},
		{"Administrators name people, chief executives release them; one municipality is late (illustrative)", s.resources},
		{"The timeline is set from the facts", s.timeline},
		{"Nine bodies enter their meeting calendars, and the treatment is planned over them (illustrative)", s.plan},
		{"Reminders that are due are sent; one municipality is overdue (illustrative)", s.reminders},
		{"The start gate refuses, and then opens (illustrative)", s.gate},
		{"Someone who was released leaves: an alarm, and a replacement (illustrative)", s.replacement},
		{"Who contributes how much, against the key (illustrative)", s.balance},
		{"Three municipalities enter business sites, with the power that they have and get (illustrative)", s.sites},
		{"The case is treated: by the board here; by representative council, joint meeting and six councils, which meet elsewhere (illustrative)", s.treatment},
	} {
		s.Begin(chapter.title)
		if err := chapter.run(ctx); err != nil {
			return err
		}
		if !s.ToldSomething() {
			continue
		}
		done++
		if err := s.matrix(ctx); err != nil {
			return err
		}
	}
	if done == 0 {
		s.Begin("")
		s.Printf("The story was told before; it goes on from %s.\n", narrator.Moment(s.clock.Now()))
		return nil
	}
	s.Begin("The story in short")
	s.Sum()
	return nil
}

// act sends one act of the story and prints it.
func (s *Story) act(ctx context.Context, as *client.Officer, what, method, path string, body, out any) error {
	if err := s.Call(ctx, as, method, path, body, out); err != nil {
		return err
	}
	s.acted(as, what)
	return nil
}

// acted tells of an act; what may end in ": " and its object.
func (s *Story) acted(as *client.Officer, what string) {
	s.Totals.Acts++
	what, object, some := strings.Cut(what, ": ")
	var objects []string
	if some {
		objects = []string{object}
	}
	s.Did(s.clock.Now().In(workday.Oslo()).Format("2006-01-02"), as.Title, what, objects...)
}

// on moves the domain's time to the morning of a day, unless it has passed.
func (s *Story) on(day workday.Date) { s.moved(morning(day)) }

// moved moves the domain's time to a moment, unless it has passed.
func (s *Story) moved(to time.Time) {
	if s.clock.moveTo(to) {
		s.ClockAt(s.clock.Now())
	}
}

// as finds an office of the story; a name that is not there is a mistake in
// the story itself.
func (s *Story) as(kind, organisation string) *client.Officer {
	o, ok := s.offices[kind+"@"+organisation]
	if !ok {
		panic("the story knows no " + kind + " in " + organisation)
	}
	return o
}

func (s *Story) secretariat() *client.Officer { return s.as(office.Secretariat, s.facts.Region.Slug) }

// login signs a token for someone and remembers them as an office.
func (s *Story) login(kind, organisation, title, person string) error {
	token, err := s.issuer.Token(person, time.Now(), TokenLife)
	if err != nil {
		return err
	}
	s.offices[kind+"@"+organisation] = &client.Officer{Title: title, Kind: kind, Organisation: organisation, Person: person, Token: token}
	return nil
}

// TokenLife is for how long the tokens of the story's people are valid.
const TokenLife = 7 * 24 * time.Hour
