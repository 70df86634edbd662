package body

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/voting"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// settingsRow are settings as they are stored: what belongs together stands in columns
// of its own.
type settingsRow struct {
	Settings
	NoticeCount     *int           `db:"notice_count"`
	NoticeUnit      *string        `db:"notice_unit"`
	SubmissionCount *int           `db:"submission_count"`
	SubmissionUnit  *string        `db:"submission_unit"`
	MinutesCount    *int           `db:"minutes_count"`
	MinutesUnit     *string        `db:"minutes_unit"`
	Model           *voting.Model  `db:"voting"`
	Within          *voting.Within `db:"within"`
	MajorityOf      *voting.Base   `db:"majority_of"`
	Numerator       *int           `db:"majority_numerator"`
	Denominator     *int           `db:"majority_denominator"`
	Over            *bool          `db:"majority_over"`
	AgreementOf     *voting.Base   `db:"agreement_of"`
	AgreementTop    *int           `db:"agreement_numerator"`
	AgreementBottom *int           `db:"agreement_denominator"`
	AgreementOver   *bool          `db:"agreement_over"`
	GrantLimit      *int64         `db:"grant_limit"`
}

// leadOf is a lead of which both columns are there.
func leadOf(count *int, unit *string) *Lead {
	if count == nil || unit == nil {
		return nil
	}
	return &Lead{Count: *count, Unit: *unit}
}

// columnsOf are the columns of a lead.
func columnsOf(l *Lead) (count *int, unit *string) {
	if l == nil {
		return nil, nil
	}
	return &l.Count, &l.Unit
}

// settings are the settings of a row.
func (r settingsRow) settings() *Settings {
	s := r.Settings
	s.Notice, s.Submission = leadOf(r.NoticeCount, r.NoticeUnit), leadOf(r.SubmissionCount, r.SubmissionUnit)
	s.Minutes = leadOf(r.MinutesCount, r.MinutesUnit)
	if r.Model != nil {
		s.Voting = &Voting{Model: *r.Model, Within: or(r.Within, "")}
	}
	s.Majority = majorityOf(r.MajorityOf, r.Numerator, r.Denominator, r.Over)
	s.Agreement = majorityOf(r.AgreementOf, r.AgreementTop, r.AgreementBottom, r.AgreementOver)
	if r.GrantLimit != nil {
		s.GrantLimit = &Money{Amount: *r.GrantLimit, Currency: "NOK"}
	}
	return &s
}

// majorityOf is a majority of which all columns are there.
func majorityOf(of *voting.Base, numerator, denominator *int, over *bool) *voting.Majority {
	if of == nil {
		return nil
	}
	return &voting.Majority{Of: *of, Share: voting.Fraction{Numerator: *numerator, Denominator: *denominator}, Over: *over}
}

// row is how settings are stored.
func (s *Settings) row() settingsRow {
	r := settingsRow{Settings: *s}
	r.NoticeCount, r.NoticeUnit = columnsOf(s.Notice)
	r.SubmissionCount, r.SubmissionUnit = columnsOf(s.Submission)
	r.MinutesCount, r.MinutesUnit = columnsOf(s.Minutes)
	if v := s.Voting; v != nil {
		r.Model = &v.Model
		if v.Within != "" {
			r.Within = &v.Within
		}
	}
	if m := s.Majority; m != nil {
		r.MajorityOf, r.Numerator, r.Denominator, r.Over = &m.Of, &m.Share.Numerator, &m.Share.Denominator, &m.Over
	}
	if m := s.Agreement; m != nil {
		r.AgreementOf, r.AgreementTop, r.AgreementBottom, r.AgreementOver = &m.Of, &m.Share.Numerator, &m.Share.Denominator, &m.Over
	}
	if s.GrantLimit != nil {
		r.GrantLimit = &s.GrantLimit.Amount
	}
	return r
}

// SettingsOf are all settings of bodies, by the body: in one statement, however many.
func SettingsOf(ctx context.Context, q pgdb.Querier, bodyIDs []int64) (map[int64]SettingsHistory, error) {
	rows, err := pgdb.All[settingsRow](ctx, q, "read the settings of bodies", `
		SELECT body_id, number::bigint, from_date, notice_count, notice_unit, submission_count, submission_unit, minutes_count, minutes_unit, size, decides, voting, within,
			majority_of, majority_numerator, majority_denominator, majority_over, agreement_of, agreement_numerator, agreement_denominator, agreement_over,
			remote_allowed, signatories, kept_here, grant_limit, recommends_to, decided_on, case_number, reason, set_by::text, set_for::text, set_at
		FROM body_setting WHERE body_id = ANY($1) ORDER BY body_id, number`, bodyIDs)
	of := map[int64]SettingsHistory{}
	for _, r := range rows {
		of[r.BodyID] = append(of[r.BodyID], r.settings())
	}
	return of, err
}

// SettingsAt are the settings of bodies that stand on a day, by the body. One that
// has set nothing by then is left out.
func SettingsAt(ctx context.Context, q pgdb.Querier, bodyIDs []int64, day workday.Date) (map[int64]Settings, error) {
	all, err := SettingsOf(ctx, q, bodyIDs)
	of := map[int64]Settings{}
	for id, history := range all {
		if standing := history.At(day); standing != nil {
			of[id] = *standing
		}
	}
	return of, err
}

// StatutesAt are the statutes of bodies on a day, by the body: what is decided in a
// meeting on that day goes by them (rule 7.1).
func StatutesAt(ctx context.Context, q pgdb.Querier, bodyIDs []int64, day workday.Date) (map[int64]Statutes, error) {
	bodies, err := pgdb.Pointers[Body](ctx, q, "find bodies", selectBody+`WHERE b.id = ANY($1)`, bodyIDs)
	if err != nil {
		return nil, err
	}
	of := map[int64]Statutes{}
	if err := fillStatutes(ctx, q, bodies, day); err != nil {
		return nil, err
	}
	for _, b := range bodies {
		of[b.ID] = b.Statutes
	}
	return of, nil
}

// fillStatutes reads the statutes of bodies on a day, in one statement however many
// they are.
func fillStatutes(ctx context.Context, q pgdb.Querier, bodies []*Body, day workday.Date) error {
	ids := make([]int64, len(bodies))
	for i, b := range bodies {
		ids[i] = b.ID
	}
	settings, err := SettingsOf(ctx, q, ids)
	for _, b := range bodies {
		b.goBy(settings[b.ID].At(day), day)
	}
	return err
}

// insertSettings stores settings of a body, whose organisation is locked.
func insertSettings(ctx context.Context, tx pgx.Tx, body int64, s *Settings) error {
	r := s.row()
	_, err := tx.Exec(ctx, `
		INSERT INTO body_setting (body_id, number, from_date, notice_count, notice_unit, submission_count, submission_unit, minutes_count, minutes_unit, size, decides, voting, within,
			majority_of, majority_numerator, majority_denominator, majority_over, agreement_of, agreement_numerator, agreement_denominator, agreement_over,
			remote_allowed, signatories, kept_here, grant_limit, recommends_to, decided_on, case_number, reason, set_by, set_for, set_at)
		VALUES (@body, @number, @from, @notice_count, @notice_unit, @submission_count, @submission_unit, @minutes_count, @minutes_unit, @size, @decides, @voting, @within,
			@of, @numerator, @denominator, @over, @agreement_of, @agreement_numerator, @agreement_denominator, @agreement_over, @remote, @signatories, @here, @limit, @recommends, @decided, @case, @reason, @by, @for, @at)`,
		pgx.StrictNamedArgs{
			"body": body, "number": s.Number, "from": s.From, "notice_count": r.NoticeCount, "notice_unit": r.NoticeUnit, "submission_count": r.SubmissionCount,
			"submission_unit": r.SubmissionUnit, "minutes_count": r.MinutesCount, "minutes_unit": r.MinutesUnit, "size": s.Size, "decides": s.Decides, "voting": r.Model, "within": r.Within, "of": r.MajorityOf,
			"numerator": r.Numerator, "denominator": r.Denominator, "over": r.Over,
			"agreement_of": r.AgreementOf, "agreement_numerator": r.AgreementTop, "agreement_denominator": r.AgreementBottom, "agreement_over": r.AgreementOver, "remote": s.RemoteAllowed, "signatories": s.Signatories, "here": s.KeptHere,
			"limit": r.GrantLimit, "recommends": s.RecommendsTo, "decided": s.DecidedOn, "case": s.CaseNumber, "reason": s.Reason, "by": s.SetBy, "for": s.SetFor, "at": s.SetAt,
		})
	if err != nil {
		return fmt.Errorf("insert settings of a body: %w", err)
	}
	return nil
}
