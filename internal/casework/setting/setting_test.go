package setting_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/testkit/pgtest"
	"forankring.no/forankring/policies"
)

const (
	person = "0198c0de-0000-7000-8000-000000000001"
	region = "kongsvingerregionen"
)

// limit is a setting with the least that a value can be.
type limit struct {
	setting.Base
	Most string `db:"most"`
}

func (l *limit) Text() message.Text { return message.Verbatim("at most " + l.Most) }

var setLimit = act.New[setting.Ref]("set-limit", "PUT", "/v1/regions/{region}/limit", act.Needs("mandate_rule", "set", organisation.InRegion()))

var limitKind = setting.Kind[setting.Ref, *limit]{
	Name: "limit", Member: "limit", Set: setLimit,
	Read: func(ctx context.Context, q pgdb.Querier, ref setting.Ref, _ time.Time) (*limit, error) {
		return pgdb.Pointer[limit](ctx, q, "find the limit", `
			SELECT $1 AS region, coalesce(m.most, 'none') AS most, coalesce(m.reason, '') AS reason, m.set_by::text AS set_by, m.set_at, coalesce(m.number, 0)::bigint AS revision
			FROM (VALUES (1)) o LEFT JOIN LATERAL (SELECT * FROM most WHERE region = $1 ORDER BY number DESC LIMIT 1) m ON true`, ref.Region)
	},
}

func limits(t *testing.T) (*setting.Service[setting.Ref, *limit], *pgxpool.Pool) {
	t.Helper()
	pool := pgtest.New(t)
	if _, err := pool.Exec(t.Context(), `CREATE TABLE most (region text, number int, most text, reason text, set_by uuid, set_at timestamptz, PRIMARY KEY (region, number))`); err != nil {
		t.Fatal(err)
	}
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) }
	return setting.New(pool, policy, now, limitKind), pool
}

// put writes the next limit.
func put(ctx context.Context, most string) func(pgx.Tx, *limit, setting.Written) error {
	return func(tx pgx.Tx, before *limit, w setting.Written) error {
		_, err := tx.Exec(ctx, `INSERT INTO most VALUES ($1, $2, $3, 'because', $4, $5)`, w.Region, before.Revision+1, most, w.By, w.At)
		return err
	}
}

// matching is a request with the tag of a revision.
func matching(t *testing.T, revision int64) context.Context {
	t.Helper()
	return request.WithTerms(t.Context(), &request.Terms{IfMatch: request.Tag(revision)})
}

var secretary = authn.Actor{Person: person, Organisation: region, Roles: []authn.Role{{Office: office.Secretariat, Organisation: region}}}

func TestASettingStandsBeforeItIsSetAndIsReplacedByItsTag(t *testing.T) {
	t.Parallel()
	s, pool := limits(t)
	ref := setting.Ref{Region: region}
	first, err := s.Show(t.Context(), secretary, ref)
	if err != nil || first.Most != "none" || first.Self != "/v1/regions/kongsvingerregionen/limit" || !first.Actions[0].Open || first.Actions[0].Act != "set-limit" {
		t.Fatalf("%+v (%v)", *first, err)
	}
	set, err := s.Replace(matching(t, 0), secretary, ref, put(t.Context(), "five"))
	if err != nil || set.Most != "five" || set.Revision != 1 || *set.SetBy != person || len(set.Actions) != 1 {
		t.Fatalf("%+v (%v)", *set, err)
	}
	for name, ctx := range map[string]context.Context{"no tag": t.Context(), "a stale tag": matching(t, 0)} {
		if _, err := s.Replace(ctx, secretary, ref, put(t.Context(), "six")); err == nil {
			t.Errorf("%s is taken", name)
		} else if _, refused := fault.As(err); !refused {
			t.Errorf("%s: %v", name, err)
		}
	}
	var changes, object string
	var kept int
	err = pool.QueryRow(t.Context(), `SELECT changes::text, object, (SELECT count(*) FROM most) FROM audit_event WHERE act = 'set-limit'`).Scan(&changes, &object, &kept)
	if err != nil || object != first.Self || kept != 1 || changes != `{"limit": {"new": "at most five", "old": "at most none"}, "reason": {"new": "because", "old": ""}}` {
		t.Errorf("%s of %s, %d rows (%v)", changes, object, kept, err)
	}
}

func TestWhatPutRefusesLeavesNothing(t *testing.T) {
	t.Parallel()
	s, _ := limits(t)
	ref, no := setting.Ref{Region: region}, errors.New("no")
	_, err := s.Replace(matching(t, 0), secretary, ref, func(tx pgx.Tx, before *limit, w setting.Written) error {
		return errors.Join(put(t.Context(), "five")(tx, before, w), no)
	})
	if after, _ := s.Show(t.Context(), secretary, ref); !errors.Is(err, no) || after.Most != "none" {
		t.Errorf("%v; it is %s then", err, after.Most)
	}
}

// A change waits for the acts that the setting decides.
func TestAHeldSettingIsNotReplaced(t *testing.T) {
	t.Parallel()
	s, pool := limits(t)
	_, err := pgdb.InTx(t.Context(), pool, func(tx pgx.Tx) (int, error) {
		if err := errors.Join(limitKind.Hold(t.Context(), tx, region), limitKind.Hold(t.Context(), tx, "another")); err != nil {
			return 0, err
		}
		second := pgx.BeginFunc(t.Context(), pool, func(other pgx.Tx) error { return limitKind.Hold(t.Context(), other, region) })
		if second != nil {
			t.Errorf("two acts do not hold it together: %v", second)
		}
		ctx, cancel := context.WithTimeout(matching(t, 0), 300*time.Millisecond)
		defer cancel()
		if _, err := s.Replace(ctx, secretary, setting.Ref{Region: region}, put(t.Context(), "five")); err == nil {
			t.Error("it was replaced while an act held it")
		}
		return 0, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if set, err := s.Replace(matching(t, 0), secretary, setting.Ref{Region: region}, put(t.Context(), "five")); err != nil || set.Most != "five" {
		t.Errorf("after the act: %v (%v)", set, err)
	}
}
