package upload

import (
	"regexp"
	"strings"

	"forankring.no/forankring/internal/directory/person"
)

var staffColumns = []column{
	{"staff_key", []string{"ansattnummer", "tilsettnummer"}, true},
	{"name", []string{"navn", "namn"}, true},
	{"email", []string{"e-post", "epost"}, false},
	{"phone", []string{"telefon"}, false},
	{"title", []string{"stilling"}, false},
	{"language", []string{"språk"}, false},
	{"from", []string{"fra", "frå"}, true},
	to(false),
	{"capacity", []string{"kapasitet"}, true},
	{"person", nil, false},
}

const staffExample = "ansattnummer;navn;e-post;stilling;fra;kapasitet\nplan-07;Planlegger, Grue;planlegger@grue.kommune.no;Planlegger;01.04.2024;80\n"

// staffKey is the form of a staff key in the contract.
var staffKey = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)

// staffRow reads one row of a list of staff.
func staffRow(c *cells) person.StaffRow {
	in := person.StaffRow{
		StaffKey: c.raw("staff_key"), Person: strings.ToLower(c.raw("person")), Name: c.text("name", 200), Email: c.optional("email", 254), Phone: c.optional("phone", 40),
		Title: c.optional("title", 120), Language: c.optional("language", 2), From: c.date("from"), HasEnd: c.has("to"), To: c.optionalEnd(), Capacity: c.percent("capacity", 0, 1),
	}
	if in.Language != nil {
		*in.Language = strings.ToLower(*in.Language)
	}
	c.checks.Require(staffKey.MatchString(in.StaffKey), "/staff_key", msgNoKey)
	if in.Person != "" {
		in.Person = c.person()
	}
	_, in.Unread = c.faults()
	return in
}
