package treatment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/due"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
)

// dates are what is due of treatments, asked of those who may do it.
var dates = due.Calls{Record: RecordResolution.Call(), Present: writePresentation.Call()}

// OnAgenda says on the agenda of which meeting a treatment is put, as whoever keeps it
// knows the meeting.
type OnAgenda struct {
	Meeting int64
	// Called says that its notice has gone out: papers and notice are due no more.
	Called bool
	// Laid says that the item has its papers.
	Laid bool
}

// placedRow is a treatment on the agenda of a meeting, with what its deadlines say of the
// case.
type placedRow struct {
	RegionKey string `db:"region"`
	Number    string `db:"number"`
	Title     string `db:"title"`
	chain.Treatment
}

// LockCasesIn locks the cases that are treated in planned meetings: before the meetings
// are changed, for a case is locked first.
func (*Service) LockCasesIn(ctx context.Context, tx pgx.Tx, meetings []int64) error {
	_, err := tx.Exec(ctx, `SELECT FROM casefile WHERE id IN (SELECT case_id FROM treatment WHERE meeting_id = ANY($1)) ORDER BY id FOR UPDATE`, meetings)
	if err != nil {
		return fmt.Errorf("lock the cases of meetings: %w", err)
	}
	return nil
}

// placedIn are the treatments on the agendas of meetings that the bodies are not done
// with.
func placedIn(ctx context.Context, q pgdb.Querier, meetings []int64) ([]due.Placed, error) {
	rows, err := pgdb.Pointers[placedRow](ctx, q, "find what is treated in meetings", `
		SELECT `+treatmentColumns+`, r.key AS region, c.year || '-' || c.serial AS number, c.title
		FROM treatment t`+ofBodies+`JOIN casefile c ON c.id = t.case_id JOIN organisation r ON r.id = c.region_id
		WHERE t.meeting_id = ANY($1) AND t.ended_at IS NULL AND t.taken_back_at IS NULL AND c.state = '`+string(casefile.InTreatment)+`' ORDER BY t.id`, meetings)
	all := make([]due.Placed, len(rows))
	for i, r := range rows {
		t := &r.Treatment
		t.Region, t.Case = r.RegionKey, r.Number
		t.Self = showTreatment.Href(t.Ref())
		all[i] = due.Placed{Treatment: t, Title: r.Title, Laid: t.Presentation != nil}
	}
	return all, err
}

// FollowMeetings lets what is due in cases follow meetings that were moved, cancelled or
// are held after all, or before and after which other times stand, in the transaction of
// that change (rules 5.4, 6.2): the cases are locked (LockCasesIn). Called says of which of
// the meetings the notice has gone out. The number of statements is the same however many
// there are.
func (*Service) FollowMeetings(ctx context.Context, tx pgx.Tx, now time.Time, meetings []int64, called map[int64]bool) error {
	all, err := placedIn(ctx, tx, meetings)
	if err != nil || len(all) == 0 {
		return err
	}
	for i := range all {
		all[i].Called = called[*all[i].Meeting]
	}
	return dates.Plan(ctx, tx, now, all, msgNotDue)
}

// NoticeIsOut ends what was due before the notice of a meeting went out: its papers, and
// the notice itself (rule 6.5).
func (*Service) NoticeIsOut(ctx context.Context, tx pgx.Tx, now time.Time, meeting int64) error {
	all, err := placedIn(ctx, tx, []int64{meeting})
	if err != nil {
		return err
	}
	var refs []reminder.Ref
	for _, p := range all {
		refs = append(refs, due.Ref(p.Treatment, due.Papers), due.Ref(p.Treatment, due.Notice))
	}
	return reminder.StopEach(ctx, tx, now, refs, msgNoticeOut)
}

// PapersAreLaid ends that papers are due of a treatment in a meeting (rule 6.5).
func (*Service) PapersAreLaid(ctx context.Context, tx pgx.Tx, now time.Time, meeting, treatment int64) error {
	all, err := placedIn(ctx, tx, []int64{meeting})
	if err != nil {
		return err
	}
	var refs []reminder.Ref
	for _, p := range all {
		if p.ID == treatment {
			refs = append(refs, due.Ref(p.Treatment, due.Papers))
		}
	}
	return reminder.StopEach(ctx, tx, now, refs, msgPapersLaid)
}

// MinutesAreSigned ends that minutes of a meeting are due, in every case that was treated
// there (rule 6.5).
func (*Service) MinutesAreSigned(ctx context.Context, tx pgx.Tx, now time.Time, meeting int64) error {
	return reminder.StopAbout(ctx, tx, now, reminder.AboutMeeting(meeting, due.Minutes), msgMinutesSigned)
}

// stopDates ends all that is due of treatments (rule 6.5).
func stopDates(ctx context.Context, ch *casefile.Change, why message.Text, all ...*chain.Treatment) error {
	return reminder.StopEach(ctx, ch.Tx, ch.Now, due.Refs(all...), why)
}
