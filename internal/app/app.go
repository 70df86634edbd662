// Package app builds the whole service by hand, in the order in which its
// parts stand on each other.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/benefit"
	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/completion"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/contribution"
	"forankring.no/forankring/internal/casework/disqualification"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/casework/ownpart"
	"forankring.no/forankring/internal/casework/planner"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/casework/replan"
	"forankring.no/forankring/internal/casework/site"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/template"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/decision/followup"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/login"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/identity"
	"forankring.no/forankring/internal/platform/measure"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/trace"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/views/alarm"
	"forankring.no/forankring/internal/views/committee"
	"forankring.no/forankring/internal/views/demand"
	"forankring.no/forankring/internal/views/feed"
	"forankring.no/forankring/internal/views/glossary"
	"forankring.no/forankring/internal/views/holdup"
	"forankring.no/forankring/internal/views/publicpage"
	"forankring.no/forankring/internal/views/stand"
	"forankring.no/forankring/internal/views/subject"
	"forankring.no/forankring/internal/views/task"
	"forankring.no/forankring/internal/views/upload"
	"forankring.no/forankring/policies"
)

// Deps are what the service is built of.
type Deps struct {
	Log  *slog.Logger
	Pool *pgxpool.Pool
	// Pooled says that the pool leads to a pooler, where nobody can listen: the
	// queue is asked every second whether there is work.
	Pooled      bool
	Door        httpapi.Config
	Issuers     []authn.Issuer
	Development *authn.Development
	// TokenLife is the longest life of a token that is taken; 0 is a day.
	TokenLife time.Duration
	// Letters are how letters go out; their links begin with the public address.
	Letters notice.Outgoing
	// Workers is how many jobs this instance works at a time; 0 for none.
	Workers int
	// Now is the domain's clock; tokens and the queue keep real time. Machine is
	// this machine's clock, which is compared with the database's; nil is the real one.
	Now, Machine func() time.Time
	// OperatorToken opens the queue's own web interface; "" for nobody.
	OperatorToken string
	// Traces are what is told of requests and jobs to the operator's collector; nil
	// for nothing.
	Traces *trace.Traces
}

// bindable are the issuers whose logins can be bound: those that are set, or the
// development issuer where it takes their place.
func (d Deps) bindable() (issuers []string) {
	for _, i := range d.Issuers {
		issuers = append(issuers, i.URL)
	}
	if d.Development != nil {
		issuers = append(issuers, authn.DevelopmentIssuer)
	}
	return issuers
}

// App is the service, ready to be served and to work.
type App struct {
	Door      *httpapi.Door
	log       *slog.Logger
	pool      *pgxpool.Pool
	jobs      *river.Client[pgx.Tx]
	verifier  *authn.Verifier
	notices   *notice.Service
	reminders *reminder.Service
	alarms    *alarm.Service
	// organisations turn on their days what an operator has entered ahead.
	organisations *organisation.Service
	workers       int
	health        *measure.Watch
	of            identity.Name
	// clock is this machine's, compared with the database's.
	clock    *pgdb.Clock
	stopping atomic.Bool
	// operators look into the queue; nil where nobody does.
	operators *operators
	// apart says that metrics, and with them what operators look into, have a listener
	// of their own.
	apart  bool
	traces *trace.Traces
}

// FetchCooldown is how long an idle worker waits between two looks into the
// queue; it bounds the queue's speed (about Workers jobs per cooldown).
const FetchCooldown = 5 * time.Millisecond

// A job may take jobTime. What an instance was working on when it was killed is
// given to another after rescue, which must be longer.
const (
	jobTime = time.Minute
	rescue  = 90 * time.Second
)

// New builds the service; nothing runs yet.
func New(deps Deps) (*App, error) {
	if deps.Traces != nil {
		deps.Log = slog.New(trace.Logging(deps.Log.Handler()))
	}
	policy, verifier, err := deps.whoMay()
	if err != nil {
		return nil, err
	}
	workers := river.NewWorkers()
	jobs, err := newQueue(deps, workers)
	if err != nil {
		return nil, err
	}
	now := clock(deps.Now)
	a := &App{clock: pgdb.NewClock(deps.Pool, deps.machine()), log: deps.Log, pool: deps.Pool, jobs: jobs, verifier: verifier, workers: deps.Workers, of: deps.Letters.Of, traces: deps.Traces, apart: deps.Door.MetricsApart}
	if err := a.admitOperators(deps); err != nil {
		return nil, err
	}
	directory := newDirectory(deps.Pool, policy, now)
	a.organisations = directory.Organisations
	a.Door = httpapi.New(httpapi.Deps{
		Config: deps.Door, Log: deps.Log, Pool: deps.Pool, Policy: policy, Verifier: verifier,
		Roles: authority.Roles, Keys: directory.Organisations.Keys, Now: now, Ready: a.Ready, Traces: deps.Traces,
	})
	directory.register(a.Door)
	deps.Letters.PublicURL = deps.Door.PublicURL
	notices := notice.New(deps.Log, deps.Pool, now, jobs, deps.Letters, casefile.Shield)
	directory.Logins = login.New(deps.Pool, policy, now, directory.Organisations, directory.People, notices, deps.bindable())
	directory.Logins.Register(a.Door)
	notices.Work(workers)
	a.notices = notices
	authorities := directory.tellBy(deps.Pool, policy, now, notices)
	authorities.Register(a.Door)
	notices.Register(a.Door)
	a.reminders = reminder.New(deps.Log, deps.Pool, now, deps.Letters.Of, notices)
	a.reminders.DispatchIf(a.clock.Check)
	calendars := calendar.New(deps.Pool, policy, now, directory.Organisations)
	calendars.Register(a.Door)
	calendars.WarnOf(mandate.Fixed(policy), condition.Fixed(policy), timeline.Fixed(policy), followup.Fixed(policy))
	calendars.FollowedBy(recount)
	cases := casefile.New(deps.Pool, policy, now)
	cases.Register(a.Door)
	cases.BelongTo(directory.Organisations)
	proposals, decisions := a.keepPapers(policy, now, cases)
	approvals := approval.New(deps.Pool, policy, now, jobs, notices, cases)
	approvals.Register(a.Door)
	resources := assignment.New(deps.Pool, policy, now, notices)
	resources.Register(a.Door)
	resources.Work(workers)
	directory.Bodies.NameBy(staffing.WhoIsNamed)
	sites := a.keepSites(policy, now, directory.Organisations)
	upload.New(deps.Pool, policy, directory.Organisations, directory.People, directory.Elections, resources).Register(a.Door)
	contribution.New(deps.Pool, policy, now).Register(a.Door)
	reminder.NewPolicies(deps.Pool, policy, now).Register(a.Door)
	disqualifications := disqualification.New(deps.Pool, policy, now, notices, cases, staffing.PeopleNamed)
	disqualifications.RestOn(stand.ConfirmedInstead)
	disqualifications.Register(a.Door)
	demand.New(deps.Pool, policy, now).Register(a.Door)
	subject.New(deps.Pool, policy, now, directory.People).Register(a.Door)
	meetings := meetingcalendar.New(deps.Pool, policy, now, directory.Organisations, directory.Bodies, notices)
	meetings.Register(a.Door)
	timelines := timeline.New(deps.Pool, policy, now, cases, approvals, resources)
	a.keepTimelines(policy, now, cases, timelines)
	planner.New(deps.Pool, policy, now, cases, meetings).Register(a.Door)
	treatments, effects := wayThrough(deps.Pool, policy, now, notices, cases, proposals)
	demands := a.keepMeetings(deps, policy, now, directory, meetings, treatments, decisions, effects)
	followup.New(deps.Pool, policy, now, notices, cases, effects).Register(a.Door)
	a.raiseAlarms(policy, now, workers)
	stand.New(deps.Pool, policy, now, notices, cases, treatments).Register(a.Door)
	a.showPages(deps, policy, now, directory, cases)
	a.watch()
	tasks := task.New(deps.Pool, policy, now, authorities, approvals, benefit.Tasks(), approval.Tasks(), condition.Tasks(), disqualification.Tasks(), stand.Tasks(),
		timeline.Tasks(), treatment.Tasks(), effect.Tasks(), followup.Tasks(), alarm.Tasks()).
		Bring(task.Admissions(directory.Admissions), task.Reviews(authorities, func() workday.Date { return workday.Today(now()) }), task.Letters(notices), task.Demands(demands), task.Sites(sites))
	tasks.Register(a.Door)
	feed.New(deps.Pool, policy, now, authorities, tasks, deps.Door.PublicURL).Register(a.Door)
	return a, nil
}

// whoMay reads who may do what, and makes who finds out who somebody is.
func (d Deps) whoMay() (*authz.Policy, *authn.Verifier, error) {
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		return nil, nil, err
	}
	verifier, err := authn.NewVerifier(authn.Options{
		Issuers: d.Issuers, Development: d.Development, MaxLife: d.TokenLife, Log: d.Log,
		Bind: func(ctx context.Context, issuer, subject string) (string, int64, error) {
			return login.Bound(ctx, d.Pool, issuer, subject)
		},
	})
	return policy, verifier, err
}

// raiseAlarms registers what warns of the people who will be lacking.
func (a *App) raiseAlarms(policy *authz.Policy, now func() time.Time, workers *river.Workers) {
	a.alarms = alarm.New(a.log, a.pool, policy, now, a.jobs, a.notices)
	a.alarms.Register(a.Door)
	a.alarms.Work(workers)
}

// showPages registers what is only read, and read as a page.
func (a *App) showPages(deps Deps, policy *authz.Policy, now func() time.Time, d Directory, cases *casefile.Service) {
	glossary.Register(a.Door)
	ownpart.New(a.pool, now).Register(a.Door)
	committee.New(a.pool, policy, now).Register(a.Door)
	holdup.New(a.pool, policy, now, cases).Register(a.Door)
	publicpage.New(a.pool, now, d.Organisations, cases, deps.Door.PublicURL).Register(a.Door)
}

// keepSites registers the register of business sites.
func (a *App) keepSites(policy *authz.Policy, now func() time.Time, organisations *organisation.Service) *site.Service {
	sites := site.New(a.pool, policy, now, organisations)
	sites.Register(a.Door)
	return sites
}

// keepTimelines registers all that is about the timelines of cases.
func (a *App) keepTimelines(policy *authz.Policy, now func() time.Time, cases *casefile.Service, timelines *timeline.Service) {
	timelines.Register(a.Door)
	completion.New(timelines).Register(a.Door)
	replan.New(a.pool, now, timelines, cases).Register(a.Door)
	template.New(a.pool, policy, now, cases).Register(a.Door)
}

// watch shows operators how the service is.
func (a *App) watch() {
	a.Door.Measure(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "forankring_clock_ahead_seconds", Help: "By how much this machine's clock is ahead of the database's.",
	}, func() float64 { return a.clock.Ahead().Seconds() }))
	a.health = measure.New(a.log,
		measure.Source{Name: "pool", Read: poolHealth(a.pool)}, measure.Source{Name: "queue", Read: queueHealth(a.pool)},
		measure.Source{Name: "letters", Read: a.notices.Health}, measure.Source{Name: "reminders", Read: a.reminders.Health})
	a.Door.Measure(a.health)
}

// clock gives instants as the database keeps them: UTC, in microseconds.
func clock(now func() time.Time) func() time.Time {
	return func() time.Time { return now().UTC().Truncate(time.Microsecond) }
}

// newQueue leaves the queue's indexes as they are: the service's role owns none,
// and cannot rebuild them.
func newQueue(deps Deps, workers *river.Workers) (*river.Client[pgx.Tx], error) {
	cfg := &river.Config{Logger: deps.Log, Workers: workers, FetchCooldown: FetchCooldown, JobTimeout: jobTime, RescueStuckJobsAfter: rescue, ReindexerIndexNames: []string{}, PollOnly: deps.Pooled}
	cfg.Middleware = []rivertype.Middleware{traced(deps.Traces), carrying(), outlast(deps.Log)}
	if deps.Workers > 0 {
		cfg.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: deps.Workers}}
	}
	jobs, err := river.NewClient(riverpgxv5.New(deps.Pool), cfg)
	if err != nil {
		return nil, fmt.Errorf("build the queue: %w", err)
	}
	return jobs, nil
}

// LettersWait says whether this instance keeps letters back because none is taken.
func (a *App) LettersWait() bool { return a.notices.LettersWait() }

var errStopping = pgdb.ErrUnavailable.With(msgStopping)

// Ready says whether the database answers and is one that this program can
// serve, that this machine's clock is right, and that the program is not about to
// stop. It warns of what an operator should see to.
func (a *App) Ready(ctx context.Context) (warnings []string, err error) {
	if a.stopping.Load() {
		return nil, errStopping
	}
	newer, err := pgdb.CheckSchema(ctx, a.pool)
	if unfit, ok := errors.AsType[pgdb.UnfitError](err); ok {
		return nil, pgdb.ErrUnavailable.With(msgUnfit.With(unfit.Error()))
	}
	if err != nil {
		return nil, pgdb.ErrUnavailable.With(msgNotReady)
	}
	if newer != "" {
		warnings = append(warnings, newer)
	}
	if wrong, ok := errors.AsType[*pgdb.ClockError](a.clock.Check(ctx)); ok {
		return nil, pgdb.ErrUnavailable.With(msgWrongClock.With(wrong.Error()))
	}
	return append(warnings, a.health.Warnings(ctx)...), nil
}

// Work refuses a database that is not the installation's. It works jobs, sends
// letters, dispatches reminders, collects digests, looks for alarms, lets what is dated ahead come
// into force and forgets old idempotency keys until ctx ends, then finishes what it
// has begun, in bounded time.
func (a *App) Work(ctx context.Context) error {
	kept, letGo := context.WithCancel(ctx)
	var clock sync.WaitGroup
	defer clock.Wait()
	defer letGo()
	clock.Go(func() { a.clock.Keep(kept, a.log) })
	if a.workers == 0 {
		<-ctx.Done()
		return nil
	}
	if err := a.of.Check(ctx, a.pool); ctx.Err() != nil {
		return nil // told to stop before anything was begun
	} else if err != nil {
		return err
	}
	if err := a.jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the queue: %w", err)
	}
	var ticking sync.WaitGroup
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	ticking.Go(func() { end(a.notices.SendLetters(ctx)) })
	ticking.Go(func() { a.alarms.Tick(ctx) })
	ticking.Go(func() { a.turn(ctx) })
	ticking.Go(func() { a.forgetKeys(ctx) })
	ticking.Go(func() { a.collect(ctx) })
	a.reminders.Tick(ctx)
	ticking.Wait()
	if err := a.finish(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// finish lets the jobs end that were begun, and cuts off those that take too
// long: a letter that hangs is sent again.
func (a *App) finish(ctx context.Context) error {
	stop, cancel := context.WithTimeout(ctx, finishLimit)
	defer cancel()
	err := a.jobs.Stop(stop)
	if errors.Is(err, context.DeadlineExceeded) {
		stop, cancel := context.WithTimeout(ctx, finishLimit/2)
		defer cancel()
		err = a.jobs.StopAndCancel(stop)
	}
	if err != nil {
		return fmt.Errorf("stop the queue: %w", err)
	}
	return nil
}
