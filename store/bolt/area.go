package bolt

import (
	"fmt"

	bbolt "go.etcd.io/bbolt"

	"earshot/store/index"
)

// indexNames are the buckets of the two indexes.
const (
	indexOfMentions = "mentions"
	indexOfPeople   = "people"
)

// area is where an index lives in the file: it implements index.KV.
type area struct {
	root *bbolt.Bucket
	open map[index.Area]*bbolt.Bucket
}

func newArea(btx *bbolt.Tx, name string) *area {
	return &area{must(btx, "index", name), map[index.Area]*bbolt.Bucket{}}
}

func (a *area) bucket(name index.Area) *bbolt.Bucket {
	b := a.open[name]
	if b == nil {
		if b = a.root.Bucket([]byte(name)); b == nil {
			panic("a bucket of the index is missing: " + string(name))
		}
		if name == index.AreaFresh {
			b.FillPercent = 0.9 // slots only rise
		}
		a.open[name] = b
	}
	return b
}

// Get reads one value.
func (a *area) Get(name index.Area, key []byte) []byte { return a.sane(a.bucket(name).Get(key)) }

// sane refuses a length that no value of the file can have, before anybody
// makes room for a copy.
func (a *area) sane(v []byte) []byte {
	if btx := a.root.Tx(); !btx.Writable() && int64(len(v)) > btx.Size() {
		panic(fmt.Sprintf("a value of the index claims %d bytes", len(v)))
	}
	return v
}

// Put writes one value.
func (a *area) Put(name index.Area, key, value []byte) error { return a.bucket(name).Put(key, value) }

// Delete removes one key.
func (a *area) Delete(name index.Area, key []byte) error { return a.bucket(name).Delete(key) }

// Ascend walks the keys in order.
func (a *area) Ascend(name index.Area, from []byte, fn func(key, value []byte) bool) {
	c := a.bucket(name).Cursor()
	for k, v := c.Seek(from); k != nil && fn(k, a.sane(v)); k, v = c.Next() {
	}
}

// Next gives the next slot.
func (a *area) Next() (uint64, error) { return a.bucket(index.AreaFresh).NextSequence() }
