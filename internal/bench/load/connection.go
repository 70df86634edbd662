package load

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"
)

// patience is how long one answer may take.
const patience = time.Minute

// Connection sends one request after the other over one connection, which it
// opens when it needs it. It does less than http.Client: on a machine that the
// server shares with the load, what the client spends, the server lacks.
type Connection struct {
	Address string

	conn net.Conn
	in   *bufio.Reader
	out  []byte
	body bytes.Buffer
}

// Answer is what came back. Its body is good until the next request.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Ask sends one call over a connection of its own, and refuses an answer that is not
// as it must be.
func Ask(ctx context.Context, address string, call Call) (Answer, error) {
	c := &Connection{Address: address}
	defer c.Close()
	a, err := c.Do(ctx, call)
	if err == nil {
		err = call.fits(a)
	}
	if err != nil {
		return a, fmt.Errorf("%s %s: %w", call.Method, call.Path, err)
	}
	return a, nil
}

// Do sends a call and reads its answer. After an error the next call opens
// another connection.
func (c *Connection) Do(ctx context.Context, call Call) (Answer, error) {
	a, err := c.exchange(ctx, call)
	if err != nil {
		c.Close()
	}
	return a, err
}

// Close closes the connection, if there is one.
func (c *Connection) Close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

func (c *Connection) exchange(ctx context.Context, call Call) (Answer, error) {
	if err := c.open(ctx); err != nil {
		return Answer{}, err
	}
	if err := c.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return Answer{}, err
	}
	c.out = call.appendTo(c.out[:0], c.Address)
	if _, err := c.conn.Write(c.out); err != nil {
		return Answer{}, err
	}
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return Answer{}, fmt.Errorf("read the answer: %w", err)
	}
	c.body.Reset()
	_, err = c.body.ReadFrom(res.Body)
	_ = res.Body.Close()
	if res.Close {
		defer c.Close()
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: c.body.Bytes()}, err
}

func (c *Connection) open(ctx context.Context) error {
	if c.conn != nil {
		return nil
	}
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", c.Address)
	if err != nil {
		return err
	}
	c.conn = conn
	if c.in == nil {
		c.in = bufio.NewReaderSize(nil, 32<<10)
	}
	c.in.Reset(conn)
	return nil
}

// appendTo writes the request as it is sent.
func (c Call) appendTo(b []byte, host string) []byte {
	b = append(append(append(append(b, c.Method...), ' '), c.Path...), " HTTP/1.1\r\nHost: "...)
	b = append(append(b, host...), "\r\nAccept-Language: nb\r\n"...)
	if c.Token != "" {
		b = append(append(append(b, "Authorization: Bearer "...), c.Token...), "\r\n"...)
	}
	b = append(b, c.Header...)
	if c.Body != nil {
		b = strconv.AppendInt(append(b, "Content-Length: "...), int64(len(c.Body)), 10)
		b = append(b, "\r\n"...)
	}
	return append(append(b, "\r\n"...), c.Body...)
}
