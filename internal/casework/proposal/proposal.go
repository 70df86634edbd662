// Package proposal keeps the proposed resolution of a case: what its bodies are
// asked to resolve, in numbered items. There is one in a case; it is written anew
// as a whole, and every version of it is kept (rule 8.1).
package proposal

import (
	"fmt"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// The faults of proposed resolutions.
var (
	ErrContent = fault.New(fault.Invalid, "proposal.content_invalid", "The proposed resolution is not valid",
		"A proposed resolution has from 1 to 100 items, each with a text of visible characters (rule 8.1).")
	ErrReason = fault.New(fault.Invalid, "proposal.reason_missing", "The reason is missing",
		"Every version after the first says why it takes the place of the one before (rule 8.1).")
)

// MaxItems is how many items a proposed resolution has at most.
const MaxItems = 100

// Item is a numbered item of a proposed resolution.
type Item struct {
	Number int    `json:"number" db:"number" example:"1" doc:"Its number in the resolution, from 1 on"`
	Text   string `json:"text" db:"text" example:"The municipal council adopts the power strategy."`
}

// Version is a version of the proposed resolution of a case. Until something is
// proposed it is version 0, without items.
type Version struct {
	request.Resource
	Region     string       `json:"region" db:"-" example:"kongsvingerregionen"`
	Case       string       `json:"case" db:"-" example:"2024-1" doc:"The number of the case"`
	Number     int          `json:"version" db:"version" example:"2" doc:"0 while nothing is proposed"`
	Items      []Item       `json:"items" db:"items" doc:"In the order of their numbers"`
	Hash       string       `json:"hash,omitempty" db:"hash" doc:"SHA-256 over the canonical JSON (RFC 8785) of {\"items\": …}, as they stand here"`
	Reason     string       `json:"reason,omitempty" db:"reason" doc:"Why it took the place of the version before"`
	WrittenBy  *string      `json:"written_by" db:"written_by" format:"uuid"`
	WrittenFor *string      `json:"written_for" db:"written_for" format:"uuid" doc:"The office holder for whom a substitute wrote it"`
	WrittenAt  *time.Time   `json:"written_at" db:"written_at"`
	Changes    []ItemChange `json:"changes" db:"-" doc:"What it has otherwise than the version before, in the order of its items; of the first version nothing"`
}

// Input is a proposed resolution as the secretariat writes it.
type Input struct {
	Items  []ItemInput `json:"items" minItems:"1" maxItems:"100" doc:"They are numbered in this order, from 1 on"`
	Reason string      `json:"reason,omitempty" maxLength:"2000" example:"The chief executives asked for a clearer second item" doc:"Why it takes the place of the version before; required from the second version on"`
}

// ItemInput is an item as it is written.
type ItemInput struct {
	Text string `json:"text" minLength:"1" maxLength:"10000" example:"The municipal council adopts the power strategy."`
}

// Normalise brings the texts into their one form. It refuses a proposed resolution
// without items or with too many, and an item without words (rule 8.1).
func (in *Input) Normalise() error {
	var c fault.Checks
	c.Require(len(in.Items) > 0, "/items", msgNoItems)
	c.Require(len(in.Items) <= MaxItems, "/items", msgTooManyItems.With(MaxItems))
	for i := range in.Items {
		canon.RequiredText(&c, fmt.Sprintf("/items/%d/text", i), &in.Items[i].Text)
	}
	canon.TidyText(&c, "/reason", &in.Reason)
	return c.Err(ErrContent)
}

// items are the items with their numbers.
func (in *Input) items() []Item {
	all := make([]Item, len(in.Items))
	for i, one := range in.Items {
		all[i] = Item{Number: i + 1, Text: one.Text}
	}
	return all
}

// MustTake refuses a proposed resolution in a case that is decided or over.
func MustTake(c *casefile.Case) error {
	return c.In(casefile.Draft, casefile.Preparing, casefile.Active, casefile.InTreatment)
}

// Hash is what a proposed resolution of these items is known by (rule 8.1): the
// same items always have the same.
func Hash(items []Item) (string, error) {
	return canon.Hash(struct {
		Items []Item `json:"items"`
	}{items})
}

// next is the version that takes the place of this one, which is none before the
// first. It is this very version where the items are the same: then nothing
// changes. It refuses a second version without a reason.
func (v *Version) next(in *Input) (*Version, error) {
	items := in.items()
	hash, err := Hash(items)
	if err != nil || hash == v.Hash {
		return v, err
	}
	if v.Number > 0 && in.Reason == "" {
		return nil, ErrReason.On("/reason", msgReasonMissing.With(v.Number+1))
	}
	made := &Version{Number: v.Number + 1, Items: items, Hash: hash, Changes: Compare(v.Items, items)}
	made.Revision, made.Created = int64(made.Number), made.Number == 1
	if v.Number > 0 {
		made.Reason = in.Reason
	} else {
		made.Changes = []ItemChange{}
	}
	return made, nil
}
