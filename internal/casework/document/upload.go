package document

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
)

// AddVersion adds a version that is a file. It has arrived whole: its bytes are stored
// before the case is locked, so that nobody else who acts in the case waits for them;
// and what refuses it is asked before that, and once more when it counts.
func (s *Service) AddVersion(ctx context.Context, actor authn.Actor, ref FileRef, f httpapi.File) (*Document, error) {
	name, err := tidyName(ref.FileName)
	if err != nil {
		return nil, err
	}
	if err := mustBe(ref.SHA256, f.SHA256); err != nil {
		return nil, err
	}
	if err := s.mayAdd(ctx, actor, ref.Ref); err != nil {
		return nil, err
	}
	select {
	case s.storing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-s.storing }()
	var content int64
	store := func(tx pgx.Tx) (err error) {
		content, err = insertContent(ctx, tx, f)
		return err
	}
	v := Version{SHA256: f.SHA256, Size: f.Size, MediaType: f.Type, FileName: name}
	return s.do(ctx, actor, ref.Ref.Ref, store, func(ch *casefile.Change) (*Document, error) {
		return s.alter(ctx, ch, ref.Ref, actor, func(ch *casefile.Change, d *Document) error {
			return add(ctx, ch, d, addVersion.ID, v, &content)
		})
	})
}

// mayAdd refuses a version as its act would, before its bytes are stored.
func (s *Service) mayAdd(ctx context.Context, actor authn.Actor, ref Ref) error {
	c, err := casefile.LoadParties(ctx, s.pool, ref.Ref)
	if err != nil {
		return err
	}
	d, err := s.readable(ctx, s.pool, c, ref, actor)
	if err != nil {
		return err
	}
	if _, err := s.inName(actor, d.Organisation); err != nil {
		return err
	}
	return d.MustTakeVersion(c)
}

// changes are what is recorded of a version.
func (v *Version) changes() audit.Changes {
	of := map[string]any{"sha256": v.hash()}
	if v.Address != "" {
		of["address"] = v.Address
	} else {
		of["size"], of["media_type"], of["file_name"] = v.Size, v.MediaType, v.FileName
	}
	return audit.Changes{fmt.Sprintf("versions/%d", v.Number): {New: of}}
}
