package upload

import (
	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/platform/canon"
)

var nominationColumns = []column{
	{"requirement", []string{"behov", "krav"}, true},
	{"staff_key", []string{"ansattnummer", "tilsettnummer"}, true},
	{"share", []string{"andel", "del"}, true},
	{"from", []string{"fra", "frå"}, true},
	to(true),
	{"deputy_staff_key", []string{"vara"}, false},
}

const nominationExample = "krav;ansattnummer;andel;fra;til og med;vara\narea-planner;plan-07;20;01.04.2024;31.03.2025;plan-08\n"

// nominationRow reads one row of a list of nominations.
func nominationRow(c *cells) assignment.NominationRow {
	in := assignment.NominationInput{
		Requirement: c.text("requirement", 100), StaffKey: c.text("staff_key", 100), Share: c.percent("share", 5, 5), From: c.date("from"), To: c.end(),
		DeputyStaffKey: c.text("deputy_staff_key", 100),
	}
	c.checks.Require(in.StaffKey != "", "/staff_key", canon.MsgEmpty)
	_, unread := c.faults()
	return assignment.NominationRow{NominationInput: in, Unread: unread}
}
