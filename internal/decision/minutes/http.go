package minutes

import (
	"net/http"
	"slices"

	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/directory/organisation"
	declared "forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// versionRef is how a path and its query name minutes.
type versionRef struct {
	meeting.Ref
	Version int `query:"version" minimum:"1" maximum:"1000" doc:"An earlier version; the last if left out"`
}

const path = meeting.Path + "/minutes"

var (
	signs = declared.Needs("minutes", "sign", organisation.InOrganisation())

	showMinutes = declared.Show[versionRef]("show-minutes", path, meeting.Reads)
	showExtract = declared.Show[meeting.ItemRef]("show-item-extract", meeting.ItemPath+"/extract", meeting.Reads)
	sign        = declared.New[meeting.Ref]("sign-minutes", http.MethodPost, path+"/sign", signs)
	correct     = declared.New[meeting.Ref]("correct-minutes", http.MethodPost, path+"/correct", meeting.Keeps)
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showMinutes, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Show the minutes of a meeting",
		Description: "Made of what was recorded, with what the law asks for and is missing; from the first signature on as they were signed. As text/html a page to be printed, as text/markdown a text, both in the language of the meeting (KL § 11-4, rule 7.7). Exempt items are hidden, with their legal basis, from whoever may not read exempt cases: the hash is of the whole.",
		Faults:      []*fault.Error{ErrNoVersion, meeting.ErrTakesNotes},
	}, s.Show, httpapi.HTML(page), httpapi.Markdown(markdown))
	httpapi.Show(d, showExtract, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Show the minutes of one item",
		Description: "An extract of the minutes: the meeting, and this item alone (rule 7.7).",
		Faults:      []*fault.Error{meeting.ErrTakesNotes},
	}, s.Extract, httpapi.HTML(page), httpapi.Markdown(markdown))
	frame := slices.Concat(meeting.InRecord, []*fault.Error{meeting.ErrTakesNotes})
	httpapi.DoWith(d, sign, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Sign the minutes of a meeting",
		Description: "Whoever chaired signs, and as many of those who were there as the statutes of the body say: here, each for themselves, or on paper, as whoever keeps the record notes with the day. It is refused while something is missing that the law asks for. A signature is bound to the text that was read, by its hash; the first one fixes the minutes, and ends the record of the meeting (KL § 11-4, rule 7.7).",
		Faults:      slices.Concat(frame, []*fault.Error{ErrNotClosed, ErrGaps, ErrOtherContent, ErrSigner, ErrSignedAlready, ErrOthers, ErrPaper}),
	}, s.Sign)
	httpapi.DoWith(d, correct, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Correct signed minutes",
		Description: "By a new version that says what they are to read, and why. It is linked to the one before, and signed anew; what was signed stays as it was (rule 7.7).",
		Faults:      slices.Concat(frame, []*fault.Error{ErrNotSigned, ErrCorrection}),
	}, s.Correct)
}
