package subject

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/views/task"
)

// registerReminders declares the ledger of a person.
func (s *Service) registerReminders(d *httpapi.Door) {
	forms := []httpapi.Format[httpapi.ListBody[reminder.Told]]{
		httpapi.CSV(func(in message.Language, page httpapi.ListBody[reminder.Told]) ([]byte, error) {
			return reminder.WriteToldSheet(in, page.Items)
		}),
		httpapi.HTML(func(in message.Language, page httpapi.ListBody[reminder.Told]) ([]byte, error) {
			return reminder.WriteToldPage(in, page.Items, page.Rest)
		}),
	}
	httpapi.ShowList(d, listReminders, httpapi.Doc{
		Tag: tag, Summary: "List what I was reminded of",
		Description: "Every reminder that reached the caller, in whatever case, the newest first: the deadline, the step, the post by which they were reached, and what became of their letters: when, by which channel, and whether they were handed over (rules 6.2-6.5). As text/csv and text/html it has a line for each letter.",
	}, s.Reminders, forms...)
	httpapi.ShowList(d, listTheirReminders, httpapi.Doc{
		Tag: tag, Summary: "List what a person was reminded of",
		Description: "Every reminder that reached one of the organisation's people, in the cases that the caller may read, the newest first, as evidence of who was told what, when, by which channel, and whether it was handed over (rules 2.5, 6.2-6.5). A page may be shorter than asked for although more follow. As text/csv and text/html it has a line for each letter.",
	}, s.TheirReminders, forms...)
}

// Reminders lists the reminders that reached the caller (rule 6.2).
func (s *Service) Reminders(ctx context.Context, actor authn.Actor, _ struct{}, p request.Page) (request.List[reminder.Told], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[reminder.Told], error) {
		page, _, err := reminded(ctx, q, actor.Person, p)
		return page, err
	})
}

// TheirReminders lists the reminders that reached a person of an organisation, in the
// cases that the caller may read (rules 2.5, 6.2).
func (s *Service) TheirReminders(ctx context.Context, actor authn.Actor, ref person.Ref, p request.Page) (request.List[reminder.Told], error) {
	if _, err := s.people.Show(ctx, actor, ref); err != nil {
		return request.List[reminder.Told]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[reminder.Told], error) {
		page, cases, err := reminded(ctx, q, ref.Person, p)
		if err != nil {
			return page, err
		}
		today := workday.Today(s.now())
		readable := []reminder.Told{}
		for _, t := range page.Items {
			if c := cases[t.CaseID]; c != nil && task.Reads(s.policy, actor, c, today) {
				readable = append(readable, t)
			}
		}
		page.Items = readable
		return page, nil
	})
}

// reminded is a page of what a person was reminded of, with the cases that it was in.
func reminded(ctx context.Context, q pgdb.Querier, person string, p request.Page) (request.List[reminder.Told], map[int64]*casefile.Case, error) {
	page, err := reminder.OfPerson(ctx, q, person, p)
	if err != nil || len(page.Items) == 0 {
		return page, nil, err
	}
	ids := make([]int64, len(page.Items))
	for i, t := range page.Items {
		ids[i] = t.CaseID
	}
	cases, err := casefile.Several(ctx, q, ids)
	for i := range page.Items {
		if c := cases[page.Items[i].CaseID]; c != nil {
			page.Items[i].Region, page.Items[i].Case = c.Region, c.Number
		}
	}
	return page, cases, err
}
