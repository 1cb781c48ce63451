package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/names"
	"earshot/store"
	"earshot/store/match"
)

func people(t *testing.T, open Open) {
	t.Run("found by what they are called", func(t *testing.T) { peopleCalled(start(t, open)) })
	t.Run("found by queries", func(t *testing.T) { peopleQueried(start(t, open)) })
	t.Run("the weightiest first", func(t *testing.T) { peopleWeighed(start(t, open)) })
	t.Run("records and mentions come and go", func(t *testing.T) { peopleGone(start(t, open)) })
	t.Run("errors", func(t *testing.T) { peopleErrors(start(t, open)) })
}

// file puts people into the store.
func (s *suite) file(list ...store.Identity) {
	s.Helper()
	s.update(func(tx store.Tx) error {
		for _, p := range list {
			s.must(store.Identities(tx).Put(p.ID, p))
		}
		return nil
	})
}

// who gives the ids that a search finds, and checks the count.
func (s *suite) who(typed, expr string, limit int) string {
	s.Helper()
	q := store.PeopleSearch{Words: names.Query(typed), Scope: scope(), Limit: limit}
	if expr != "" {
		q.Expr = parse(s, expr)
	}
	var out []string
	s.view(func(tx store.Tx) error {
		out = nil
		for p, err := range tx.People().Search(context.Background(), q) {
			s.must(err)
			out = append(out, p.ID)
		}
		n, err := tx.People().Count(context.Background(), q)
		if limit == 0 && n != len(out) {
			s.Errorf("%q %q: %d are found, %d counted", typed, expr, len(out), n)
		}
		return err
	})
	return strings.Join(out, " ")
}

// crowd is some people, the weightiest first.
func crowd() []store.Identity {
	return []store.Identity{
		{ID: "vk:1", Network: "vk", Author: store.Author{ID: "1", Name: "Иван Петров", Handle: "ivan_p", Followers: 90_000, Location: "Казань"}, Tags: []string{"gold"}},
		{ID: "mastodon:7", Network: "mastodon", Author: store.Author{ID: "7", Name: "Ivan Petroff", Handle: "vanya@m.example", Followers: 9_000, Bio: "I bake bread"}, VIP: true},
		{ID: "mail:anna@shop.example", Network: "mail", Author: store.Author{Email: "anna@shop.example", Name: "Anna Щукина", Followers: 900}},
		{ID: "row:17", Network: "vk", Row: "17", Author: store.Author{Name: "Petra Ivanova", Followers: 90, Location: "Berlin"}},
		{ID: "vk:nameless", Network: "vk", Author: store.Author{Followers: 9}},
	}
}

func peopleCalled(s *suite) {
	s.file(crowd()...)
	for _, c := range []struct{ typed, want string }{
		{"", "vk:1 mastodon:7 mail:anna@shop.example row:17 vk:nameless"},
		{"petrov", "vk:1 mastodon:7"},
		{"петров", "vk:1 mastodon:7"},
		{"petrof", "mastodon:7 vk:1"},
		{"pet", "vk:1 mastodon:7 row:17"},
		{"ivan", "vk:1 mastodon:7 row:17"},
		{"schukina", "mail:anna@shop.example"},
		{"anna@shop", "mail:anna@shop.example"},
		{"казнаь", "vk:1"},
		{"petra berlin", "row:17"},
		{"berlin ivan", "row:17"},
		{"vanya", "mastodon:7"},
		{"namelsess", "vk:nameless"},
		{"p", "vk:1 mastodon:7 row:17"},
		{"zzz", ""},
		{"bread", ""},
	} {
		if got := s.who(c.typed, "", 0); got != c.want {
			s.Errorf("%q finds %s, want %s", c.typed, got, c.want)
		}
	}
}

func peopleQueried(s *suite) {
	s.file(crowd()...)
	for _, c := range []struct{ typed, expr, want string }{
		{"", "is:vip", "mastodon:7"},
		{"", "net:vk", "vk:1 row:17 vk:nameless"},
		{"", "followers:>100 -is:vip", "vk:1 mail:anna@shop.example"},
		{"", "geo:казани", "vk:1"},
		{"", "bio:bread", "mastodon:7"},
		{"", "tag:gold", "vk:1"},
		{"", "has:email", "mail:anna@shop.example"},
		{"", "from:ivan_p", "vk:1"},
		{"ivan", "net:vk", "vk:1 row:17"},
		{"ivan", "net:mail", ""},
	} {
		if got := s.who(c.typed, c.expr, 0); got != c.want {
			s.Errorf("%q %q finds %s, want %s", c.typed, c.expr, got, c.want)
		}
	}
}

func peopleWeighed(s *suite) {
	s.file(crowd()...)
	if got := s.who("ivan", "", 1); got != "vk:1" {
		s.Errorf("the first is %s", got)
	}
	list := crowd()
	list[0].Author.Followers, list[3].Mentions = 9, 1_000_000
	s.file(list[0], list[3])
	if got, want := s.who("", "", 0), "row:17 mastodon:7 mail:anna@shop.example vk:1 vk:nameless"; got != want && got != "row:17 mastodon:7 mail:anna@shop.example vk:nameless vk:1" {
		s.Errorf("after the weights have moved: %s", got)
	}
	if got, want := s.who("pet", "", 0), "row:17 mastodon:7 vk:1"; got != want {
		s.Errorf("of those called so: %s, want %s", got, want)
	}
	list[3].Author.Name = "Olga Ivanova"
	s.file(list[3])
	if got, want := s.who("pet", "", 0), "mastodon:7 vk:1"; got != want {
		s.Errorf("after a name has changed: %s, want %s", got, want)
	}
}

func peopleGone(s *suite) {
	m := mention(1)
	s.update(func(tx store.Tx) error { return tx.Mentions().Put(m) })
	if got := s.who("user", "", 0); got != "" {
		s.Errorf("somebody without a record is found: %s", got)
	}
	record := store.Identity{ID: m.Identity(), Network: "demo", Author: m.Author, Mentions: 1}
	s.file(record, crowd()[0])
	s.update(func(tx store.Tx) error { return tx.Mentions().Delete(m.Doc) })
	if got, want := s.who("user", "", 0), record.ID; got != want {
		s.Errorf("without a mention %q is found, want %s", got, want)
	}
	s.update(func(tx store.Tx) error {
		s.must(store.Identities(tx).Delete(record.ID))
		return store.Identities(tx).Delete("vk:nobody")
	})
	if got := s.who("", "", 0); got != "vk:1" {
		s.Errorf("without a record %q are found", got)
	}
	again := mention(1)
	s.update(func(tx store.Tx) error {
		s.must(tx.Mentions().Put(again))
		s.must(store.Identities(tx).Put(record.ID, record))
		s.must(store.Identities(tx).Delete(record.ID))
		return store.Identities(tx).Put(record.ID, record)
	})
	if got, want := s.who("user", "", 0), record.ID; got != want {
		s.Errorf("who came back is %q, want %s", got, want)
	}
	s.update(func(tx store.Tx) error { return store.Identities(tx).Put("no key of a person", record) })
	if got, want := s.who("user", "", 0), record.ID; got != want {
		s.Errorf("under a key that is none %q is found", got)
	}
}

func peopleErrors(s *suite) {
	s.file(crowd()...)
	s.view(func(tx store.Tx) error {
		for _, expr := range []string{"is:new", "likes:>3", "thread:x"} {
			q := store.PeopleSearch{Expr: parse(s, expr), Scope: scope()}
			_, err := tx.People().Count(context.Background(), q)
			s.invalid(err)
			for _, err := range tx.People().Search(context.Background(), q) {
				s.invalid(err)
			}
		}
		ended, stop := context.WithCancel(context.Background())
		stop()
		for p, err := range tx.People().Search(ended, store.PeopleSearch{Words: []string{"ivan"}}) {
			if err == nil {
				s.Errorf("%s is found although nobody waits", p.ID)
			}
		}
		return nil
	})
	var after store.Tx
	s.view(func(tx store.Tx) error { after = tx; return nil })
	if _, err := after.People().Count(context.Background(), store.PeopleSearch{}); err == nil {
		s.Error("a transaction that is over counts people")
	}
}

// askPeople compares what both engines find: the same people, in the same order
// but for equals, and the first of them where there is a limit.
func (w *twins) askPeople() {
	expr := rapid.SampledFrom([]string{"", "", "is:vip", "tag:gold", "-net:vk", "followers:>20", "bio:bread", "has:link OR from:bob"}).Draw(w.T, "people")
	typed := rapid.SampledFrom([]string{"", "ann", "an", "b", "bbo", "kazan", "u1 x", "петр", "user", "Anna Petrov", "annaa petrovv", "annapetrov"}).Draw(w.T, "typed")
	q := store.PeopleSearch{Words: names.Query(typed), Scope: scope(), Limit: rapid.IntRange(0, 3).Draw(w.T, "limit"), Enough: rapid.IntRange(0, 2).Draw(w.T, "enough")}
	if expr != "" {
		q.Expr = parse(w, expr)
	}
	a, all := whoIn(w, w.a, q), q
	all.Limit, all.Enough = 0, 0
	w.same("people "+expr+" / "+typed, levels(a), levels(whoIn(w, w.b, q)))
	everybody := ids2(whoIn(w, w.a, all))
	w.same("all people "+expr+" / "+typed, everybody, ids2(whoIn(w, w.b, all)))
	for _, id := range ids2(whoIn(w, w.b, q)) {
		if !slices.Contains(everybody, id) {
			w.Fatalf("%s does not match", id)
		}
	}
}

// ids2 sorts the ids, for those who are equal stand in any order.
func ids2(list []string) []string {
	var out []string
	for _, line := range list {
		id, _, _ := strings.Cut(line, " ")
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// levels is the order that both must keep.
func levels(list []string) []string {
	var out []string
	for _, line := range list {
		_, level, _ := strings.Cut(line, " ")
		out = append(out, level)
	}
	return out
}

func whoIn(w *twins, s store.Store, q store.PeopleSearch) (out []string) {
	x, err := match.CompilePeople(q)
	if err != nil {
		w.Fatalf("%v", err)
	}
	err = s.View(context.Background(), func(tx store.Tx) error {
		out = nil
		for p, err := range tx.People().Search(context.Background(), q) {
			if err != nil {
				return err
			}
			rank, ok, err := x.MatchPerson(tx, p)
			if err != nil || !ok {
				w.Fatalf("%s does not match: %v", p.ID, err)
			}
			out = append(out, fmt.Sprintf("%s %d/%d", p.ID, rank, p.Weight()))
		}
		n, err := tx.People().Count(context.Background(), q)
		if q.Limit == 0 && q.Enough == 0 && n != len(out) {
			w.Fatalf("%d are found, %d counted", len(out), n)
		}
		return err
	})
	if err != nil {
		w.Fatalf("%v", err)
	}
	return out
}
