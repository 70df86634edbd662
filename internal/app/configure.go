package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/config"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/identity"
	"forankring.no/forankring/internal/platform/localpg"
	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/trace"
)

// letterSteps is how many steps of the conversation with the mail server may take
// as long as each may; the whole is bounded by it.
const letterSteps = 3

// Configure builds the service as its settings say. It refuses a database
// that this program cannot serve (pgdb.CheckSchema), workers without a way to send
// letters, and a program that lacks words in a language.
func Configure(ctx context.Context, cfg config.Config, pool *pgxpool.Pool, log *slog.Logger, now func() time.Time) (*App, error) {
	if err := message.Check(); err != nil {
		return nil, err
	}
	newer, err := pgdb.CheckSchema(ctx, pool)
	if err != nil {
		return nil, err
	}
	if newer != "" {
		log.Warn(newer)
	}
	cursorKey, err := pgdb.Secret(ctx, pool, "cursor", 32)
	if err != nil {
		return nil, err
	}
	proxies, err := cfg.Networks()
	if err != nil {
		return nil, err
	}
	deps := Deps{
		Log: log, Pool: pool, Pooled: cfg.DatabasePooled, Workers: cfg.Workers, TokenLife: cfg.TokenLife, Now: now, OperatorToken: cfg.OperatorToken,
		Door: httpapi.Config{
			PublicURL: cfg.PublicURL, Origins: cfg.Origins, Proxies: proxies, MetricsApart: cfg.MetricsAddr != "", Deadline: cfg.Deadline, Rate: cfg.Rate, Burst: cfg.Burst,
			PublicRate: cfg.PublicRate, PublicBurst: cfg.PublicBurst, CursorKey: cursorKey,
		},
	}
	deps.Letters = notice.Outgoing{Of: identity.Name(cfg.Installation), From: cfg.MailFrom, Connections: cfg.SMTP.Connections, Limit: letterSteps * cfg.SMTP.Timeout}
	for _, url := range cfg.Issuers {
		deps.Issuers = append(deps.Issuers, authn.Issuer{URL: url, Audience: cfg.Audience})
	}
	if cfg.Development {
		if deps.Development, err = DevelopmentIssuer(ctx, pool); err != nil {
			return nil, err
		}
	}
	if cfg.Traces != "" {
		if deps.Traces, err = trace.Open(ctx, log, cfg.Traces); err != nil {
			return nil, err
		}
	}
	if cfg.Workers > 0 {
		if deps.Letters.Sender, err = sender(cfg); err != nil {
			return nil, err
		}
	}
	return New(deps)
}

// DevelopmentIssuer is the issuer of a database's instances: every one signs
// with the same key.
func DevelopmentIssuer(ctx context.Context, q pgdb.Querier) (*authn.Development, error) {
	seed, err := pgdb.Secret(ctx, q, "development_issuer", 32)
	if err != nil {
		return nil, err
	}
	return authn.NewDevelopment(seed)
}

func sender(cfg config.Config) (mail.Sender, error) {
	switch {
	case cfg.SMTP.Host != "":
		return mail.NewSMTP(mail.SMTPConfig{
			Host: cfg.SMTP.Host, Port: cfg.SMTP.Port, User: cfg.SMTP.User, Password: cfg.SMTP.Password,
			TLS: mail.TLS(cfg.SMTP.TLS), Timeout: cfg.SMTP.Timeout,
		})
	case cfg.MailFolder != "":
		return mail.NewFolder(cfg.MailFolder)
	default:
		return nil, errors.New("the workers have no way to send letters: set FORANKRING_SMTP_HOST or FORANKRING_MAIL_FOLDER, or FORANKRING_WORKERS=0")
	}
}

// Contract is the API's contract in its two forms. It needs no database.
func Contract() (contract.Document, error) {
	a, err := New(Deps{Log: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		return contract.Document{}, err
	}
	return a.Door.Contract()
}

// DemoDatabase is the name of the database in a demo's private server.
const DemoDatabase = "forankring"

// RunningDemo is the address of the database of a demo that runs on this
// machine and keeps its data in the folder.
func RunningDemo(dir string) (string, error) {
	url, ok := localpg.Running(dir, DemoDatabase)
	if !ok {
		return "", errors.New("which database? Set DATABASE_URL, or start `forankring demo` beside this")
	}
	return url, nil
}
