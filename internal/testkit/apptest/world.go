// Package apptest runs the whole service in-process for a test: the real
// router, policy, SQL and queue, on a database of the test's own, with the
// region of the demo and its office holders in it.
package apptest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// Region is the region of the world, Foreign one that shares nothing with it.
const (
	Region  = "kongsvingerregionen"
	Foreign = "fjellregionen"
)

// Municipalities are the region's members; Stranger belongs to Foreign.
var Municipalities = []string{"3401", "3414", "3415", "3416", "3417", "3418"}

// Stranger is the only member of the foreign region.
const Stranger = "3426"

// Start is the domain's time when a world begins: a Monday morning.
var Start = time.Date(2024, 2, 12, 8, 0, 0, 0, time.UTC)

// World is one running service.
type World struct {
	t   testing.TB
	App *app.App
	// Pool is the owner's: it may do what the service may not.
	Pool    *pgxpool.Pool
	Mail    *mailtest.Server
	Clock   *Clock
	deps    app.Deps
	handler http.Handler
	issuer  *authn.Development
	// contract is what answers are held against.
	contract func(*httpapi.Door) (*contract, error)
}

// Clock is the domain's time; it stands still until it is moved.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the domain's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the domain's time.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Option changes what a world is built of.
type Option func(*app.Deps)

// New builds a world. Workers stand still unless Working is among the options.
func New(t testing.TB, options ...Option) *World {
	t.Helper()
	return build(t, pgtest.Snapshot(t, settled.name(), settled.fill), options...)
}

// Norwegian is New on a database that sorts as Norwegian does where nothing else is
// said.
func Norwegian(t testing.TB, options ...Option) *World {
	t.Helper()
	pool := pgtest.Norwegian(t)
	if err := settled.fill(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	return build(t, pool, options...)
}

// build starts the service on a database.
func build(t testing.TB, pool *pgxpool.Pool, options ...Option) *World {
	t.Helper()
	w := &World{t: t, Pool: pool, Mail: mailtest.Start(t), Clock: &Clock{at: Start}, contract: contractOf}
	var err error
	if w.issuer, err = authn.NewDevelopment([]byte("a seed that every test may know!")); err != nil {
		t.Fatal(err)
	}
	sender, err := mail.NewSMTP(mail.SMTPConfig{Host: w.Mail.Host, Port: w.Mail.Port, TLS: mail.NoTLS, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	deps := app.Deps{
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Pool: pgtest.Served(t, w.Pool), Development: w.issuer, Letters: notice.Outgoing{Sender: sender, From: "forankring@kongsvingerregionen.no", Pause: 10 * time.Millisecond},
		Now: w.Clock.Now,
		Door: httpapi.Config{
			PublicURL: "http://forankring.test", Deadline: 10 * time.Minute, Rate: 1e6, Burst: 1e6, PublicRate: 1e6, PublicBurst: 1e6, CursorKey: []byte("a key that every test may know"),
		},
	}
	for _, o := range options {
		o(&deps)
	}
	w.deps = deps
	if w.App, err = app.New(deps); err != nil {
		t.Fatal(err)
	}
	w.handler = w.App.Handler()
	if deps.Workers > 0 {
		w.work()
	}
	return w
}

// Second is another instance of the service on the same database. Its workers
// stand still.
func (w *World) Second(options ...Option) *World {
	w.t.Helper()
	second := *w
	for _, o := range options {
		o(&second.deps)
	}
	var err error
	if second.App, err = app.New(second.deps); err != nil {
		w.t.Fatal(err)
	}
	second.handler = second.App.Handler()
	return &second
}

// Behind is an instance whose clock, by which it does all, is behind those of the
// others.
func Behind(by time.Duration) Option {
	return func(d *app.Deps) {
		now := d.Now
		d.Now = func() time.Time { return now().Add(-by) }
	}
}

// Working starts the workers.
func Working(d *app.Deps) { d.Workers = 10 }

func (w *World) work() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.App.Work(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			w.t.Errorf("the workers ended with: %v", err)
		}
	})
}

// Exec changes rows behind the service's back: what no act of this time can
// bring about.
func (w *World) Exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.Pool.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

// Person is the identifier of the person whom a test calls by a name such as
// "chief_executive@3417", "board_chair@kongsvingerregionen", "clerk2@3417".
func Person(name string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}

// settled puts the organisations and their first people in place, as an operator would.
var settled = func() settlement {
	var b pgx.Batch
	addRegion(&b, Region, Municipalities)
	addRegion(&b, Foreign, []string{Stranger})
	return settlement(b.QueuedQueries)
}()

type settlement []*pgx.QueuedQuery

// name is another for every other content.
func (s settlement) name() string {
	sum := sha256.New()
	for _, q := range s {
		fmt.Fprintln(sum, q.SQL, q.Arguments)
	}
	return fmt.Sprintf("settled %x", sum.Sum(nil))
}

func (s settlement) fill(ctx context.Context, pool *pgxpool.Pool) error {
	b := &pgx.Batch{}
	for _, q := range s {
		b.Queue(q.SQL, q.Arguments...)
	}
	if err := pool.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("settle the world: %w", err)
	}
	return nil
}

func addRegion(b *pgx.Batch, slug string, municipalities []string) {
	founded := Start.AddDate(-4, 0, 0)
	b.Queue(`INSERT INTO organisation (key, kind, name, created_at) VALUES ($1, 'region', $1, $2)`, slug, founded)
	for _, office := range []string{"secretariat", "auditor", "reader"} {
		addOffice(b, slug, office, founded)
	}
	for _, body := range []struct {
		key, kind string
		decides   bool
	}{{"styre", "board", true}, {"representantskap", "representative_council", true}, {"kommunedirektorutvalg", "chief_executives_committee", false}, {"fellesmote", "joint_council_meeting", false}} {
		b.Queue(`INSERT INTO body (organisation_id, key, kind, name, decides, created_at) SELECT id, $2, $3, $2, $4, $5 FROM organisation WHERE key = $1`,
			slug, body.key, body.kind, body.decides, founded)
	}
	addSeat(b, slug, "styre", "chair", "board_chair", founded)
	addSeat(b, slug, "styre", "member", "board_member", founded)
	for _, m := range municipalities {
		b.Queue(`INSERT INTO organisation (key, kind, name, created_at) VALUES ($1, 'municipality', 'Municipality ' || $1, $2)`, m, founded)
		b.Queue(`INSERT INTO membership (region_id, municipality_id, from_date, confirmed_at) SELECT r.id, m.id, '2020-01-01', '2020-01-01' FROM organisation r, organisation m WHERE r.key = $1 AND m.key = $2`, slug, m)
		for _, office := range []string{"chief_executive", "administrator", "clerk", "case_officer", "reader"} {
			addOffice(b, m, office, founded)
		}
		for i := range 3 {
			addEmployee(b, m, fmt.Sprintf("planner%d", i+1))
		}
	}
}

func addPerson(b *pgx.Batch, home, role string) string {
	id := Person(role + "@" + home)
	b.Queue(`INSERT INTO person (id, home_id, name, email, language, created_at) SELECT $1, id, $3, $4, $5, $6 FROM organisation WHERE key = $2`,
		id, home, role+" "+home, role+"@"+home+".test", language(home), Start.AddDate(-4, 0, 0))
	return id
}

// language gives one municipality English letters, so that both are written.
func language(home string) string {
	if home == "3418" {
		return "en"
	}
	return "nb"
}

func addOffice(b *pgx.Batch, organisation, kind string, from time.Time) {
	id := addPerson(b, organisation, kind)
	b.Queue(`INSERT INTO office (organisation_id, kind, person_id, from_at, created_at) SELECT id, $2, $3, $4, $4 FROM organisation WHERE key = $1`,
		organisation, kind, id, from)
}

func addSeat(b *pgx.Batch, organisation, body, role, name string, from time.Time) {
	id := addPerson(b, organisation, name)
	b.Queue(`INSERT INTO seat (body_id, person_id, role, from_at, created_at)
		SELECT b.id, $3, $4, $5, $5 FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = $1 AND b.key = $2`,
		organisation, body, id, role, from)
}

// employee hires a person full time, with a staff key that is their name.
func addEmployee(b *pgx.Batch, municipality, name string) {
	id := addPerson(b, municipality, name)
	b.Queue(`WITH e AS (
			INSERT INTO employment (municipality_id, person_id, staff_key, title, from_date, created_at)
			SELECT id, $2, $3, 'planner', '2020-01-01', $4 FROM organisation WHERE key = $1 RETURNING id)
		INSERT INTO capacity (employment_id, from_date, percent) SELECT id, '2020-01-01', 100 FROM e`, municipality, id, name, Start.AddDate(-4, 0, 0))
}

// Token is a bearer token for the person whom a test calls by name; "" is
// nobody.
func (w *World) Token(name string) string {
	w.t.Helper()
	if name == "" {
		return ""
	}
	token, err := w.issuer.Token(Person(name), time.Now(), time.Hour)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

// Subject sends a request with a token of the development issuer for a subject that
// is no person's identifier: it speaks for whomever the subject is bound to.
func (w *World) Subject(subject string) func(*http.Request) {
	w.t.Helper()
	token, err := w.issuer.Token(subject, time.Now(), time.Hour)
	if err != nil {
		w.t.Fatal(err)
	}
	return Header("Authorization", "Bearer "+token)
}

// Everyone names all people with an office or seat in the world, by
// organisation.
func Everyone() []string {
	var all []string
	for _, region := range []string{Region, Foreign} {
		for _, role := range []string{"secretariat", "auditor", "reader", "board_chair", "board_member"} {
			all = append(all, role+"@"+region)
		}
	}
	for _, m := range slices.Concat(Municipalities, []string{Stranger}) {
		for _, role := range []string{"chief_executive", "administrator", "clerk", "case_officer", "reader"} {
			all = append(all, role+"@"+m)
		}
	}
	return all
}

// Home is the organisation in a name such as "clerk@3417".
func Home(name string) string {
	_, home, _ := strings.Cut(name, "@")
	return home
}
