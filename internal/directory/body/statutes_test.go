package body_test

import (
	"maps"
	"testing"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/voting"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

// What settings leave out is as the body was founded, or as its kind has it by law.
func TestRule71WhatABodyIsWhereItsSettingsAreSilent(t *testing.T) {
	t.Parallel()
	size := 18
	board := body.Body{Organisation: apptest.Region, Kind: body.Board, Size: &size, Decides: true}
	for name, tt := range map[string]struct {
		b       body.Body
		s       *body.Settings
		decides bool
		elected bool
		here    bool
		size    int
	}{
		"a board without settings":           {board, nil, true, true, true, 18},
		"a board that was told another size": {board, &body.Settings{Provisions: body.Provisions{Size: new(6)}}, true, true, true, 6},
		"a board that decides no more":       {board, &body.Settings{Provisions: body.Provisions{Decides: new(false)}}, false, true, true, 18},
		"a board that meets elsewhere":       {board, &body.Settings{Provisions: body.Provisions{KeptHere: new(false)}}, true, true, false, 18},
		"a municipal council":                {body.Body{Organisation: "3417", Kind: body.MunicipalCouncil, Decides: true}, nil, true, true, false, 0},
		"a joint meeting, whatever is said":  {body.Body{Organisation: apptest.Region, Kind: body.JointCouncilMeeting, Decides: true}, nil, false, false, true, 0},
		"a working group":                    {body.Body{Organisation: apptest.Region, Kind: body.WorkingGroup}, nil, false, false, true, 0},
		"the chief executives' committee":    {body.Body{Organisation: apptest.Region, Kind: body.ChiefExecutivesCommittee}, nil, false, false, true, 0},
	} {
		got := tt.s.OrUsual(tt.b)
		is := 0
		if got.Size != nil {
			is = *got.Size
		}
		if got.Decides != tt.decides || got.Elected != tt.elected || got.KeptHere != tt.here || is != tt.size {
			t.Errorf("%s: %+v with %d members", name, got, is)
		}
		if got.Voting.Model != voting.PerMember || got.Majority != voting.Simple() || got.RemoteAllowed || got.Signatories != 0 || got.GrantLimit != nil || got.RecommendsTo == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// statutes are what a region's representative council revises.
func statutes() object {
	return object{
		"from": "2024-03-01", "size": 24, "decides": true, "voting": object{"model": "per_municipality", "within": "speaker"},
		"majority": object{"of": "members", "share": object{"numerator": 2, "denominator": 3}, "over": false}, "remote_allowed": true, "signatories": 2, "kept_here": true,
		"grant_limit": object{"amount": 50000000, "currency": "NOK"}, "recommends_to": []string{"municipal_council"}, "notice": lead(14, "days"), "decided_on": "2024-02-08", "case_number": "08/24",
	}
}

func TestRule71StatutesAreDated(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	council := inRegion + "/bodies/representantskap"
	before := w.Do("reader@3417", "GET", council, nil).Is(200)
	before.Has(object{
		"at": "2024-02-12", "size": nil, "decides": true, "statutes.elected": true, "statutes.voting.model": "per_member", "statutes.majority.share.numerator": 1,
		"statutes.majority.over": true, "statutes.remote_allowed": false, "statutes.kept_here": true, "statutes.settings": nil, "statutes.recommends_to.0": nil,
	})
	in := statutes()
	in["size"], in["from"] = 18, "2024-01-01"
	w.Do(secretariat, "PUT", council+"/settings", in, apptest.IfMatch("*")).Is(200)
	set := w.Do(secretariat, "PUT", council+"/settings", statutes(), apptest.IfMatch("*")).Is(200)
	set.Has(object{"standing.size": 24, "standing.voting.within": "speaker", "standing.majority.share.denominator": 3, "standing.grant_limit.amount": 50000000, "standing.recommends_to.0": "municipal_council"})
	for day, want := range map[string]object{
		"2023-12-31": {"size": nil, "statutes.settings": nil, "statutes.voting.model": "per_member"},
		"2024-02-29": {"size": 18, "statutes.size": 18, "statutes.settings": 1},
		"2024-03-01": {"size": 24, "statutes.settings": 2, "statutes.voting.model": "per_municipality", "statutes.majority.of": "members", "statutes.remote_allowed": true, "statutes.signatories": 2, "statutes.notice.count": 14},
	} {
		at := w.Do("reader@3417", "GET", council+"?at="+day, nil).Is(200)
		at.Has(object{"at": day})
		at.Has(want)
	}
	w.Do("reader@3417", "GET", inRegion+"/bodies?kind=representative_council", nil).Is(200).Has(object{"items.0.size": 18, "items.0.statutes.settings": 1})
	// A revision that leaves them out goes back to what the body was founded with.
	w.Do(secretariat, "PUT", council+"/settings", object{"from": "2024-06-01", "reason": "A mistake"}, apptest.IfMatch("*")).Is(200)
	w.Do("reader@3417", "GET", council+"?at=2024-06-01", nil).Is(200).Has(object{"size": nil, "statutes.settings": 3, "statutes.voting.model": "per_member"})
	w.Do("auditor@"+apptest.Region, "GET", inRegion+"/events?act=set-body-settings&limit=3", nil).Is(200).Has(object{
		"items.1.changes.size.old": 18, "items.1.changes.size.new": 24, "items.1.changes.voting": nil, "items.2.changes.voting.new.model": "per_municipality", "items.0.changes.kept_here.old": true,
	})
	at, err := body.StatutesAt(t.Context(), w.Pool, []int64{1, 2, 3, 4}, workday.MustDate("2024-03-01"))
	if err != nil || len(at) != 4 {
		t.Fatalf("%d statutes (%v)", len(at), err)
	}
	municipal := 0
	for _, s := range at {
		if s.Voting.Model == voting.PerMunicipality {
			municipal++
		}
	}
	if municipal != 1 {
		t.Errorf("%d bodies vote by municipalities", municipal)
	}
}

func TestStatutesAreRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	council(w)
	share := func(of string, numerator, denominator int, over bool) object {
		return object{"of": of, "share": object{"numerator": numerator, "denominator": denominator}, "over": over}
	}
	ofCouncil, region := inGrue+"/bodies/kommunestyret/settings", inRegion+"/bodies/"
	for name, tt := range map[string]struct {
		who, path, key string
		value          any
		code           string
	}{
		"half of the votes":                   {secretariat, settings, "majority", share("votes_cast", 1, 2, false), "directory.settings_invalid"},
		"a third":                             {secretariat, settings, "majority", share("votes_cast", 1, 3, true), "directory.settings_invalid"},
		"more than all":                       {secretariat, settings, "majority", share("members", 3, 3, true), "directory.settings_invalid"},
		"more than one":                       {secretariat, settings, "majority", share("members", 4, 3, false), "directory.settings_invalid"},
		"a majority of nothing":               {secretariat, settings, "majority", share("members", 0, 3, false), "request.invalid"},
		"a majority of something":             {secretariat, settings, "majority", share("people", 2, 3, false), "request.invalid"},
		"municipalities without a way":        {secretariat, settings, "voting", object{"model": "per_municipality"}, "directory.settings_invalid"},
		"members with a speaker":              {secretariat, settings, "voting", object{"model": "per_member", "within": "speaker"}, "directory.settings_invalid"},
		"municipalities in a council":         {"clerk@3417", ofCouncil, "voting", object{"model": "per_municipality", "within": "majority"}, "directory.settings_invalid"},
		"a joint meeting that decides":        {secretariat, region + "fellesmote/settings", "decides", true, "directory.joint_meeting_decides"},
		"administrators who decide":           {secretariat, region + "kommunedirektorutvalg/settings", "decides", true, "directory.body_decides_not"},
		"no members":                          {secretariat, settings, "size", 0, "request.invalid"},
		"a grant in another currency":         {secretariat, settings, "grant_limit", object{"amount": 1, "currency": "SEK"}, "request.invalid"},
		"a grant of less than nothing":        {secretariat, settings, "grant_limit", object{"amount": -1, "currency": "NOK"}, "request.invalid"},
		"ten who sign":                        {secretariat, settings, "signatories", 10, "request.invalid"},
		"a recommendation to one kind twice":  {secretariat, settings, "recommends_to", []string{"board", "board"}, "directory.settings_invalid"},
		"a recommendation to what is no body": {secretariat, settings, "recommends_to", []string{"parliament"}, "request.invalid"},
	} {
		in := object{"from": "2024-03-01", "reason": "The statutes", tt.key: tt.value}
		t.Run(name, func(*testing.T) { w.Do(tt.who, "PUT", tt.path, in, apptest.IfMatch("*")).Refused(422, tt.code) })
	}
}

// How many members a body has and whether it decides stands in one place: where the
// settings say it they are revised there, and not by an edit.
func TestAnEditDoesNotChangeWhatTheSettingsSay(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	board := inRegion + "/bodies/styre"
	edit := func(with object) *apptest.Answer {
		in := object{"kind": "board", "name": "Styret", "decides": true}
		maps.Copy(in, with)
		return w.Do(secretariat, "PUT", board, in, apptest.IfMatch("*"))
	}
	edit(object{"size": 6}).Is(200).Has(object{"size": 6, "statutes.size": 6})
	w.Do(secretariat, "PUT", board+"/settings", object{"from": "2024-02-01", "size": 12, "decides": true, "reason": "The statutes, § 5"}, apptest.IfMatch("*")).Is(200)
	edit(object{"size": 6}).Refused(409, "directory.statutes_say")
	edit(object{"size": 12, "decides": false}).Refused(409, "directory.statutes_say")
	edit(object{"size": 12, "name": "The board"}).Is(200).Has(object{"size": 12, "name": "The board"})
	edit(nil).Is(200).Has(object{"size": 12})
	w.Do("reader@3417", "GET", board+"?at=2024-01-31", nil).Is(200).Has(object{"size": 6, "decides": true})
	w.Do(secretariat, "POST", inRegion+"/bodies", object{"key": "gruppe", "kind": "working_group", "name": "Gruppa", "decides": true}).Refused(422, "directory.body_decides_not")
}
