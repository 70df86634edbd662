package contract

import (
	_ "embed"
	"strings"

	"github.com/danielgtaylor/huma/v2/validation"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Huma words what does not fit a schema by formats that it keeps for the whole
// program. They are set to the ids of our messages, each followed by its argument,
// so that a refusal is a message until it is shown.
const between = "\x1f"

// What does not fit a schema. Those that are exported the door finds itself. A
// number is handed over by huma as text.
var (
	msgUnknownMember = message.New("schema.unknown_member", "is not known here; leave it out")
	msgMember        = message.New1[string]("schema.member", "lacks the member {name}")
	MsgNotDateTime   = message.New("schema.not_date_time", "is not an instant such as 2024-02-12T09:00:00Z")
	MsgNotDate       = message.New("schema.not_date", "is not a date such as 2024-02-12")
	MsgDateRange     = message.New("schema.date_range", "must be a date from 1900-01-01 to 2200-12-31")
	MsgNotMonth      = message.New("schema.not_month", "is not a month such as 2024-02")
	msgNotAddress    = message.New("schema.not_address", "is not an address such as https://example.org/page")
	msgNotUUID       = message.New("schema.not_uuid", "is not an identifier (a UUID)")
	msgNotBool       = message.New("schema.not_boolean", "is not true or false")
	msgNotNumber     = message.New("schema.not_number", "is not a number")
	MsgNotInteger    = message.New("schema.not_integer", "is not a whole number")
	msgNotString     = message.New("schema.not_string", "must be text")
	msgNotArray      = message.New("schema.not_array", "is not a list in square brackets")
	msgNotObject     = message.New("schema.not_object", "is not an object in braces")
	msgNotUnique     = message.New("schema.not_unique", "holds the same thing twice")
	msgNotOneOf      = message.New1[string]("schema.not_one_of", "is none of {values}")
	msgTooSmall      = message.New1[string]("schema.too_small", "is less than {least}")
	msgTooLarge      = message.New1[string]("schema.too_large", "is more than {most}")
	msgNotAbove      = message.New1[string]("schema.not_above", "is not more than {bound}")
	msgNotBelow      = message.New1[string]("schema.not_below", "is not less than {bound}")
	msgNotMultiple   = message.New1[string]("schema.not_multiple", "is not a multiple of {step}")
	msgTooShort      = message.New1[string]("schema.too_short", "must have at least {n} {n|character|characters}")
	msgTooLong       = message.New1[string]("schema.too_long", "must have at most {n} {n|character|characters}")
	msgNotPattern    = message.New1[string]("schema.not_pattern", "does not have the form {pattern}")
	msgTooFew        = message.New1[string]("schema.too_few", "must hold at least {n} {n|thing|things}")
	msgTooMany       = message.New1[string]("schema.too_many", "must hold at most {n} {n|thing|things}")
	msgFewMembers    = message.New1[string]("schema.few_members", "must have at least {n} {n|member|members}")
	msgManyMembers   = message.New1[string]("schema.many_members", "must have at most {n} {n|member|members}")
	MsgWrongType     = message.New("request.wrong_type", "has the wrong type")
	msgNotFitting    = message.New("schema.not_fitting", "does not fit its schema in the contract")
	MsgMissing       = message.New("schema.missing", "is required")
	MsgUnknownQuery  = message.New("schema.unknown_query", "is no parameter of this operation; leave it out")
	MsgOtherValue    = message.New("schema.other_value", "has a value that cannot be read")
)

// unargued are huma's formats without an argument, or with one in a library's own
// words.
var unargued = map[*string]message.Text{
	&validation.MsgUnexpectedProperty: msgUnknownMember, &validation.MsgExpectedRFC3339DateTime: MsgNotDateTime,
	&validation.MsgExpectedRFC3339Date: MsgNotDate, &validation.MsgExpectedRFC3986URI: msgNotAddress, &validation.MsgExpectedRFC4122UUID: msgNotUUID,
	&validation.MsgExpectedBoolean: msgNotBool, &validation.MsgExpectedNumber: msgNotNumber, &validation.MsgExpectedInteger: MsgNotInteger,
	&validation.MsgExpectedString: msgNotString, &validation.MsgExpectedArray: msgNotArray, &validation.MsgExpectedObject: msgNotObject,
	&validation.MsgExpectedArrayItemsUnique: msgNotUnique, &validation.MsgExpectedMatchAtLeastOneSchema: msgNotFitting,
	&validation.MsgExpectedMatchExactlyOneSchema: msgNotFitting, &validation.MsgExpectedNotMatchSchema: msgNotFitting,
}

// argued are those with one that says what would be right.
var argued = map[*string]message.Of1[string]{
	&validation.MsgExpectedOneOf: msgNotOneOf, &validation.MsgExpectedMinimumNumber: msgTooSmall, &validation.MsgExpectedMaximumNumber: msgTooLarge,
	&validation.MsgExpectedExclusiveMinimumNumber: msgNotAbove, &validation.MsgExpectedExclusiveMaximumNumber: msgNotBelow,
	&validation.MsgExpectedNumberBeMultipleOf: msgNotMultiple, &validation.MsgExpectedMinLength: msgTooShort, &validation.MsgExpectedMaxLength: msgTooLong,
	&validation.MsgExpectedBePattern: msgNotPattern, &validation.MsgExpectedMatchPattern: msgNotPattern, &validation.MsgExpectedMinItems: msgTooFew,
	&validation.MsgExpectedMaxItems: msgTooMany, &validation.MsgExpectedMinProperties: msgFewMembers, &validation.MsgExpectedMaxProperties: msgManyMembers,
	&validation.MsgExpectedRequiredProperty: msgMember,
}

// They are found again by their ids, with those that the door itself gives to
// huma's results.
var (
	byID       = byIDOf(MsgMissing, MsgUnknownQuery, MsgOtherValue, MsgNotMonth, MsgDateRange, MsgWrongType)
	byIDWithOf = map[string]message.Of1[string]{}
)

func init() { //nolint:gochecknoinits // huma has them as globals
	for variable, text := range unargued {
		byID[text.ID()] = text
		*variable = text.ID() + between + "%v"
	}
	for variable, m := range argued {
		id := m.With("").ID()
		byIDWithOf[id] = m
		*variable = id + between + "%v"
	}
}

func byIDOf(texts ...message.Text) map[string]message.Text {
	all := map[string]message.Text{}
	for _, t := range texts {
		all[t.ID()] = t
	}
	return all
}

// Misfit is what does not fit, of a result of huma that the program gave it or that
// it found; anything else is of the wrong type.
func Misfit(said string) message.Text {
	id, arg, _ := strings.Cut(said, between)
	if m, ok := byIDWithOf[id]; ok {
		return m.With(arg)
	}
	if text, ok := byID[id]; ok {
		return text
	}
	return MsgWrongType
}
