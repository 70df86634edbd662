package notice

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// The faults of letters that failed for good.
var (
	ErrNotFailed = fault.New(fault.Conflict, "letter.not_failed", "The letter is not waiting to be sent again",
		"Only a letter that failed for good is sent again, and each time once: it is on its way, or what it tells of holds no longer (rules 6.4, 6.6).")
	ErrCodeForgotten = fault.New(fault.Conflict, "letter.code_forgotten", "The code in the letter is forgotten",
		"The letter brought a code to log in with, which is kept no longer than its letter waits. Invite the person anew (rules 1.2, 6.6).")
	ErrNowhere = fault.New(fault.Conflict, "letter.no_address", "There is no address to send the letter to",
		"Set the e-mail address first, in the person's record or as the contact address of the office, and send the letter again then (rule 6.6).")
)

// Cause is whose matter it is that a letter failed for good (rule 6.6).
type Cause string

// The causes: an address that no mail server takes, a server that refused the
// letter, one that put it off until it was given up, and the service itself, which
// cannot write the letter.
const (
	BadAddress Cause = "address"
	Refused    Cause = "refused"
	GivenUp    Cause = "given_up"
	Unwritable Cause = "service"
)

// What ended that a failed letter waits to be sent again.
const (
	endedSentAgain = "sent_again"
	endedOver      = "over"
)

// FailedLetter is an e-mail that failed for good, as those see it who keep its
// address. What it says is its reader's alone.
type FailedLetter struct {
	request.Resource
	ID           int64        `json:"id" db:"id" example:"12"`
	Person       string       `json:"person" db:"person" format:"uuid" doc:"To whom it was written"`
	Name         string       `json:"name" db:"name" example:"Chief executive, Grue"`
	Kind         Kind         `json:"kind" db:"kind" example:"due_today" doc:"What sort of letter it is. More may come: tolerate kinds that you do not know"`
	Office       string       `json:"office,omitempty" db:"office" example:"chief_executive" doc:"The office whose contact address it went to; left out where it went to the person's own"`
	Address      string       `json:"address" db:"address" example:"kommunedirektor@grue.example" doc:"The address to which it could not be sent"`
	Present      string       `json:"present_address" db:"present" doc:"The address to which it would go if it was sent again now; empty for none"`
	Changed      bool         `json:"address_changed" db:"-" doc:"Whether the address was changed since"`
	Cause        Cause        `json:"cause" db:"cause" enum:"address,refused,given_up,service" doc:"address: no mail server takes the address; refused: the mail server refused it for good; given_up: it was put off until it was given up; service: the service cannot write it"`
	Why          message.Text `json:"why" db:"-" example:"the mail server refused the letter for good"`
	Answer       string       `json:"answer" db:"answer" example:"550 5.1.1 no such person" doc:"What the mail server said, in its own words; empty where it said nothing"`
	Attempts     int          `json:"attempts" db:"attempts" example:"1" doc:"How often the letter was shown to a mail server"`
	WrittenAt    time.Time    `json:"written_at" db:"created_at"`
	FailedAt     time.Time    `json:"failed_at" db:"failed_at"`
	EndedAt      *time.Time   `json:"ended_at" db:"ended_at" doc:"When it left the list; null while it waits"`
	EndedAs      string       `json:"ended_as,omitempty" db:"ended_as" enum:"sent_again,over" doc:"sent_again: it was sent again; over: what it tells of holds no longer"`
	Organisation string       `json:"-" db:"organisation"`
	Coded        bool         `json:"-" db:"coded"`
	Letter       int64        `json:"-" db:"letter_id"`
}

// failureRef is how a path names a failed letter of an organisation.
type failureRef struct {
	organisation.Ref
	Letter int64 `path:"letter" minimum:"1" example:"12" doc:"The identifier of the failed letter"`
}

const (
	failuresPath = organisation.Path + "/failed-letters"
	failurePath  = failuresPath + "/{letter}"
)

// Mend is the permission to send again what failed for good: of those who keep the
// addresses (rule 6.6).
var Mend = act.Needs("letter", "mend", person.AmongPeople())

var (
	listFailures = act.Show[organisation.Ref]("list-failed-letters", failuresPath, Mend)
	showFailure  = act.Show[failureRef]("show-failed-letter", failurePath, Mend)
	sendAgain    = act.New[failureRef]("send-letter-again", http.MethodPost, failurePath+"/send-again", Mend)
)

func (f *FailedLetter) ref() failureRef {
	return failureRef{Ref: organisation.Ref{Organisation: f.Organisation}, Letter: f.ID}
}

// mustBeSendable refuses to send again what does not wait for it, and what cannot
// be: a letter whose code is forgotten, or that has no address.
func (f *FailedLetter) mustBeSendable() error {
	switch {
	case f.EndedAt != nil:
		return ErrNotFailed
	case f.Coded:
		return ErrCodeForgotten
	case f.Present == "":
		return ErrNowhere
	}
	return nil
}

// present completes a failed letter for a caller.
func (f *FailedLetter) present(p *authz.Policy, actor authn.Actor) *FailedLetter {
	f.Self, f.Changed = showFailure.Href(f.ref()), f.Present != f.Address
	f.Actions = []request.Action{sendAgain.Offer(p, actor, f.ref(), f.mustBeSendable())}
	return f
}

// Keepers are what stands above and is needed to have letters mended: Contacts finds
// the addresses of offices, and Tell writes to whoever keeps an address.
type Keepers struct {
	Contacts func(ctx context.Context, q pgdb.Querier, offices []string) (map[string]string, error)
	Tell     func(ctx context.Context, tx pgx.Tx, now time.Time, organisation string, n Notice) error
}

// failed is a letter in the moment in which it fails for good.
type failed struct {
	ID           int64  `db:"id"`
	First        int64  `db:"first"` // the one that has waited longest at the same address
	Organisation string `db:"organisation"`
	Person       string `db:"person"`
	Name         string `db:"name"`
	Office       string `db:"office"`
	Address      string `db:"address"`
	Kind         Kind   `db:"kind"`
}

// why is a cause in words.
func (c Cause) why() message.Text {
	switch c {
	case Refused:
		return msgRefused
	case BadAddress:
		return msgBadAddress
	case GivenUp:
		return msgGivenUp
	case Unwritable:
		return msgUnwritable
	}
	return msgRefused
}

// notice tells whoever keeps the address that no letter arrives there: of an address
// once, until all that failed there was sent again or is over.
func (f failed) notice(c Cause, answer string) Notice {
	params := map[string]string{
		"name": f.Name, "address": f.Address, "why": c.why().Stored(), "answer": answer,
		"path": showFailure.Href((&FailedLetter{ID: f.ID, Organisation: f.Organisation}).ref()),
	}
	if f.Office != "" {
		params["office"] = f.Office
	}
	return Notice{Source: fmt.Sprintf("undelivered:%d", f.First), Kind: noticeUndelivered, Params: params}
}

// officeKey names an office of an organisation, as letters have it.
func officeKey(organisation, office string) string { return organisation + "/" + office }
