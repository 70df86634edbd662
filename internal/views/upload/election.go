package upload

import (
	"strconv"
	"strings"

	"github.com/google/uuid"

	"forankring.no/forankring/internal/directory/election"
	"forankring.no/forankring/internal/platform/canon"
)

var electionColumns = []column{
	{"of", []string{"organisasjon"}, false},
	{"body", []string{"organ"}, true},
	{"person", nil, true},
	{"role", []string{"rolle"}, true},
	{"deputy_order", []string{"varaplass"}, false},
	{"group", []string{"gruppe", "liste"}, false},
	{"municipality", []string{"kommune"}, false},
	{"decided_on", []string{"vedtatt", "vedteke"}, true},
	{"case_number", []string{"saksnummer"}, true},
	{"from", []string{"fra", "frå"}, false},
	to(false),
	{"replaces", []string{"ny periode"}, false},
}

const electionExample = "organ;person;rolle;varaplass;vedtatt;saksnummer;ny periode\nformannskap;4a699566-f332-5d79-8ad2-5a63aaa2bd43;medlem;;08.02.2024;012/24;ja\n"

// roles are the places in a body, by all their names.
var roles = map[string]string{
	"chair": "chair", "leder": "chair", "leiar": "chair", "ordfører": "chair", "ordførar": "chair",
	"deputy_chair": "deputy_chair", "nestleder": "deputy_chair", "nestleiar": "deputy_chair", "varaordfører": "deputy_chair", "varaordførar": "deputy_chair",
	"member": "member", "medlem": "member", "deputy": "deputy", "vara": "deputy", "varamedlem": "deputy",
}

// electionRow reads one row of a list of those elected.
func electionRow(c *cells) election.ElectionRow {
	row := election.ElectionRow{ElectionHead: election.ElectionHead{
		Of: strings.ToLower(c.text("of", 63)), Body: strings.ToLower(c.text("body", 63)), CaseNumber: c.text("case_number", 60), DecidedOn: c.date("decided_on"), Replaces: c.yes("replaces"),
	}}
	if c.raw("from") != "" {
		row.From = c.date("from")
	}
	if end := c.optionalEnd(); end != nil {
		row.To = *end
	}
	row.Person, row.Role = c.person(), roles[strings.ToLower(c.raw("role"))]
	c.checks.Require(row.Body != "", "/body", canon.MsgEmpty)
	c.checks.Require(row.Role != "", "/role", msgNoRole)
	if text := c.raw("deputy_order"); text != "" {
		n, err := strconv.Atoi(text)
		c.checks.Require(err == nil && n >= 1 && n <= 999, "/deputy_order", msgNoOrder)
		row.DeputyOrder = &n
	}
	row.Group = c.text("group", 100)
	if text := c.text("municipality", 4); text != "" {
		row.Municipality = &text
	}
	return row
}

// person is the identifier of a person, "" where the cell holds none.
func (c *cells) person() string {
	text := strings.ToLower(c.raw("person"))
	id, err := uuid.Parse(text)
	if err != nil || id.String() != text {
		c.checks.Require(false, "/person", msgNoPerson)
		return ""
	}
	return text
}

// yes reads true and ja, false and nei; an empty cell is no.
func (c *cells) yes(name string) bool {
	text := strings.ToLower(c.raw(name))
	yes := text == "true" || text == "ja"
	c.checks.Require(yes || text == "" || text == "false" || text == "nei", "/"+name, msgYesOrNo)
	return yes
}
