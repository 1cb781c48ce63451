package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
	"earshot/store/desk"
)

// record is a row of a register.
func (w *world) record(id, name, mail, city, dob, street string) desk.ContactRow {
	p := store.Identity{ID: desk.RowID(id), Row: id, Author: store.Author{Name: name, Email: mail, Location: city}}
	for _, f := range [][2]string{{"dob", dob}, {"street", street}} {
		if f[1] != "" {
			p.Facts = append(p.Facts, store.Fact{Name: f[0], Value: f[1], From: "import register.csv", At: w.now})
		}
	}
	return desk.ContactRow{Person: p}
}

// register is so many people, of whom every third stands in it twice, with a
// slip in the name and a value that is missing.
func (w *world) register(n int) (rows []desk.ContactRow) {
	first := []string{"Anna", "Boris", "Vera", "Gleb", "Dina", "Egor", "Zoya", "Igor", "Kira", "Lev", "Maya"}
	last := []string{"Orlova", "Petrov", "Sidorova", "Kuznetsov", "Ivanova", "Smirnov", "Volkova", "Morozov", "Lebedeva"}
	city := []string{"Kazan", "Perm", "Omsk", "Tula", "Tver"}
	for i := range n {
		name, family := first[i%len(first)], last[i*7%len(last)]+string(rune('a'+i%23))
		mail := fmt.Sprintf("%s.%s%d@mail.example", strings.ToLower(name), strings.ToLower(family), i)
		dob, street := fmt.Sprintf("19%02d-%02d-%02d", 40+i%60, 1+i%12, 1+i%28), fmt.Sprintf("street of %d", i*37%1000)
		rows = append(rows, w.record(fmt.Sprintf("p%03d", i), name+" "+family, mail, city[i%5], dob, street))
		if i%3 == 0 {
			slip := name[:1] + name[2:] + " " + family
			rows = append(rows, w.record(fmt.Sprintf("p%03d-dup", i), slip, mail, "", dob, street))
		}
	}
	return rows
}

func (w *world) importRecords(rows []desk.ContactRow) (ids []string) {
	w.t.Helper()
	_, err := w.Lists.Import(w.ctx, anna, desk.ContactBatch{Rows: rows, List: "register", From: "register.csv", Records: true})
	w.must(err)
	for _, r := range rows {
		ids = append(ids, r.Person.ID)
	}
	return ids
}

// pairs gives all contacts of several identities, as "a b".
func (w *world) groups() (out []string) {
	w.t.Helper()
	w.must(w.Lists.Each(w.ctx, func(g desk.Joined) error {
		if len(g.Members) > 1 {
			var rows []string
			for _, m := range g.Members {
				rows = append(rows, m.Row)
			}
			out = append(out, strings.Join(rows, " "))
		}
		return nil
	}))
	return out
}

func TestRecordsAreJoinedByAllTheirColumns(t *testing.T) {
	w := newWorld(t)
	ids := w.importRecords(w.register(60))
	if got := w.groups(); len(got) != 0 {
		t.Fatalf("records wait until all are in: %v", got)
	}
	n, err := w.Lists.MatchRecords(w.ctx, anna, ids)
	w.must(err)
	var want []string
	for i := 0; i < 60; i += 3 {
		want = append(want, fmt.Sprintf("p%03d p%03d-dup", i, i))
	}
	if d := cmp.Diff(want, w.groups()); d != "" || n != len(want) {
		t.Fatalf("%d people (-want +got)\n%s", n, d)
	}
	edges, err := w.People.Edges(w.ctx, "p000")
	w.must(err)
	if len(edges) != 1 || edges[0].Kind != "records" || edges[0].By != "anna" || edges[0].Bits < 3 {
		t.Fatalf("%+v", edges)
	}
	var kinds []string
	for _, e := range edges[0].Evidence {
		kinds = append(kinds, e.Kind)
		if e.Why == "" {
			t.Errorf("evidence without words: %+v", e)
		}
	}
	for _, kind := range []string{"mail", "name", "dob", "street"} {
		if !slices.ContainsFunc(kinds, func(k string) bool { return strings.Contains(k, kind) }) {
			t.Errorf("%s is no evidence: %v", kind, kinds)
		}
	}
}

func TestRecordsThatWereJoinedStayAsTheyAre(t *testing.T) {
	w := newWorld(t)
	rows := w.register(60)
	ids := w.importRecords(rows)
	first := done(w.Lists.MatchRecords(w.ctx, anna, ids))(t)
	before := w.groups()
	w.importRecords(rows)
	if again := done(w.Lists.MatchRecords(w.ctx, anna, ids))(t); again != first || !slices.Equal(before, w.groups()) {
		t.Errorf("%d people, then %d", first, again)
	}
	done(w.People.Split(w.ctx, boris, "p003"))(t)
	done(w.Lists.MatchRecords(w.ctx, anna, ids))(t)
	if got := w.groups(); len(got) != len(before)-1 || slices.Contains(got, "p003 p003-dup") {
		t.Errorf("what a person parted was joined again: %v", got)
	}
	done(w.History.Undo(w.ctx, boris))(t)
	if got := w.groups(); !slices.Equal(before, got) {
		t.Errorf("undo brings back %v", got)
	}
}

func TestTheOrderOfRecordsDoesNotMatter(t *testing.T) {
	var first []string
	for turn := range 3 {
		w := newWorld(t)
		rows := w.register(60)
		switch turn {
		case 1:
			slices.Reverse(rows)
		case 2:
			rows = append(slices.Clone(rows[len(rows)/3:]), rows[:len(rows)/3]...)
		}
		done(w.Lists.MatchRecords(w.ctx, anna, w.importRecords(rows)))(t)
		got := w.groups()
		if turn == 0 {
			first = got
		}
		if d := cmp.Diff(first, got); d != "" {
			t.Errorf("order %d: %s", turn, d)
		}
	}
}

func TestFewRecordsAreNoRegister(t *testing.T) {
	w := newWorld(t)
	for _, ids := range [][]string{nil, {"row:nobody"}, w.importRecords(w.register(1)[:1])} {
		if n := done(w.Lists.MatchRecords(w.ctx, anna, ids))(t); n != 0 {
			t.Errorf("%v: %d", ids, n)
		}
	}
	ids := w.importRecords(w.register(30))
	ended, stop := context.WithCancel(w.ctx)
	stop()
	if _, err := w.Lists.MatchRecords(ended, anna, ids); err == nil {
		t.Error("it goes on for nobody")
	}
}

// TestASlipInAnAddressIsEvidence: what is no address any more is kept as a fact,
// and compared as an address.
func TestASlipInAnAddressIsEvidence(t *testing.T) {
	w := newWorld(t)
	rows := w.register(60)
	dup := &rows[1].Person // of p000
	dup.Facts = append(dup.Facts, store.Fact{Name: "email", Value: strings.ReplaceAll(dup.Author.Email, "@", ""), From: "import register.csv"})
	dup.Facts = append(dup.Facts, store.Fact{Name: "phone", Value: "12", From: "import register.csv"}, store.Fact{Name: "avatar", Value: "x", From: "import register.csv"})
	dup.Author.Email = ""
	done(w.Lists.MatchRecords(w.ctx, anna, w.importRecords(rows)))(t)
	if got := w.groups(); len(got) != 20 || got[0] != "p000 p000-dup" {
		t.Errorf("%d: %v", len(got), got)
	}
	if p := w.whois("p000-dup"); p.Author.Email != "" || len(p.Facts) != 5 {
		t.Errorf("what the file said has changed: %+v", p)
	}
}

// TestPeopleOfAListAreMatchedAsTheyComeIn where they are accounts and addresses:
// one mailbox with one name is one person, a name alone is none.
func TestPeopleOfAListAreMatchedAsTheyComeIn(t *testing.T) {
	w := newWorld(t)
	w.file("clients", "1 Анна anna.orlova@mail.example", "2 Boris", "3 Vera v@x.example")
	w.file("guests", "10 Анна Anna.Orlova+news@mail.example", "11 Boris")
	if d := cmp.Diff([]string{"1 10"}, w.groups()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if got := w.sizes(); got["clients"] != [2]int{3, 3} || got["guests"] != [2]int{2, 2} {
		t.Errorf("%v", got)
	}
}
