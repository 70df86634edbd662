package upload

import (
	"net/http"
	"slices"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/election"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var uploadElection = act.New[organisation.Ref]("upload-election", http.MethodPost, election.ElectionsPath+"/bulk", act.Needs("seat", "appoint", organisation.InOrganisation()))

var uploadStaff = act.New[organisation.Ref](person.UploadStaff, http.MethodPost, person.StaffPath+"/bulk", act.Needs("employment", "keep", person.AmongStaff()))

// how says what the uploads have in common.
const how = " Name the columns in English, Bokmål or Nynorsk, in either case of letters; write dates as 2024-04-01 or 01.04.2024. The end is `to`, the day after the last day as everywhere here, or `til og med` (til_og_med, t.o.m., tom), the last day; `til` is refused, since people write it for either." +
	" A column that this upload does not know is ignored, and named in the answer. A date may carry a time, a whole percentage decimals (80,00), and 31.12.9999 is no end." +
	" The answer names the encoding that was read: UTF-8, Windows-1252, or what old Macs and MS-DOS saved, whichever makes the text Norwegian; a file of which none does is refused with the line." +
	" Cells left out at the end of a row are empty; a first line such as `sep=;` names the separator. A file in which letters were lost, or that mixes two encodings, is refused whole." +
	" With `dry_run=true` the answer shows what each row would do, with old and new values, or all that is wrong with it. Without it all rows are kept, or none: if some cannot be kept, the answer is `bulk.rows_invalid` and names up to 100 faults." +
	" An upload takes at most 10,000 rows and 4 MiB. A text that begins with =, +, - or @ is kept as you wrote it, without the apostrophe that our tables put before it."

var ownFaults = []*fault.Error{ErrTable, ErrColumns, ErrTooManyRows, ErrRow, ErrCell, ErrRows}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.DoWith(d, uploadStaff, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Upload a list of staff",
		Description: "A table with one employment in each row (rule 1.2). A known staff key changes that employment and its person's record where something differs; an unknown one employs somebody new, or the person whose identifier is in `person`. People are never found by name or e-mail. " +
			"The columns are staff_key (ansattnummer), name (navn), from (fra) and capacity (kapasitet), and optionally email (e-post), phone (telefon), title (stilling), language (språk), the end and person. A column that is left out changes nothing; an empty cell removes what was there, but leaves a name or language as it is. " +
			"Capacity is what the employee can give today, and is set from today on where it differs; an employment that is over keeps what it gave. The first day is not moved. Nobody is employed here a second time on the same days: a spreadsheet turns the staff key 007 into 7. A row that leaves less than is released of the person is kept, with a warning that names the alarm to come (rule 4.4). Employments that are not in the file stay as they are. The list of employments as text/csv has the same columns. The upload also needs `person:keep`." + how,
		Example: staffExample,
		Faults: append([]*fault.Error{
			authz.ErrForbidden, organisation.ErrContent, organisation.ErrPeriod, person.ErrUnknownPerson, person.ErrStaffKey, person.ErrOverFullTime, person.ErrOtherHome, person.ErrEmployedHere,
		}, ownFaults...),
		Warns: []*fault.Error{person.ErrStaffKeyAlike},
	}, s.Staff)
	httpapi.DoWith(d, uploadElection, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Upload a whole election",
		Description: "A table with one seat in each row: all that a municipal council elected, to its own bodies and to those of its region, or all that a region's representative council did, under the same rules as `record-election` (rule 1.5). People are found by their identifiers alone. " +
			"The columns are body (organ, its key), person, role (rolle: chair, deputy_chair, member or deputy; in Norwegian leder or ordfører, nestleder or varaordfører, medlem, vara or varamedlem), decided_on (vedtatt) and case_number (saksnummer), and optionally of (organisasjon; whoever elects, where it is left out), deputy_order (varaplass), municipality (kommune), from (fra), the end, and replaces (ny periode: true or false, ja or nei). The rows of one body have the same decision, period and `replaces`. What is wrong with the election to a body stands with the first of its rows." + how,
		Example: electionExample,
		Faults:  append(slices.Clone(election.Elects), ownFaults...),
	}, s.Election)
	httpapi.DoWith(d, assignment.UploadNominations, httpapi.Doc{
		Tag: assignment.Tag, Summary: "Upload a list of nominations",
		Description: "A table with one nomination in each row, under the same rules as a single one (rules 4.1, 4.3). A person who is nominated or released already, just as the row says, stays so. A person whom the chief executive has declined, recalled or replaced on the same terms stays so too, with a warning. One who is named on other terms for the same requirement on any of the same days is an error. " +
			"The columns are requirement (behov or krav), staff_key (ansattnummer), share (andel), from (fra), the end, and optionally deputy_staff_key (vara)." + how,
		Example: nominationExample,
		Faults: append([]*fault.Error{
			assignment.ErrNoMandate, assignment.ErrUnknownRequirement, assignment.ErrPeriod, assignment.ErrUnknownStaff, assignment.ErrNotEmployed, assignment.ErrDeputy, staffing.ErrNominatedAlready, assignment.ErrDecided,
			casefile.ErrNotParty, casefile.ErrLeft, casefile.ErrWithdrawn, casefile.ErrWrongState,
		}, ownFaults...),
	}, s.Nominations)
}
