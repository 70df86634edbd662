package agenda

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// isPinned says whether a paper is a version of a document.
func isPinned(p meeting.AgendaPaper) bool { return p.Document > 0 }

// caseOf is the case whose document a paper is.
func caseOf(p meeting.AgendaPaper) casefile.Ref {
	return casefile.Ref{Region: p.Region, Number: p.Case}
}

// isOfTheWeb says whether a link leads to where a browser can follow it.
func isOfTheWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http")
}

// checkPapers brings the papers of an item to their one form: each is a link, or a version
// of a document of the case that the item treats. Where it treats none, all its documents
// are of one case, which they name.
func (in *AgendaItemInput) checkPapers(c *fault.Checks) {
	for i := range in.Papers {
		p, at := &in.Papers[i], fmt.Sprintf("/papers/%d", i)
		canon.RequiredLine(c, at+"/title", &p.Title)
		canon.TidyLine(c, at+"/address", &p.Address)
		if !isPinned(*p) {
			c.Require(p.Address != "" && p.Version == 0, at, msgPaper)
			c.Require(p.Address == "" || isOfTheWeb(p.Address), at+"/address", msgPaperAddress)
			c.Require(p.Region == "" && p.Case == "", at+"/case", msgPaperLink)
			continue
		}
		c.Require(p.Version > 0 && p.SHA256 != "" && p.Address == "", at, msgPaper)
		if in.Kind == meeting.Treatment {
			p.Region, p.Case = cmp.Or(p.Region, in.Region), cmp.Or(p.Case, in.Case)
		}
		c.Require(p.Region != "" && p.Case != "", at+"/case", msgPaperCase)
		of, first := caseOf(*p), in.papersOf()
		c.Require(of == first || p.Region == "" || p.Case == "", at+"/case", msgPaperOther.With(first.Number))
	}
	if in.Papers == nil {
		in.Papers = []meeting.AgendaPaper{}
	}
}

// papersOf is the case whose documents the papers of an item are: the one that it treats,
// or that its first document names; none where all are links.
func (in *AgendaItemInput) papersOf() casefile.Ref {
	if in.Kind == meeting.Treatment {
		return casefile.Ref{Region: in.Region, Number: in.Case}
	}
	for _, p := range in.Papers {
		if isPinned(p) {
			return caseOf(p)
		}
	}
	return casefile.Ref{}
}

// hasDocuments says whether a paper of the item is a version of a document.
func (in *AgendaItemInput) hasDocuments() bool { return in.papersOf() != casefile.Ref{} }

// lock locks the case of an item before its meeting: the one that it treats, or whose
// documents its papers are; nil for none. A case in which the organisation of the body
// takes no part is none whose papers lie before it.
func (s *Service) lock(ctx context.Context, tx pgx.Tx, actor authn.Actor, organisation string, in *AgendaItemInput) (*casefile.Change, error) {
	if in.Kind != meeting.Treatment && !in.hasDocuments() {
		return nil, nil
	}
	c, err := s.meetings.LockCase(ctx, tx, actor, in.papersOf())
	if in.Kind == meeting.Treatment {
		return c, err
	}
	if err == nil {
		err = c.Case.MustBeSpokenForBy(organisation)
	}
	if errors.Is(err, meeting.ErrTreatment) || errors.Is(err, casefile.ErrNotParty) || errors.Is(err, casefile.ErrLeft) || errors.Is(err, httpapi.ErrNotFound) {
		return nil, document.ErrPinned.On(in.firstDocument()+"/case", msgPaperUnknown)
	}
	return c, err
}

// firstDocument points to the first paper that is a document.
func (in *AgendaItemInput) firstDocument() string {
	for i, p := range in.Papers {
		if isPinned(p) {
			return fmt.Sprintf("/papers/%d", i)
		}
	}
	return "/papers"
}

// fix pins the documents among the papers of an item, in its case, which is locked: what
// lies before the body is fixed by version and hash (rule 7.2).
func (in *AgendaItemInput) fix(ctx context.Context, tx pgx.Tx, c *casefile.Change) ([]meeting.ShownPaper, error) {
	shown, places, pins := make([]meeting.ShownPaper, len(in.Papers)), []int{}, []document.Pin{}
	for i, p := range in.Papers {
		shown[i] = meeting.ShownPaper{AgendaPaper: p, Href: p.Address}
		if isPinned(p) {
			places, pins = append(places, i), append(pins, document.Pin{Document: p.Document, Version: p.Version, SHA256: p.SHA256})
		}
	}
	if len(pins) == 0 {
		return shown, nil
	}
	fixed, err := document.Pinned(ctx, tx, c.Case, "", pins)
	if err != nil {
		return nil, inPlace(err, places)
	}
	for n, f := range fixed {
		shown[places[n]].Href = cmp.Or(f.Href, f.Address)
	}
	return shown, nil
}

// inPlace points from the places of pins to those of the papers that they are.
func inPlace(err error, places []int) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	var c fault.Checks
	for _, field := range f.Fields {
		n, rest, _ := strings.Cut(strings.TrimPrefix(field.Pointer, "/"), "/")
		at, err := strconv.Atoi(n)
		if err != nil {
			return f
		}
		pointer := fmt.Sprintf("/papers/%d", places[at])
		if rest != "" {
			pointer += "/" + rest
		}
		c.Require(false, pointer, field.Detail)
	}
	return c.Err(f)
}
