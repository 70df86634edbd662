package agenda

import (
	"net/http"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/meeting"
	declared "forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var (
	addItem      = declared.New[meeting.Ref]("add-agenda-item", http.MethodPost, meeting.AgendaPath, meeting.Keeps)
	orderAgenda  = declared.New[meeting.Ref]("order-agenda", http.MethodPut, meeting.AgendaPath, meeting.Keeps)
	editItem     = declared.New[meeting.ItemRef]("edit-agenda-item", http.MethodPut, meeting.ItemPath, meeting.Keeps)
	withdrawItem = declared.New[meeting.ItemRef]("withdraw-agenda-item", http.MethodPost, meeting.ItemPath+"/withdraw", meeting.Keeps)
	objectToItem = declared.New[meeting.ItemRef]("record-objection", http.MethodPost, meeting.ItemPath+"/objections", meeting.Keeps)
	closeDoors   = declared.New[meeting.ItemRef]("close-doors", http.MethodPost, meeting.ItemPath+"/close-doors", meeting.Keeps)
)

// itemWrong are the refusals of what an item says of itself.
var itemWrong = []*fault.Error{ErrItem, meeting.ErrTreatment, chain.ErrNotItsTurn, chain.ErrOver, casefile.ErrWithdrawn, document.ErrPinned}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.DoWith(d, addItem, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Put an item on the agenda",
		Description: "At its end, with the next number of the body in the year. A treatment names a case that waits for this body. Its papers are versions of documents, fixed with their hashes, or links: they stay, whatever becomes of the document (rule 7.2). Once the notice has gone out the item is late: it is decided unless the chair or one third of those present object (KL § 11-3, rule 7.6).",
		Faults:      slices.Concat(itemWrong, []*fault.Error{meeting.ErrState, meetingcalendar.ErrCancelled}), Warns: meeting.Warned,
	}, s.AddItem)
	httpapi.DoWith(d, orderAgenda, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Order the agenda",
		Description: "Names each item once that is not withdrawn. The numbers stay, and the history says who changed the order, and how.",
		Faults:      []*fault.Error{meeting.ErrContent, meeting.ErrState, ErrOrder, meetingcalendar.ErrCancelled}, Warns: meeting.Warned,
	}, s.OrderItems)
	httpapi.DoWith(d, editItem, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Edit an item",
		Description: "Its title, legal basis and papers. Papers are versions of documents, fixed with their hashes, or links: a version that its case does not have, or another hash than its own, is refused (rule 7.2).",
		Faults:      slices.Concat(itemWrong, []*fault.Error{meeting.ErrState, meeting.ErrItemState, meetingcalendar.ErrCancelled}), Warns: meeting.Warned,
	}, s.EditItem)
	httpapi.DoWith(d, withdrawItem, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Withdraw an item",
		Description: "With a reason. Its number stays its own, and the case waits for another meeting.",
		Faults:      []*fault.Error{meeting.ErrContent, meeting.ErrState, meeting.ErrItemState, meeting.ErrTreatment, meetingcalendar.ErrCancelled}, Warns: meeting.Warned,
	}, s.WithdrawItem)
	httpapi.DoWith(d, objectToItem, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Record an objection to a late item",
		Description: "Whether the chair or some of those present object to an item that was not on the agenda in time, or whose notice was late. It is refused where the chair does, or one third of those present (KL § 11-3, rule 7.6).",
		Faults:      slices.Concat(meeting.InRecord, []*fault.Error{meeting.ErrItemState, meeting.ErrInWriting, ErrObjection, ballot.ErrObjections}), Warns: meeting.Warned,
	}, s.ObjectToItem)
	httpapi.DoWith(d, closeDoors, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Close the doors for an item",
		Description: "By a vote in the open, on a ground that the law names: a body must close for what concerns an employee's employment and for what the law keeps confidential, and may for privacy and weighty public interests (KL § 11-5, rule 7.6). What the law keeps confidential is not treated remotely (KL § 11-7).",
		Faults: slices.Concat(meeting.InRecord, []*fault.Error{meeting.ErrItemState, meeting.ErrInWriting, ErrDoors, ErrNotClosed, ErrMustClose, ErrClosedRemotely, ballot.ErrNoSize, ballot.ErrTooManyVotes, ballot.ErrChairSilent,
			ballot.ErrAttendance}),
		Warns: meeting.Warned,
	}, s.CloseDoors)
}
