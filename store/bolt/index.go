package bolt

import (
	"bytes"
	"encoding/binary"
	"strings"
	"time"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/match"
)

// posLen is the length of a pos: time and doc.
const posLen = 16

// pos is where a mention stands in the order.
func pos(p store.Position) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, posLen), uint64(p.Created.UnixMicro())^1<<63)
	return binary.BigEndian.AppendUint64(b, uint64(p.Doc))
}

// docOf reads the number at the end of an index entry.
func docOf(entry []byte) store.Doc {
	return store.Doc(binary.BigEndian.Uint64(entry[len(entry)-8:]))
}

// under is the beginning of all entries of one text.
func under(text string) []byte {
	b := binary.AppendUvarint(make([]byte, 0, 3+len(text)+posLen), uint64(len(text)))
	return append(b, text...)
}

// entry is one line of an index.
type entry struct {
	index string
	key   string
}

// indexes are the buckets that hold entries.
func indexes() []string { return []string{"time", "thread", "author", "state", "assignee"} }

// entries are all lines that a mention has in the indexes.
func entries(m *store.Mention) []entry {
	p := string(pos(m.Position()))
	list := []entry{
		{"time", p},
		{"thread", string(under(m.Thread().ID)) + p},
		{"state", string(under(string(m.Work.State))) + p},
	}
	for _, name := range match.Names(m) {
		list = append(list, entry{"author", string(under(name)) + p})
	}
	if m.Work.Assignee != "" {
		list = append(list, entry{"assignee", string(under(strings.ToLower(m.Work.Assignee))) + p})
	}
	return list
}

// reindex replaces the lines of old by those of m; either may be nil.
func reindex(all *bbolt.Bucket, old, m *store.Mention) error {
	before := map[entry]bool{}
	if old != nil {
		for _, e := range entries(old) {
			before[e] = true
		}
	}
	if m != nil {
		for _, e := range entries(m) {
			if before[e] {
				delete(before, e)
				continue
			}
			if err := all.Bucket([]byte(e.index)).Put([]byte(e.key), nil); err != nil {
				return err
			}
		}
	}
	for e := range before {
		if err := all.Bucket([]byte(e.index)).Delete([]byte(e.key)); err != nil {
			return err
		}
	}
	return recount(all.Bucket([]byte("counts")), old, m)
}

// recount keeps the number of mentions in each state.
func recount(counts *bbolt.Bucket, old, m *store.Mention) error {
	if old != nil && m != nil && old.Work.State == m.Work.State {
		return nil
	}
	add := func(state store.State, by int) error {
		n := count(counts, state) + by
		if n == 0 {
			return counts.Delete([]byte(state))
		}
		return counts.Put([]byte(state), binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	if old != nil {
		if err := add(old.Work.State, -1); err != nil {
			return err
		}
	}
	if m != nil {
		return add(m.Work.State, 1)
	}
	return nil
}

// count is the number of mentions in a state.
func count(counts *bbolt.Bucket, state store.State) int {
	v := counts.Get([]byte(state))
	if len(v) != 8 {
		return 0
	}
	return int(binary.BigEndian.Uint64(v))
}

// total is the number of mentions.
func total(counts *bbolt.Bucket) int {
	n := 0
	c := counts.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if len(v) == 8 {
			n += int(binary.BigEndian.Uint64(v))
		}
	}
	return n
}

// after rounds up to the store's microseconds: created >= t exactly when
// created >= after(t), since created has no less.
func after(t time.Time) time.Time {
	if s := store.Stamp(t); s.Equal(t) {
		return s
	}
	return store.Stamp(t).Add(time.Microsecond)
}

// speaks tells whether a mention of a person is left, of whom gone was one.
func (s *shelf) speaks(gone *store.Mention, person uint64) (bool, error) {
	names := match.Names(gone)
	if len(names) == 0 {
		return true, nil // what has no name cannot be looked for; there is little of it
	}
	beneath := under(names[0])
	c := s.all.Bucket([]byte("author")).Cursor()
	for k, _ := c.Seek(beneath); bytes.HasPrefix(k, beneath); k, _ = c.Next() {
		b, _, err := s.body(docOf(k))
		if err != nil || b.Person == person {
			return true, err
		}
	}
	return false, nil
}
