package story

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"forankring.no/forankring/internal/demo/recorder"
)

// Tell plays the story and, into a folder, records what is exchanged.
func (s *Story) Tell(ctx context.Context, folder string) error {
	if folder == "" {
		return s.play(ctx)
	}
	record, err := recorder.New(http.DefaultTransport)
	if err != nil {
		return err
	}
	s.HTTP.Transport = record
	if err := s.play(ctx); err != nil {
		return err
	}
	if err := s.readRound(ctx); err != nil {
		return err
	}
	return record.Save(folder)
}

// readRound reads what the story itself has no need to read, so that it too has
// an example.
func (s *Story) readRound(ctx context.Context) error {
	const region, municipality = "/v1/regions/kongsvingerregionen", "/v1/organisations/3417"
	var c struct {
		Self    string            `json:"self"`
		Related map[string]string `json:"related"`
	}
	chief := s.offices["chief_executive@3417"]
	if err := s.Get(ctx, chief, region+"/cases/2024-1", &c); err != nil {
		return err
	}
	reads := []string{
		region + "/cases", region + "/mandates", region + "/mandate-rule",
		c.Self + "/mandates/2", c.Self + "/mandates/2/gate", c.Self + "/mandates/2/diff?from=1", c.Self + "/mandates/2/approvals", c.Self + "/mandates/2/approvals/3417",
		c.Self + "/benefits/3417", c.Self + "/resources/3417", c.Self + "/milestones/proposal_ready",
		municipality, municipality + "/offices", municipality + "/people", municipality + "/employments", municipality + "/demands", municipality + "/load",
		municipality + "/alarms", municipality + "/bodies", municipality + "/substitutes",
		"/v1/organisations", "/v1/me", "/v1/me/tasks", "/v1/me/notices", "/v1/me/record", "/v1/me/events", "/v1/problems", "/v1/problems/request.invalid", "/v1/calendars/norway/2024",
	}
	for _, address := range append(reads, slices.Sorted(maps.Values(c.Related))...) {
		if err := s.Get(ctx, chief, address, nil); err != nil {
			return fmt.Errorf("record examples: %w", err)
		}
	}
	return nil
}
