package story

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"forankring.no/forankring/internal/demo/narrator"
	"forankring.no/forankring/internal/platform/config"
)

// Tour tells where the service is, what its time is, and what there is to try.
func (s *Story) Tour(cfg config.Config, dir, log string) error {
	tokens, err := s.writeTokens(dir)
	if err != nil {
		return err
	}
	s.Printf("\nThe service is running at %s\n", cfg.PublicURL)
	s.Printf("  docs      %s/docs/\n  contract  %s/openapi.yaml\n", cfg.PublicURL, cfg.PublicURL)
	s.Printf("  public    %s/v1/public/regions/%s/cases (without a login)\n", cfg.PublicURL, s.facts.Region.Slug)
	if cfg.SMTP.Host != "" {
		s.Printf("  letters   were sent to the mail server %s\n", cfg.SMTP.Host)
	} else {
		s.Printf("  letters   %s (no mail server is configured)\n", cfg.MailFolder)
	}
	s.Printf("  log       %s\n  tokens    %s (illustrative people, valid for 7 days)\n", log, tokens)
	s.Printf("  clock     the story's, not today's: %s, and it runs on from there\n", narrator.Moment(s.clock.Now()))
	s.Printf("\nThe next commands to try:\n\n")
	s.Printf(". %s\n", quoted(tokens))
	s.Printf("curl -s -H \"Authorization: Bearer $SECRETARIAT\" %s%s/matrix\n", cfg.PublicURL, s.base)
	s.Printf("curl -s -H \"Authorization: Bearer $CHIEF_EXECUTIVE\" %s/v1/me/notices\n", cfg.PublicURL)
	s.Printf("curl -s -H \"Authorization: Bearer $ADMINISTRATOR\" \"%s%s/events?limit=5\"\n", cfg.PublicURL, s.base)
	s.Printf("\nCtrl-C stops the service and its database; the next run goes on from here.\n")
	return nil
}

// writeTokens keeps one token per office in a file that a shell can read, for
// its owner alone.
func (s *Story) writeTokens(dir string) (path string, err error) {
	var text strings.Builder
	for _, t := range []struct{ name, kind, organisation string }{
		{"SECRETARIAT", "secretariat", s.facts.Region.Slug}, {"CHAIR", "board_chair", s.facts.Region.Slug},
		{"CHIEF_EXECUTIVE", "chief_executive", "3417"}, {"ADMINISTRATOR", "administrator", "3417"}, {"CLERK", "clerk", "3417"},
	} {
		o := s.as(t.kind, t.organisation)
		fmt.Fprintf(&text, "# %s\n%s=%s\n", o.Title, t.name, o.Token)
	}
	path = filepath.Join(dir, "tokens")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		return "", fmt.Errorf("keep the demo's tokens: %w", err)
	}
	return path, nil
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	if strings.ContainsAny(path, " '\"$\\`&;()*?<>|") {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}
