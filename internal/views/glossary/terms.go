package glossary

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// terms are the glossary, each with its rule and its other names in Norwegian.
var terms = []term{
	{"organisation", "1.1", nil, message.New("glossary.organisation", "organisation"), message.New("glossary.organisation.meaning", "A region or a municipality. Every permission holds in one.")},
	{"region", "1.1", []string{"interkommunalt politisk råd"}, message.New("glossary.region", "region"), message.New("glossary.region.meaning", "An inter-municipal political council: municipalities that decide together (KL § 18-1).")},
	{"municipality", "1.1", nil, message.New("glossary.municipality", "municipality"), message.New("glossary.municipality.meaning", "A municipality, known by its four-digit number, and by the numbers it had before.")},
	{"case", "2.1", nil, message.New("glossary.case", "case"), message.New("glossary.case.meaning", "A matter that is prepared and decided in common.")},
	{"case_number", "2.1", nil, message.New("glossary.case_number", "case number"), message.New("glossary.case_number.meaning", "The year and a running number in the region, such as 2024-17.")},
	{"office", "1.2", nil, message.New("glossary.office", "office"), message.New("glossary.office.meaning", "What a person may act as in an organisation, from a day to a day: chief executive, clerk and others.")},
	{"seat", "1.2", nil, message.New("glossary.seat", "seat"), message.New("glossary.seat.meaning", "A person's place in a body: chair, deputy chair, member or deputy.")},
	{"chief_executive", "1.2", []string{"rådmann"}, message.New("glossary.chief_executive", "chief executive"), message.New("glossary.chief_executive.meaning", "The head of a municipality's administration (KL § 13-1).")},
	{"administrator", "1.2", nil, message.New("glossary.administrator", "administrator"), message.New("glossary.administrator.meaning", "Keeps a municipality's people, employments and offices, and names its people.")},
	{"clerk", "1.2", nil, message.New("glossary.clerk", "clerk"), message.New("glossary.clerk.meaning", "Records what a municipality's bodies decide.")},
	{"secretariat", "1.2", nil, message.New("glossary.secretariat", "secretariat"), message.New("glossary.secretariat.meaning", "Prepares a region's cases and follows them up.")},
	{"substitute", "1.4", []string{"stedfortredar"}, message.New("glossary.substitute", "substitute"), message.New("glossary.substitute.meaning", "Acts for the holder of an office, within a period and a scope.")},
	{"deputy", "1.2", []string{"varamedlem"}, message.New("glossary.deputy", "deputy"), message.New("glossary.deputy.meaning", "Takes a member's seat in a body when the member is away.")},
	{"disqualified", "1.7", []string{"ugild"}, message.New("glossary.disqualified", "disqualified"), message.New("glossary.disqualified.meaning", "Barred from a case by a conflict of interest (FVL § 6, KL § 11-10). Not the same as absent, abstaining or silent.")},
	{"mandate", "3.1", nil, message.New("glossary.mandate", "mandate"), message.New("glossary.mandate.meaning", "The written task: purpose, limits, deliverables, and what is asked of each municipality.")},
	{"slice", "3.1", nil, message.New("glossary.slice", "slice"), message.New("glossary.slice.meaning", "The part of a mandate that concerns one municipality.")},
	{"condition", "3.5", nil, message.New("glossary.condition", "condition"), message.New("glossary.condition.meaning", "What a municipality's approval of a mandate depends on, with somebody responsible and a due date.")},
	{"shared_benefit", "2.3", nil, message.New("glossary.shared_benefit", "shared benefit"), message.New("glossary.shared_benefit.meaning", "What each municipality gains from the work.")},
	{"start_gate", "2.3", nil, message.New("glossary.start_gate", "start gate"), message.New("glossary.start_gate.meaning", "The five conditions that must be met before a common strategy or plan starts.")},
	{"anchoring_matrix", "2.4", nil, message.New("glossary.anchoring_matrix", "anchoring matrix"), message.New("glossary.anchoring_matrix.meaning", "Every municipality against every condition of a case: met, partly, missing or overdue, and why.")},
	{"named_resource", "4.1", nil, message.New("glossary.named_resource", "named resource"), message.New("glossary.named_resource.meaning", "A person, by name, whom a municipality gives to the work.")},
	{"release", "4.1", nil, message.New("glossary.release", "release"), message.New("glossary.release.meaning", "The act by which the chief executive gives a person to the work, with a share and a period.")},
	{"timeline", "5.4", nil, message.New("glossary.timeline", "timeline"), message.New("glossary.timeline.meaning", "The milestones of a case, in order.")},
	{"milestone", "5.4", nil, message.New("glossary.milestone", "milestone"), message.New("glossary.milestone.meaning", "Something to be done by a day, with somebody responsible.")},
	{"deadline", "5.1", nil, message.New("glossary.deadline", "deadline"), message.New("glossary.deadline.meaning", "The last day on which something can be done in time.")},
	{"reminder", "6.1", nil, message.New("glossary.reminder", "reminder"), message.New("glossary.reminder.meaning", "Tells somebody of a deadline before it passes.")},
	{"escalation", "6.1", nil, message.New("glossary.escalation", "escalation"), message.New("glossary.escalation.meaning", "Tells those above of a deadline that has passed.")},
	{"body", "7.1", nil, message.New("glossary.body", "body"), message.New("glossary.body.meaning", "A group of people that treats cases: a council, a board, a committee.")},
	{"board", "7.1", nil, message.New("glossary.board", "board"), message.New("glossary.board.meaning", "A region's governing body between the meetings of its representative council.")},
	{"representative_council", "7.1", nil, message.New("glossary.representative_council", "representative council"), message.New("glossary.representative_council.meaning", "A region's highest body, with members from every municipality.")},
	{"municipal_council", "7.1", nil, message.New("glossary.municipal_council", "municipal council"), message.New("glossary.municipal_council.meaning", "A municipality's highest body, elected by its people (KL § 5-3).")},
	{"municipal_executive_committee", "7.1", nil, message.New("glossary.municipal_executive_committee", "municipal executive committee"), message.New("glossary.municipal_executive_committee.meaning", "Elected by and among the members of the municipal council (KL § 5-6).")},
	{"chief_executives_committee", "7.1", []string{"rådmannsutvalg"}, message.New("glossary.chief_executives_committee", "chief executives' committee"), message.New("glossary.chief_executives_committee.meaning", "A region's chief executives in one committee; administrative.")},
	{"joint_council_meeting", "7.4", nil, message.New("glossary.joint_council_meeting", "joint council meeting"), message.New("glossary.joint_council_meeting.meaning", "All councils in one room. It deliberates and decides nothing.")},
	{"treatment", "7.2", nil, message.New("glossary.treatment", "treatment"), message.New("glossary.treatment.meaning", "One body's handling of a case; the treatment plan is the chain of them.")},
	{"recommendation", "7.3", nil, message.New("glossary.recommendation", "recommendation"), message.New("glossary.recommendation.meaning", "What one body or the chief executive proposes to another.")},
	{"resolution", "8.1", []string{"vedtakspunkt"}, message.New("glossary.resolution", "resolution"), message.New("glossary.resolution.meaning", "What a body has decided, in numbered items.")},
	{"identically_worded_resolutions", "8.2", nil, message.New("glossary.identically_worded_resolutions", "identically worded resolutions"), message.New("glossary.identically_worded_resolutions.meaning", "The same resolution, word for word, in every council.")},
	{"quorate", "7.5", nil, message.New("glossary.quorate", "quorate"), message.New("glossary.quorate.meaning", "At least half of the members took part in the debate and voted (KL § 11-9).")},
	{"minutes", "7.7", []string{"møtebok"}, message.New("glossary.minutes", "minutes"), message.New("glossary.minutes.meaning", "The record of a meeting (KL § 11-4).")},
	{"consultation", "10.1", nil, message.New("glossary.consultation", "consultation"), message.New("glossary.consultation.meaning", "Asking those concerned before a decision is made.")},
	{"exempt", "2.1", nil, message.New("glossary.exempt", "exempt from public access"), message.New("glossary.exempt.meaning", "Not open to the public, by a named legal basis (OFL).")},
	{"legal_basis", "2.1", nil, message.New("glossary.legal_basis", "legal basis"), message.New("glossary.legal_basis.meaning", "The paragraph of a law that allows something.")},
	{"follow_up", "2.2", nil, message.New("glossary.follow_up", "follow-up"), message.New("glossary.follow_up.meaning", "Carrying a resolution out.")},
}
