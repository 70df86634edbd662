package document

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
)

const (
	all  = casefile.Below + "/documents"
	each = all + "/{document}"
)

var keeps = act.Needs("document", "keep", casefile.ByAnyParty())

// The acts on documents. In whose name a document is kept is said by the document,
// and not by its address.
var (
	listDocuments    = act.Show[ListQuery]("list-documents", all, casefile.ReadCase)
	showDocument     = act.Show[Ref]("show-document", each, casefile.ReadCase)
	showContent      = act.Show[VersionRef]("show-document-content", each+"/versions/{version}/content", casefile.ReadCase)
	createDocument   = act.New[casefile.Ref]("create-document", http.MethodPost, all, keeps)
	editDocument     = act.New[Ref]("edit-document", http.MethodPut, each, keeps)
	withdrawDocument = act.New[Ref]("withdraw-document", http.MethodPost, each+"/withdraw", keeps)
	addVersion       = act.New[FileRef]("add-document-version", http.MethodPost, each+"/versions", keeps)
	addLink          = act.New[Ref]("add-document-link", http.MethodPost, each+"/links", keeps)
)

// Ref is how a path names a document of a case.
type Ref struct {
	casefile.Ref
	Number int `path:"document" minimum:"1" maximum:"1000000" example:"1" doc:"The document's running number in the case"`
}

// VersionRef is how a path names a version of a document.
type VersionRef struct {
	Ref
	Version int `path:"version" minimum:"1" maximum:"1000000" example:"1" doc:"The number of the version"`
}

// FileRef is how a path names a document, with what is said of a file that is sent
// to it.
type FileRef struct {
	Ref
	FileName string `query:"file_name" maxLength:"255" example:"Kraftutfordringen.pdf" doc:"The name under which readers save it; left out for one of the document's and the version's numbers"`
	SHA256   string `query:"sha256" pattern:"^[0-9a-fA-F]{64}$" minLength:"64" maxLength:"64" doc:"The file's hash in hexadecimal digits: where another file arrives it is refused"`
}

// ListQuery asks for documents of a case.
type ListQuery struct {
	casefile.Ref
	Kind         Kind   `query:"kind" enum:"case_presentation,recommendation,report,attachment,minutes,consultation,other" doc:"Only documents of this kind"`
	Organisation string `query:"organisation" maxLength:"63" doc:"Only documents of this organisation, by its slug or number"`
}
