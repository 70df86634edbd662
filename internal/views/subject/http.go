package subject

import (
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/httpapi"
)

// tag is the chapter of what is held of the caller in the contract.
var tag = httpapi.Tag{Name: "What is held of me", Text: "Everybody sees what is held of them, and the changes that concern them (rule 4.6, GDPR article 15)."}

// The reads of what is held of the caller.
var (
	showRecord = act.Show[struct{}]("show-my-record", "/v1/me/record", act.Personal)
	listEvents = act.Show[struct{}]("list-my-events", "/v1/me/events", act.Personal)

	listReminders      = act.Show[struct{}]("list-my-reminders", "/v1/me/reminders", act.Personal)
	listTheirReminders = act.Show[person.Ref]("list-person-reminders", person.Path+"/reminders", act.Needs("person", "read", person.AmongPeople()))
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showRecord, httpapi.Doc{
		Tag: tag, Summary: "Show what is held of me",
		Description: "Everything that is held of the caller: their record and logins, employments and what they can give, offices, seats, substitutes, disqualifications with their ground, what they are named to with the reasons, the cases and milestones for which they answer, and how many letters and events there are (rule 4.6, GDPR article 15). The inbox shows the letters, and `/v1/me/events` the events.",
	}, s.ShowRecord)
	httpapi.ShowList(d, listEvents, httpapi.Doc{
		Tag: tag, Summary: "List the changes that concern me",
		Description: "Every event of the record of changes by which the caller acted, a substitute acted for them, or somebody acted on what is held of them: their record and login, employments and what they can give, offices, seats, substitutes, disqualifications and assignments; the newest first (rules 4.6, 9.1). What changed is shown for their own things only. Events that merely mention them, such as those of a milestone for which they answer, are in the records of their cases.",
	}, s.Events)
	s.registerReminders(d)
}
