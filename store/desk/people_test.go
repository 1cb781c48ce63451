package desk_test

import (
	"errors"
	"slices"
	"testing"

	"earshot/store"
)

// TestAnIdentityAloneIsAContactOfItsOwnName: and somebody of whom nothing is
// known is nobody.
func TestAnIdentityAloneIsAContactOfItsOwnName(t *testing.T) {
	w := newWorld(t)
	w.hear("1")
	c, err := w.People.Contact(w.ctx, "mastodon:77")
	if err != nil || c.ID != "mastodon:77" || !slices.Equal(c.Members, []string{"mastodon:77"}) {
		t.Fatalf("%+v %v", c, err)
	}
	if _, err := w.People.Contact(w.ctx, "mastodon:nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

// TestAPairHasOneName: in whatever order it is told.
func TestAPairHasOneName(t *testing.T) {
	if store.PairID("b", "a") != store.PairID("a", "b") {
		t.Error("the order of a pair shows in its key")
	}
	if a, b := store.PairOf(store.PairID("mail:x@y", "mastodon:77")); a != "mail:x@y" || b != "mastodon:77" {
		t.Error(a, b)
	}
}
