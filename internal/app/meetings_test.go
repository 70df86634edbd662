package app_test

import (
	"maps"
	"strings"

	"forankring.no/forankring/internal/testkit/apptest"
)

// offersAt are the actions that somebody is shown at addresses.
func offersAt(w *apptest.World, who string, addresses []string) (all []offered) {
	for _, at := range addresses {
		if a := w.Do(who, "GET", at, nil); a.Code == 200 {
			collectOffers(who, a.JSON(), &all)
		}
	}
	return all
}

// atMeetings are bodies that the acts of meetings take in these worlds.
var atMeetings = map[string]func(*apptest.World, offered) any{
	"call-meeting": always(object{"form": "in_person", "place": "Rådhuset"}), "close-meeting": always(object{}), "withdraw-item-proposal": always(object{}),
	"open-meeting":        always(object{"present": []object{{"person": apptest.Person("board_chair@" + apptest.Region)}}}),
	"write-meeting-notes": always(object{"notes": "We looked at the sites."}), "add-agenda-item": always(object{"kind": "other", "title": "Eventuelt"}),
	"order-agenda": func(w *apptest.World, o offered) any {
		items := []any{}
		agenda, _ := w.Do(o.who, "GET", strings.TrimSuffix(o.href, "/agenda"), nil).Get("agenda").([]any) // guessed addresses have none
		for _, i := range agenda {
			if i := i.(object); i["state"] != "withdrawn" {
				items = append([]any{i["item"]}, items...)
			}
		}
		return object{"items": items}
	},
	"edit-agenda-item": func(w *apptest.World, o offered) any {
		return object{"kind": w.Do(o.who, "GET", o.href, nil).Get("kind"), "title": "Another title"}
	},
	"withdraw-agenda-item": always(object{"reason": "The papers are not ready"}), "record-objection": always(object{"chair": false, "objecting": 0}),
	"chair-agenda-item": always(object{}), "record-item-leaves": always(object{"leaves": []object{}}), "close-doors": always(object{"ground": "privacy", "for": 1, "against": 0}),
	"set-attendance":    always(object{"stays": []object{}}),
	"record-movements":  always(object{"movements": []object{{"name": "The adviser", "change": "arrived"}}}),
	"add-item-proposal": always(object{"kind": "main", "by": "The secretariat", "text": "The region maps its roads."}),
	"record-item-vote": func(w *apptest.World, o offered) any {
		item, _, _ := strings.Cut(o.href, "/votes")
		if proposals, _ := w.Do(o.who, "GET", item, nil).Get("proposals").([]any); len(proposals) == 0 {
			return object{"kind": "election", "rounds": []object{{"votes": []object{{"candidate": "The chair", "votes": 2}}}}}
		}
		return object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 2, "against": 0}}
	},
	"add-item-statement": always(object{"by": "A group", "text": "We wanted more."}), "record-item-consents": always(object{"consents": []object{}}),
	"resolve-item": always(object{"outcome": "deferred", "reason": "The papers are not ready", "deferred_to": "2024-03-14"}),
	"add-site":     always(object{"name": "Sør", "area_m2": 90000}), "change-site": always(object{"name": "Nord", "area_m2": 610000}),
	"demand-meeting": func(w *apptest.World, o offered) any {
		members := []any{}
		seats, _ := w.Do(o.who, "GET", strings.TrimSuffix(o.href, "/meeting-demands"), nil).Get("seats").([]any)
		for _, s := range seats {
			if s := s.(object); s["role"] != "deputy" {
				members = append(members, s["person"])
			}
		}
		if !o.open || len(members) == 0 {
			members = []any{apptest.Person(secretariat)} // who is none: the body had no members when it was offered
		}
		return object{"matter": "Grid capacity", "members": members}
	},
	"withdraw-meeting-demand": always(object{"reason": "It is on the agenda of the next meeting"}),
	"correct-item-resolution": always(object{"outcome": "deferred", "reason": "The papers are not ready", "deferred_to": "2024-03-14", "correction": "It was put off"}),
	"sign-minutes": func(w *apptest.World, o offered) any {
		in := object{"sha256": w.Do(o.who, "GET", strings.TrimSuffix(o.href, "/sign"), nil).Get("sha256")}
		if o.who == secretariat {
			in["person"], in["on_paper"] = apptest.Person("board_chair@"+apptest.Region), "2024-02-12"
		}
		return in
	},
	"correct-minutes": always(object{"reason": "The numbers were exchanged", "corrections": []object{{"text": "It was adopted."}}}),
}

// Whatever tries acts knows the bodies of these.
var _ = know(atMeetings)

func know(more map[string]func(*apptest.World, offered) any) bool {
	maps.Copy(fits, more)
	return true
}
