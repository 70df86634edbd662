package notice

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

const tag = "Inbox"

type listInput struct {
	httpapi.Paging
	Unread string `query:"unread" enum:"true,false" doc:"true: only what is not read yet; false: only what is"`
	Kind   string `query:"kind" enum:"reminder,due_today,overdue,case_withdrawn,mandate_submitted,mandate_in_force,mandate_not_binding,condition_set,mandate_withdrawn,mandate_rejected,approval_carried,approval_stale,approval_blocked,condition_reported,condition_sent_back,condition_fulfilled,assignment_released,assignment_recalled,assignment_replaced,participant_left,substitute_appointed,substitute_set,substitute_ended,disqualification_raised,disqualification_decided,alarm_raised" doc:"Only notices of this kind"`
}

// filter reads the filters; the contract allows nothing but true and false.
func (in *listInput) filter() Filter {
	f := Filter{Kind: in.Kind}
	if in.Unread != "" {
		unread := in.Unread == "true"
		f.Unread = &unread
	}
	return f
}

type noticeInput struct {
	ID int64 `path:"id" minimum:"1" example:"17" doc:"The notice's identifier"`
}

type readInput struct {
	httpapi.WriteTerms
	ID int64 `path:"id" minimum:"1" example:"17" doc:"The notice's identifier"`
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.List(d, httpapi.Personal, httpapi.Op{
		ID: "list-notices", Path: "/v1/me/notices", Tag: tag, Summary: "List my notices",
		Description: "The caller's own inbox, the newest first, in their language (rule 6.6). Everything that is sent by e-mail stands here too.",
	}, func(ctx context.Context, in *listInput, p request.Page) (request.List[InboxNotice], error) {
		return s.List(ctx, authn.ActorOf(ctx).Person, in.filter(), p)
	})
	httpapi.Read(d, httpapi.Personal, httpapi.Op{
		ID: "show-notice", Path: "/v1/me/notices/{id}", Tag: tag, Summary: "Show one of my notices",
		Description: "One notice of the caller's own inbox (rule 6.6). Showing it does not mark it as read.",
	}, func(ctx context.Context, in *noticeInput) (*InboxNotice, error) {
		return s.Show(ctx, authn.ActorOf(ctx).Person, in.ID)
	})
	httpapi.Write(d, httpapi.Personal, httpapi.Op{
		ID: "read-notice", Method: http.MethodPost, Path: "/v1/me/notices/{id}/read", Tag: tag, Summary: "Mark a notice as read",
		Description: "Marks one notice of the caller's own inbox as read. Marking it again changes nothing.",
	}, func(ctx context.Context, in *readInput) (*InboxNotice, error) {
		return s.MarkRead(ctx, authn.ActorOf(ctx).Person, in.ID)
	})
}
