// Package storetest is the contract of the port as tests: every engine runs
// it, and what it does not say no caller may rely on. Random compares an
// engine with the oracle in store/mem, operation by operation.
package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// Open gives an empty store; it is closed by the suite.
type Open func(t *testing.T) store.Store

// Run runs the whole contract.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	groups := map[string]func(*testing.T, Open){
		"Records": records, "Transactions": transactions, "Bus": bus, "Mentions": mentions,
		"Search": search, "Queries": queries, "People": people, "Random": Random,
	}
	for name, group := range groups {
		t.Run(name, func(t *testing.T) { group(t, open) })
	}
}

// suite opens a store for one test and gives short ways to use it.
type suite struct {
	*testing.T
	store store.Store
}

func start(t *testing.T, open Open) *suite {
	t.Helper()
	s := &suite{t, open(t)}
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *suite) update(fn func(tx store.Tx) error) {
	s.Helper()
	s.must(s.store.Update(context.Background(), fn))
}

func (s *suite) view(fn func(tx store.Tx) error) {
	s.Helper()
	s.must(s.store.View(context.Background(), fn))
}

func (s *suite) wants(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Errorf("got the error %v, want %v", err, want)
	}
}

func (s *suite) invalid(err error) {
	s.Helper()
	var refused *store.Invalid
	if !errors.As(err, &refused) {
		s.Errorf("got the error %v, want *store.Invalid", err)
	}
}

// noon is the moment at which the contract plays, a Tuesday.
func noon() time.Time { return time.Date(2026, 11, 17, 12, 0, 0, 0, time.UTC) }

// scope is how the contract's viewer looks.
func scope() store.Scope {
	return store.Scope{
		Now: noon(), Zone: time.FixedZone("UTC+3", 3*3600), Me: "anna",
		Team: []string{"anna", "boris"}, Brand: []string{"acme"}, SLA: 2 * time.Hour,
	}
}

// parse reads a query of the contract.
func parse(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string,
) query.Expr {
	t.Helper()
	q, err := query.Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return q.Expr
}
