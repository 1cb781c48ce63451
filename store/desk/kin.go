package desk

import (
	"sync"

	"earshot/scoring/identity"
	"earshot/store"
	"earshot/store/filing"
)

// kin is what the verdicts of people have taught the weights by which identities
// are compared. What is in force is always what the verdicts say that a
// transaction sees, in their order: those that were taken back are unlearnt, and
// whoever reads the file again learns the same.
type kin struct {
	mu       sync.Mutex // of everything here, and of whoever compares
	weights  *identity.Weights
	revision string // of verdictsKey
	last     string // verdict that was learnt

	filed, counted filing.Memory // of who was filed lately; they need no lock
}

// learnt gives the weights that a transaction's verdicts make. The lock must be
// held as long as they are used.
func (k *kin) learnt(tx store.Tx) (*identity.Weights, error) {
	rev, err := tx.Records(store.KindMeta).Get(verdictsKey)
	if ignoreMissing(err) != nil {
		return nil, err
	}
	last := ""
	for key := range tx.Records(store.KindVerdicts).ScanBack("", "") {
		last = key
		break
	}
	if k.weights == nil || string(rev) != k.revision || last < k.last {
		k.weights, k.revision, k.last = identity.NewWeights(0), string(rev), ""
	}
	if last == k.last {
		return k.weights, nil
	}
	// Without counts: how rare a value is today must not change what was learnt.
	m := identity.NewMatcher(k.weights, nil)
	from := ""
	if k.last != "" {
		from = k.last + "\x00"
	}
	for key, raw := range tx.Records(store.KindVerdicts).Scan(from, "") {
		var v store.Verdict
		if k.last = key; store.Decode(raw, &v) == nil { // check names those that cannot be read
			k.weights.Update(m.Prepare(recordOf(v.A)), m.Prepare(recordOf(v.B)), identity.Verdict(v.Same))
		}
	}
	return k.weights, nil
}
