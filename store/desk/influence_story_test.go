package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// TestReadingAPageTwiceCountsOnce: networks repeat themselves.
func TestReadingAPageTwiceCountsOnce(t *testing.T) {
	w := newWorld(t)
	page := func() []*store.Mention {
		return []*store.Mention{w.postBy("1", "olga", 9), w.reshared("2", "petr", "1", 5), w.answered("3", "vera", "1", 4)}
	}
	w.ingest(page()...)
	before := w.sum("olga")
	for range 3 {
		w.ingest(page()...)
	}
	if after := w.sum("olga"); after != before {
		t.Fatalf("%s\nwas %s", after, before)
	}
	if s := w.standing("olga"); s.Why.Replies != 1 || s.Why.Shares != 1 || s.Why.Posts != 1 {
		t.Fatalf("%+v", s.Why)
	}
}

// TestASharePostedBeforeItsPost is kept, and counted when that comes; the one
// that nobody ever sees counts for nobody.
func TestAShareBeforeItsPost(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.reshared("2", "petr", "1", 5), w.reshared("9", "petr", "never seen", 5), w.answered("3", "vera", "1", 4))
	if s := w.standing("petr"); s.Known {
		t.Fatalf("%+v", s.Why)
	}
	w.ingest(w.postBy("1", "olga", 9))
	if s := w.standing("olga"); s.Why.Shares != 1 || s.Why.Replies != 1 {
		t.Fatalf("%+v", s.Why)
	}
	// Through a reshare that comes last of all.
	w.ingest(w.reshared("22", "ivan", "21", 2))
	if s := w.standing("olga"); s.Why.Shares != 1 {
		t.Fatalf("%+v", s.Why)
	}
	w.ingest(w.reshared("21", "nina", "2", 3))
	if s := w.standing("olga"); s.Why.Shares != 3 || s.Why.People != 3 {
		t.Fatalf("%+v", s.Why)
	}
	for who, shares := range map[string]int{"petr": 1, "nina": 1, "ivan": 0} {
		if s := w.standing(who); s.Why.Shares != shares {
			t.Fatalf("%s: %+v", who, s.Why)
		}
	}
}

// TestToReshareOneselfIsNothing, nor is it to have no name.
func TestToReshareOneselfIsNothing(t *testing.T) {
	w := newWorld(t)
	nameless := w.reshared("4", "", "1", 1)
	nameless.Author = store.Author{}
	w.ingest(w.postBy("1", "olga", 9), w.reshared("2", "olga", "1", 5), nameless)
	if s := w.standing("olga"); s.Why.Shares != 0 || s.Why.Posts != 1 {
		t.Fatalf("%+v", s.Why)
	}
	// Who reshares that reshare of hers has reshared her, once.
	w.ingest(w.reshared("3", "petr", "2", 1))
	if s := w.standing("olga"); s.Why.Shares != 1 || s.Why.People != 1 {
		t.Fatalf("%+v", s.Why)
	}
	w.takeBack("2", "3", "4")
	if s := w.standing("olga"); s.Why.Shares != 0 || s.Why.Posts != 1 {
		t.Fatalf("%+v", s.Why)
	}
}

// TestARingOfBots: fifty accounts that reshare one author two hundred times each
// are named, and leave that author behind everybody whom others reshare.
func TestARingOfBots(t *testing.T) {
	const bots, each = 12, 40
	w := newWorldOver(t, mem.New())
	var list []*store.Mention
	for i := range 30 {
		list = append(list, w.postBy(fmt.Sprint("p", i), fmt.Sprint("a", i), 30))
		for k := range 3 {
			list = append(list, w.reshared(fmt.Sprint("p", i, ".", k), fmt.Sprint("reader", (i+k*7)%25), fmt.Sprint("p", i), 20))
		}
	}
	for n := range each {
		list = append(list, w.postBy(fmt.Sprint("b", n), "boosted", 10))
		for bot := range bots {
			list = append(list, w.reshared(fmt.Sprint("b", n, ".", bot), fmt.Sprint("bot", bot), fmt.Sprint("b", n), 9))
		}
	}
	for _, m := range list {
		m.Kind, m.Place.Thread = cmpKind(m), m.Key.ID // a discussion each: nobody's assignee is looked for
	}
	w.ingest(list...)
	s := w.standing("boosted")
	if s.Why.Suspicious != bots || !strings.HasSuffix(s.Why.Sum(w.now), "; 12 suspicious resharers discounted") {
		t.Fatal(s.Why.Sum(w.now))
	}
	top := done(w.Influence.Top(w.ctx, 30, ""))(t)
	if len(top) != 30 || slices.ContainsFunc(top, func(l desk.Leader) bool { return l.Identity.Author.Name == "boosted" }) {
		t.Fatalf("%d leaders, the boosted one among them", len(top))
	}
	for _, l := range top {
		if !strings.Contains(l.Sum, "3 people reshared") || l.Score < s.Score {
			t.Fatalf("%s, the boosted account has %.1f", l.Sum, s.Score)
		}
	}
}

func cmpKind(m *store.Mention) store.Kind {
	if m.Place.Parent != "" {
		return store.KindShare
	}
	return store.KindPost
}

// TestTopGivesAsManyAsAsked, the first first; a topic has an order of its own.
func TestTopGivesAsManyAsAsked(t *testing.T) {
	w := newWorld(t)
	var list []*store.Mention
	for i := range 6 {
		m := w.postBy(fmt.Sprint("p", i), fmt.Sprint("a", i), 30)
		m.Body.Text += []string{" #tea", " #cake"}[i%2]
		list = append(list, m)
		for k := range i {
			list = append(list, w.reshared(fmt.Sprint("p", i, ".", k), fmt.Sprint("reader", k), fmt.Sprint("p", i), 20))
		}
	}
	w.ingest(list...)
	for _, c := range []struct {
		n     int
		topic string
		want  string
	}{
		{3, "", "a5 a4 a3"},
		{0, "", ""},
		{9, "", "a5 a4 a3 a2 a1"},
		{9, "#tea", "a4 a2"},
		{9, "#CAKE", "a5 a3 a1"},
		{9, "#nothing", ""},
	} {
		var got []string
		last := 101.0
		for _, l := range done(w.Influence.Top(w.ctx, c.n, c.topic))(t) {
			got = append(got, l.Identity.Author.Name)
			if l.Score > last || l.Score <= 0 {
				t.Errorf("%s has %.1f after %.1f", l.Identity.Author.Name, l.Score, last)
			}
			last = l.Score
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("first %d on %q: %v, want %s", c.n, c.topic, got, c.want)
		}
	}
}

// TestInfluenceFades: what was reshared is worth half after half a year, for
// everybody alike, so nobody's place changes while nothing happens.
func TestInfluenceFades(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.postBy("1", "olga", 9), w.reshared("2", "petr", "1", 5), w.postBy("3", "vera", 9), w.reshared("4", "petr", "3", 5), w.reshared("5", "ivan", "3", 5))
	before := w.standing("olga")
	w.now = w.now.Add(180 * 24 * time.Hour)
	after := w.standing("olga")
	if after.Score != before.Score {
		t.Fatalf("%.2f, was %.2f", after.Score, before.Score)
	}
	if half := after.Why.Value / before.Why.Value; half < 0.499 || half > 0.501 {
		t.Fatalf("%.3f of the value is left", half)
	}
	if !strings.HasSuffix(after.Why.Sum(w.now), "last 185 days ago") {
		t.Fatal(after.Why.Sum(w.now))
	}
}
