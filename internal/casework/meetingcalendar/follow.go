package meetingcalendar

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// Follower lets what rests on planned meetings follow them: whoever has something in
// cases that does, which stands above.
type Follower struct {
	// Lock takes the locks of what rests on meetings, before any of them is changed: a
	// case is locked before a meeting.
	Lock func(ctx context.Context, tx pgx.Tx, meetings []int64) error
	// Follow is called in the same transaction when meetings were moved, cancelled or are
	// held after all, or other times stand before and after them; called says of which
	// the notice has gone out.
	Follow func(ctx context.Context, tx pgx.Tx, now time.Time, meetings []int64, called map[int64]bool) error
}

// FollowBy adds what follows meetings.
func (s *Service) FollowBy(f Follower) { s.followers = append(s.followers, f) }

// lockAll takes the locks of all that rests on meetings.
func (s *Service) lockAll(ctx context.Context, tx pgx.Tx, meetings []int64) error {
	if len(meetings) == 0 {
		return nil
	}
	for _, f := range s.followers {
		if err := f.Lock(ctx, tx, meetings); err != nil {
			return err
		}
	}
	return nil
}

// follow lets all that rests on meetings follow them, of which is known what hangs on them.
func (s *Service) follow(ctx context.Context, tx pgx.Tx, now time.Time, of told) error {
	if len(of.meetings) == 0 {
		return nil
	}
	called := map[int64]bool{}
	for id, hangs := range of.hangs {
		called[id] = slices.ContainsFunc(hangs, func(h MeetingDependent) bool { return h.Called })
	}
	for _, f := range s.followers {
		if err := f.Follow(ctx, tx, now, of.meetings, called); err != nil {
			return err
		}
	}
	return nil
}

// shifted are the meetings that changes move, cancel or restore.
func shifted(all []change) []int64 {
	var ids []int64
	for _, ch := range all {
		if ch.before != nil && ch.kind != changed {
			ids = append(ids, ch.after.ID)
		}
	}
	return ids
}
