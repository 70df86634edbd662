package upload

import (
	"net/http"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var uploadStaff = act.New[organisation.Ref]("upload-staff", http.MethodPost, person.StaffPath+"/bulk", act.Needs("employment", "keep", person.AmongStaff()))

// how tells of both uploads what they have in common.
const how = " Names of columns are taken in English or Norwegian and in either case of letters; dates are 2024-04-01 or 01.04.2024. The end is `to`, the day after the last day as everywhere here, or `til og med` (til_og_med, t.o.m., tom), the last day; `til` is refused, since it is written for either." +
	" Cells left out at the end of a row are empty; a first line `sep=;` is followed. A file in which letters were lost, or with rows in two encodings, is refused whole." +
	" With dry_run=true the answer tells what each row would do, with old and new values, or all that is wrong with it. Without it all rows are kept, or none: with rows that cannot be kept the answer is `bulk.rows_invalid` and names up to 100 faults." +
	" At most 10,000 rows and 4 MiB are taken. A text that begins with =, +, - or @ is kept as it stands, without the apostrophe that our tables put before it."

var ownFaults = []*fault.Error{ErrTable, ErrColumns, ErrTooManyRows, ErrRow, ErrCell, ErrRows}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.DoWith(d, uploadStaff, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Upload a list of staff",
		Description: "A table with one employment in each row (rule 1.2). A staff key that is known changes that employment and its person's record where something differs; an unknown one employs somebody new, or the person whose identifier stands in `person`. People are never found by name or e-mail. " +
			"The columns are staff_key (ansattnummer), name (navn), from (fra) and capacity (kapasitet), and where they are there, email (e-post), phone (telefon), title (stilling), language (språk), the end and person: a column that is left out changes nothing, an empty cell empties, except that a name or language stays. " +
			"Capacity is what the employee can give today, and is set from today on where it differs; what an employment gave that is over stays. The first day is not moved. Nobody is employed here a second time on the same days: a spreadsheet makes 7 of the staff key 007. A row that ends or lowers what is released of the person is kept, with a warning that names the alarm to come (rule 4.4). Employments that are not in the file are left alone. The list of employments as text/csv has the same columns. Needs `person:keep` besides." + how,
		Example: staffExample,
		Faults: append([]*fault.Error{
			authz.ErrForbidden, organisation.ErrContent, organisation.ErrPeriod, person.ErrUnknownPerson, person.ErrStaffKey, person.ErrOverFullTime, person.ErrOtherHome, person.ErrEmployedHere,
		}, ownFaults...),
	}, s.Staff)
	httpapi.DoWith(d, assignment.UploadNominations, httpapi.Doc{
		Tag: assignment.Tag, Summary: "Upload a list of nominations",
		Description: "A table with one nomination in each row, held to the same rules as one alone (rules 4.1, 4.3). A person who is nominated or released already just as the row says is unchanged; so is one whom the chief executive has declined, recalled or replaced on just these terms, with a warning; one who is named otherwise for the same requirement on any of the same days is an error. " +
			"The columns are requirement (krav), staff_key (ansattnummer), share (andel), from (fra), the end, and where it is there, deputy_staff_key (vara)." + how,
		Example: nominationExample,
		Faults: append([]*fault.Error{
			assignment.ErrNoMandate, assignment.ErrUnknownRequirement, assignment.ErrPeriod, assignment.ErrUnknownStaff, assignment.ErrNotEmployed, assignment.ErrDeputy, staffing.ErrNominatedAlready, assignment.ErrDecided,
			casefile.ErrNotParty, casefile.ErrLeft, casefile.ErrWithdrawn, casefile.ErrWrongState,
		}, ownFaults...),
	}, s.Nominations)
}
