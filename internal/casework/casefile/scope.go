package casefile

import (
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/workday"
)

// InCase is the scope of acts of the region in the case of the path; it also
// serves for reading: in the region or in any participating municipality.
func InCase() act.Scope {
	return act.Scope{Name: "the region of the case", Readers: "the region of the case or any participating municipality", In: "region", Reads: reading.Read,
		Look: func(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) {
			look(b, path, now, func(region string, _ []string) error {
				st.ActIn = []string{region}
				return nil
			}, st)
		}}
}

// InMunicipality is the scope of acts of the participating municipality in the
// path: its own offices alone (rule 2.5).
func InMunicipality() act.Scope {
	return act.Scope{Name: "the participating municipality in the path", In: "municipality", Reads: reading.Read,
		Look: func(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) {
			look(b, path, now, func(_ string, participants []string) error {
				return inPart(st, participants, path("municipality"))
			}, st)
		}}
}

// InAnyParty is the scope of acts that the region and every participating
// municipality may do, each in its own name: the organisation is in the path.
func InAnyParty() act.Scope {
	return act.Scope{Name: "the organisation in the path: the region of the case or a participating municipality", In: "organisation", Reads: reading.Read,
		Look: func(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) {
			look(b, path, now, func(region string, participants []string) error {
				return inPart(st, append(participants, region), path("organisation"))
			}, st)
		}}
}

// ByAnyParty is the scope of acts that the region and every participating
// municipality may do, where the thing acted on says whose act it is: that is
// for the act itself to ask.
func ByAnyParty() act.Scope {
	return act.Scope{Name: "the region of the case or any participating municipality", Reads: reading.Read,
		Look: func(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) {
			look(b, path, now, func(region string, participants []string) error {
				st.ActIn = append([]string{region}, participants...)
				return nil
			}, st)
		}}
}

// inPart lets an act be done in the name of an organisation with a part in the
// case. One that left it is told so (rule 1.1); of any other there is no such
// thing.
func inPart(st *act.Standing, parties []string, organisation string) error {
	if _, left := st.Left[organisation]; !left && !slices.Contains(parties, organisation) {
		return pgx.ErrNoRows
	}
	st.ActIn = []string{organisation}
	return nil
}

// party is a participant as the door sees it.
type party struct {
	number, name string
	left         *time.Time
}

// ScanIndex reads a party from the columns of its row.
func (p *party) ScanIndex(i int) any { return []any{&p.number, &p.name, &p.left}[i] }

// ScanNull is of no use: every party is a row.
func (*party) ScanNull() error { return nil }

// look finds how a caller stands to the case in the path, of which it reads no more
// than that takes.
func look(b *pgx.Batch, path func(string) string, now time.Time, actIn func(region string, participants []string) error, st *act.Standing) {
	ref := Ref{Region: path("region"), Number: path("number")}
	year, serial := ref.Parts()
	b.Queue(`
		SELECT c.id, c.publicity, c.exempt_until,
			array(SELECT ROW(m.key, m.name, p.left_at) FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id)
		FROM casefile c JOIN organisation r ON r.id = c.region_id
		WHERE r.key = $1 AND c.year = $2 AND c.serial = $3`, ref.Region, year, serial).
		QueryRow(func(row pgx.Row) error {
			c := Case{Region: ref.Region}
			var parties []party
			if err := row.Scan(&c.ID, &c.Publicity, &c.ExemptUntil, &parties); err != nil {
				return err
			}
			for _, p := range parties {
				c.Participants = append(c.Participants, Participant{Number: p.number, Name: p.name, LeftAt: p.left})
			}
			return actIn(c.Region, c.stand(st, now))
		})
}

// stand says how callers stand to the case, and gives the municipalities that take
// part now.
func (c *Case) stand(st *act.Standing, now time.Time) (participants []string) {
	st.Case, st.Read = c.ID, reading.Read
	if c.Exempt(workday.Today(now)) {
		st.Read = reading.ReadExempt
	}
	st.Left, st.Gone = map[string]time.Time{}, map[string]error{}
	for i := range c.Participants {
		p := &c.Participants[i]
		if p.LeftAt == nil {
			participants = append(participants, p.Number)
			continue
		}
		st.Left[p.Number], st.Gone[p.Number] = *p.LeftAt, ErrLeft.With(msgLeft.With(p.Name, workday.Today(*p.LeftAt)))
	}
	st.ReadIn = append([]string{c.Region}, participants...)
	return participants
}
