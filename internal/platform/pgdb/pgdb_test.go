package pgdb_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// A list among the arguments would have a statement planned anew at every call.
func TestAStatementIsPlannedOnceForAConnection(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for n := range 3 {
		if _, err := conn.Exec(t.Context(), `SELECT 'planned' FROM unnest($1::int[])`, make([]int, n)); err != nil {
			t.Fatal(err)
		}
	}
	var once, anew int
	var compiling string
	if err := conn.QueryRow(t.Context(), `SELECT generic_plans, custom_plans, current_setting('jit') FROM pg_prepared_statements WHERE statement LIKE 'SELECT ''planned''%'`).Scan(&once, &anew, &compiling); err != nil {
		t.Fatal(err)
	}
	if once != 3 || anew != 0 || compiling != "off" {
		t.Errorf("of 3 calls %d were planned anew, and %d were not; compiling is %s", anew, once, compiling)
	}
}

func TestASecretIsMadeOnceHoweverManyAskForItAtOnce(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	const many = 8
	made := make(chan []byte, many)
	for range many {
		go func() {
			s, err := pgdb.Secret(t.Context(), pool, "cursor", 32)
			if err != nil {
				t.Error(err)
			}
			made <- s
		}()
	}
	first := <-made
	if len(first) != 32 || bytes.Equal(first, make([]byte, 32)) {
		t.Fatalf("got %x", first)
	}
	for range many - 1 {
		if s := <-made; !bytes.Equal(s, first) {
			t.Errorf("%x differs from %x", s, first)
		}
	}
	if other, err := pgdb.Secret(t.Context(), pool, "development_issuer", 32); err != nil || bytes.Equal(other, first) {
		t.Errorf("another secret is the same (%v)", err)
	}
	if _, err := pgdb.Secret(t.Context(), pool, "cursor", 16); err == nil {
		t.Error("a secret of another size was taken for it")
	}
}

// Two use cases that each change what the other has read: one is run again.
func TestAUseCaseThatCouldNotBeSerialisedIsRunAgain(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	if _, err := pool.Exec(t.Context(), `CREATE TABLE row (id int PRIMARY KEY, n int NOT NULL); INSERT INTO row VALUES (1, 0), (2, 0)`); err != nil {
		t.Fatal(err)
	}
	runs, ended := make(chan int, 10), make(chan error, 2)
	met := make(chan struct{}, 2)
	for i := range 2 {
		one, two := i+1, 2-i
		go func() {
			_, err := pgdb.InTx(t.Context(), pool, func(tx pgx.Tx) (int, error) {
				first := len(runs) < 2
				runs <- one
				if _, err := tx.Exec(t.Context(), `UPDATE row SET n = n + 1 WHERE id = $1`, one); err != nil {
					return 0, err
				}
				if first { // both hold their first row: a deadlock is certain
					met <- struct{}{}
					for len(met) < 2 {
						if err := pool.Ping(t.Context()); err != nil {
							return 0, err
						}
					}
				}
				_, err := tx.Exec(t.Context(), `UPDATE row SET n = n + 1 WHERE id = $1`, two)
				return 0, err
			})
			ended <- err
		}()
	}
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	var sum int
	if err := pool.QueryRow(t.Context(), `SELECT sum(n) FROM row`).Scan(&sum); err != nil || sum != 4 || len(runs) != 3 {
		t.Errorf("%d runs made a sum of %d (%v), want 3 and 4", len(runs), sum, err)
	}
}

func TestAUseCaseThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	failure := errors.New("the last step fails")
	for name, end := range map[string]func(){"by an error": func() {}, "by a panic": func() { panic(failure) }} {
		t.Run(name, func(t *testing.T) {
			defer func() { _ = recover() }()
			_, err := pgdb.InTx(t.Context(), pool, func(tx pgx.Tx) (int, error) {
				if _, err := tx.Exec(t.Context(), `INSERT INTO service_secret (name, value) VALUES ('x', 'x')`); err != nil {
					t.Error(err)
				}
				end()
				return 0, failure
			})
			if !errors.Is(err, failure) {
				t.Errorf("got %v", err)
			}
		})
		var n int
		if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM service_secret`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d rows are left (%v)", name, n, err)
		}
	}
}

func TestKeysAreForgottenWhenTheirTimeIsUp(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	_, err := pool.Exec(t.Context(), `
		INSERT INTO idempotency_key (caller, key, fingerprint, status, content_type, etag, location, body, created_at)
		SELECT 'c', age::text, '', 200, '', '', '', '', now() - age FROM unnest(ARRAY[interval '6 days 23 hours', '7 days 1 hour', '30 days']) age`)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := pgdb.ForgetKeys(t.Context(), pool); err != nil || n != 2 {
		t.Errorf("%d keys were forgotten (%v), want 2", n, err)
	}
}

func TestTheDatabasesTroublesAreToldFromFaultsOfOurs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  error
		want *fault.Error
	}{
		"a lock that was not freed":      {&pgconn.PgError{Code: "55P03"}, pgdb.ErrUnavailable},
		"a statement that took too long": {&pgconn.PgError{Code: "57014"}, pgdb.ErrUnavailable},
		"a shutdown":                     {&pgconn.PgError{Code: "57P01"}, pgdb.ErrUnavailable},
		"too many connections":           {&pgconn.PgError{Code: "53300"}, pgdb.ErrUnavailable},
		"a standby":                      {&pgconn.PgError{Code: "25006"}, pgdb.ErrUnavailable},
		"a NUL in a text":                {&pgconn.PgError{Code: "22021"}, pgdb.ErrText},
		"a syntax error":                 {&pgconn.PgError{Code: "42601"}, nil},
		"a violated constraint":          {&pgconn.PgError{Code: "23505"}, nil},
		"a full disk":                    {&pgconn.PgError{Code: "53100"}, pgdb.ErrUnavailable},
		"a file that cannot be read":     {&pgconn.PgError{Code: "58030"}, pgdb.ErrUnavailable},
		"a connection that was refused":  {&pgconn.PgError{Code: "08004"}, pgdb.ErrUnavailable},
		"a code that nobody knows":       {&pgconn.PgError{Code: "5"}, nil},
		"a connection that was closed":   {pgconn.ErrConnClosed, pgdb.ErrUnavailable},
		"somebody else's connection":     {&net.OpError{Op: "read", Err: io.ErrUnexpectedEOF}, nil},
		"no connection":                  {&pgconn.ConnectError{}, pgdb.ErrUnavailable},
		"time that is up":                {context.DeadlineExceeded, pgdb.ErrUnavailable},
		"no row":                         {pgx.ErrNoRows, nil},
		"anything else":                  {errors.New("x"), nil},
	} {
		f, ok := pgdb.AsFault(fmt.Errorf("save: %w", tt.err))
		if f != tt.want || ok != (tt.want != nil) {
			t.Errorf("%s: got %v", name, f)
		}
	}
}

func TestANamedConstraintIsToldAsItsFault(t *testing.T) {
	t.Parallel()
	taken := fault.New(fault.Conflict, "box.taken", "Taken", "Taken.")
	faults := map[string]*fault.Error{"box_key": taken}
	for name, tt := range map[string]struct{ err, want error }{
		"the constraint":     {&pgconn.PgError{Code: "23505", ConstraintName: "box_key"}, taken},
		"another constraint": {&pgconn.PgError{Code: "23505", ConstraintName: "box_color"}, nil},
		"no constraint":      {&pgconn.PgError{Code: "42601"}, nil},
		"no error":           {nil, nil},
	} {
		want := tt.want
		if want == nil {
			want = tt.err
		}
		if got := pgdb.Refuse(tt.err, faults); !errors.Is(got, want) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

// Outside a request there are no terms, and a transaction is only that.
func TestTermsStandInTheContext(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	terms := &request.Terms{Caller: "c", Key: "k", Fingerprint: []byte("f"), Render: func(v any) (request.Answer, error) {
		return request.Answer{Status: 201, Body: fmt.Append(nil, v)}, nil
	}}
	runs := 0
	act := func(ctx context.Context) (int, error) {
		return pgdb.InTx(ctx, pool, func(pgx.Tx) (int, error) { runs++; return runs, nil })
	}
	if _, err := act(request.WithTerms(t.Context(), terms)); err != nil {
		t.Fatal(err)
	}
	var replay *pgdb.Replay
	if _, err := act(request.WithTerms(t.Context(), terms)); !errors.As(err, &replay) || string(replay.Answer.Body) != "1" || replay.Answer.Status != 201 {
		t.Errorf("the repeated key gave %v", err)
	}
	other := *terms
	other.Fingerprint = []byte("g")
	if _, err := act(request.WithTerms(t.Context(), &other)); !errors.Is(err, pgdb.ErrKeyReused) {
		t.Errorf("the key of another request gave %v", err)
	}
	if n, err := act(t.Context()); err != nil || n != 2 {
		t.Errorf("without terms: %d, %v", n, err)
	}
}

func TestConnectionsSpeakUTCAndDoNotWaitForEver(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	for name, want := range map[string]string{"timezone": "UTC", "lock_timeout": "5s", "statement_timeout": "15s", "idle_in_transaction_session_timeout": "30s"} {
		var got string
		if err := pool.QueryRow(t.Context(), `SELECT current_setting($1)`, name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %s", name, got, err, want)
		}
	}
	var at time.Time
	if err := pool.QueryRow(t.Context(), `SELECT '2024-02-12T08:00:00Z'::timestamptz`).Scan(&at); err != nil || !at.Equal(time.Date(2024, 2, 12, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("got %v (%v)", at, err)
	}
}
