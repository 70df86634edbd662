package floor

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// record is a case in the shape in which the service answers with it. What the
// service works out for its caller, the floor is given once (Shape).
type record struct {
	Self          string            `json:"self" db:"-"`
	Actions       []action          `json:"actions" db:"-"`
	RegionKey     string            `json:"region" db:"region"`
	Number        string            `json:"number" db:"number"`
	Title         string            `json:"title" db:"title"`
	Summary       string            `json:"summary" db:"summary"`
	Kind          string            `json:"kind" db:"kind"`
	State         string            `json:"state" db:"state"`
	Principal     bool              `json:"principal" db:"principal"`
	StatutoryPlan bool              `json:"statutory_plan" db:"statutory_plan"`
	Publicity     string            `json:"publicity" db:"publicity"`
	LegalBasis    string            `json:"legal_basis,omitempty" db:"legal_basis"`
	ExemptUntil   *day              `json:"exempt_until" db:"exempt_until"`
	ShieldedTitle string            `json:"shielded_title,omitempty" db:"shielded_title"`
	Responsible   *string           `json:"responsible" db:"responsible"`
	Predecessor   *string           `json:"predecessor" db:"predecessor"`
	WithdrawnWhy  string            `json:"withdrawn_why,omitempty" db:"withdrawn_why"`
	ClosedWhy     string            `json:"closed_why,omitempty" db:"closed_why"`
	CreatedAt     time.Time         `json:"created_at" db:"created_at"`
	OpenedAt      *time.Time        `json:"opened_at" db:"opened_at"`
	StartedAt     *time.Time        `json:"started_at" db:"started_at"`
	WithdrawnAt   *time.Time        `json:"withdrawn_at" db:"withdrawn_at"`
	ClosedAt      *time.Time        `json:"closed_at" db:"closed_at"`
	ModifiedAt    time.Time         `json:"modified_at" db:"modified_at"`
	Participants  []participant     `json:"participants" db:"participants"`
	References    []reference       `json:"references" db:"refs"`
	Links         []link            `json:"links" db:"links"`
	Decisions     []decision        `json:"decisions" db:"decisions"`
	Related       map[string]string `json:"related" db:"-"`
	Year          int               `json:"-" db:"year"`
	Serial        int               `json:"-" db:"serial"`
	Revision      int64             `json:"-" db:"revision"`
}

// The parts are read from rows of a composite type, in the order of their members.
type participant struct {
	Municipality string     `json:"municipality"`
	Name         string     `json:"name"`
	JoinedAt     time.Time  `json:"joined_at"`
	JoinedWhy    string     `json:"joined_why,omitempty"`
	LeftAt       *time.Time `json:"left_at"`
	LeftWhy      string     `json:"left_why,omitempty"`
	Earlier      []period   `json:"earlier"`
	Successors   []string   `json:"successors,omitempty"`
}

type period struct {
	JoinedAt  time.Time `json:"joined_at"`
	JoinedWhy string    `json:"joined_why,omitempty"`
	LeftAt    time.Time `json:"left_at"`
	LeftWhy   string    `json:"left_why"`
}

type reference struct {
	Organisation  string   `json:"organisation"`
	CaseNumber    string   `json:"case_number"`
	ArchiveNumber string   `json:"archive_number,omitempty"`
	Self          string   `json:"self"`
	Actions       []action `json:"actions"`
}

type link struct {
	Serial         int       `json:"id"`
	MandateVersion *int      `json:"mandate_version"`
	Title          string    `json:"title"`
	Address        string    `json:"address"`
	Kind           string    `json:"kind"`
	AddedAt        time.Time `json:"added_at"`
	Actions        []action  `json:"actions"`
}

type decision struct {
	Serial       int        `json:"id"`
	Organisation string     `json:"organisation"`
	Body         string     `json:"body"`
	BodyName     string     `json:"body_name"`
	Date         day        `json:"date"`
	CaseNumber   string     `json:"case_number"`
	Subject      string     `json:"subject"`
	Item         string     `json:"item,omitempty"`
	RecordedAt   time.Time  `json:"recorded_at"`
	WithdrawnAt  *time.Time `json:"withdrawn_at"`
	WithdrawnWhy string     `json:"withdrawn_why,omitempty"`
	Actions      []action   `json:"actions"`
}

// action is an act that is offered.
type action struct {
	Act       string   `json:"act"`
	Method    string   `json:"method"`
	Href      string   `json:"href"`
	Open      bool     `json:"open"`
	Code      string   `json:"code,omitempty"`
	Arguments []string `json:"arguments,omitempty"`
	Reason    string   `json:"reason,omitempty"`
}

// day is a date as the service writes it.
type day struct{ time.Time }

// ScanDate reads the day.
func (d *day) ScanDate(v pgtype.Date) error {
	d.Time = v.Time
	return nil
}

// MarshalJSON writes the day alone.
func (d day) MarshalJSON() ([]byte, error) { return d.AppendFormat(nil, `"`+time.DateOnly+`"`), nil }
