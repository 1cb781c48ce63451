package desk_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// world is a desk over an empty store whose clock the test moves.
type world struct {
	*desk.Desk
	t     *testing.T
	ctx   context.Context
	store store.Store
	now   time.Time
	ids   int
}

var (
	anna  = desk.By{User: "anna", Door: "key"}
	boris = desk.By{User: "boris", Door: "key"}
)

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOver(t, twice{mem.New()})
}

func newWorldOver(t *testing.T, st store.Store) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), store: st, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	env := store.Env{
		Now:  func() time.Time { return w.now },
		ID:   func() string { w.ids++; return fmt.Sprintf("id%06d", w.ids) },
		Rand: func() float64 { return 0.5 },
	}
	w.Desk = desk.New(w.store, env, desk.Options{Vault: plainVault{}})
	w.connect("acme", desk.AbilityRead, desk.AbilitySend)
	return w
}

// plainVault seals nothing; store/vault has its own tests.
type plainVault struct{}

func (plainVault) Seal(map[string]string) ([]byte, error) { return []byte("sealed"), nil }
func (plainVault) Open([]byte) (map[string]string, error) {
	return map[string]string{"token": "t"}, nil
}

func (w *world) connect(name string, can ...string) {
	w.t.Helper()
	a := store.Account{Name: name, Network: "mastodon", RemoteID: "us-" + name, Can: can}
	w.must(w.Setup.Connect(w.ctx, anna, a, map[string]string{"token": "t"}))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// hear ingests mentions given as id, or id<parent, each a minute after the other.
func (w *world) hear(specs ...string) []store.Doc {
	w.t.Helper()
	var events []desk.Event
	for i, spec := range specs {
		id, parent, _ := strings.Cut(spec, "<")
		events = append(events, desk.Event{Mention: &store.Mention{
			Key: store.Key{Network: "mastodon", ID: id}, Place: store.Place{Parent: parent},
			Created: w.now.Add(time.Duration(i-len(specs)) * time.Minute),
			Author:  store.Author{ID: "77", Handle: "ivan@m.example", Name: "Иван", Followers: 1840},
			Body:    store.Body{Text: "Холодильник опять не морозит " + id},
		}})
	}
	res, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: events})
	w.must(err)
	return res.Docs
}

func (w *world) get(doc store.Doc) *store.Mention {
	w.t.Helper()
	m, err := w.Lookup.Get(w.ctx, doc)
	w.must(err)
	return m
}

func (w *world) find(q string) []store.Doc {
	w.t.Helper()
	parsed, err := w.Lookup.Parse(q)
	w.must(err)
	var docs []store.Doc
	w.must(w.Lookup.Find(w.ctx, parsed, w.Lookup.Scope("anna", time.UTC), 0, func(m *store.Mention) error {
		docs = append(docs, m.Doc)
		return nil
	}))
	return docs
}

func done[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// reads is a store that counts what it is asked for.
type reads struct {
	store.Store
	n       int // mentions read in Updates
	updates int
}

func (r *reads) Update(ctx context.Context, fn func(store.Tx) error) error {
	r.updates++
	return r.Store.Update(ctx, func(tx store.Tx) error { return fn(readsTx{tx, r}) })
}

type readsTx struct {
	store.Tx
	r *reads
}

func (t readsTx) Mentions() store.Mentions { return readsMentions{t.Tx.Mentions(), t.r} }

type readsMentions struct {
	store.Mentions
	r *reads
}

func (m readsMentions) Get(doc store.Doc) (*store.Mention, error) {
	m.r.n++
	return m.Mentions.Get(doc)
}

func (m readsMentions) Search(ctx context.Context, s store.Search) iter.Seq2[*store.Mention, error] {
	return func(yield func(*store.Mention, error) bool) {
		for found, err := range m.Mentions.Search(ctx, s) {
			m.r.n++
			if !yield(found, err) {
				return
			}
		}
	}
}
