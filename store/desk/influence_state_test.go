package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/scoring/influence"
	"earshot/store"
	"earshot/store/mem"
)

// TestAPersonComesBackAsWritten, and nothing of a record that is cut short.
func TestAPersonComesBackAsWritten(t *testing.T) {
	p := &swayed{name: "mastodon:Ольга", ours: true, places: []place{{0, 4711}, {1 << 30, 65535}}}
	p.Posted(&influence.Post{At: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Topics: []influence.Topic{7}, Told: 3})
	raw, err := p.bytes()
	if err != nil {
		t.Fatal(err)
	}
	var q swayed
	if err := q.read(raw); err != nil {
		t.Fatal(err)
	}
	if q.name != p.name || !q.ours || !slices.Equal(q.places, p.places) {
		t.Fatalf("%+v", q)
	}
	key, _ := p.Key()
	if again, ok := q.Key(); !ok || again != key {
		t.Fatal(again)
	}
	for n := range raw {
		var cut swayed
		if err := cut.read(raw[:n]); !errors.Is(err, store.ErrDamaged) {
			t.Fatalf("%d bytes of %d are read: %v", n, len(raw), err)
		}
		if cut.name != "" || cut.ours {
			t.Fatalf("%+v is left of what is damaged", cut)
		}
	}
}

func TestTalliesAndResharesComeBackAsWritten(t *testing.T) {
	for _, want := range []tally{{}, {seen: 1}, {replies: 300, shares: 2}, {seen: 7, ours: true}} {
		got, err := readTally(want.bytes())
		if err != nil || *got != want {
			t.Fatalf("%+v %v", got, err)
		}
		for n := range want.bytes() {
			if _, err := readTally(want.bytes()[:n]); !errors.Is(err, store.ErrDamaged) {
				t.Fatal(n, err)
			}
		}
	}
	for _, want := range []reshare{
		{key: "x:1", by: "x:a", at: -5, followers: 9}, {key: "x:2", at: 1 << 33}, {key: "x:3", by: "x:Ж"},
	} {
		got, err := readReshare(want.key, want.bytes())
		if err != nil || got != want {
			t.Fatalf("%+v %v", got, err)
		}
		if _, err := readReshare("x:1", want.bytes()[:2]); !errors.Is(err, store.ErrDamaged) {
			t.Fatal(err)
		}
	}
	if _, err := readReshare("x:1", nil); !errors.Is(err, store.ErrDamaged) {
		t.Fatal(err)
	}
}

// TestTheFirstComeFirst: keys of the order sort as ranks do, topics apart.
func TestTheFirstComeFirst(t *testing.T) {
	var keys []string
	for _, p := range []place{{0, 65535}, {0, 300}, {0, 2}, {5, 1000}, {5, 999}, {1 << 31, 0}} {
		keys = append(keys, orderKey(p, 9))
	}
	if !slices.IsSorted(keys) {
		t.Fatal(keys)
	}
	if a, b := placeOf(-1e9), placeOf(1e9); a != 0 || b != 65535 {
		t.Fatal(a, b)
	}
	if placeOf(10) <= placeOf(9.9) {
		t.Fatal("an eighth of a doubling is one rank")
	}
}

// TestOneTopicHasOneNumber, however it is written; nobody has the number of all.
func TestOneTopicHasOneNumber(t *testing.T) {
	if topicID("Ovens") != topicID("ovens") || topicID("ovens") == topicID("#ovens") || topicID("") == 0 {
		t.Fatal("numbers of topics")
	}
	if personID("") != 0 || personID("x:1") == 0 || personID("x:1") == personID("x:2") {
		t.Fatal("numbers of people")
	}
	m := &store.Mention{Body: store.Body{Text: "#A #a #b #c #d #e #f #g #h #i #" + strings.Repeat("long", 40)}}
	m.Judgement.Monitors = []string{"m1", "m2"}
	if got := fmt.Sprint(topicsOf(m)); got != "[m1 m2 #a #b #c #d #e #f]" {
		t.Fatal(got)
	}
	for i := range 20 {
		m.Judgement.Monitors = append(m.Judgement.Monitors, fmt.Sprint("more", i))
	}
	if got := topicsOf(m); len(got) != mostTopics || slices.Contains(got, "#a") {
		t.Fatal(got)
	}
}

// TestWhatInfluenceReadsOfAMention: the count that a network repeats at each
// reshare is that of the post, a letter is nobody's post.
func TestWhatInfluenceReadsOfAMention(t *testing.T) {
	m := &store.Mention{Key: store.Key{Network: "x", ID: "1"}, Kind: store.KindShare, Counts: store.Counts{Shares: 40}, Author: store.Author{ID: "a"}}
	m.Place.Parent = "0"
	if l := linkOf(m); l.told != 0 || !l.share || l.post || l.parent != (store.Key{Network: "x", ID: "0"}) || l.id == 0 {
		t.Fatalf("%+v", l)
	}
	m.Kind, m.Place.Parent = store.KindPost, ""
	if l := linkOf(m); l.told != 40 || !l.post || l.parent.ID != "" {
		t.Fatalf("%+v", l)
	}
	for _, private := range []store.Kind{store.KindMail, store.KindMessage} {
		if m.Kind = private; linkOf(m).post {
			t.Fatal(private)
		}
	}
}

// post writes one mention past the desk, as an older earshot did.
func post(t *testing.T, st store.Store, c *core, id, by, parent string) {
	t.Helper()
	err := st.Update(t.Context(), func(tx store.Tx) error {
		m := &store.Mention{
			Key: store.Key{Network: "x", ID: id}, Kind: store.KindPost, Created: time.Date(2026, 11, len(id), 0, 0, 0, 0, time.UTC),
			Author: store.Author{ID: by}, Body: store.Body{Text: "said " + id}, Work: store.Work{State: store.StateNew},
		}
		if m.Place.Parent = parent; parent != "" {
			m.Kind = store.KindShare
		}
		if err := tx.Mentions().Put(m); err != nil || c == nil {
			return err
		}
		s := newSway(c, tx)
		return errors.Join(s.said(m, false), s.flush())
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAnOlderWorkspaceCatchesUp: what it heard before is counted once, whatever
// arrives meanwhile.
func TestAnOlderWorkspaceCatchesUp(t *testing.T) {
	st := mem.New()
	d := New(st, store.SeededEnv(1, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)), Options{})
	c := d.Influence.core
	post(t, st, nil, "1", "olga", "")
	post(t, st, nil, "22", "petr", "1")
	post(t, st, c, "333", "vera", "1") // it arrives before anything is counted
	if s, err := d.Influence.Of(t.Context(), "x:olga"); err != nil || s.Known {
		t.Fatalf("%+v %v", s, err)
	}
	var told []string
	if err := d.Influence.CatchUp(t.Context(), func(done, total int) { told = append(told, fmt.Sprint(done, "/", total)) }); err != nil {
		t.Fatal(err)
	}
	if s, err := d.Influence.Of(t.Context(), "x:olga"); err != nil || s.Why.Shares != 2 || s.Why.Posts != 1 {
		t.Fatalf("%+v %v", s.Why, err)
	}
	post(t, st, c, "4444", "nina", "22")
	for range 2 {
		if err := d.Influence.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s, err := d.Influence.Of(t.Context(), "x:olga"); err != nil || s.Why.Shares != 3 {
			t.Fatalf("%+v %v", s.Why, err)
		}
	}
	if err := d.Influence.Recount(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if s, err := d.Influence.Of(t.Context(), "x:olga"); err != nil || s.Why.Shares != 3 || s.Why.People != 3 {
		t.Fatalf("%+v %v", s.Why, err)
	}
}

// TestTwoDesksOverOneStore: a short command has a desk of its own; each sees
// what the other has written.
func TestTwoDesksOverOneStore(t *testing.T) {
	st := mem.New()
	env := store.SeededEnv(1, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
	a, b := New(st, env, Options{}), New(st, env, Options{})
	if err := st.Update(t.Context(), func(tx store.Tx) error { return newSway(a.Influence.core, tx).begin() }); err != nil {
		t.Fatal(err)
	}
	post(t, st, a.Influence.core, "1", "olga", "")
	for n := range 6 {
		by := []*Desk{a, b}[n%2]
		post(t, st, by.Influence.core, strings.Repeat("s", n+2), fmt.Sprint("fan", n), "1")
		var sums []string
		for _, d := range []*Desk{a, b} {
			s, err := d.Influence.Of(t.Context(), "x:olga")
			if err != nil {
				t.Fatal(err)
			}
			sums = append(sums, s.Why.Sum(env.Now()))
		}
		if sums[0] != sums[1] || !strings.Contains(sums[0], fmt.Sprint(n+1, " p")) {
			t.Fatal(sums)
		}
	}
	raw := map[string]string{}
	err := st.View(t.Context(), func(tx store.Tx) error {
		for key, page := range tx.Records(store.KindInfluenceRanks).Scan("", "") {
			raw[key] = string(page)
		}
		r, err := readRanks(tx)
		if err != nil || r.People() != 7 || r.Reshared() != 1 {
			t.Errorf("%d people, %d reshared, %v", r.People(), r.Reshared(), err)
		}
		return nil
	})
	if err != nil || raw[ranksState] == "" {
		t.Fatal(raw, err)
	}
}

// TestDamagedRecordsOfInfluenceStopNobody: whoever is behind them is unknown
// until counted anew.
func TestDamagedRecordsOfInfluenceStopNobody(t *testing.T) {
	st := mem.New()
	d := New(st, store.SeededEnv(1, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)), Options{})
	c := d.Influence.core
	if err := st.Update(t.Context(), func(tx store.Tx) error { return newSway(c, tx).begin() }); err != nil {
		t.Fatal(err)
	}
	post(t, st, c, "1", "olga", "")
	post(t, st, c, "22", "petr", "1")
	err := st.Update(t.Context(), func(tx store.Tx) error {
		var keys []string
		for key := range tx.Records(store.KindInfluence).Scan("", "") {
			keys = append(keys, key)
		}
		for _, key := range keys {
			if err := tx.Records(store.KindInfluence).Put(key, []byte("?")); err != nil {
				return err
			}
		}
		return tx.Records(store.KindInfluenceRanks).Put("0", []byte("?"))
	})
	if err != nil {
		t.Fatal(err)
	}
	if s, err := d.Influence.Of(t.Context(), "x:olga"); err != nil || s.Known {
		t.Fatalf("%+v %v", s, err)
	}
	if top, err := d.Influence.Top(t.Context(), 3, ""); err != nil || len(top) != 0 {
		t.Fatalf("%+v %v", top, err)
	}
	post(t, st, c, "333", "vera", "1")
	if err := d.Influence.Recount(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if s, err := d.Influence.Of(t.Context(), "x:olga"); err != nil || s.Why.People != 2 {
		t.Fatalf("%+v %v", s.Why, err)
	}
}
