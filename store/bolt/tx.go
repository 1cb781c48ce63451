package bolt

import (
	"errors"
	"fmt"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// errOver is what a transaction answers after its closure has returned.
var errOver = errors.New("the transaction is over")

// tx is one closure's view of a bbolt transaction.
type tx struct {
	store    *Store
	btx      *bbolt.Tx
	writable bool
	over     bool
	changes  *int  // counts writes; a walk that sees it move looks for its place again
	broken   error // damage met where no error could be returned
	touched  store.Touched
	numbered []*store.Mention // given a number here; taken back on rollback
	open     *shelf           // once it was needed
	kinds    map[string]*records
}

// part is the same transaction for one closure of a batch.
func (t *tx) part() *tx {
	if t.changes == nil {
		t.changes = new(int)
	}
	return &tx{store: t.store, btx: t.btx, writable: true, changes: t.changes, open: t.open}
}

// absorb takes over what a closure that went well has left.
func (t *tx) absorb(part *tx) {
	t.touched.Merge(part.touched)
	t.numbered = append(t.numbered, part.numbered...)
}

// outcome is the error of a closure. Damage wins: a walk that met some ended
// early, and what the closure made of it cannot be trusted.
func (t *tx) outcome(err error) error {
	switch {
	case t.broken == nil, errors.Is(err, store.ErrDamaged):
		return err
	case err == nil:
		return t.broken
	}
	return errors.Join(err, t.broken)
}

// forgetNumbers takes back the numbers given out: the closure may run again
// and must not find the mentions numbered.
func (t *tx) forgetNumbers() {
	for _, m := range t.numbered {
		m.Doc = 0
	}
}

// Records gives the records of one kind.
func (t *tx) Records(kind string) store.Records {
	r := t.kinds[kind]
	if r == nil {
		if t.kinds == nil {
			t.kinds = map[string]*records{}
		}
		r = &records{tx: t, kind: kind}
		t.kinds[kind] = r
	}
	return r
}

// Mentions gives the searchable collection.
func (t *tx) Mentions() store.Mentions { return mentions{t} }

// People gives the searchable collection of identities.
func (t *tx) People() store.People { return people{t} }

// Touch adds to what is published after the commit.
func (t *tx) Touch(topic store.Topic, ids ...string) { t.touched.Add(topic, ids...) }

// read runs fn on the file.
func (t *tx) read(fn func() error) error {
	if t.over {
		return errOver
	}
	var err error
	if broken := guard(func() { err = fn() }); broken != nil {
		return broken
	}
	return plainError(err)
}

// mayWrite says why nothing can be written; nil if it can.
func (t *tx) mayWrite() error {
	if t.over {
		return errOver
	}
	if !t.writable {
		return store.ErrReadOnly
	}
	return nil
}

// write runs fn, which changes the file.
func (t *tx) write(fn func() error) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	*t.changes++
	return t.read(fn)
}

// at is the number of changes so far.
func (t *tx) at() int {
	if t.changes == nil {
		return 0
	}
	return *t.changes
}

// bucket walks down the tree; nil if something is missing.
func bucket(btx *bbolt.Tx, path ...string) *bbolt.Bucket {
	b := btx.Bucket([]byte(path[0]))
	for _, name := range path[1:] {
		if b == nil {
			return nil
		}
		b = b.Bucket([]byte(name))
	}
	return b
}

// must is bucket for what the schema promises.
func must(btx *bbolt.Tx, path ...string) *bbolt.Bucket {
	b := bucket(btx, path...)
	if b == nil {
		panic(fmt.Sprintf("the bucket %q is missing", path))
	}
	return b
}

// fail keeps an error that could not be returned where it happened.
func (t *tx) fail(err error) {
	if t.broken == nil && !errors.Is(err, errOver) {
		t.broken = err
	}
}
