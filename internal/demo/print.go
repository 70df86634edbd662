package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"forankring.no/forankring/internal/platform/config"
)

// marks are how the states of the matrix are printed.
var marks = map[string]string{
	"met": "met", "partly": "PARTLY", "missing": "missing", "overdue": "OVERDUE", "not_applicable": "-", "left": "left",
}

// matrix prints the anchoring matrix as it stands.
func (s *story) matrix(ctx context.Context) error {
	if s.base == "" {
		return nil
	}
	var m struct {
		Conditions []string
		Rows       []struct {
			Name  string
			Cells []cell
		}
	}
	if err := s.get(ctx, s.secretariat(), s.base+"/matrix", &m); err != nil {
		return err
	}
	s.printf("\n    %-12s", "")
	for _, c := range m.Conditions {
		s.printf(" %-13s", c)
	}
	s.printf("\n")
	for _, r := range m.Rows {
		s.printf("    %s%s", r.Name, strings.Repeat(" ", max(0, 12-len([]rune(r.Name)))))
		for _, c := range r.Cells {
			s.printf(" %-13s", marks[c.State])
		}
		s.printf("\n")
	}
	for _, r := range m.Rows {
		for _, c := range r.Cells {
			if c.State == "overdue" || c.State == "partly" {
				s.printf("      %s, %s: %s%s\n", r.Name, c.Condition, c.Reason, c.next())
			}
		}
	}
	return nil
}

// cell is what the story prints of a cell of the matrix.
type cell struct {
	Condition, State, Reason string
	Who                      []struct{ Office, Organisation string }
	By                       string
}

// next says who can act, and by when.
func (c cell) next() string {
	if len(c.Who) == 0 {
		return ""
	}
	next := fmt.Sprintf(" Next: %s of %s", strings.ReplaceAll(c.Who[0].Office, "_", " "), c.Who[0].Organisation)
	if c.By != "" {
		next += ", by " + c.By
	}
	return next + "."
}

// tour tells what there is to try.
func (s *story) tour(cfg config.Config, log string) {
	s.printf("\nThe service is running at %s\n", cfg.PublicURL)
	s.printf("  docs      %s/docs/\n  contract  %s/openapi.yaml\n", cfg.PublicURL, cfg.PublicURL)
	if cfg.SMTP.Host != "" {
		s.printf("  letters   were sent to the mail server %s\n", cfg.SMTP.Host)
	} else {
		s.printf("  letters   %s (no mail server is configured)\n", cfg.MailFolder)
	}
	s.printf("  log       %s\n", log)
	s.printf("\nOne token per office (illustrative people, valid for 7 days):\n\n")
	for _, t := range []struct{ name, kind, organisation string }{
		{"SECRETARIAT", "secretariat", s.facts.Region.Slug}, {"CHAIR", "board_chair", s.facts.Region.Slug},
		{"CHIEF_EXECUTIVE", "chief_executive", "3417"}, {"ADMINISTRATOR", "administrator", "3417"}, {"CLERK", "clerk", "3417"},
	} {
		o := s.as(t.kind, t.organisation)
		s.printf("# %s\n%s=%s\n", o.title, t.name, o.token)
	}
	s.printf("\nThe next three commands to try:\n\n")
	s.printf("curl -s -H \"Authorization: Bearer $SECRETARIAT\" %s%s/matrix\n", cfg.PublicURL, s.base)
	s.printf("curl -s -H \"Authorization: Bearer $CHIEF_EXECUTIVE\" %s/v1/me/notices\n", cfg.PublicURL)
	s.printf("curl -s -H \"Authorization: Bearer $ADMINISTRATOR\" \"%s%s/events?limit=5\"\n", cfg.PublicURL, s.base)
	s.printf("\nCtrl-C stops the service and its database; the next run goes on from here.\n")
}

// absent says whether the service knows of no such thing.
func absent(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.Status == http.StatusNotFound
}
