package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
	"earshot/store/desk"
)

// listed is a row of a file: "7 Anna anna@x.example".
func listed(spec string) desk.ContactRow {
	f := append(strings.Fields(spec), "", "")
	return desk.ContactRow{Person: store.Identity{ID: desk.RowID(f[0]), Row: f[0], Author: store.Author{Name: f[1], Email: f[2]}}}
}

func (w *world) file(list string, specs ...string) desk.ContactResult {
	w.t.Helper()
	b := desk.ContactBatch{List: list, From: list + ".csv"}
	for _, s := range specs {
		b.Rows = append(b.Rows, listed(s))
	}
	res, err := w.Lists.Import(w.ctx, anna, b)
	w.must(err)
	return res
}

func (w *world) whois(id string) store.Identity {
	w.t.Helper()
	p, err := w.People.Named(w.ctx, id)
	w.must(err)
	return p
}

func (w *world) sizes() map[string][2]int {
	w.t.Helper()
	all, err := w.Lists.All(w.ctx)
	w.must(err)
	out := map[string][2]int{}
	for _, l := range all {
		out[l.Name] = [2]int{l.Identities, l.People}
	}
	return out
}

func TestRowsOfAFileAreIdentitiesOnAList(t *testing.T) {
	w := newWorld(t)
	if r := w.file("clients", "1 Anna anna@x.example", "2 Boris", "3 Vera v@x.example"); r.New != 3 || r.Known+r.Changed+len(r.Refused) != 0 {
		t.Fatalf("%+v", r)
	}
	p := w.whois("1")
	if p.ID != "row:1" || p.Row != "1" || p.Author.Email != "anna@x.example" || !slices.Equal(p.Lists, []string{"clients"}) {
		t.Errorf("%+v", p)
	}
	w.now = w.now.Add(time.Hour)
	if r := w.file("clients", "1 Anna anna@x.example", "2 Boris b@x.example"); r.Known != 1 || r.Changed != 1 || r.New != 0 {
		t.Errorf("the second time: %+v", r)
	}
	if p := w.whois("2"); p.Author.Email != "b@x.example" {
		t.Errorf("a changed row: %+v", p.Author)
	}
	if r := w.file("clients", "2 Boris"); r.Known != 1 || w.whois("2").Author.Email == "" {
		t.Errorf("what a row does not say is kept: %+v", r)
	}
	w.file("guests", "3 Vera")
	if d := cmp.Diff(map[string][2]int{"clients": {3, 3}, "guests": {1, 1}}, w.sizes()); d != "" {
		t.Error(d)
	}
	if _, err := w.Lists.Import(w.ctx, anna, desk.ContactBatch{List: "a,b"}); err == nil {
		t.Error("a list with a comma")
	}
}

func TestARowOfAnotherListTakesNobodysPlace(t *testing.T) {
	w := newWorld(t)
	w.file("clients", "1 Anna anna@x.example")
	r := w.file("guests", "1 Gleb gleb@x.example", "2 Dina")
	if r.New != 1 || len(r.Refused) != 1 || r.Refused[0].Row != 0 || !strings.Contains(r.Refused[0].Why, "Anna (1) on the list clients") {
		t.Fatalf("%+v", r)
	}
	if w.whois("1").Author.Name != "Anna" {
		t.Error("Anna is lost")
	}
	row := listed("1 Gleb gleb@x.example")
	row.Beside = []store.Identity{{ID: "row:1/2", Row: "1/2", Network: "vk"}, {ID: "vk:5", Network: "vk"}}
	row.Prefix("g-")
	if row.Person.ID != "row:g-1" || row.Beside[0].ID != "row:g-1/2" || row.Beside[1].ID != "vk:5" {
		t.Errorf("%+v", row)
	}
	if r := w.file("friends", "1 Ann anna@x.example"); r.Changed != 1 {
		t.Errorf("the same address: %+v", r)
	}
}

func TestWhatAnAddressBookJoinsIsOnePerson(t *testing.T) {
	w := newWorld(t)
	row := listed("a Anna a@x.example")
	row.Beside = []store.Identity{{ID: "row:a/2", Row: "a/2", Network: "vk", Author: store.Author{Handle: "anna"}}}
	in := func() desk.ContactResult {
		r, err := w.Lists.Import(w.ctx, anna, desk.ContactBatch{Rows: []desk.ContactRow{row}, List: "team", From: "team.vcf"})
		w.must(err)
		return r
	}
	if r := in(); r.New != 1 {
		t.Fatalf("%+v", r)
	}
	c, err := w.People.Contact(w.ctx, "a/2")
	w.must(err)
	if d := cmp.Diff([]string{"row:a", "row:a/2"}, c.Members); d != "" {
		t.Error(d)
	}
	edges, err := w.People.Edges(w.ctx, "a")
	w.must(err)
	if len(edges) != 1 || edges[0].Kind != "file" || edges[0].Evidence[0].Why != "one contact in team.vcf" {
		t.Errorf("%+v", edges)
	}
	if r := in(); r.Known != 1 {
		t.Errorf("twice changes nothing: %+v", r)
	}
	if got := w.sizes()["team"]; got != [2]int{2, 1} {
		t.Errorf("two identities, one person: %v", got)
	}
	done(w.People.Split(w.ctx, anna, "a/2"))(t)
	if r := in(); r.Known != 1 {
		t.Errorf("what a person parted stays parted: %+v", r)
	}
	if c, _ := w.People.Contact(w.ctx, "a"); len(c.Members) != 1 {
		t.Errorf("%+v", c)
	}
}

func TestFactsKeepTheirFileAndTheirDay(t *testing.T) {
	w := newWorld(t)
	fact := func(name, value, from string) store.Fact {
		return store.Fact{Name: name, Value: value, From: from, At: w.now}
	}
	in := func(facts ...store.Fact) desk.ContactResult {
		row := listed("1 Anna")
		row.Person.Facts = facts
		r, err := w.Lists.Import(w.ctx, anna, desk.ContactBatch{Rows: []desk.ContactRow{row}})
		w.must(err)
		return r
	}
	first := w.now
	in(fact("dob", "1980", "import a.csv"))
	w.now = w.now.Add(time.Hour)
	if r := in(fact("dob", "1980", "import a.csv")); r.Known != 1 || !w.whois("1").Facts[0].At.Equal(first) {
		t.Errorf("%+v", r)
	}
	in(fact("dob", "1981", "import a.csv"))
	in(fact("dob", "1990", "import b.csv"), fact("company", "A", "import b.csv"), fact("company", "B", "import b.csv"))
	in(fact("company", "A", "import b.csv"), fact("company", "B", "import b.csv"))
	var got []string
	for _, f := range w.whois("1").Facts {
		got = append(got, f.Name+" "+f.Value+" "+f.From)
	}
	if d := cmp.Diff([]string{"dob 1981 import a.csv", "dob 1990 import b.csv", "company A import b.csv", "company B import b.csv"}, got); d != "" {
		t.Error(d)
	}
	if len(w.sizes()) != 0 || len(w.whois("1").Lists) != 0 {
		t.Error("no list was asked for")
	}
}

func TestWhatANetworkSaysOfSomebodyIsNotOverruledByAFile(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	row := desk.ContactRow{Person: store.Identity{ID: "mastodon:77", Network: "mastodon", Author: store.Author{Name: "Old name"}, VIP: true, Tags: []string{"regular"}, Class: "advocate", Phone: "+7900"}}
	r, err := w.Lists.Import(w.ctx, anna, desk.ContactBatch{Rows: []desk.ContactRow{row}, List: "back"})
	w.must(err)
	p := w.whois("mastodon:77")
	if r.New != 0 || r.Changed != 1 || p.Author.Name != "Иван" || !p.VIP || p.Class != "advocate" || p.Phone != "+7900" || p.Mentions != 1 {
		t.Errorf("%+v %+v", r, p)
	}
	before := w.get(doc).Judgement.Priority
	if len(w.find("is:vip")) != 1 || before == 0 {
		t.Errorf("his mention is that of a VIP, priority %d", before)
	}
}

func TestUndoOfAPersonKeepsTheListsInStep(t *testing.T) {
	w := newWorld(t)
	w.hear("1")
	on := desk.On(w.find("*")...)
	done(w.Triage.Mark(w.ctx, anna, on, "vip"))(t)
	row := desk.ContactRow{Person: store.Identity{ID: "mastodon:77", Network: "mastodon"}}
	_, err := w.Lists.Import(w.ctx, boris, desk.ContactBatch{Rows: []desk.ContactRow{row}, List: "vk fans"})
	w.must(err)
	done(w.History.Undo(w.ctx, anna))(t)
	if p := w.whois("mastodon:77"); p.VIP || !slices.Equal(p.Lists, []string{"vk fans"}) {
		t.Errorf("%+v", p)
	}
	if got := w.sizes()["vk fans"]; got != [2]int{1, 1} {
		t.Errorf("%v", got)
	}
}
