package feed

import (
	"time"

	"earshot/connectors/fault"
	"earshot/store"
)

// The caps on what is remembered of one feed.
const (
	maxSeen      = 1000
	maxDups      = 200
	maxValidator = 1024 // bytes of an ETag or a date
)

// state is how far one feed has been read: the cursor of its stream.
type state struct {
	At       string      // where it is read, if not where the user said
	ETag     string      // of the last good answer
	Modified string      // its Last-Modified
	Read     time.Time   // the last good answer; zero before the first
	Next     time.Time   // not to be asked before
	Fails    int         // failures in a row
	Trouble  string      // what is wrong, in plain words; empty if nothing
	Kind     fault.Kind  // of the trouble
	Gone     bool        // the server said 410: never ask again
	Seen     []seenEntry // items, those of the last answer first
	Dups     []uint64    // guids that the feed gives to several items
}

// seenEntry is one item we have handed on.
type seenEntry struct {
	ID    uint64 // of the remote id
	Hash  uint64 // of what it said
	First int64  // when we saw it first, in microseconds; 0 if it has a date
}

func decodeState(raw []byte) state {
	var s state
	if len(raw) > 0 && store.Decode(raw, &s) != nil {
		return state{} // from another version: read anew, what is known stays known
	}
	return s
}

// remember puts the items of an answer in front of the old ones. A feed that
// shrinks for a while and grows again brings nothing new.
func (s *state) remember(now []seenEntry) {
	have := make(map[uint64]bool, len(now))
	for _, e := range now {
		have[e.ID] = true
	}
	for _, e := range s.Seen {
		if len(now) >= maxSeen {
			break
		}
		if !have[e.ID] {
			now = append(now, e)
		}
	}
	s.Seen = now
}

func (s *state) seen() map[uint64]seenEntry {
	m := make(map[uint64]seenEntry, len(s.Seen))
	for _, e := range s.Seen {
		m[e.ID] = e
	}
	return m
}
