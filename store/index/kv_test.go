package index

import (
	"bytes"
	"maps"
	"slices"
)

// box is a KV in memory. It forgets like a real one: what it hands out is not
// what was put in.
type box struct {
	areas map[Area]map[string][]byte
	slot  uint64
}

func newBox() *box {
	b := &box{areas: map[Area]map[string][]byte{}}
	for _, a := range Areas() {
		b.areas[a] = map[string][]byte{}
	}
	return b
}

func (b *box) Get(a Area, key []byte) []byte { return bytes.Clone(b.areas[a][string(key)]) }

func (b *box) Put(a Area, key, value []byte) error {
	b.areas[a][string(key)] = bytes.Clone(value)
	return nil
}

func (b *box) Delete(a Area, key []byte) error {
	delete(b.areas[a], string(key))
	return nil
}

func (b *box) Ascend(a Area, from []byte, fn func(key, value []byte) bool) {
	for _, key := range slices.Sorted(maps.Keys(b.areas[a])) {
		if key >= string(from) && !fn([]byte(key), b.areas[a][key]) {
			return
		}
	}
}

func (b *box) Next() (uint64, error) {
	b.slot++
	return b.slot, nil
}
