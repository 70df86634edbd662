package mail

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// connection holds on to what was dialled for one letter, so that it can be closed whatever happens to it.
type connection struct {
	config *tls.Config
	limit  time.Duration
	mu     sync.Mutex
	conn   net.Conn
}

func (c *connection) dial(protection TLS) gomail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		conn = paced{conn, c.limit}
		c.mu.Lock()
		c.conn = conn
		c.mu.Unlock()
		if err := ctx.Err(); err != nil { // given up while dialling: the close that followed came too early
			return nil, err
		}
		if protection != ImplicitTLS {
			return conn, nil
		}
		encrypted := tls.Client(conn, c.config)
		return encrypted, encrypted.HandshakeContext(ctx)
	}
}

func (c *connection) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		_ = c.conn.Close() // closed already when all went well
	}
}

// paced gives each step its own time. The library sets one limit for the whole greeting and one for the whole letter:
// they are passed over.
type paced struct {
	net.Conn
	limit time.Duration
}

func (p paced) Read(b []byte) (int, error) {
	if err := p.Conn.SetReadDeadline(time.Now().Add(p.limit)); err != nil {
		return 0, err
	}
	return p.Conn.Read(b)
}

func (p paced) Write(b []byte) (int, error) {
	if err := p.Conn.SetWriteDeadline(time.Now().Add(p.limit)); err != nil {
		return 0, err
	}
	return p.Conn.Write(b)
}

func (paced) SetDeadline(time.Time) error      { return nil }
func (paced) SetReadDeadline(time.Time) error  { return nil }
func (paced) SetWriteDeadline(time.Time) error { return nil }
