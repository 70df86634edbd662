package chain

import (
	"fmt"
	"net/url"
	"time"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of resolutions.
var (
	ErrResolution = fault.New(fault.Invalid, "treatment.resolution_invalid", "The resolution is not valid",
		"`errors` names the members at fault. A resolution has numbered items, each with a text; one that puts the case off, refers it back or drops it says why instead (rules 7.2, 7.3).")
	ErrResolutionDate = fault.New(fault.Invalid, "treatment.resolution_date", "It cannot have been resolved on that day",
		"A body resolved something today or on a day before, and not before the case was sent to treatment (rule 7.2).")
	ErrCounts = fault.New(fault.Invalid, "treatment.counts", "The counts do not fit together",
		"No more vote than are present, no more are present than the body has members, and everybody who votes votes for or against: blank votes are for elections and appointments alone (KL §§ 8-1, 11-9, rule 7.5).")
	ErrReferTo = fault.New(fault.Invalid, "treatment.refer_to", "The case cannot be referred there",
		"A case is referred back to a step that comes before, with a reason (rule 7.3).")
	ErrProposalVersion = fault.New(fault.Invalid, "treatment.proposal_version", "It is another version of the proposal",
		"The version of the proposed resolution that lay before the body is one that the case has, and its hash is that version's (rule 8.1).")
)

// Resolution is what a body resolved in a case. Each is kept as it was made; a later one
// takes its place (rules 7.2, 7.3, 8.1).
type Resolution struct {
	ID          int64 `json:"-" db:"id"`
	TreatmentID int64 `json:"-" db:"treatment_id"`
	Number      int   `json:"number" db:"number" example:"1" doc:"Running number among the body's resolutions in the case"`
	Round       int   `json:"round" db:"round" example:"1" doc:"The round in which it was made: the case may be laid before the body more than once"`
	ResolutionInput
	Hash         string              `json:"sha256" db:"hash" doc:"SHA-256 over its numbered items as canonical JSON (RFC 8785)"`
	Here         bool                `json:"made_here" db:"made_here" doc:"Whether the body's meeting was held in this service; else its clerk recorded what it resolved elsewhere"`
	Meeting      *int64              `json:"meeting" db:"meeting_id" doc:"The planned meeting in which it was made; null where it was held elsewhere"`
	Said         []string            `json:"-" db:"sentences"`
	Sentences    []message.Text      `json:"sentences" db:"-" doc:"How quorum and majority were judged, in words (rule 7.5)"`
	RecordedBy   string              `json:"recorded_by" db:"recorded_by" format:"uuid"`
	RecordedFor  *string             `json:"recorded_for" db:"recorded_for" format:"uuid" doc:"The office holder for whom a substitute recorded it; null where none did"`
	RecordedAt   time.Time           `json:"recorded_at" db:"recorded_at"`
	SupersededAt *time.Time          `json:"superseded_at" db:"superseded_at" doc:"When a later resolution took its place; null while it stands"`
	Contestable  *workday.Date       `json:"contestable_until" db:"contestable_until" format:"date" doc:"The last day on which members of a council can ask for a review of a final decision: three weeks after it (KL § 27-1, rule 7.8). Null for what is no final decision"`
	Explanation  *ContestExplanation `json:"contestable_explanation,omitempty" db:"-" doc:"How that day was counted"`
}

// ContestExplanation says how the last day was counted on which a decision can be
// contested.
type ContestExplanation struct{ workday.Explanation }

// ResolutionInput is a resolution as it is recorded.
type ResolutionInput struct {
	Outcome           Outcome            `json:"outcome" db:"outcome"`
	Date              workday.Date       `json:"date" db:"decided_on" format:"date" example:"2024-02-08" doc:"The day of the meeting"`
	CaseNumber        string             `json:"case_number" db:"case_number" minLength:"1" maxLength:"60" example:"012/24" doc:"The body's own case number"`
	Items             []ResolutionItem   `json:"items,omitempty" db:"items" maxItems:"200" doc:"What was resolved, item by item, as its own text"`
	Counts            *ResolutionCounts  `json:"counts,omitempty" db:"counts" doc:"The votes by count; required for what is adopted, rejected, recommended or recommended against"`
	Objections        []string           `json:"objections,omitempty" db:"objections" maxItems:"50" maxLength:"5000" doc:"Objections against taking the item up (KL § 11-3)"`
	MinorityProposals []MinorityProposal `json:"minority_proposals,omitempty" db:"minority_proposals" maxItems:"50" doc:"Proposals that fell; they follow the case to the next body"`
	Statements        []RecordStatement  `json:"statements,omitempty" db:"statements" maxItems:"50" doc:"Statements for the record; they follow the case to the next body"`
	Proposal          *LaidProposal      `json:"proposal,omitempty" db:"proposal" doc:"The version of the proposed resolution that lay before the body; left out, the newest"`
	Minutes           *MinutesPin        `json:"minutes,omitempty" db:"minutes" doc:"Where the minutes are"`
	DeferredTo        *workday.Date      `json:"deferred_to,omitempty" db:"deferred_to" format:"date" example:"2024-03-14" doc:"The day to which the case is put off; for that outcome alone"`
	ReferTo           string             `json:"refer_to,omitempty" db:"refer_to" maxLength:"63" example:"board" doc:"The step to which the case is referred back; for that outcome alone"`
	Reason            string             `json:"reason,omitempty" db:"reason" maxLength:"10000" doc:"Why the case was put off, referred back or dropped, or could not be decided"`
}

// ResolutionItem is a numbered item of a resolution.
type ResolutionItem struct {
	Number int    `json:"number" minimum:"1" maximum:"200" example:"1"`
	Text   string `json:"text" minLength:"1" maxLength:"20000" example:"The council adopts the regional power strategy."`
}

// ResolutionCounts are the members of a body and their votes on an item.
type ResolutionCounts struct {
	Present      int `json:"present" minimum:"0" maximum:"999" example:"19" doc:"Members, and deputies in their places, who took part in the debate"`
	Voting       int `json:"voting" minimum:"0" maximum:"999" example:"19" doc:"Those of them who voted"`
	Disqualified int `json:"disqualified" minimum:"0" maximum:"999" example:"0" doc:"Members who were disqualified, and left the item (KL § 11-10)"`
	For          int `json:"for" minimum:"0" maximum:"999" example:"17" doc:"Votes of members. Where municipalities vote, those of their members, or 0 with as many against where these are not known"`
	Against      int `json:"against" minimum:"0" maximum:"999" example:"2"`
	// Municipalities are how the municipalities voted, in a body in which they do.
	Municipalities *MunicipalityCounts `json:"municipalities,omitempty" doc:"The votes of the municipalities, in a body in which these vote, and there alone: the outcome is judged on them, and quorum on the members (rule 7.5)"`
	Casting        string              `json:"casting,omitempty" enum:"for,against" doc:"On a tie, how whoever chaired the item voted: that vote decides (KL § 11-9)"`
}

// MunicipalityCounts are the votes of municipalities, each with one.
type MunicipalityCounts struct {
	For     int `json:"for" minimum:"0" maximum:"999" example:"4"`
	Against int `json:"against" minimum:"0" maximum:"999" example:"1"`
	Without int `json:"without_vote" minimum:"0" maximum:"999" example:"1" doc:"Municipalities whose members were divided equally, or cast no vote (rule 7.5)"`
}

// all are the municipalities that were counted.
func (m MunicipalityCounts) all() int { return m.For + m.Against + m.Without }

// MinorityProposal is a proposal that did not get a majority.
type MinorityProposal struct {
	By   string `json:"by" minLength:"1" maxLength:"300" example:"A member" doc:"Who proposed it"`
	Text string `json:"text" minLength:"1" maxLength:"20000"`
	For  *int   `json:"for,omitempty" minimum:"0" maximum:"999" example:"2" doc:"The votes for it"`
}

// RecordStatement is a statement for the record.
type RecordStatement struct {
	By   string `json:"by" minLength:"1" maxLength:"300" example:"A member" doc:"Who made it"`
	Text string `json:"text" minLength:"1" maxLength:"20000"`
}

// LaidProposal names a version of the proposed resolution by its content.
type LaidProposal struct {
	Version int    `json:"version" minimum:"1" maximum:"1000000" example:"2"`
	SHA256  string `json:"sha256" pattern:"^[0-9a-f]{64}$" maxLength:"64"`
}

// MinutesPin says where minutes are: at an address, or as a version of a document of the
// case, with their hash.
type MinutesPin struct {
	Address  string `json:"address,omitempty" maxLength:"2000" format:"uri" example:"https://www.grue.kommune.no/innsyn/" doc:"The address of the minutes"`
	Document int    `json:"document,omitempty" minimum:"1" maximum:"1000000" doc:"The number of the document in the case"`
	Version  int    `json:"version,omitempty" minimum:"1" maximum:"1000000" doc:"The version of the document"`
	SHA256   string `json:"sha256,omitempty" pattern:"^[0-9a-f]{64}$" maxLength:"64" doc:"SHA-256 over the minutes as they are there"`
}

// Tidy brings the texts of a resolution into their one form, and refuses one without the
// text that its outcome asks for, and counts that do not fit together, or the body.
func (in *ResolutionInput) Tidy(t *Treatment) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/case_number", &in.CaseNumber)
	canon.TidyText(&c, "/reason", &in.Reason)
	in.tidyItems(&c)
	for i := range in.Objections {
		canon.RequiredText(&c, fmt.Sprintf("/objections/%d", i), &in.Objections[i])
	}
	for i := range in.MinorityProposals {
		m := &in.MinorityProposals[i]
		canon.RequiredLine(&c, fmt.Sprintf("/minority_proposals/%d/by", i), &m.By)
		canon.RequiredText(&c, fmt.Sprintf("/minority_proposals/%d/text", i), &m.Text)
	}
	for i := range in.Statements {
		s := &in.Statements[i]
		canon.RequiredLine(&c, fmt.Sprintf("/statements/%d/by", i), &s.By)
		canon.RequiredText(&c, fmt.Sprintf("/statements/%d/text", i), &s.Text)
	}
	final := in.Outcome.Final()
	c.Require(!final || len(in.Items) > 0, "/items", msgNoItems)
	c.Require(final || in.Reason != "" || len(in.Items) > 0, "/reason", msgNoReason)
	c.Require(!final || in.Outcome == Noted || in.Counts != nil, "/counts", msgNoCounts)
	c.Require((in.Outcome == Deferred) == (in.DeferredTo != nil), "/deferred_to", msgDeferralDay)
	c.Require(in.DeferredTo == nil || in.DeferredTo.After(in.Date), "/deferred_to", msgDeferralLater)
	c.Require((in.Outcome == ReferredBack) == (in.ReferTo != ""), "/refer_to", msgReferralStep)
	c.Require(in.Minutes == nil || (in.Minutes.Address != "") != (in.Minutes.Document != 0), "/minutes", msgMinutesWhere)
	c.Require(in.Minutes == nil || in.Minutes.Address == "" || isWeb(in.Minutes.Address), "/minutes/address", msgMinutesAddress)
	if err := c.Err(ErrResolution); err != nil {
		return err
	}
	if err := in.Counts.check(t); err != nil {
		return err
	}
	return in.checkMinority(t)
}

// checkMinority refuses more votes for a proposal that fell than members were present, or,
// where nobody says how many were, than the body has.
func (in *ResolutionInput) checkMinority(t *Treatment) error {
	most := t.Size
	if in.Counts != nil {
		most = &in.Counts.Present
	}
	var c fault.Checks
	for i, m := range in.MinorityProposals {
		if m.For != nil && most != nil {
			c.Require(*m.For <= *most, fmt.Sprintf("/minority_proposals/%d/for", i), msgMoreForMinority.With(*m.For, *most))
		}
	}
	return c.Err(ErrCounts)
}

// isWeb says whether an address is one that a reader's browser can follow.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// tidyItems brings the items into their one form, numbered in their order.
func (in *ResolutionInput) tidyItems(c *fault.Checks) {
	if in.Items == nil {
		in.Items = []ResolutionItem{}
	}
	TidyItems(c, in.Items)
}

// TidyItems brings items into their one form, and asks that they are numbered in their
// order.
func TidyItems(c *fault.Checks, items []ResolutionItem) {
	for i := range items {
		at := fmt.Sprintf("/items/%d", i)
		canon.RequiredText(c, at+"/text", &items[i].Text)
		c.Require(items[i].Number == i+1, at+"/number", msgItemNumber.With(i+1))
	}
}

// check refuses counts that cannot be, in a body by its statutes: its size where that is
// known, and whether its members or its municipalities vote.
func (n *ResolutionCounts) check(t *Treatment) error {
	if n == nil {
		return nil
	}
	var c fault.Checks
	c.Require(n.Voting <= n.Present, "/counts/voting", msgMoreVoting.With(n.Voting, n.Present))
	unknown := n.Municipalities != nil && n.For+n.Against == 0
	c.Require(n.For+n.Against == n.Voting || unknown, "/counts/for", msgVotesDiffer.With(n.For, n.Against, n.Voting))
	if t.Size != nil {
		c.Require(n.Present <= *t.Size, "/counts/present", msgMorePresent.With(n.Present, *t.Size))
		c.Require(n.Disqualified <= *t.Size, "/counts/disqualified", msgMorePresent.With(n.Disqualified, *t.Size))
	}
	n.Municipalities.check(&c, t, n.Voting)
	return c.Err(ErrCounts)
}

// check refuses votes of municipalities where these have none, more than there are, and
// more than members voted: a municipality has a vote by those of its members who did.
func (m *MunicipalityCounts) check(c *fault.Checks, t *Treatment, voting int) {
	vote := t.Statutes.Voting.Model == ballot.PerMunicipality
	switch {
	case vote && m == nil:
		c.Require(false, "/counts/municipalities", msgMunicipalitiesVote)
	case m == nil:
	case !vote:
		c.Require(false, "/counts/municipalities", msgMembersVote)
	default:
		c.Require(m.For+m.Against <= voting, "/counts/municipalities", msgMoreThanVote.With(m.For+m.Against, voting))
		c.Require(m.all() <= t.Municipalities, "/counts/municipalities", msgMoreThanMembers.With(m.all(), t.Municipalities))
	}
}

// mustHaveBeen refuses a resolution of a day to come, and of one before the case was sent
// (rule 7.2).
func (in ResolutionInput) mustHaveBeen(sent, today workday.Date) error {
	if in.Date.After(today) || in.Date.Before(sent) {
		return ErrResolutionDate.On("/date", msgResolvedOn.With(sent, today))
	}
	return nil
}

// Explain gives a final decision the last day on which it can be contested, and says how
// that was counted (rule 7.8). Weeks are counted by no calendar.
func (r *Resolution) Explain() {
	r.Sentences = make([]message.Text, len(r.Said))
	for i, said := range r.Said {
		r.Sentences[i] = message.Recall(said)
	}
	if r.Outcome.Deciding() {
		e := workday.Norway().Explain(r.Date, contestRule)
		r.Contestable, r.Explanation = &e.Due, &ContestExplanation{e}
	}
}

// contestRule is the time in which a review of a decision can be asked for (KL § 27-1).
var contestRule = workday.MustRule("weeks:3")

// same says whether a resolution is as it was recorded before.
func (in ResolutionInput) same(other ResolutionInput) bool {
	a, errA := canon.JSON(in)
	b, errB := canon.JSON(other)
	return errA == nil && errB == nil && string(a) == string(b)
}
