package bluesky

import (
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"slices"
	"time"
)

// The most that the cursor of a stream holds: prints of what has been seen, and
// the newest posts, which are looked after.
const (
	maxSeen  = 500
	maxPosts = 50
)

// memory is the cursor of a stream.
type memory struct {
	seen  []uint64 // prints of URIs, in the order in which they were stored
	posts []string // URIs of the newest posts of others
	// floor is where the first reading stopped; what claims to be older is
	// history that we leave alone. Zero: everything was read.
	floor time.Time
}

// kept is how a memory is written down.
type kept struct {
	Seen  []byte    `json:"seen"`
	Posts []string  `json:"posts,omitempty"`
	Floor time.Time `json:"floor,omitzero"`
}

// recall reads a cursor; a broken one is as none, and then everything is read
// once more, which doubles nothing.
func recall(raw []byte) (m *memory, fresh bool) {
	var k kept
	if len(raw) == 0 || json.Unmarshal(raw, &k) != nil {
		return &memory{}, true
	}
	m = &memory{posts: k.Posts, floor: k.Floor}
	for b := k.Seen; len(b) >= 8; b = b[8:] {
		m.seen = append(m.seen, binary.BigEndian.Uint64(b))
	}
	return m, false
}

// cursor writes it down.
func (m *memory) cursor() []byte {
	k := kept{Seen: []byte{}, Posts: m.posts, Floor: m.floor}
	for _, h := range m.seen {
		k.Seen = binary.BigEndian.AppendUint64(k.Seen, h)
	}
	raw, err := json.Marshal(k)
	if err != nil { // numbers and texts always go
		return nil
	}
	return raw
}

func imprint(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // a hash takes everything
	return h.Sum64()
}

// knows tells whether something has been seen.
func (m *memory) knows(e entry) bool {
	return !m.floor.IsZero() && e.at.Before(m.floor) || slices.Contains(m.seen, imprint(e.id))
}

// note adds what is being stored.
func (m *memory) note(entries []entry) {
	for _, e := range entries {
		m.seen = append(m.seen, imprint(e.id))
		if e.view == nil || e.share {
			continue
		}
		m.posts = append(m.posts, e.id)
	}
	m.seen = m.seen[max(0, len(m.seen)-maxSeen):]
	m.posts = m.posts[max(0, len(m.posts)-maxPosts):]
}

// forget drops a post that is looked after no longer.
func (m *memory) forget(id string) {
	m.posts = slices.DeleteFunc(m.posts, func(p string) bool { return p == id })
}
