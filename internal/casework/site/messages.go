package site

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a site is refused.
var (
	msgIsTaken    = message.New("site.is_taken", "must be left out of a site that is taken")
	msgSameFigure = message.New1[message.Text]("site.same_figure", "must have one figure for {kind} from the same day on")
	msgHref       = message.New("site.href", "must begin with https:// or /v1/")
	msgToCome     = message.New("site.to_come", "must not be after today: it has been said")
	msgOutOfRange = message.New("site.out_of_range", "must be a day in the years 1900 to 2200")
	msgNameTaken  = message.New("site.has_name", "is the name of another site of the municipality")
)

// Why an outline is refused.
var (
	msgNoRings   = message.New("site.no_rings", "must be the rings of a Polygon or the polygons of a MultiPolygon (RFC 7946): lists of positions of two numbers each")
	msgNoDegrees = message.New("site.no_degrees", "must be in degrees: longitude from -180 to 180, then latitude from -90 to 90")
	msgTooMany   = message.New1[int]("site.too_many", "must have at most {n} positions")
	msgNoOutline = message.New("site.no_outline", "must be rings that end where they begin, cross neither themselves nor each other, and lie in each other only as holes")
	msgTooSmall  = message.New1[int]("site.too_small", "must enclose at least {n} square metres")
	msgTooWide   = message.New1[int]("site.too_wide", "must reach across at most {n} kilometres")
	msgAbroad    = message.New("site.abroad", "lies outside Norway, or at sea: longitude comes before latitude")
	msgElsewhere = message.New1[string]("site.elsewhere", "lies in {municipality}: each municipality keeps its own sites")
)

var (
	msgReviewWaits = message.New1[string]("site.review_waits", "Say whether what is known of {site} still holds")
	msgYes         = message.New("site.yes", "yes")
	msgNo          = message.New("site.no", "no")
)

// kindNames are what kinds of infrastructure are called.
var kindNames = map[Kind]message.Text{
	Grid: message.New("site.kind.grid", "grid capacity"), Water: message.New("site.kind.water", "water"), Sewage: message.New("site.kind.sewage", "sewage"),
	Road: message.New("site.kind.road", "road"), Rail: message.New("site.kind.rail", "rail"), Fibre: message.New("site.kind.fibre", "fibre"),
}
