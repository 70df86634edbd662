package document

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Documents", Text: "The documents of a case: what is laid before its bodies, and what belongs to it. Each belongs to the region or to a municipality that takes part, and has versions with a hash, each a file or a link. What lay before a body stays."}

// sending is how long a file may be on its way, in either direction: 25 MiB over a
// line of 1 Mbit/s.
const sending = 4 * time.Minute

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listDocuments, httpapi.Doc{
		Tag: tag, Summary: "List the documents of a case",
		Description: "The documents of the case in the order of their numbers, each with its versions. One that is exempt from public access is listed for those alone who read exempt cases (rule 2.5).",
	}, s.List)
	httpapi.Show(d, showDocument, httpapi.Doc{
		Tag: tag, Summary: "Show a document",
		Description: "What is said of the document, and its versions: their hashes, and where their bytes are found. One that is exempt from public access is there for those alone who read exempt cases (rule 2.5).",
	}, s.Show)
	httpapi.ShowFile(d, showContent, httpapi.Doc{
		Tag: tag, Summary: "Read the file of a version", Within: sending,
		Description: "The bytes of the file, with its media type and name as they were filed. The ETag is the file's hash, and parts of it can be asked for with Range. A browser saves it, and neither shows nor runs it.",
		Faults:      []*fault.Error{ErrWithdrawn, ErrNoFile},
	}, s.ShowContent)
	faults := []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn, casefile.ErrLeft, authz.ErrDisqualified}
	on := slices.Concat(faults, []*fault.Error{ErrWithdrawn})
	httpapi.DoWith(d, createDocument, httpapi.Doc{
		Tag: tag, Summary: "Make a document", Creates: true,
		Description: "Makes a document without versions, in the name of the region or of a municipality that takes part; a file or a link is then added as its first version. It is as public as its case, or exempt with a legal basis of its own (rules 2.1, 2.5).",
		Faults:      slices.Concat(faults, []*fault.Error{ErrContent, ErrTooMany}),
	}, s.Create)
	httpapi.DoWith(d, editDocument, httpapi.Doc{
		Tag: tag, Summary: "Edit a document",
		Description: "Replaces the title, the kind and the exemption from public access. The versions stay as they are. Needs If-Match.",
		Faults:      slices.Concat(on, []*fault.Error{ErrContent}),
	}, s.Edit)
	httpapi.DoWith(d, addVersion, httpapi.Doc{
		Tag: tag, Summary: "Add a file as a version of a document", Within: sending,
		Description: "Takes the bytes of a file of at most 25 MiB, sent with its own media type, and adds them as the next version of the document. With `sha256` a file that arrived otherwise is refused. A file that was cut off on the way is not kept; with an Idempotency-Key it can be sent again without harm.",
		Faults:      slices.Concat(on, []*fault.Error{ErrTooMany, ErrHash, ErrFileName}),
	}, s.AddVersion)
	httpapi.DoWith(d, addLink, httpapi.Doc{
		Tag: tag, Summary: "Add a link as a version of a document",
		Description: "Adds the address where a document stands as the next version of it. Its hash is that of the address: what stands there may change.",
		Faults:      slices.Concat(on, []*fault.Error{ErrTooMany, ErrAddress}),
	}, s.AddLink)
	httpapi.DoWith(d, withdrawDocument, httpapi.Doc{
		Tag: tag, Summary: "Withdraw a document",
		Description: "The document stays listed as withdrawn, with the reason, and its files are given to nobody any more, but for the versions that lay before a body: those stay (rule 9.5, OFL § 16).",
		Faults:      slices.Concat(on, []*fault.Error{ErrContent}),
	}, s.Withdraw)
}
