//go:build faults

package app_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/testkit/apptest"
)

// asked is how many requests near the contract are sent; with -long a million.
var asked = flag.Int("requests", 0, "how many requests near the contract are sent; left out, 3000, and with -long a million")

// seeded repeats a run: its worlds are then roamed one after the other. What the
// service itself draws, such as a new person's identifier, is another each time.
var seeded = flag.Uint64("seed", 0, "draw requests near the contract by this seed, one world after the other")

// spread is what the worlds of a run have in common: which operations were
// taken so far.
type spread struct {
	contract *contract
	root     map[string]any
	routes   *http.ServeMux
	ids      map[string]*operation

	mu      sync.Mutex
	sent    int
	taken   map[string]int // by operation: answers of 200
	refused map[string]int // by operation: answers of 400
	offered map[string]int // by code: refusals
}

// Requests near the contract, over every operation and in every role, in worlds
// that keep the state that the requests brought about: none is answered with a
// fault of our own, what is refused or tried dry changes no row, and each
// operation is taken at least once.
func TestRequestsNearTheContractAreTakenOrChangeNothing(t *testing.T) {
	t.Parallel()
	total := *asked
	if total == 0 {
		total = apptest.Rounds(1_000_000)
		if total < 1_000_000 {
			total = 3_000
		}
	}
	s := newSpread(t)
	began, seed, beside := time.Now(), *seeded, 1
	if seed == 0 {
		seed, beside = uint64(time.Now().UnixNano()), runtime.GOMAXPROCS(0)
	}
	perWorld := min(20_000, max(1, (total+1)/2))
	var worlds sync.WaitGroup
	for n := range beside {
		worlds.Go(func() {
			for n := n; n*perWorld < total && !t.Failed(); n += beside {
				t.Run(fmt.Sprintf("world %d", n), func(t *testing.T) {
					newNeighbour(t, s, rand.New(rand.NewPCG(seed, uint64(n))), false).roam(perWorld)
				})
			}
		})
	}
	worlds.Wait()
	// What was not taken is tried in worlds where nothing else was done before.
	for more := 0; more < 3 && len(s.never()) > 0 && !t.Failed(); more++ {
		t.Logf("not taken yet: %v", s.never())
		t.Run(fmt.Sprintf("one more world %d", more), func(t *testing.T) {
			newNeighbour(t, s, rand.New(rand.NewPCG(seed, uint64(total+more))), true)
		})
	}
	never, all, refused := s.never(), 0, 0
	for _, op := range s.contract.operations() {
		all, refused = all+s.taken[op.ID], refused+s.refused[op.ID]
	}
	if len(never) > 0 && !t.Failed() {
		t.Errorf("%d operations were never taken: %v", len(never), never)
	}
	t.Logf("%d requests in %s (seed %d): %d taken, %d refused with %d codes, %d of %d operations taken", s.sent, time.Since(began).Round(time.Second), seed,
		all, refused, len(s.offered), len(s.ids)-len(never), len(s.ids))
}

func newSpread(t *testing.T) *spread {
	t.Helper()
	s := &spread{contract: readContract(t), root: map[string]any{}, routes: http.NewServeMux(), ids: map[string]*operation{}, taken: map[string]int{}, refused: map[string]int{}, offered: map[string]int{}}
	text, err := app.Contract()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text.JSON, &s.root); err != nil {
		t.Fatal(err)
	}
	for _, op := range s.contract.operations() {
		pattern := op.method + " " + op.path
		s.routes.Handle(pattern, http.NotFoundHandler()) // asked for its pattern alone
		s.ids[pattern] = op
	}
	return s
}

// ofTwoLogins take the tokens of two logins of one person, of which the callers here
// have one each: the tests of directory/login take them.
var ofTwoLogins = []string{"redeem-login-code", "unbind-own-login"}

// elsewhere are reads of what none of these worlds has: a paper that lay before a body in the
// open, and a case that follows one that was adopted. Their own tests take them.
var elsewhere = []string{"read-public-paper", "show-revision"}

// never are the operations that were not taken.
func (s *spread) never() (all []string) {
	for _, op := range s.contract.operations() {
		if s.rare(op.ID) && !slices.Contains(ofTwoLogins, op.ID) && !slices.Contains(elsewhere, op.ID) {
			all = append(all, fmt.Sprintf("%s (refused %d times)", op.ID, s.refused[op.ID]))
		}
	}
	return all
}

// rare is true for an operation that was not taken yet.
func (s *spread) rare(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken[id] == 0
}

// operation is the one that a request is for; nil where there is none.
func (s *spread) operation(method, at string) *operation {
	r, err := http.NewRequest(method, at, nil)
	if err != nil {
		return nil
	}
	_, pattern := s.routes.Handler(r)
	return s.ids[pattern]
}

func pick[T any](draw *rand.Rand, of []T) T { return of[draw.IntN(len(of))] }

// keep adds to what is remembered; what was there longest may have to go.
func keep[T any](draw *rand.Rand, all []T, one T) []T {
	if len(all) < remembered {
		return append(all, one)
	}
	all[draw.IntN(len(all))] = one
	return all
}
