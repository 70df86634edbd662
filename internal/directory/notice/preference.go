package notice

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrMandatory refuses to leave out an e-mail that nobody may miss.
var ErrMandatory = fault.New(fault.Invalid, "notice.mandatory", "E-mail of this kind cannot be turned off",
	"What asks for an answer, what is due or overdue, and what changes who may act is always sent by e-mail (rule 6.6).")

// optional are the kinds of which a person may want no e-mail. A new kind is
// mandatory until its feature says otherwise.
var optional = map[Kind]bool{}

// Optional declares that a person may want no e-mail of a kind, because it asks
// nothing of them that another letter does not ask (rule 6.6).
func (k Kind) Optional() Kind {
	optional[k] = true
	return k
}

// Preferences say by which channels a person is told. The inbox always has
// everything.
type Preferences struct {
	request.Resource
	Kinds     []KindPreference `json:"kinds" db:"-" doc:"Every kind of notice"`
	DigestAt  string           `json:"digest_at" db:"digest_at" example:"08:30" doc:"When the e-mail goes out in which a day's e-mails are collected, by the clock of the zone"`
	Zone      string           `json:"zone" db:"zone" example:"Europe/Oslo"`
	ChangedAt *time.Time       `json:"changed_at" db:"changed_at" doc:"null until the person has changed them"`
	EmailOff  []Kind           `json:"-" db:"email_off"`
	Digest    []Kind           `json:"-" db:"digest"`
}

// KindPreference says how a person is told of one kind.
type KindPreference struct {
	Kind      Kind `json:"kind" example:"reminder" doc:"More may come: tolerate kinds that you do not know"`
	Email     bool `json:"email" doc:"Whether it is sent by e-mail too"`
	Digest    bool `json:"digest" doc:"Whether its e-mails are collected into one a day"`
	Mandatory bool `json:"mandatory" doc:"Whether its e-mail cannot be turned off, and waits for no other"`
}

// PreferencesInput sets a person's preferences.
type PreferencesInput struct {
	EmailOff []Kind `json:"email_off" maxItems:"200" doc:"The kinds of which no e-mail is sent; none of them mandatory"`
	Digest   []Kind `json:"digest,omitempty" maxItems:"200" doc:"The kinds whose e-mails are collected into one a day; none of them mandatory"`
	DigestAt string `json:"digest_at,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" default:"08:30" example:"08:30" doc:"When that e-mail goes out"`
	Zone     string `json:"zone,omitempty" maxLength:"60" default:"Europe/Oslo" example:"Europe/Oslo" doc:"The time zone in which that hour is read"`
}

// check refuses kinds that are mandatory, or none, or both turned off and collected, and
// a zone that is none; it puts the others in order.
func (in *PreferencesInput) check() error {
	var c fault.Checks
	for i, k := range in.EmailOff {
		c.Require(optional[k], fmt.Sprintf("/email_off/%d", i), msgMandatory.With(string(k)))
	}
	for i, k := range in.Digest {
		c.Require(optional[k], fmt.Sprintf("/digest/%d", i), msgMandatory.With(string(k)))
		c.Require(!slices.Contains(in.EmailOff, k), fmt.Sprintf("/digest/%d", i), msgOffOrDigest.With(string(k)))
	}
	in.EmailOff, in.Digest = ordered(in.EmailOff), ordered(in.Digest)
	in.DigestAt, in.Zone = cmp.Or(in.DigestAt, standardDigest), cmp.Or(in.Zone, workday.ZoneName)
	_, err := workday.Zone(in.Zone)
	c.Require(err == nil, "/zone", msgNoZone)
	return c.Err(ErrMandatory)
}

// ordered are kinds in order, each once; a list is never null.
func ordered(kinds []Kind) []Kind {
	return append([]Kind{}, slices.Compact(slices.Sorted(slices.Values(kinds)))...)
}

const preferencesPath = "/v1/me/notice-preferences"

var (
	showPreferences = act.Show[struct{}]("show-notice-preferences", preferencesPath, act.Personal)
	setPreferences  = act.New[struct{}]("set-notice-preferences", http.MethodPut, preferencesPath, act.Personal)
)

// present completes preferences for their person.
func (p *Preferences) present(actor authn.Actor) *Preferences {
	p.Kinds = nil
	for _, k := range Kinds() {
		p.Kinds = append(p.Kinds, KindPreference{
			Kind: k, Mandatory: !optional[k], Email: !optional[k] || !slices.Contains(p.EmailOff, k), Digest: optional[k] && slices.Contains(p.Digest, k),
		})
	}
	p.Self = showPreferences.Href(struct{}{})
	p.Actions = []request.Action{setPreferences.Offer(nil, actor, struct{}{}, nil)}
	return p
}

// ShowPreferences reads by which channels the caller is told (rule 6.6).
func (s *Service) ShowPreferences(ctx context.Context, actor authn.Actor, _ struct{}) (*Preferences, error) {
	p, err := preferencesOf(ctx, s.pool, actor.Person)
	if err != nil {
		return nil, err
	}
	return p.present(actor), nil
}

// SetPreferences sets of which kinds the caller wants no e-mail, and of which one a
// day, for what is told from now on: an e-mail that is on its way goes out, and what has
// waited for a digest that is wanted no more goes out at once.
func (s *Service) SetPreferences(ctx context.Context, actor authn.Actor, _ struct{}, in PreferencesInput) (*Preferences, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Preferences, error) {
		if err := holdPreferences(ctx, tx, actor.Person); err != nil {
			return nil, err
		}
		now := s.now()
		before, err := preferencesOf(ctx, tx, actor.Person)
		if err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, before.Revision); err != nil {
			return nil, err
		}
		if err := s.keepPreferences(ctx, tx, actor.Person, in, now); err != nil {
			return nil, err
		}
		after, err := preferencesOf(ctx, tx, actor.Person)
		if err != nil {
			return nil, err
		}
		err = audit.Record(ctx, tx, audit.Event{
			At: now, Actor: actor, Act: setPreferences.ID, Object: preferencesPath, Changes: before.changes(after),
		})
		return after.present(actor), err
	})
}

// changes are what another form of the preferences changes.
func (p *Preferences) changes(after *Preferences) audit.Changes {
	return audit.Difference(
		audit.Changed("email_off", p.EmailOff, after.EmailOff), audit.Changed("digest", p.Digest, after.Digest),
		audit.Changed("digest_at", p.DigestAt, after.DigestAt), audit.Changed("zone", p.Zone, after.Zone),
	)
}

// keepPreferences keeps what a person has set, and lets go what no longer waits.
func (s *Service) keepPreferences(ctx context.Context, tx pgx.Tx, person string, in PreferencesInput, now time.Time) error {
	if err := keepPreferences(ctx, tx, person, in, now); err != nil {
		return err
	}
	released, err := release(ctx, tx, person, in.Digest)
	if err != nil {
		return err
	}
	return s.queue(ctx, tx, released)
}

// theirPreferences are those of a person, as nobody has changed them until they did.
const theirPreferences = `
	SELECT coalesce(p.email_off, '{}') AS email_off, coalesce(p.digest, '{}') AS digest, coalesce(to_char(p.digest_at, 'HH24:MI'), '` + standardDigest + `') AS digest_at,
		coalesce(p.zone, '` + workday.ZoneName + `') AS zone, p.changed_at, coalesce(p.revision, 0)::bigint AS revision
	FROM (VALUES (1)) o LEFT JOIN notice_preference p ON p.person_id = $1`

func preferencesOf(ctx context.Context, q pgdb.Querier, person string) (*Preferences, error) {
	return pgdb.Pointer[Preferences](ctx, q, "read preferences", theirPreferences, person)
}

// QueuePreferences adds to a batch what a person has set, for their record.
func QueuePreferences(b *pgx.Batch, person string, each func(Preferences)) {
	pgdb.Queue(b, "read preferences", each, theirPreferences, person)
}

// holdPreferences has two changes of one person's wait for each other.
func holdPreferences(ctx context.Context, tx pgx.Tx, person string) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('notice_preference ' || $1, 0))`, person); err != nil {
		return fmt.Errorf("hold preferences: %w", err)
	}
	return nil
}

func keepPreferences(ctx context.Context, tx pgx.Tx, person string, in PreferencesInput, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO notice_preference AS p (person_id, email_off, digest, digest_at, zone, revision, changed_at) VALUES ($1, $2, $3, $4::text::time, $5, 1, $6)
		ON CONFLICT (person_id) DO UPDATE SET email_off = excluded.email_off, digest = excluded.digest, digest_at = excluded.digest_at, zone = excluded.zone,
			revision = p.revision + 1, changed_at = excluded.changed_at`, person, in.EmailOff, in.Digest, in.DigestAt, in.Zone, now)
	if err != nil {
		return fmt.Errorf("keep preferences: %w", err)
	}
	return nil
}

// mutable are the kinds of which a person may want no e-mail, in order.
func mutable() []Kind { return slices.Sorted(maps.Keys(optional)) }
