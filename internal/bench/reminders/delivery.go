package reminders

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/mail"
)

// Delivery measures, in turns, how many of the letters that wait reach a mail
// server in a second, and how many the same sender hands over that were written
// before, with nothing asked of a database: both over so many connections.
func (b *Bench) Delivery(ctx context.Context, connections int) (letters, limit []float64, err error) {
	for range b.size.Rounds {
		due, err := b.makeDue(ctx, 0)
		if err != nil {
			return letters, limit, err
		}
		dispatched := b.ticking(ctx)
		if err := errors.Join(dispatched.start(), b.sent(ctx, due), dispatched.stop()); err != nil {
			return letters, limit, err
		}
		ours, err := b.deliver(ctx, connections)
		if err != nil {
			return letters, limit, err
		}
		most, err := handOver(ctx, connections, len(due)/2)
		if err != nil {
			return letters, limit, err
		}
		letters, limit = append(letters, ours), append(limit, most)
	}
	return letters, limit, nil
}

// deliver works the queue of letters until none waits, as an instance does, which
// works nothing else meanwhile.
func (b *Bench) deliver(ctx context.Context, connections int) (float64, error) {
	server, err := startMailServer(ctx)
	if err != nil {
		return 0, err
	}
	defer server.stop()
	sender, err := server.sender()
	if err != nil {
		return 0, err
	}
	workers := river.NewWorkers()
	jobs, err := river.NewClient(riverpgxv5.New(b.pool), &river.Config{
		Logger: b.log, Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 1}},
	})
	if err != nil {
		return 0, fmt.Errorf("reach the queue: %w", err)
	}
	letters := notice.New(b.log, b.pool, now, jobs, notice.Outgoing{Sender: sender, Of: b.installed, From: "bench@forankring.invalid", PublicURL: "http://forankring.invalid", Connections: connections}, casefile.Shield)
	letters.Work(workers)
	if err := jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return 0, fmt.Errorf("start the queue: %w", err)
	}
	working, end := context.WithCancel(ctx)
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- letters.SendLetters(working) }()
	err = b.delivered(ctx)
	took := time.Since(began)
	end()
	return float64(server.taken.Load()) / took.Seconds(), errors.Join(err, <-ended, jobs.Stop(context.WithoutCancel(ctx)))
}

// delivered waits until no letter waits.
func (b *Bench) delivered(ctx context.Context) error {
	return b.until(ctx, "letters are delivered", `SELECT NOT EXISTS (SELECT FROM letter WHERE channel = 'email' AND state = 'queued')`)
}

// handOver hands n letters over and says how many a second.
func handOver(ctx context.Context, connections, n int) (float64, error) {
	server, err := startMailServer(ctx)
	if err != nil {
		return 0, err
	}
	defer server.stop()
	sender, err := server.sender()
	if err != nil {
		return 0, err
	}
	var left atomic.Int64
	left.Store(int64(n))
	var hands sync.WaitGroup
	failed := make(chan error, connections)
	began := time.Now()
	for hand := range connections {
		hands.Go(func() {
			for i := left.Add(-1); i >= 0; i = left.Add(-1) {
				err := sender.Send(ctx, mail.Letter{
					MessageID: fmt.Sprintf("%d.%d@forankring.invalid", hand, i), From: "bench@forankring.invalid", To: "leser@forankring.invalid", Subject: "Frist i dag: innspill til utkastet",
					Text: "Fristen er i dag.", HTML: "<p>Fristen er i dag.</p>", Date: now(), AutoSubmitted: true,
				})
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	hands.Wait()
	took := time.Since(began)
	close(failed)
	return float64(n) / took.Seconds(), <-failed
}

// mailServer takes every letter and keeps none.
type mailServer struct {
	host  string
	port  int
	taken atomic.Int64
	stop  func()
}

func startMailServer(ctx context.Context) (*mailServer, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start a mail server: %w", err)
	}
	at, _ := l.Addr().(*net.TCPAddr)
	m := &mailServer{host: at.IP.String(), port: at.Port}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return session{m}, nil }))
	server.Domain, server.ErrorLog = "bench.invalid", log.New(io.Discard, "", 0)
	go func() { _ = server.Serve(l) }() // it ends with an error: it is closed
	m.stop = func() { _ = server.Close() }
	return m, nil
}

func (m *mailServer) sender() (*mail.SMTP, error) {
	return mail.NewSMTP(mail.SMTPConfig{Host: m.host, Port: m.port, TLS: mail.NoTLS, Timeout: 10 * time.Second})
}

type session struct{ *mailServer }

func (session) Mail(string, *smtp.MailOptions) error { return nil }
func (session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (session) Reset()                               {}
func (session) Logout() error                        { return nil }

func (s session) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	s.taken.Add(1)
	return err
}
