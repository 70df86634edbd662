package pgtest

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Wire stands between a program and its database, and can be cut.
type Wire struct {
	t                    testing.TB
	network, to, address string
	mu                   sync.Mutex
	ln                   net.Listener
	open                 []net.Conn
	moment               atomic.Int32
}

// Moment is when the connection that commits is lost.
type Moment int32

// The moments around a COMMIT: before PostgreSQL hears of it, and after it was
// carried out and before anybody hears so.
const (
	BeforeCommit Moment = iota + 1
	AfterCommit
)

// NewWire lays a wire to the database of the address; it gives the address of
// its near end.
func NewWire(t testing.TB, database string) (*Wire, string) {
	t.Helper()
	cfg, err := pgx.ParseConfig(database)
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{t: t, address: "127.0.0.1:0"}
	w.network, w.to = pgconn.NetworkAddress(cfg.Host, cfg.Port)
	w.Mend()
	t.Cleanup(w.Cut)
	near := url.URL{Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Password), Host: w.address, Path: cfg.Database, RawQuery: "sslmode=disable"}
	return w, near.String()
}

// LoseNextCommit cuts the connection on which the next COMMIT is sent, and no
// other, at a moment.
func (w *Wire) LoseNextCommit(m Moment) { w.moment.Store(int32(m)) }

// Lost is true when the COMMIT came.
func (w *Wire) Lost() bool { return w.moment.Load() == 0 }

// Mend connects both ends.
func (w *Wire) Mend() {
	w.t.Helper()
	ln, err := new(net.ListenConfig).Listen(w.t.Context(), "tcp", w.address)
	if err != nil {
		w.t.Fatal(err)
	}
	w.ln, w.address = ln, ln.Addr().String()
	go func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			far, err := new(net.Dialer).DialContext(w.t.Context(), w.network, w.to)
			if err != nil {
				_ = near.Close()
				continue
			}
			w.mu.Lock()
			w.open = append(w.open, near, far)
			w.mu.Unlock()
			l := &line{wire: w, near: near, far: far}
			go l.ask()
			go l.answer()
		}
	}()
}

// Cut ends all connections, and lets no new one through.
func (w *Wire) Cut() {
	_ = w.ln.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.open {
		_ = c.Close()
	}
	w.open = nil
}

// line is one connection through the wire.
type line struct {
	wire      *Wire
	near, far net.Conn
	mute      atomic.Bool
}

func (l *line) close() { _, _ = l.near.Close(), l.far.Close() }

// ask carries what the program sends, message by message. The first has no kind.
func (l *line) ask() {
	defer l.close()
	for first := true; ; first = false {
		m, err := read(l.near, first)
		if err != nil {
			return
		}
		if string(m[min(5, len(m)):]) == "commit\x00" {
			switch Moment(l.wire.moment.Swap(0)) {
			case BeforeCommit:
				return
			case AfterCommit:
				l.mute.Store(true)
			}
		}
		if _, err := l.far.Write(m); err != nil {
			return
		}
	}
}

// answer carries what PostgreSQL sends. A line that is mute ends when PostgreSQL
// has done what it was asked ('Z').
func (l *line) answer() {
	defer l.close()
	for {
		m, err := read(l.far, false)
		switch {
		case err != nil, l.mute.Load() && m[0] == 'Z':
			return
		case l.mute.Load():
			continue
		}
		if _, err := l.near.Write(m); err != nil {
			return
		}
	}
}

// read is a whole message: its kind, where it has one, its length and its body.
func read(from io.Reader, bare bool) ([]byte, error) {
	head := make([]byte, 5)
	if bare {
		head = head[:4]
	}
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	body := make([]byte, binary.BigEndian.Uint32(head[len(head)-4:])-4)
	_, err := io.ReadFull(from, body)
	return append(head, body...), err
}
