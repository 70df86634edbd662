package contract

import (
	"net/http"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// Problem is how every refusal is told (RFC 9457). Clients branch on Code.
type Problem struct {
	Type      string        `json:"type" format:"uri" doc:"Address of the page that explains this problem" example:"https://forankring.example/v1/problems/mandate.not_open"`
	Code      string        `json:"code" doc:"Stable code of the problem" example:"mandate.not_open"`
	Title     message.Text  `json:"title" doc:"The problem in a few fixed words"`
	Status    int           `json:"status" doc:"The HTTP status" example:"409"`
	Detail    message.Text  `json:"detail" doc:"What is wrong in this case, and what would help; names the rule or the paragraph of the law"`
	Instance  string        `json:"instance" doc:"The path of the request"`
	RequestID string        `json:"request_id" doc:"Quote this when asking for help"`
	Errors    []fault.Field `json:"errors,omitempty" doc:"The members at fault"`
}

// Error and GetStatus let huma carry a problem; ContentType names its media type.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail.String() }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457, whatever was negotiated.
func (*Problem) ContentType(string) string { return Problems }

// StatusOf is the HTTP status of a kind of refusal.
func StatusOf(k fault.Kind) int { return statusOf[k] }

var statusOf = map[fault.Kind]int{
	fault.Malformed: http.StatusBadRequest, fault.Unauthenticated: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.MethodNotAllowed: http.StatusMethodNotAllowed,
	fault.NotAcceptable: http.StatusNotAcceptable, fault.TimedOut: http.StatusRequestTimeout,
	fault.Conflict: http.StatusConflict, fault.Stale: http.StatusPreconditionFailed, fault.TooLarge: http.StatusRequestEntityTooLarge,
	fault.UnsupportedMedia: http.StatusUnsupportedMediaType, fault.RangeMissing: http.StatusRequestedRangeNotSatisfiable, fault.Invalid: http.StatusUnprocessableEntity,
	fault.PreconditionRequired: http.StatusPreconditionRequired, fault.TooMany: http.StatusTooManyRequests,
	fault.Internal: http.StatusInternalServerError, fault.Unavailable: http.StatusServiceUnavailable,
}
