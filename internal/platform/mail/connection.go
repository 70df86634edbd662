package mail

import (
	"context"
	"crypto/tls"
	"net"
	"sync"

	gomail "github.com/wneessen/go-mail"
)

// connection holds on to what was dialled for one letter, so that it can be closed whatever happens to it.
type connection struct {
	config *tls.Config
	mu     sync.Mutex
	conn   net.Conn
}

func (c *connection) dial(protection TLS) gomail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		var conn net.Conn
		var err error
		if protection == ImplicitTLS {
			conn, err = (&tls.Dialer{Config: c.config}).DialContext(ctx, network, address)
		} else {
			conn, err = new(net.Dialer).DialContext(ctx, network, address)
		}
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.conn = conn
		return conn, ctx.Err() // given up while dialling: the close that followed came too early
	}
}

func (c *connection) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		_ = c.conn.Close() // closed already when all went well
	}
}
