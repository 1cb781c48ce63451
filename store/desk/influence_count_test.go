package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
	"earshot/store/mem"
)

// interrupted is a store in which somebody else is at work before the n-th change.
type interrupted struct {
	store.Store
	left int
	do   func()
}

func (s *interrupted) Update(ctx context.Context, fn func(store.Tx) error) error {
	if s.left--; s.left == 0 {
		s.do()
	}
	return s.Store.Update(ctx, fn)
}

// swayed is all that is kept of influence.
func (w *world) swayed() string {
	w.t.Helper()
	var out strings.Builder
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		out.Reset()
		for _, kind := range store.InfluenceKinds() {
			for key, raw := range tx.Records(kind).Scan("", "") {
				if kind != store.KindInfluenceRanks || key != "id" { // a hash of all that was ever written
					fmt.Fprintf(&out, "%s %q %x\n", kind, key, raw)
				}
			}
		}
		raw, err := tx.Records(store.KindMeta).Get("influence")
		fmt.Fprintf(&out, "%q", raw)
		return err
	}))
	return out.String()
}

// TestCountingAnewIsNotDisturbed: what was forgotten in part is not counted, neither by
// whoever counts in the background nor by a second who counts anew at the same moment.
func TestCountingAnewIsNotDisturbed(t *testing.T) {
	recounted := func(at int, do func(*world)) string {
		st := &interrupted{Store: mem.New()}
		w := newWorldOver(t, st)
		w.town(12)
		w.ingest(w.complaint("1", "olga", 12), w.complaint("2", "boris", 3))
		w.carried("1", 0, 6)
		w.carried("2", 4, 9)
		st.left, st.do = at, func() { do(w) }
		w.must(w.Influence.Recount(w.ctx, nil))
		if st.left > 0 {
			t.Fatalf("there are only %d changes", at-st.left)
		}
		st.left = 0
		w.must(w.Influence.CatchUp(w.ctx, nil))
		return w.swayed()
	}
	want := recounted(1, func(*world) {})
	for name, do := range map[string]func(*world){
		"in the background": func(w *world) { w.must(w.Influence.CountLot(w.ctx)) },
		"a second":          func(w *world) { w.must(w.Influence.Recount(w.ctx, nil)) },
	} {
		for at := 2; at <= 6; at++ {
			if d := cmp.Diff(want, recounted(at, do)); d != "" {
				t.Errorf("%s, before change %d: %s", name, at, d)
			}
		}
	}
}
