package document

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a document, and why it does not take a change.
var (
	msgBasisMissing    = message.New("document.basis_missing", "must name the legal basis of the exemption")
	msgBasisOfPublic   = message.New("document.basis_of_public", "must be empty: only an exempt document has a legal basis for it")
	msgUntilOfPublic   = message.New("document.until_of_public", "must be left out: only an exempt document has an end of its exemption")
	msgUntilPast       = message.New1[workday.Date]("document.until_past", "must not be before today, {today}: leave it out for no end, or make the document public")
	msgReasonMissing   = message.New("document.why", "must say why the document is withdrawn")
	msgWithdrawn       = message.New3[int, workday.Date, string]("document.was_withdrawn", "Document {document} was withdrawn on {day}: {reason}")
	msgTooManyOfCase   = message.New1[int]("document.too_many_of_case", "The case has {most} documents already, which is the most that it can have.")
	msgTooManyVersions = message.New2[int, int]("document.too_many_versions", "Document {document} has {most} versions already, which is the most that it can have.")
)

// What is wrong with a version.
var (
	msgFolders      = message.New("document.folders", "must be the name of the file alone, without folders: without / and \\")
	msgDots         = message.New("document.dots", "must not be of dots alone")
	msgNotHTTPS     = message.New("document.not_https", "must be an absolute address that begins with https://, without a user name in it")
	msgOtherHash    = message.New1[string]("document.other_hash", "must be the hash of the version, {hash}")
	msgNoVersion    = message.New2[int, int]("document.no_version", "must be a version of a document of the case; document {document} has no version {version}")
	msgPinWithdrawn = message.New1[int]("document.pin_withdrawn", "must be of a document that stands; document {document} is withdrawn")
)
