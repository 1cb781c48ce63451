package desk

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"strconv"
	"sync"

	"earshot/scoring/influence"
	"earshot/store"
)

// ranksState is the key of the record that says which state the pages of the
// ranks are in: a hash of all that was ever written, so that what a change that
// failed would have written is never taken for what another one did.
const ranksState = "id"

// standings keeps the ranks in memory: reading them takes a millisecond, and
// every mention asks. live is what the newest change left, which may have
// failed; state tells that from what the file says. Whoever only looks may see
// the ranks as they will be when the change of this moment is through.
type standings struct {
	mu    sync.Mutex
	live  *influence.Ranks
	state string // of live; never one of a file while a change goes on
	base  string // of the file from which live was made
	// past is for those who look at an older or another state than live.
	past      *influence.Ranks
	pastState string
}

// unsaid is the state of ranks that a change is at work on.
const unsaid = "changing"

// look lets fn read the ranks as a transaction sees them, within one batch. fn
// must not keep them.
func (s *standings) look(tx store.Tx, fn func(*influence.Ranks)) error {
	state, err := stateOfRanks(tx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.live != nil && (state == s.state || state == s.base):
		fn(s.live)
		return nil
	case s.past == nil || state != s.pastState:
		if s.past, err = readRanks(tx); err != nil {
			return err
		}
		s.pastState = state
	}
	fn(s.past)
	return nil
}

// change lets fn change the ranks, and writes the pages that have changed.
func (s *standings) change(tx store.Tx, fn func(*influence.Ranks) error) error {
	state, err := stateOfRanks(tx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.live == nil || state != s.state {
		if s.live, err = readRanks(tx); err != nil {
			return err
		}
	}
	s.state, s.base = unsaid, state
	if err := fn(s.live); err != nil {
		return err
	}
	records, sum := tx.Records(store.KindInfluenceRanks), fnv.New64a()
	_, _ = sum.Write([]byte(state))
	pages := s.live.Changed()
	for _, page := range pages {
		raw := s.live.AppendPage(nil, page)
		_, _ = sum.Write(binary.AppendUvarint(raw, uint64(page)))
		if err := records.Put(strconv.Itoa(page), raw); err != nil {
			return err
		}
	}
	if len(pages) == 0 {
		s.state = state
		return nil
	}
	next := string(sum.Sum(nil))
	if err := records.Put(ranksState, []byte(next)); err != nil {
		return err
	}
	s.state = next
	return nil
}

// settle forgets what a change left in memory that has failed; it gives its
// error.
func (s *standings) settle(err error) error {
	if err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.live, s.state, s.base = nil, "", ""
	}
	return err
}

func stateOfRanks(tx store.Tx) (string, error) {
	raw, err := tx.Records(store.KindInfluenceRanks).Get(ranksState)
	return string(raw), ignoreMissing(err)
}

// readRanks reads all pages. One that is damaged costs the people in it until
// they are counted anew, see Influence.Recount; nobody's mentions wait for that.
func readRanks(tx store.Tx) (*influence.Ranks, error) {
	r := &influence.Ranks{}
	for key, raw := range tx.Records(store.KindInfluenceRanks).Scan("", "") {
		page, err := strconv.Atoi(key)
		if err != nil {
			continue // the state
		}
		if err := r.ReadPage(page, raw); err != nil && !errors.Is(err, influence.ErrPage) {
			return nil, err
		}
	}
	r.Changed() // reading is no change
	return r, nil
}
