package desk_test

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/scoring/identity/identitytest"
	"earshot/store"
	"earshot/store/benchtest"
	"earshot/store/bolt"
	"earshot/store/desk"
)

// marked lets somebody press V on what the author with this id has written.
func (w *world) marked(author string) {
	w.t.Helper()
	done(w.Triage.Mark(w.ctx, anna, desk.On(w.find("from:" + author)[0]), "vip"))(w.t)
	consistent(w.t, w.store)
}

// namesakes greets so many who are called as a VIP, with honest handles.
func (w *world) namesakes(n int, name string) {
	w.t.Helper()
	var list []store.Identity
	for i := range n {
		list = append(list, account("vk", fmt.Sprintf("n%03d", i), name, fmt.Sprintf("petrova.a%d", 1900+i)))
	}
	w.must(w.PutPeople(w.ctx, list...))
}

// warned gives those who are said to pose as a VIP.
func (w *world) warned(id string) (out []string) {
	w.t.Helper()
	for _, s := range done(w.People.Suggestions(w.ctx, id, 0))(w.t) {
		if s.LooksLike {
			out = append(out, strings.TrimSpace(strings.ReplaceAll(s.A+" "+s.B, id, "")))
		}
	}
	slices.Sort(out)
	return out
}

// posers are what impersonators do; the last two of them are called otherwise.
func posers() []store.Identity {
	return []store.Identity{
		account("telegram", "1", "Анна Петрова", "аnna_petrova"),
		account("telegram", "2", "Анна Петрова", "anna.petrova.official"),
		account("bluesky", "3", "Аннa Пeтровa", "qwerty77"),
		account("mastodon", "4", "Анна Петрова", "@anna_petrova_@m.example"),
		account("telegram", "5", "Анна Петрова (официальная)", "zx81"),
		account("telegram", "6", "Магазин", "annа_petrоva1"),
		account("telegram", "7", "", "anna_petr0va"),
	}
}

func idsOf(list []store.Identity) (out []string) {
	for _, p := range list {
		out = append(out, p.ID)
	}
	slices.Sort(out)
	return out
}

// TestAMarkIsOneByWhicheverDoor: who is marked from a list of people, where no
// mention is in sight, is watched over and goes before others as by the key.
func TestAMarkIsOneByWhicheverDoor(t *testing.T) {
	ranked := map[string]int{}
	for _, door := range []string{"mention", "person"} {
		w := newWorld(t)
		w.greet(account("mastodon", "77", "Анна Петрова", "anna_petrova"), account("telegram", "9", "Анна Петрова", "anna.petrova.official"))
		mark := func(on bool) {
			if door == "person" {
				done(w.People.VIP(w.ctx, anna, "mastodon:77", on))(t)
				return
			}
			w.marked("anna_petrova")
		}
		before := w.find("from:anna_petrova")[0]
		mark(true)
		if got := w.warned("mastodon:77"); !slices.Equal(got, []string{"telegram:9"}) {
			t.Errorf("%s: %q", door, got)
		}
		ranked[door] = w.get(before).Judgement.Priority
		mark(false)
		if now := w.get(before).Judgement.Priority; now >= ranked[door] || w.whois("mastodon:77").VIP {
			t.Errorf("%s: no VIP any more, and still %d of %d", door, now, ranked[door])
		}
	}
	if ranked["mention"] != ranked["person"] {
		t.Errorf("priorities: %v", ranked)
	}
}

// TestAVIPAmongManyNamesakesIsWatchedOver: keys that 200 people share find nobody,
// and still each who poses is told the moment they write; who is only called so
// is not. They are told, too, where they were there first.
func TestAVIPAmongManyNamesakesIsWatchedOver(t *testing.T) {
	for _, late := range []bool{false, true} {
		w := newWorld(t)
		vip := account("mastodon", "77", "Анна Петрова", "anna_petrova")
		w.namesakes(120, "Анна Петрова")
		w.greet(vip)
		w.namesakes(200, "Анна Петрова")
		if !late {
			w.marked("anna_petrova")
		}
		fakes := posers()
		for i := range fakes { // each has three who are likelier to be the same
			for n := range 3 {
				w.greet(account("vk", fmt.Sprintf("m%d.%d", i, n), fakes[i].Author.Name, "own_"+fakes[i].Author.Handle))
			}
		}
		w.greet(fakes...)
		w.greet(account("telegram", "honest", "Анна Петрова", "petrova_anna_85"))
		if late {
			w.marked("anna_petrova")
		}
		got := w.warned("mastodon:77")
		for _, want := range idsOf(fakes) {
			if !slices.Contains(got, want) {
				t.Errorf("late %v: %s is not told", late, want)
			}
		}
		for _, id := range got {
			if strings.HasPrefix(id, "vk:n") || strings.HasSuffix(id, "honest") {
				t.Errorf("late %v: %s is honest", late, id)
			}
		}
		if w.together() != "" {
			t.Errorf("merged: %s", w.together())
		}
	}
}

// TestWhoIsNoVIPAnyMoreIsNotWatchedOver: the mark is taken back, or the VIP is
// called otherwise; and marked again, all is as it was.
func TestWhoIsNoVIPAnyMoreIsNotWatchedOver(t *testing.T) {
	w := newWorld(t)
	vip := account("mastodon", "77", "Анна Петрова", "anna_petrova")
	w.namesakes(300, "Анна Петрова")
	w.greet(vip)
	w.marked("anna_petrova")
	w.greet(posers()[2])
	if got := w.warned(vip.ID); len(got) != 1 {
		t.Fatal(got)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if got := w.warned(vip.ID); len(got) != 0 {
		t.Error("no VIP:", got)
	}
	w.greet(posers()[4])
	if got := w.warned(vip.ID); len(got) != 0 {
		t.Error("no VIP:", got)
	}
	done(w.History.Redo(w.ctx, anna))(t)
	if got := w.warned(vip.ID); len(got) != 2 {
		t.Error("a VIP again:", got)
	}
	w.now = w.now.Add(1)
	vip.Author.Handle, vip.Author.Name = "tit", "Тит Щёкин"
	w.greet(vip, account("telegram", "8", "Кто-то", "annа_petrоva2"))
	if got := w.warned(vip.ID); slices.Contains(got, "telegram:8") {
		t.Error("called otherwise:", got)
	}
	w.greet(account("telegram", "9", "Tит Щёкин", "zx82"))
	if got := w.warned(vip.ID); !slices.Contains(got, "telegram:9") {
		t.Error("called otherwise:", got)
	}
	w.marked("tit")
	w.unwatched()
}

// unwatched says whom the index still holds.
func (w *world) unwatched() {
	w.t.Helper()
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		for key := range tx.Records(store.KindWatched).Scan("", "") {
			w.t.Errorf("left: %q", key)
		}
		return nil
	}))
}

// TestAllAccountsOfAVIPAreWatchedOver: the mark stands with one of them.
func TestAllAccountsOfAVIPAreWatchedOver(t *testing.T) {
	w := newWorld(t)
	a, b := account("mastodon", "77", "Анна Петрова", "anna_petrova"), account("vk", "5", "A. P.", "cold_storage")
	w.greet(a, b)
	w.marked("anna_petrova")
	done(w.People.Merge(w.ctx, anna, a.ID, b.ID))(t)
	w.greet(account("telegram", "1", "Somebody", "cold_stоrage"))
	if got := w.warned(b.ID); !slices.Contains(got, "telegram:1") {
		t.Errorf("%q", got)
	}
	b.Author.Handle = "winter_garden" // it is called otherwise now
	w.now = w.now.Add(1)
	w.greet(b, account("telegram", "2", "Somebody", "winter_gаrden"))
	if got := w.warned(b.ID); !slices.Contains(got, "telegram:2") {
		t.Errorf("%q", got)
	}
	done(w.People.Split(w.ctx, anna, b.ID))(t)
	w.greet(account("telegram", "3", "Somebody", "wintеr_garden"))
	if got := w.warned(b.ID); slices.Contains(got, "telegram:3") {
		t.Errorf("parted from the VIP: %q", got)
	}
	// Who is told apart by hand stays so.
	w.greet(account("telegram", "4", "Анна Петрова", "anna_petrova_official"))
	done(w.People.Reject(w.ctx, anna, a.ID, "telegram:4"))(t)
	w.marked("anna_petrova")
	w.marked("anna_petrova")
	if got := w.warned(a.ID); slices.Contains(got, "telegram:4") {
		t.Errorf("%q", got)
	}
}

// TestAWorkspaceFromBeforeWatchesOverItsVIPs, as soon as anybody arrives; an
// import of VIPs finds who is there.
func TestAWorkspaceFromBeforeWatchesOverItsVIPs(t *testing.T) {
	w := newWorld(t)
	vip := account("mastodon", "77", "Анна Петрова", "anna_petrova")
	vip.VIP = true
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error { return store.Identities(tx).Put(vip.ID, vip) }))
	w.must(w.People.Settle(w.ctx))
	w.greet(posers()[0])
	if got := w.warned(vip.ID); len(got) != 1 {
		t.Errorf("%q", got)
	}
	again := newWorld(t)
	again.greet(posers()[:2]...)
	row := store.Identity{ID: "row:1", Row: "1", Network: "vk", VIP: true, Author: store.Author{Name: "Анна Петрова", Handle: "anna_petrova"}}
	done(again.Lists.Import(again.ctx, anna, desk.ContactBatch{List: "vips", Rows: []desk.ContactRow{{Person: row}}}))(t)
	if got := again.warned("row:1"); len(got) != 2 {
		t.Errorf("%q", got)
	}
	done(again.History.Undo(again.ctx, anna))(t)
	if got := again.suggested(""); strings.Contains(got, "row:1") {
		t.Errorf("after undo: %q", got)
	}
	again.unwatched()
}

// BenchmarkWatchedOver is what each arrival costs where there are 1,000 VIPs, in a
// file: the goal is 20 µs.
func BenchmarkWatchedOver(b *testing.B) {
	st, err := bolt.Open(filepath.Join(b.TempDir(), "v.db"), bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	d := desk.New(st, store.RealEnv(), desk.Options{})
	next, stop := iter.Pull(identitytest.Crowd(3))
	b.Cleanup(stop)
	some := func(vip bool) (list []store.Identity) {
		for range 1000 {
			r, _ := next()
			p := asIdentity(r)
			p.VIP = vip
			list = append(list, p)
		}
		return list
	}
	if err := d.PutPeople(context.Background(), some(true)...); err != nil {
		b.Fatal(err)
	}
	list := some(false)
	n, cpu := 0, benchtest.CPUTime()
	for b.Loop() {
		if n, err = d.Posing(context.Background(), list...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((benchtest.CPUTime()-cpu).Microseconds())/float64(b.N*len(list)), "µs-CPU/identity")
	b.ReportMetric(float64(n), "posing")
}
