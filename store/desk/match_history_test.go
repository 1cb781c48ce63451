package desk_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/identity"
	"earshot/scoring/identity/identitytest"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// kept is all that hangs on people, as text: it must not get lost, whoever is
// merged with whom.
func (w *world) kept() string {
	w.t.Helper()
	var out strings.Builder
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		for i, err := range store.Identities(tx).All() {
			if err != nil {
				return err
			}
			fmt.Fprintln(&out, i.ID, i.Author.Name, i.Author.Email, i.Mentions, i.Tags, i.VIP)
		}
		for n, err := range store.Notes(tx).All() {
			if err != nil {
				return err
			}
			fmt.Fprintln(&out, n.Doc, n.Text)
		}
		return nil
	}))
	return out.String()
}

// decided is what stands between people: contacts, edges and partings in force.
func (w *world) decided() string {
	w.t.Helper()
	var out strings.Builder
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		for _, kind := range []string{store.KindEdges, store.KindPartings, store.KindContacts, store.KindContactOf} {
			for key, raw := range tx.Records(kind).Scan("", "") {
				fmt.Fprintf(&out, "%s %q %x\n", kind, key, raw)
			}
		}
		return nil
	}))
	return out.String()
}

// town is who may be heard: some share a mailbox, some are only called alike.
func town() []store.Identity {
	var out []store.Identity
	for i, who := range [][3]string{
		{"vk", "Тит Щёкин", "tit@x.example"},
		{"telegram", "Tit Shchekin", "tit@x.example"},
		{"mastodon", "Тит Щёкин", ""},
		{"vk", "Ольга Зандер", "olga@x.example"},
		{"mastodon", "Olga Zander", "Olga@x.example"},
		{"telegram", "Пахом Дарпелов", ""},
	} {
		one := account(who[0], fmt.Sprint(i), who[1], "")
		one.Author.Email = who[2]
		out = append(out, one)
	}
	return out
}

// turn does one thing that a team may do.
func (w *world) turn(rt *rapid.T, people []store.Identity) {
	by := rapid.SampledFrom([]desk.By{anna, boris}).Draw(rt, "by")
	a, b := rapid.SampledFrom(people).Draw(rt, "a"), rapid.SampledFrom(people).Draw(rt, "b")
	var err error
	switch rapid.SampledFrom([]string{"mention", "merge", "unmerge", "split", "reject", "accept", "note", "undo", "undo", "redo"}).Draw(rt, "verb") {
	case "mention":
		if rapid.Bool().Draw(rt, "renamed") {
			a.Author.Location = rapid.SampledFrom([]string{"Казань", "Riga"}).Draw(rt, "place")
		}
		w.greet(a)
	case "merge":
		_, err = w.People.Merge(w.ctx, by, a.ID, b.ID)
	case "unmerge":
		_, err = w.People.Unmerge(w.ctx, by, a.ID, b.ID)
	case "split":
		_, err = w.People.Split(w.ctx, by, a.ID)
	case "reject":
		_, err = w.People.Reject(w.ctx, by, a.ID, b.ID)
	case "accept":
		list, errList := w.People.Suggestions(w.ctx, "", 0)
		if w.must(errList); len(list) > 0 {
			s := rapid.SampledFrom(list).Draw(rt, "suggestion")
			_, err = w.People.Accept(w.ctx, by, s.A, s.B)
		}
	case "note":
		if docs := w.find("*"); len(docs) > 0 {
			_, err = w.Triage.Note(w.ctx, by, rapid.SampledFrom(docs).Draw(rt, "doc"), "ask them")
		}
	case "undo":
		_, err = w.History.Undo(w.ctx, by)
	case "redo":
		_, err = w.History.Redo(w.ctx, by)
	}
	var late *store.Conflict
	var invalid *store.Invalid
	if err != nil && !errors.As(err, &late) && !errors.As(err, &invalid) && !errors.Is(err, desk.ErrNothing) && !errors.Is(err, store.ErrNotFound) {
		rt.Fatal(err)
	}
}

// thorough tries 10,000 histories where EARSHOT_LONG=1 asks for them.
func thorough(t *testing.T) {
	if os.Getenv("EARSHOT_LONG") != "1" {
		return
	}
	checks := flag.Lookup("rapid.checks")
	usual := checks.Value.String()
	if err := checks.Value.Set("10000"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = checks.Value.Set(usual) })
}

// TestWholeHistories: people are heard of, matched, merged, parted, noted, and
// all of that taken back and done again. Contacts follow from the edges at every
// step; a merge that is taken back gives back what was; nobody's mentions,
// names or notes get lost by it; and the same history gives the same.
func TestWholeHistories(t *testing.T) {
	thorough(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorldOver(t, mem.New())
		people := town()
		for range rapid.IntRange(1, 15).Draw(rt, "n") {
			w.turn(rt, people)
			consistent(rt, w.store)
		}
		w.greet(people...)
		before, kept := w.decided(), w.kept()
		a, b := rapid.SampledFrom(people).Draw(rt, "x"), rapid.SampledFrom(people).Draw(rt, "y")
		out, err := w.People.Merge(w.ctx, anna, a.ID, b.ID)
		if err != nil || out.Seq == 0 {
			return
		}
		if w.kept() != kept {
			rt.Fatalf("a merge changed what hangs on identities:\n%s", w.kept())
		}
		done(w.History.Undo(w.ctx, anna))(t)
		if after := w.decided(); after != before {
			rt.Fatalf("it was\n%s, it is\n%s", before, after)
		}
		done(w.History.Redo(w.ctx, anna))(t)
		done(w.People.Unmerge(w.ctx, boris, a.ID, b.ID))(t)
		if w.kept() != kept {
			rt.Fatalf("parting changed what hangs on identities:\n%s", w.kept())
		}
		consistent(rt, w.store)
	})
}

// TestTheJournalTellsWhoIsWho: what the journal says was decided, written into
// an empty file in its order, gives the same contacts.
func TestTheJournalTellsWhoIsWho(t *testing.T) {
	thorough(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorldOver(t, mem.New())
		var people []store.Identity
		for i := range 6 {
			people = append(people, account("vk", fmt.Sprint(i), "", ""))
		}
		for _, p := range people {
			w.strangers(p.ID)
		}
		for range rapid.IntRange(1, 20).Draw(rt, "n") {
			w.turn(rt, people)
		}
		again := newWorldOver(t, mem.New())
		for _, p := range people {
			again.strangers(p.ID)
		}
		var entries []store.Entry
		w.must(w.store.View(w.ctx, func(tx store.Tx) (err error) {
			entries, err = store.Journal(tx).List()
			return err
		}))
		w.must(again.Replay(entries))
		if a, b := strings.ReplaceAll(w.together(), "\n", ""), again.together(); a != b {
			rt.Fatalf("%q, replayed %q", a, b)
		}
		consistent(rt, again.store)
	})
}

// imported is a file of labelled contacts that went through the desk.
type imported struct {
	list    []identitytest.Labelled
	number  map[string]int // by identity
	groups  [][]int
	suggest []store.Suggestion
}

// importLabelled brings labelled rows through the desk, 500 in a transaction, as
// import contacts does.
func importLabelled(t *testing.T, list []identitytest.Labelled) imported {
	t.Helper()
	w := newWorldOver(t, mem.New())
	in := imported{list: list, number: map[string]int{}}
	at := 0
	for part := range slices.Chunk(list, 500) {
		var people []store.Identity
		for _, r := range part {
			id := desk.RowID(r.ID)
			in.number[id] = at
			at++
			people = append(people, store.Identity{
				ID: id, Row: r.ID, Network: r.Network, Phone: r.Phone,
				Author: store.Author{Name: r.Name, Handle: r.Handle, Email: r.Mail, Location: r.City, URL: r.Site, Avatar: r.Avatar},
			})
		}
		w.must(w.PutPeople(w.ctx, people...))
	}
	of := map[string][]int{}
	w.must(w.People.EachIdentity(w.ctx, func(k desk.Known) error {
		of[k.Contact] = append(of[k.Contact], in.number[k.ID])
		return nil
	}))
	for _, g := range of {
		if len(g) > 1 {
			slices.Sort(g)
			in.groups = append(in.groups, g)
		}
	}
	in.suggest = done(w.People.Suggestions(w.ctx, "", 0))(t)
	consistent(t, w.store)
	return in
}

// held is what an import came to.
type held struct {
	merged    identitytest.Score // without asking
	impostors int                // merged with somebody
	asked     int                // first suggestions
	right     float64            // the share of them that is
	recall    float64            // when people accept the right ones
}

func (h held) String() string {
	return fmt.Sprintf("merged P %.4f R %.3f (%d wrong), %d impostors; suggested P %.3f of %d, with them R %.3f",
		h.merged.Precision(), h.merged.Recall(), h.merged.Wrong, h.impostors, h.right, h.asked, h.recall)
}

// hold measures an import against its labels and holds it to what is promised.
func (in imported) hold(t *testing.T) {
	t.Helper()
	h := in.measure()
	t.Logf("%d identities: %v", len(in.list), h)
	if h.merged.Precision() < 0.995 || h.merged.Recall() < 0.30 || h.impostors > 0 || h.right < 0.75 || h.recall < 0.68 {
		t.Error("less than is promised")
	}
}

// measure measures an import against its labels: what was merged, and what is
// found when people accept the right ones of the first suggestions.
func (in imported) measure() held {
	everybody := func(identitytest.Labelled) bool { return true }
	s := identitytest.Of(in.list, in.groups, everybody)
	var all identity.Clusters
	for _, g := range in.groups {
		for _, m := range g[1:] {
			all.Join(g[0], m, false)
		}
	}
	has, right, asked := map[int]bool{}, 0, 0
	for _, x := range in.suggest {
		a, b := in.number[x.A], in.number[x.B]
		if has[a] && has[b] || x.LooksLike && (in.list[a].Impostor || in.list[b].Impostor) { // a warning that is right
			continue
		}
		has[a], has[b] = true, true
		if asked++; in.list[a].Person == in.list[b].Person {
			right++
			all.Join(a, b, false)
		}
	}
	with := identitytest.Of(in.list, identitytest.Parts(&all, len(in.list)), everybody)
	return held{s, identitytest.Impostors(in.list, in.groups), asked, float64(right) / float64(max(1, asked)), with.Recall()}
}

// TestPeopleWhoDoNotExistAreFound end to end: invented contacts through the desk.
func TestPeopleWhoDoNotExistAreFound(t *testing.T) {
	importLabelled(t, identitytest.People(1000, 7)).hold(t)
}

// TestLabelledContactsAreFound is the same with the set that is not ours to give
// away.
func TestLabelledContactsAreFound(t *testing.T) {
	data := os.Getenv("EARSHOT_DATASETS")
	if data == "" {
		t.Skip("NOT MEASURED: EARSHOT_DATASETS is not set; give the folder with the public sets")
	}
	path := filepath.Join(data, "identity", "contacts.csv")
	if _, err := os.Stat(path); err != nil {
		t.Skip("NOT MEASURED: there is no ", path)
	}
	list := done(identitytest.Contacts(path))(t)
	importLabelled(t, list).hold(t)
}
