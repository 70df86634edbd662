package act

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
)

// Need is what an act asks of its caller: a permission, and where it must be
// held. It can only be made by Needs, or be Personal, Public, Published, Token or
// Secret, so that no act forgets it.
type Need struct {
	Permission authz.Permission
	Scope      Scope
	kind       kind
}

type kind uint8

const (
	needsPermission kind = iota + 1
	needsPerson
	needsNothing
	needsToken
	needsSecret
	isPublished
)

// Needs asks for a permission within a scope.
func Needs(object, verb string, scope Scope) Need {
	return Need{Permission: authz.Permission{Object: object, Act: verb}, Scope: scope, kind: needsPermission}
}

// Personal asks for a person, who then sees only their own; Public asks for
// nothing, and Published neither: it is what everybody may read of the record, from
// whichever page and through whichever cache. Token asks for a good token, whoever it speaks for, if for anybody; Secret
// asks for an address that nobody guesses: its one parameter is the secret, which the
// use case looks up, and which is written into no log.
var (
	Personal  = Need{kind: needsPerson}
	Public    = Need{kind: needsNothing}
	Published = Need{kind: isPublished}
	Token     = Need{kind: needsToken}
	Secret    = Need{kind: needsSecret}
)

// Guarded says whether a permission is asked for.
func (n Need) Guarded() bool { return n.kind == needsPermission }

// Open says whether no login is asked for.
func (n Need) Open() bool {
	return n.kind == needsNothing || n.kind == isPublished || n.kind == needsSecret
}

// IsPublished says whether it is for everybody, from whichever page and through
// whichever cache.
func (n Need) IsPublished() bool { return n.kind == isPublished }

// BySecret says whether the address itself is what is asked for.
func (n Need) BySecret() bool { return n.kind == needsSecret }

// Unbound says whether a token is enough that speaks for nobody yet.
func (n Need) Unbound() bool { return n.kind == needsToken }

// Missing is true for a Need that nobody made.
func (n Need) Missing() bool { return n.kind == 0 }

// String is the need as it stands in the contract: `mandate:answer`, `self`, `secret`
// or `public`.
func (n Need) String() string {
	switch n.kind {
	case needsPermission:
		return n.Permission.String()
	case needsPerson, needsToken:
		return "self"
	case needsSecret:
		return "secret"
	default:
		return "public"
	}
}

// Standing is how the caller stands to the thing that a path names. Whoever
// has Read in one of ReadIn may know that it exists; the act's own permission
// is asked in one of ActIn.
type Standing struct {
	// Case is the row of the case that the path names, 0 for none.
	Case   int64
	Read   authz.Permission
	ReadIn []string
	ActIn  []string
	// Left are organisations that had a part in the thing until a moment: whoever
	// has Read in one of them alone may know of it as it stood then. Gone is why
	// acts are refused in their name.
	Left map[string]time.Time
	Gone map[string]error
	// Own finds what somebody has of their own there, whatever their offices
	// carry; nil where nobody has. It is asked of those whose offices do not open
	// the thing or carry the act, and once more at the end of an act.
	Own FindOwn
	// Found is what was read of the thing besides, for whoever shows it once the
	// caller may read it; nil for nothing.
	Found any
}

// Own is what somebody has of their own in a thing: they may know of it, or they
// answer for the very thing that the path names, and the act is theirs without
// an office that carries it (rules 2.5, 5.4). In is the organisation whose post
// they answer by, OnBehalfOf whom they stand in for, "" for themselves.
type Own struct {
	Reads, Answers bool
	In, OnBehalfOf string
}

// FindOwn finds what an actor has of their own in a thing at a moment.
type FindOwn func(ctx context.Context, q Querier, actor authn.Actor, now time.Time) (Own, error)

// Querier is what FindOwn asks the database by.
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// Scope finds the standing. Look adds its query to the batch that also reads
// the caller's offices; a query without a row means that there is no such
// thing.
type Scope struct {
	// Name stands in the contract: where the permission must be held.
	Name string
	// Readers stands there in its place for what only reads, where more may;
	// "" where the same may.
	Readers string
	// In is the parameter of the path that names the one organisation in which
	// the act is done; "" where the thing acted on says it.
	In string
	// Reads is the permission that acts declare which only read; Look may ask
	// for a stricter one in its place.
	Reads authz.Permission
	Look  func(b *pgx.Batch, path func(string) string, now time.Time, st *Standing)
}

// Where is how the contract says where the permission must be held.
func (n Need) Where() string {
	if n.Permission == n.Scope.Reads && n.Scope.Readers != "" {
		return n.Scope.Readers
	}
	return n.Scope.Name
}
