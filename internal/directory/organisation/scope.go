package organisation

import (
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/workday"
)

var (
	readOrganisation = authz.Permission{Object: "organisation", Act: "read"}
)

// InOrganisation is the scope of operations on the organisation in the path.
// Its own people know of it, and those of the regions and municipalities that
// it belongs together with now; acts are its own people's alone.
func InOrganisation() act.Scope {
	return act.Scope{Name: "the organisation in the path", In: "organisation", Reads: readOrganisation, Look: Look("organisation", "", readOrganisation)}
}

// InRegion is InOrganisation for paths that name a region.
func InRegion() act.Scope {
	return act.Scope{Name: "the region in the path", In: "region", Reads: readOrganisation, Look: Look("region", KindRegion, readOrganisation)}
}

// inMembership is the scope of reading a membership: both its sides read it.
func inMembership() act.Scope {
	return act.Scope{Name: "the region or the municipality in the path", In: "region", Reads: readOrganisation, Look: look("region", KindRegion, readOrganisation, "municipality")}
}

// inMember is the scope of what a municipality does about its own membership in
// a region.
func inMember() act.Scope {
	return act.Scope{Name: "the municipality in the path", In: "municipality", Reads: readOrganisation, Look: Look("municipality", KindMunicipality, readOrganisation)}
}

// InMunicipality is InOrganisation for paths that name a municipality.
func InMunicipality() act.Scope {
	return act.Scope{Name: "the municipality in the path", In: "organisation", Reads: readOrganisation, Look: Look("organisation", KindMunicipality, readOrganisation)}
}

// Look is how a scope finds the organisation that the path names in a
// parameter, of a kind or of any (""). Reading reaches those that it belongs
// together with only where the organisation itself is what is read.
func Look(parameter, kind string, read authz.Permission) func(*pgx.Batch, func(string) string, time.Time, *act.Standing) {
	return look(parameter, kind, read, "")
}

// look is Look for what the organisation named in another parameter reads too.
func look(parameter, kind string, read authz.Permission, other string) func(*pgx.Batch, func(string) string, time.Time, *act.Standing) {
	return func(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) {
		key := path(parameter)
		b.Queue(`
			SELECT array(
				SELECT r.key FROM member_on($3) m JOIN organisation r ON r.id = m.region_id WHERE m.municipality_id = o.id AND $4
				UNION ALL
				SELECT t.key FROM member_on($3) m JOIN organisation t ON t.id = m.municipality_id WHERE m.region_id = o.id AND $4)
			FROM organisation o WHERE o.key = $1 AND ($2 = '' OR o.kind = $2)`,
			key, kind, workday.Today(now), read == readOrganisation).
			QueryRow(func(row pgx.Row) error {
				var related []string
				if err := row.Scan(&related); err != nil {
					return err
				}
				st.Read, st.ActIn = read, []string{key}
				st.ReadIn = append([]string{key}, related...)
				if other != "" {
					st.ReadIn = append(st.ReadIn, path(other))
				}
				return nil
			})
	}
}
