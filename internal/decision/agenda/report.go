package agenda

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// reportUrgent puts a report on the agenda of a meeting that is called for each urgent
// meeting and written procedure on which the body is yet to report, unless one stands on
// another agenda (KL § 11-8).
func (*Service) reportUrgent(ctx context.Context, x *meeting.Sitting, _ meeting.MeetingCallInput) error {
	m := x.Meeting
	if m.Urgent != "" || m.BodyKind == body.WorkingGroup { // which decides nothing
		return nil
	}
	for _, due := range m.StillToReport() {
		if due.Placed {
			continue
		}
		title := msgUrgentDecided.With(workday.Today(due.ClosedAt)).Say(message.Named(m.Language))
		item, err := add(m, AgendaItemInput{Kind: meeting.Report, Title: title, ReportsOn: &due.Meeting}, x.Now)
		if err != nil {
			return err
		}
		item.Late = false
		if err := x.InsertItem(ctx, item); err != nil {
			return err
		}
	}
	return nil
}

// canReport says whether a meeting is to report on another.
func canReport(m *meeting.BodyMeeting, on int64) bool {
	return slices.ContainsFunc(m.StillToReport(), func(d meeting.ReportDue) bool { return d.Meeting == on })
}
