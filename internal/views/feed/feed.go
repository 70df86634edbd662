// Package feed gives people what they may read of meetings and deadlines as
// calendars (RFC 5545), under secret addresses that they can revoke (rules 2.5, 5.2,
// 5.4).
//
// A feed shows what its owner may read at the moment at which it is asked for, and
// of exempt cases what leaves the service: their shielded titles (rule 2.1).
package feed

import (
	"crypto/sha256"
	"time"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/icalendar"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Kind is what a feed is of.
type Kind string

// A feed is of a case, a body, an organisation with all its bodies and cases, or of
// what is its owner's own.
const (
	OfCase         Kind = "case"
	OfBody         Kind = "body"
	OfOrganisation Kind = "organisation"
	Mine           Kind = "mine"
)

// most is how many feeds a person can have that are not revoked.
const most = 50

// The faults of feeds.
var (
	ErrContent = fault.New(fault.Invalid, "feed.content_invalid", "It is not said what the feed is of",
		"`case` needs the region and the number of the case, `body` the organisation and the key of the body, `organisation` its key; `mine` needs nothing, and none takes more.")
	ErrTooMany = fault.New(fault.Conflict, "feed.too_many", "There are too many feeds",
		"A person has at most 50 feeds. Revoke those that are no longer used.")
	ErrRevoked = fault.New(fault.Conflict, "feed.revoked", "The feed is revoked",
		"Its address leads nowhere any more, and is not given back. Make another feed.")
)

// Feed is a calendar under a secret address.
type Feed struct {
	request.Resource
	ID           int64      `json:"id" db:"id" example:"5"`
	Kind         Kind       `json:"kind" db:"kind" enum:"case,body,organisation,mine"`
	Region       string     `json:"region,omitempty" db:"region" example:"kongsvingerregionen" doc:"The region of the case"`
	Case         string     `json:"case,omitempty" db:"number" example:"2024-1" doc:"The number of the case"`
	Organisation string     `json:"organisation,omitempty" db:"organisation" example:"3417" doc:"The organisation, or that of the body"`
	Body         string     `json:"body,omitempty" db:"body" example:"kommunestyre" doc:"The key of the body"`
	Address      string     `json:"address,omitempty" db:"-" example:"https://forankring.kongsvingerregionen.no/v1/feeds/5GK2Q6UJ3VNHX4B7A2MZRWTE6C.ics" doc:"The secret address for a calendar program, in the answer to its creation alone: it is kept as a hash, and never shown again"`
	CreatedAt    time.Time  `json:"created_at" db:"created_at"`
	LastUsedAt   *time.Time `json:"last_used_at" db:"last_used_at" doc:"When a calendar program last asked for it, to the hour; null for never"`
	RevokedAt    *time.Time `json:"revoked_at" db:"revoked_at" doc:"When it was revoked; null while it is not"`

	// What the service reads it by.
	Person           string `json:"-" db:"person"`
	Language         string `json:"-" db:"language"`
	CaseID           int64  `json:"-" db:"case_id"`
	BodyID           int64  `json:"-" db:"body_id"`
	OrganisationID   int64  `json:"-" db:"organisation_id"`
	BodyName         string `json:"-" db:"body_name"`
	OrganisationName string `json:"-" db:"organisation_name"`
}

// FeedInput says what a feed is of.
type FeedInput struct {
	Kind         Kind   `json:"kind" enum:"case,body,organisation,mine" example:"mine"`
	Region       string `json:"region,omitempty" maxLength:"63" example:"kongsvingerregionen" doc:"For case: its region"`
	Case         string `json:"case,omitempty" maxLength:"11" example:"2024-1" doc:"For case: its number"`
	Organisation string `json:"organisation,omitempty" maxLength:"63" example:"3417" doc:"For body and organisation"`
	Body         string `json:"body,omitempty" maxLength:"63" example:"kommunestyre" doc:"For body: its key"`
}

// check refuses an input that names too little, or more than its kind takes.
func (in FeedInput) check() error {
	needs := map[Kind][4]bool{OfCase: {true, true}, OfBody: {2: true, 3: true}, OfOrganisation: {2: true}}[in.Kind]
	var c fault.Checks
	for i, member := range [4]struct{ at, value string }{{"/region", in.Region}, {"/case", in.Case}, {"/organisation", in.Organisation}, {"/body", in.Body}} {
		c.Require(!needs[i] || member.value != "", member.at, msgNeeded)
		c.Require(needs[i] || member.value == "", member.at, msgNotTaken)
	}
	return c.Err(ErrContent)
}

// hashed is how the secret of an address is kept: nobody reads it out of the
// database, and it is looked up by an index that tells nothing of how near a guess
// came.
func hashed(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// suffix ends addresses: calendar programs ask for it.
const suffix = ".ics"

// mustStand refuses what is done with a feed that is revoked.
func (f *Feed) mustStand() error {
	if f.RevokedAt != nil {
		return ErrRevoked
	}
	return nil
}

// usedSince says whether it was used within the last hour: then that is not written
// down again.
func (f *Feed) usedSince(now time.Time) bool {
	return f.LastUsedAt != nil && now.Sub(*f.LastUsedAt) < time.Hour
}

// window is how far a feed looks: a year back, and three ahead.
func window(today workday.Date) (from, to workday.Date) {
	return today.AddDays(-366), today.AddDays(3 * 366)
}

// event is what a feed shows.
type event = icalendar.Event
