package document

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
)

// The faults of versions.
var (
	ErrHash = fault.New(fault.Invalid, "document.hash_differs", "The file is another one",
		"The hash that was sent is not that of the bytes that arrived: send the file again.")
	ErrFileName = fault.New(fault.Invalid, "document.file_name", "The name of the file is not valid",
		"A file has a name of visible characters in one line, without folders.")
	ErrAddress = fault.New(fault.Invalid, "document.address", "The address is not valid",
		"A link has an absolute address that begins with https://.")
	ErrNoFile = fault.New(fault.Conflict, "document.no_file", "The version is a link",
		"This version has no file here: follow its address.")
)

// LinkInput points to where a document stands.
type LinkInput struct {
	Address string `json:"address" minLength:"1" maxLength:"2000" example:"https://kongsvingerregionen.no/naering/kraftutfordringen/" doc:"An absolute address that begins with https://"`
}

// Check refuses an address that is none of the web, is not protected on the way, or
// holds a name and password.
func (in *LinkInput) Check() error {
	u, err := url.Parse(in.Address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || in.Address != strings.TrimSpace(in.Address) {
		return ErrAddress.On("/address", msgNotHTTPS)
	}
	line, err := canon.Line(in.Address)
	if err != nil || line != in.Address {
		return ErrAddress.On("/address", msgNotHTTPS)
	}
	return nil
}

// hashOf is the hash by which a link is known: that of its address.
func hashOf(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:])
}

// tidyName brings the name of a file into its one form. It refuses one with folders,
// and what would steer a screen or a header.
func tidyName(name string) (string, error) {
	var c fault.Checks
	canon.TidyLine(&c, "query/file_name", &name)
	c.Require(!strings.ContainsAny(name, `/\`), "query/file_name", msgFolders)
	c.Require(name == "" || strings.Trim(name, ". ") != "", "query/file_name", msgDots)
	return name, c.Err(ErrFileName)
}

// mustBe refuses a file that has another hash than was said; nothing is said with "".
func mustBe(said, sha string) error {
	if said != "" && !strings.EqualFold(said, sha) {
		return ErrHash.On("query/sha256", msgOtherHash.With(sha))
	}
	return nil
}
