package desk

import (
	"cmp"
	"context"
	"slices"

	"earshot/store"
)

// ordered is a list that people keep in an order of their own, a record a name:
// the saved views, the rules.
type ordered[T any] struct {
	kind  string
	read  func(store.Tx) ([]T, error)
	start func(store.Tx, []T) error // writes down what stands there from the start; nil: nothing does
	name  func(*T) string
	place func(*T) *int // in the order, from 1
}

// change is the one loop behind the verbs on such lists: change the list, then
// write what differs as one entry of the journal. What stands there from the
// start is written down first, which is no act of anybody.
func (o ordered[T]) change(ctx context.Context, c *core, by By, verb string, change func([]T) ([]T, string, error)) (Outcome, error) {
	var out Outcome
	err := c.store.Update(ctx, func(tx store.Tx) error {
		before, err := o.read(tx)
		if err != nil {
			return err
		}
		after, title, err := change(slices.Clone(before))
		if err != nil {
			return err
		}
		if o.start != nil {
			if err := o.start(tx, before); err != nil {
				return err
			}
		}
		r := c.record(tx, by, verb)
		if err := o.put(r, before, after); err != nil {
			return err
		}
		if out = (Outcome{Changed: 1, Title: title}); len(r.entry.Changes) == 0 {
			out = Outcome{Title: "nothing to change"}
		}
		out.Seq, err = r.commit(title)
		return err
	})
	return out, err
}

// put records what differs between two lists. Places are numbered anew only where
// the order says otherwise: what somebody else did to another one must not stand
// in the way of undo.
func (o ordered[T]) put(r *recorder, before, after []T) error {
	if !slices.IsSortedFunc(after, func(a, b T) int { return cmp.Compare(*o.place(&a), *o.place(&b)) }) {
		for i := range after {
			*o.place(&after[i]) = i + 1
		}
	}
	kept := map[string]bool{}
	for i := range after {
		kept[o.name(&after[i])] = true
	}
	for i := range before {
		if name := o.name(&before[i]); !kept[name] {
			if err := r.put(o.kind, name, nil); err != nil {
				return err
			}
		}
	}
	for i := range after {
		if err := r.put(o.kind, o.name(&after[i]), after[i]); err != nil {
			return err
		}
	}
	return nil
}
