package login

import (
	"net/http"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Logins", Text: "By which subjects of which issuers a person comes to act: the first is bound or invited by the home, further ones are added by the person, and every one can be undone (rule 1.2)."}

// Ref is how a path names a login of a person.
type Ref struct {
	person.Ref
	Login int64 `path:"login" minimum:"1" example:"5" doc:"The login's identifier"`
}

// OwnRef is how a path names a login of the caller's own.
type OwnRef struct {
	Login int64 `path:"login" minimum:"1" example:"5" doc:"The login's identifier"`
}

const (
	loginsPath    = person.Path + "/logins"
	ownLoginsPath = "/v1/me/logins"
)

// Bind is the act of binding a login, by whomever it is done.
const Bind = "bind-login"

var (
	showLogins     = act.Show[person.Ref]("show-logins", loginsPath, act.Needs("person", "read", person.AmongPeople()))
	bindLogin      = act.New[person.Ref](Bind, http.MethodPut, person.Path+"/login", act.Needs("person", "keep", person.AmongPeople()))
	invitePerson   = act.New[person.Ref]("invite-person", http.MethodPost, person.Path+"/invitation", act.Needs("person", "keep", person.AmongPeople()))
	unbindLogin    = act.New[Ref]("unbind-login", http.MethodPost, loginsPath+"/{login}/unbind", act.Needs("person", "keep", person.AmongPeople()))
	showOwnLogins  = act.Show[struct{}]("show-own-logins", ownLoginsPath, act.Personal)
	makeCode       = act.New[struct{}]("make-login-code", http.MethodPost, ownLoginsPath+"/code", act.Personal)
	unbindOwnLogin = act.New[OwnRef]("unbind-own-login", http.MethodPost, ownLoginsPath+"/{login}/unbind", act.Personal)
	redeemCode     = act.New[struct{}]("redeem-login-code", http.MethodPost, "/v1/logins/redeem", act.Token)
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerHome(d)
	s.registerOwn(d)
}

func (s *Service) registerHome(d *httpapi.Door) {
	httpapi.Show(d, showLogins, httpapi.Doc{
		Tag: tag, Summary: "Show a person's logins",
		Description: "The logins that stand and those that were undone, with their subjects: for the person's home alone (rule 1.2).",
		Faults:      []*fault.Error{person.ErrOtherHome},
	}, s.Show)
	httpapi.DoWith(d, bindLogin, httpapi.Doc{
		Tag: tag, Summary: "Bind a person's first login",
		Description: "Binds a subject of one of the service's issuers to a person who has no login. Repeating it changes nothing; If-Match is honoured where it is given. Only the person's home does this, and nobody for themselves. The person is told, also at an address that they had until lately, and so is whoever answers for the home. Until something has been done with it, the binding gives way to whoever proves by a code that the subject is theirs (rules 1.2, 1.5).",
		Faults:      []*fault.Error{organisation.ErrContent, person.ErrOtherHome, ErrBound, ErrHasLogin, ErrOwn},
	}, s.Bind)
	httpapi.Do(d, invitePerson, httpapi.Doc{
		Tag: tag, Summary: "Invite a person to log in",
		Description: "Sends a code to the e-mail address of a person who has no login, and shows it to nobody else. The person redeems it once, within a week, by `redeem-login-code`. A new invitation replaces the one before. The person is told, also at an address that they had until lately, and so is whoever answers for the home (rules 1.2, 1.5).",
		Faults:      []*fault.Error{person.ErrOtherHome, ErrHasLogin, ErrOwn, ErrNoAddress},
	}, s.Invite)
	httpapi.Do(d, unbindLogin, httpapi.Doc{
		Tag: tag, Summary: "Undo a login",
		Description: "The home undoes a login of somebody else: from then on it speaks for nobody, and codes under way count no longer. Told like a binding (rules 1.2, 1.5).",
		Faults:      []*fault.Error{person.ErrOtherHome, ErrOwn, ErrUndone},
	}, s.Unbind)
}

func (s *Service) registerOwn(d *httpapi.Door) {
	httpapi.Show(d, showOwnLogins, httpapi.Doc{
		Tag: tag, Summary: "Show my logins",
		Description: "The caller's logins, with the ways to add and to undo one (rule 1.2).",
	}, s.ShowOwn)
	httpapi.Do(d, makeCode, httpapi.Doc{
		Tag: tag, Summary: "Make a code for another login of mine",
		Description: "Answers with a code that counts once, for a quarter of an hour. Redeem it by `redeem-login-code` with a token of the login that is to be added: so both prove to be the same person's. It is kept as a hash, and never shown again; an Idempotency-Key is not honoured here (rule 1.2).",
	}, s.MakeCode)
	httpapi.Do(d, unbindOwnLogin, httpapi.Doc{
		Tag: tag, Summary: "Undo a login of mine",
		Description: "It speaks for nobody from then on. The login that is used to ask for it is not undone: use another, or ask the home (rule 1.2).",
		Faults:      []*fault.Error{ErrInUse, ErrUndone},
	}, s.UnbindOwn)
	httpapi.DoWith(d, redeemCode, httpapi.Doc{
		Tag: tag, Summary: "Come in with a code",
		Description: "Binds the subject of the token with which it is asked to the person of the code, once. The token may be one that is bound to nobody yet, or to somebody for whom an administrator entered it and who never acted with it: that binding gives way. Told to the person, also at an address that they had until lately, and to whoever answers for the home (rules 1.2, 1.5).",
		Faults:      []*fault.Error{ErrCode, ErrBound},
	}, s.Redeem)
}
