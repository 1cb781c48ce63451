package mem

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"

	"earshot/store"
)

// Store is an engine in memory.
type Store struct {
	bus    *store.Bus
	write  sync.Mutex            // held by the one running Update
	state  atomic.Pointer[state] // what is committed; never changed in place
	gate   sync.RWMutex          // read-held by running transactions
	closed bool                  // guarded by gate
}

// state is everything at one moment. Its maps are copied before a change; the
// trees need no copy.
type state struct {
	records map[string]*tree[[]byte]
	numbers map[string]uint64
	docs    *tree[kept]      // Number(doc) -> mention
	keys    *tree[store.Doc] // network:id -> doc
	order   *tree[kept]      // created + doc -> mention
	last    store.Doc
}

// kept is a mention as stored: its bytes, and the same decoded once for
// matching. Nobody outside gets the decoded one.
type kept struct {
	raw     []byte
	mention *store.Mention
}

// New gives an empty store.
func New() *Store {
	s := &Store{bus: store.NewBus()}
	s.state.Store(&state{records: map[string]*tree[[]byte]{}, numbers: map[string]uint64{}})
	return s
}

// Bus tells what changed.
func (s *Store) Bus() *store.Bus { return s.bus }

// Close waits for running transactions; the data are gone with the store.
func (s *Store) Close() error {
	s.gate.Lock()
	defer s.gate.Unlock()
	s.closed = true
	return nil
}

// enter counts a transaction in; leave must follow unless there is an error.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// A plain RLock would wait behind a Close that waits for our caller's own
	// outer transaction; after Close has begun, the store counts as closed.
	if !s.gate.TryRLock() {
		return store.ErrClosed
	}
	if s.closed {
		s.gate.RUnlock()
		return store.ErrClosed
	}
	return nil
}

// View runs fn on what is committed now; later changes are not seen.
func (s *Store) View(ctx context.Context, fn func(store.Tx) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.gate.RUnlock()
	t := &tx{state: s.state.Load()}
	defer t.end()
	return fn(t)
}

// Update runs fn alone on a copy, which replaces what is committed when fn
// gives no error.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.gate.RUnlock()
	s.write.Lock()
	defer s.write.Unlock()
	old := s.state.Load()
	t := &tx{writable: true, state: &state{
		records: maps.Clone(old.records), numbers: maps.Clone(old.numbers),
		docs: old.docs, keys: old.keys, order: old.order, last: old.last,
	}}
	done := false
	defer func() { // also when fn panics
		t.end()
		if !done {
			t.forgetNumbers()
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	s.state.Store(t.state)
	done = true
	t.touched.Publish(s.bus)
	return nil
}
