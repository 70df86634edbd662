package demo

import (
	"context"
	"strings"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/workday"
)

// story plays the case. Every step looks first whether it was done before, so
// that a demo that is started again goes on where it ended.
type story struct {
	*client
	*narrator
	facts   *facts
	clock   *clock
	people  app.Directory
	issuer  *authn.Development
	offices map[string]*officer
	// number and base are the case's, once it is there.
	number, base string
}

// The municipalities that approve on a condition, return the first version, and
// name last. The facts do not tell of any; this is illustrative.
const (
	careful   = "3414"
	returning = "3417"
	late      = "3418"
)

// play runs the chapters in their order, and shows after each what changed in
// the matrix. What was done before is told in one line.
func (s *story) play(ctx context.Context) error {
	done := 0
	for _, chapter := range []struct {
		title string
		run   func(context.Context) error
	}{
		{"The stage: region, municipalities, offices, bodies, people", s.stage},
		{"The secretariat opens the case with six municipalities", s.open},
		{"The board's commissioning decision is recorded (illustrative)", s.commission},
		{"Six administrators write, six chief executives confirm the shared benefit (illustrative)", s.benefits},
		{"Version 1 of the mandate: five approve, one of them on a condition, and one returns it (illustrative)", s.firstVersion},
		{"Version 2 changes what it asks of that one: five approvals carry over, and a substitute approves (illustrative)", s.secondVersion},
		{"The condition is reported and confirmed (illustrative)", s.fulfil},
		{"Administrators name people, chief executives release them; one municipality is late (illustrative)", s.resources},
		{"The timeline is set from the facts", s.timeline},
		{"Reminders that are due are sent; one municipality is overdue (illustrative)", s.reminders},
		{"The start gate refuses, and then opens (illustrative)", s.gate},
		{"Someone who was released leaves: an alarm, and a replacement (illustrative)", s.replacement},
		{"Who contributes how much, against the key (illustrative)", s.balance},
	} {
		s.begin(chapter.title)
		if err := chapter.run(ctx); err != nil {
			return err
		}
		if !s.toldSomething() {
			continue
		}
		done++
		if err := s.matrix(ctx); err != nil {
			return err
		}
	}
	if done == 0 {
		s.begin("")
		s.printf("The story was told before; it goes on from %s.\n", moment(s.clock.now()))
		return nil
	}
	s.begin("The story in short")
	s.sum()
	return nil
}

// act sends one act of the story and prints it.
func (s *story) act(ctx context.Context, as *officer, what, method, path string, body, out any) error {
	if err := s.call(ctx, as, method, path, body, out); err != nil {
		return err
	}
	s.acted(as, what)
	return nil
}

// acted tells of an act; what may end in ": " and its object.
func (s *story) acted(as *officer, what string) {
	s.totals.acts++
	what, object, some := strings.Cut(what, ": ")
	var objects []string
	if some {
		objects = []string{object}
	}
	s.did(s.clock.now().In(workday.Oslo()).Format("2006-01-02"), as.title, what, objects...)
}

// on moves the domain's time to the morning of a day, unless it has passed.
func (s *story) on(day workday.Date) {
	if s.clock.moveTo(morning(day)) {
		s.clockAt(s.clock.now())
	}
}

// as finds an office of the story; a name that is not there is a mistake in
// the story itself.
func (s *story) as(kind, organisation string) *officer {
	o, ok := s.offices[kind+"@"+organisation]
	if !ok {
		panic("the story knows no " + kind + " in " + organisation)
	}
	return o
}

func (s *story) secretariat() *officer { return s.as(office.Secretariat, s.facts.Region.Slug) }

// login signs a token for someone and remembers them as an office.
func (s *story) login(kind, organisation, title, person string) error {
	token, err := s.issuer.Token(person, time.Now(), tokenLife)
	if err != nil {
		return err
	}
	s.offices[kind+"@"+organisation] = &officer{title: title, kind: kind, organisation: organisation, person: person, token: token}
	return nil
}

const tokenLife = 7 * 24 * time.Hour
