package mem

import (
	"errors"
	"iter"

	"earshot/store"
)

// errOver is what a transaction answers after its closure has returned.
var errOver = errors.New("the transaction is over")

type tx struct {
	state    *state
	writable bool
	over     bool
	touched  store.Touched
	numbered []*store.Mention // given a number here; taken back on rollback
}

func (t *tx) end() { t.over = true }

// forgetNumbers takes back the numbers this transaction gave out: the closure
// may run again and must not find the mentions numbered.
func (t *tx) forgetNumbers() {
	for _, m := range t.numbered {
		m.Doc = 0
	}
}

func (t *tx) readable() error {
	if t.over {
		return errOver
	}
	return nil
}

func (t *tx) mayWrite() error {
	if t.over {
		return errOver
	}
	if !t.writable {
		return store.ErrReadOnly
	}
	return nil
}

// Records gives the records of one kind.
func (t *tx) Records(kind string) store.Records { return records{t, kind} }

// Mentions gives the searchable collection.
func (t *tx) Mentions() store.Mentions { return mentions{t} }

// People gives the searchable collection of identities.
func (t *tx) People() store.People { return people{t} }

// Touch adds to what is published after the commit.
func (t *tx) Touch(topic store.Topic, ids ...string) { t.touched.Add(topic, ids...) }

type records struct {
	tx   *tx
	kind string
}

func (r records) tree() *tree[[]byte] {
	if r.tx.over {
		return nil
	}
	return r.tx.state.records[r.kind]
}

// Get reads one record.
func (r records) Get(key string) ([]byte, error) {
	if err := r.tx.readable(); err != nil {
		return nil, err
	}
	v, ok := r.tree().get(key)
	if !ok {
		return nil, store.ErrNotFound
	}
	return own(v), nil
}

// Put writes one record.
func (r records) Put(key string, value []byte) error {
	if err := r.tx.mayWrite(); err != nil {
		return err
	}
	if err := store.CheckRecordKey(key); err != nil {
		return err
	}
	r.tx.state.records[r.kind] = r.tree().put(key, own(value))
	return nil
}

// Delete removes one record.
func (r records) Delete(key string) error {
	if err := r.tx.mayWrite(); err != nil {
		return err
	}
	r.tx.state.records[r.kind] = r.tree().del(key)
	return nil
}

// Scan walks forwards. Every step looks at the tree as it is then, so that a
// loop may change what it walks.
func (r records) Scan(from, to string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for n := r.tree().above(from, false); n != nil; n = r.tree().above(n.key, true) {
			if to != "" && n.key >= to || !yield(n.key, own(n.val)) {
				return
			}
		}
	}
}

// ScanBack walks backwards.
func (r records) ScanBack(from, to string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		n := r.tree().last()
		if to != "" {
			n = r.tree().below(to)
		}
		for ; n != nil; n = r.tree().below(n.key) {
			if n.key < from || !yield(n.key, own(n.val)) {
				return
			}
		}
	}
}

// Floor gives the last record whose key is not greater.
func (r records) Floor(key string, room []byte) (string, []byte, error) {
	if err := r.tx.readable(); err != nil {
		return "", nil, err
	}
	n := r.tree().below(key + "\x00")
	if n == nil {
		return "", nil, store.ErrNotFound
	}
	return n.key, append(room[:0], n.val...), nil
}

// Next gives the next number of the kind.
func (r records) Next() (uint64, error) {
	if err := r.tx.mayWrite(); err != nil {
		return 0, err
	}
	r.tx.state.numbers[r.kind]++
	return r.tx.state.numbers[r.kind], nil
}

// own gives a copy that its holder may change; never nil.
func own(v []byte) []byte { return append(make([]byte, 0, len(v)), v...) }
