package wording

import (
	"context"
	"net/http"
	"regexp"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Tag is what the operations on wordings are listed under.
var Tag = httpapi.Tag{Name: "Wording", Text: "Whether the bodies of a case have resolved the same: what was proposed beside what each resolved, item by item, with each difference of words and whether it is one of substance (rule 8.2)."}

var compare = act.New[struct{}]("compare-wordings", http.MethodPost, "/v1/wordings/compare", act.Personal)

// Offer tells a caller that any two texts can be compared.
func Offer() request.Action { return compare.OfferAnswering(struct{}{}, nil) }

// WordingsInput are two texts to compare.
type WordingsInput struct {
	Proposed     string `json:"proposed" maxLength:"20000" example:"Kommunestyret vedtar strategien. Kommunen følger opp innen 1. mars." doc:"The text that was proposed"`
	Resolved     string `json:"resolved" maxLength:"20000" example:"Kommunestyret vedtar strategien. Grue kommune følger opp innen 1.3." doc:"The text that was resolved"`
	Municipality string `json:"municipality,omitempty" maxLength:"100" example:"Grue" doc:"The name or the number of the municipality whose body resolved: the name may stand where the proposal says *kommunen*, or leaves a place for a name"`
}

// WordingComparison is how two texts differ.
type WordingComparison struct {
	Class  Class        `json:"class" enum:"identical,editorial,substantive" example:"editorial"`
	Reason message.Text `json:"reason" doc:"What that means, in words"`
	Words  []canon.Word `json:"words" doc:"Where the texts differ: word by word; empty where they are identical"`
}

// ErrText refuses a text that cannot be kept anywhere.
var ErrText = fault.New(fault.Invalid, "wording.text_invalid", "The text cannot be read",
	"A text is compared in the form in which it would be kept: it has no characters that nobody sees and that control a machine.")

// Register declares the operation.
func Register(d *httpapi.Door, pool *pgxpool.Pool) {
	httpapi.DoWith(d, compare, httpapi.Doc{
		Tag: Tag, Summary: "Compare two wordings",
		Description: "Says how a text that was resolved differs from the one that was proposed, by the code that judges the resolutions of a case. Editorial are differences of capitals, spaces, punctuation and typographic forms, of how a number, a date or an amount is written, and the municipality's own name where the proposal says *kommunen* or leaves a place for it; whatever else differs is of substance, and where a reader could doubt, it is. Nothing is kept (rule 8.2).",
		Faults:      []*fault.Error{ErrText, organisation.ErrUnknownMunicipality},
	}, func(ctx context.Context, _ authn.Actor, _ struct{}, in WordingsInput) (*WordingComparison, error) {
		var c fault.Checks
		canon.TidyText(&c, "/proposed", &in.Proposed)
		canon.TidyText(&c, "/resolved", &in.Resolved)
		canon.TidyLine(&c, "/municipality", &in.Municipality)
		if err := c.Err(ErrText); err != nil {
			return nil, err
		}
		own, err := named(ctx, pool, in.Municipality)
		if err != nil {
			return nil, err
		}
		d := Compare(in.Proposed, in.Resolved, own)
		return &WordingComparison{Class: d.Class, Reason: d.Class.Reason(), Words: d.Words}, nil
	})
}

// named is the name of a municipality that is given by name or by number. It refuses a
// number that no municipality has.
func named(ctx context.Context, q pgdb.Querier, given string) (Name, error) {
	if !isNumber.MatchString(given) {
		return Name(given), nil
	}
	found, err := organisation.Municipalities(ctx, q, []string{given})
	if f, ok := fault.As(err); ok {
		return "", organisation.ErrUnknownMunicipality.On("/municipality", f.Detail)
	}
	return Name(found[given].Name), err
}

// isNumber tells the number of a municipality from its name.
var isNumber = regexp.MustCompile(`^[0-9]+$`)
