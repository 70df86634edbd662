package app

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/basis"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/decision/agenda"
	"forankring.no/forankring/internal/decision/convening"
	"forankring.no/forankring/internal/decision/debate"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/decision/minutes"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/views/statutes"
)

// wayThrough builds what takes cases through the bodies that treat them, to their effect.
func wayThrough(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service, cases *casefile.Service, proposals *proposal.Service) (*treatment.Service, *effect.Service) {
	treatments := treatment.New(pool, policy, now, notices, cases)
	return treatments, effect.New(pool, policy, now, notices, cases, treatments, proposals)
}

// keepMeetings registers the treatment of cases and their effect, the meetings in which
// bodies treat them, what each body is and may, and the demands that it meets, which it
// gives.
func (a *App) keepMeetings(deps Deps, policy *authz.Policy, now func() time.Time, directory Directory, calendars *meetingcalendar.Service, treatments *treatment.Service, decisions *basis.Service, effects *effect.Service) *convening.Service {
	treatments.Register(a.Door)
	effects.Register(a.Door)
	wording.Register(a.Door, a.pool)
	meetings := meeting.New(deps.Pool, policy, now, directory.Organisations, a.notices, calendars, treatments, deps.Door.PublicURL)
	meetings.Register(a.Door)
	agenda.New(policy, calendars, meetings, treatments).Register(a.Door)
	debates := debate.New(deps.Pool, policy, now, a.notices, meetings, treatments)
	debates.Register(a.Door)
	decisions.RestOn(debates.Adopted)
	statutes.New(deps.Pool, now, directory.Organisations, directory.Bodies, a.notices).Register(a.Door)
	minutes.New(deps.Pool, policy, now, meetings, treatments).Register(a.Door)
	demands := convening.New(deps.Pool, policy, now, directory.Organisations, a.notices, directory.Bodies, meetings)
	demands.Register(a.Door)
	return demands
}
