package desk_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// TestAFullDiskLosesNoQuestion: what cannot be written is told, nothing of it is
// half there, and the question stands in the queue as before.
func TestAFullDiskLosesNoQuestion(t *testing.T) {
	st := &broken{Store: mem.New()}
	w := newWorldOver(t, st)
	w.seek(desk.SourceGravatar)
	id := w.meet("mail", letter("ann@x.example"))
	before := w.identity(id)
	found := desk.Findings{
		Facts:    []store.Fact{{Name: "company", Value: "ACME"}},
		Accounts: []desk.FoundAccount{{Network: "mastodon", URL: "https://m.example/@ann"}},
		Avatar:   &desk.Picture{Pixels: make([]byte, store.AvatarBytes)},
	}
	st.fails.Store(true)
	for what, err := range map[string]error{
		"found":  w.Enrich.Found(w.ctx, desk.SourceGravatar, id, found),
		"missed": w.Enrich.Missed(w.ctx, desk.SourceGravatar, id, ""),
		"later":  w.Enrich.Later(w.ctx, desk.SourceGravatar, id, w.now.Add(time.Hour), "", true),
		"heard":  w.Enrich.Heard(w.ctx, store.SourceState{Source: desk.SourceGravatar}),
	} {
		if err == nil || err.Error() != "the disk is full" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := w.Enrich.Ask(w.ctx, id, true); err == nil {
		t.Error("ask tells nothing")
	}
	if _, err := w.Enrich.Never(w.ctx, anna, id, true); err == nil {
		t.Error("never tells nothing")
	}
	st.fails.Store(false)
	if now := w.identity(id); len(now.Facts) != 0 || !slices.Equal(now.Proofs, before.Proofs) {
		t.Errorf("%+v", now)
	}
	if _, err := w.People.Contact(w.ctx, "mastodon:m.example/@ann"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an account was left behind: %v", err)
	}
	if w.next(desk.SourceGravatar) != id {
		t.Error("the question is lost")
	}
	w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, found))
	if now := w.identity(id); len(now.Facts) != 3 {
		t.Errorf("%+v", now.Facts)
	}
}

// TestWhoHasGivenUpAsksNothing: an ended context ends each question.
func TestWhoHasGivenUpAsksNothing(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	id := w.meet("mail", letter("ann@x.example"))
	ctx, cancel := context.WithCancel(w.ctx)
	cancel()
	if q, err := w.Enrich.Next(ctx, desk.SourceGravatar); q != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%+v %v", q, err)
	}
	if _, err := w.Enrich.Queue(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := w.Enrich.Found(ctx, desk.SourceGravatar, id, desk.Findings{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if w.next(desk.SourceGravatar) != id {
		t.Error("the question is lost")
	}
}

// TestADamagedPersonHoldsUpNobody: the next in the queue is asked about.
func TestADamagedPersonHoldsUpNobody(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	good := w.meet("mail", letter("ann@x.example"))
	w.now = w.now.Add(time.Minute)
	bad := w.meet("mail", letter("bob@x.example"))
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error { return tx.Records(store.KindIdentities).Put(bad, []byte("damaged")) }))
	if got := w.next(desk.SourceGravatar); got != good {
		t.Errorf("%q is asked about", got)
	}
	if q := done(w.Enrich.Queue(w.ctx))(t)[0]; q.Ready != 1 {
		t.Errorf("%+v", q)
	}
}
