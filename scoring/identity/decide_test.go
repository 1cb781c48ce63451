package identity_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/identity"
)

// TestWhoIsMergedAndWhoIsNot goes through the rules one by one: what merges, and
// what is one step short of it.
func TestWhoIsMergedAndWhoIsNot(t *testing.T) {
	m := town()
	type r = identity.Record
	face, rare := "b855c31e109e6ad2", "qzvekhxw_1704_yuj"
	guarded, rows := identity.Standard(), identity.Rows()
	guarded.Guarded = true
	for _, c := range []struct {
		why  string
		a, b r
		opt  identity.Options
		want identity.Action
		rule string
	}{
		{"one phone", r{Network: "vk", Name: "Тит Щёкин", Phone: "89161234567"}, r{Network: "mail", Name: "Tit Shchekin", Phone: "+7 916 123-45-67"}, identity.Standard(), identity.Merge, "phone"},
		{"one phone of two people at home", r{Network: "vk", Name: "Тит Щёкин", Phone: "89161234567"}, r{Network: "mail", Name: "Ольга Зандер", Phone: "89161234567"}, identity.Standard(), identity.Ignore, ""},
		{"one mailbox, one has no name", r{Network: "mail", Mail: "tit@acme.example"}, r{Network: "vk", Name: "Тит Щёкин", Mail: "tit@acme.example"}, identity.Standard(), identity.Merge, "mail"},
		{"a link both ways", r{Network: "mastodon", Name: "Tit Shchekin", Proofs: []string{"x.example/tit"}}, r{Network: "bluesky", Name: "Тит Щёкин", Proofs: []string{"https://x.example/tit"}}, identity.Standard(), identity.Merge, "link"},
		{"a link, and another name", r{Network: "mastodon", Name: "Tit Shchekin", Proofs: []string{"x.example/tit"}}, r{Network: "bluesky", Name: "Olga Zander", Proofs: []string{"x.example/tit"}}, identity.Standard(), identity.Suggest, ""},
		{"a rare handle, nobody has a name", r{Network: "vk", Handle: rare}, r{Network: "telegram", Handle: rare}, identity.Standard(), identity.Merge, "rare handle"},
		{"a rare handle on one network is a copy", r{Network: "vk", Handle: rare}, r{Network: "vk", Handle: rare}, identity.Standard(), identity.Suggest, ""},
		{"a rare handle, and another name", r{Network: "vk", Handle: rare, Name: "Тит Щёкин"}, r{Network: "telegram", Handle: rare, Name: "Olga Zander"}, identity.Standard(), identity.Ignore, ""},
		{"another name in brackets is another name", r{Network: "vk", Handle: rare, Name: "Тит Щёкин"}, r{Network: "telegram", Handle: rare, Name: "(Olga Zander)"}, identity.Standard(), identity.Ignore, ""},
		{"the handle is copied from somebody watched over", r{Network: "vk", Handle: rare, Name: "Тит Щёкин"}, r{Network: "telegram", Handle: rare, Name: "Тит Щёкин", Avatar: face}, guarded, identity.Suggest, ""},
		{"a link of somebody watched over", r{Network: "vk", Name: "Тит Щёкин", Proofs: []string{"x.example/t"}}, r{Network: "telegram", Name: "Тит Щёкин", Proofs: []string{"x.example/t"}}, guarded, identity.Merge, "link"},
		{"name and picture, and a handle with something added", r{Network: "vk", Handle: "shchekin", Name: "Тит Щёкин", Avatar: face}, r{Network: "telegram", Handle: "real_shchekin", Name: "Тит Щёкин", Avatar: face}, identity.Standard(), identity.Suggest, ""},
		{"name and picture, and a handle with a figure", r{Network: "vk", Handle: "shchekin", Name: "Тит Щёкин", Avatar: face}, r{Network: "telegram", Handle: "shchekin1", Name: "Тит Щёкин", Avatar: face}, identity.Standard(), identity.Suggest, ""},
		{"name and picture, and an o that is a nought", r{Network: "vk", Handle: "zandero", Name: "Tit Zandero", Avatar: face}, r{Network: "telegram", Handle: "zander0", Name: "Tit Zandero", Avatar: face}, identity.Standard(), identity.Suggest, ""},
		{"one initial is no name", r{Network: "vk", Handle: "alex99", Name: "Alex H."}, r{Network: "telegram", Handle: "alex6517", Name: "Alex H."}, identity.Standard(), identity.Suggest, ""},
		{"one sign is all of a name in Chinese", r{Network: "vk", Handle: rare, Name: "李"}, r{Network: "telegram", Handle: rare, Name: "李"}, identity.Standard(), identity.Merge, "handle"},
		{"a handle that says no more than two frequent names", r{Network: "vk", Handle: "smith.john", Name: "John Smith"}, r{Network: "telegram", Handle: "smith.john", Name: "John Smith"}, identity.Standard(), identity.Ignore, ""},
		{"a first name only like the other, and a rare family name", r{Network: "vk", Handle: "yenzov", Name: "Юкио Энзов"}, r{Network: "telegram", Handle: "yenzov", Name: "Юкихиро Энзов"}, identity.Standard(), identity.Suggest, ""},
		{"nothing at all", r{}, r{}, identity.Standard(), identity.Ignore, ""},
		{"one city", r{City: "Казань"}, r{City: "Kazan"}, identity.Standard(), identity.Ignore, ""},
		{"rows: all columns", r{Name: "Ann Zander", Facts: facts("1971-06-24", "420111")}, r{Name: "Zander Ann", Facts: facts("24.06.1971", "420111")}, rows, identity.Merge, "columns"},
		{"rows: the name alone", r{Name: "Ann Smith", Facts: facts("1971-06-24", "420111")}, r{Name: "Ann Smith", Facts: facts("1938-11-02", "190000")}, rows, identity.Ignore, ""},
	} {
		c.a.ID, c.b.ID = "1", "2"
		a, b := m.Prepare(c.a), m.Prepare(c.b)
		d := m.Decide(a, b, c.opt)
		if d.Action != c.want || !strings.Contains(d.Rule, c.rule) || (d.Rule == "") != (c.rule == "") {
			t.Errorf("%s: %v by %q, %.1f bits\n%+v", c.why, d.Action, d.Rule, d.Bits, m.Explain(a, b))
		}
		if d != m.Decide(b, a, c.opt) {
			t.Errorf("%s: the other way round it is %+v", c.why, m.Decide(b, a, c.opt))
		}
		if math.Abs(d.Bits-m.Bits(a, b)) > 1e-9 {
			t.Errorf("%s: decided on %v, told %v", c.why, d.Bits, m.Bits(a, b))
		}
	}
}

func facts(dob, zip string) []identity.Fact {
	return []identity.Fact{{Column: "dob", Value: dob}, {Column: "zip", Value: zip}}
}

// TestAHandleThatSpellsTheFirstNameInAnotherWay says the first name once more, not
// something new: kot_michael of Майкл is worth what is left, kot.
func TestAHandleThatSpellsTheFirstNameInAnotherWay(t *testing.T) {
	m := town()
	worth := func(name, handle string) float64 {
		a := m.Prepare(identity.Record{ID: "1", Network: "vk", Name: name, Handle: handle})
		b := m.Prepare(identity.Record{ID: "2", Network: "telegram", Name: name, Handle: handle})
		for _, e := range m.Explain(a, b) {
			if e.Kind == "handle" {
				return e.Bits
			}
		}
		t.Fatal(name, handle)
		return 0
	}
	told, new := worth("Майкл", "kot_michael"), worth("Майкл", "kot_qzvekhx")
	if told > new-5 {
		t.Errorf("the first name again %.1f bits, something new %.1f", told, new)
	}
}

// TestNoCopyOfAVIPMerges: whatever an impostor adds to or swaps in a handle and
// a name, with the picture of his victim, on the same network or another.
func TestNoCopyOfAVIPMerges(t *testing.T) {
	m := town()
	vip := identity.Record{ID: "vip", Network: "mastodon", Name: "Полина Зернова", Handle: "zernovap", Avatar: "b855c31e109e6ad2", City: "Казань"}
	p := m.Prepare(vip)
	names := []string{vip.Name, "Пoлина Зернова", "Полина Зернова ✓", "Полина\u200bЗернова", "Polina Zernova", "Полина Зернова (official)", "\u202eПолина Зернова", "ПОЛИНА ЗЕРНОВА"}
	handles := []string{"zernovap_", "zernovap1", "zern0vap", "zernovap_official", "real.zernovap", "zernovap_fan", "zernоvap", "zernovaap", "the_zernovap", "zernovaq"}
	for _, network := range []string{"mastodon", "telegram"} {
		for _, name := range names {
			for _, h := range handles {
				fake := identity.Record{ID: "fake", Network: network, Name: name, Handle: h, Avatar: vip.Avatar}
				opt := identity.Standard()
				opt.Guarded = true
				if d := m.Decide(p, m.Prepare(fake), opt); d.Action == identity.Merge {
					t.Errorf("%q @%s on %s: %+v", name, h, network, d)
				}
			}
		}
	}
}

// TestATownOfNamesakesIsNotOnePerson: people of one frequent name and city, each
// with a handle and picture of his own.
func TestATownOfNamesakesIsNotOnePerson(t *testing.T) {
	m := town()
	for i := range 60 {
		a := identity.Record{ID: "1", Network: "vk", Name: "Иван Иванов", Handle: fmt.Sprintf("first%dx", i), City: "Казань", Avatar: "ffff000000000000"}
		b := identity.Record{ID: "2", Network: "telegram", Name: "Ivan Ivanov", Handle: fmt.Sprintf("other%dy", i*7), City: "Kazan", Avatar: "ffff000000000000"}
		if d := m.Decide(m.Prepare(a), m.Prepare(b), identity.Standard()); d.Action == identity.Merge {
			t.Fatalf("%+v", d)
		}
	}
}

// TestEvidenceIsReadable: what the screen shows for a pair is in the order of its
// arguments, the strongest first, and every value comes from a record.
func TestEvidenceIsReadable(t *testing.T) {
	m := town()
	a := m.Prepare(identity.Record{ID: "1", Network: "vk", Name: "Тит Щёкин", Handle: "shchekin", Phone: "89161234567", City: "Казань"})
	b := m.Prepare(identity.Record{ID: "2", Network: "mail", Name: "Shchekin Tit", Mail: "shchekin@acme.example", Phone: "+79161234567", City: "Riga"})
	list := m.Explain(a, b)
	if len(list) < 5 || !slices.IsSortedFunc(list, func(x, y identity.Evidence) int {
		return cmp.Compare(math.Abs(y.Bits), math.Abs(x.Bits))
	}) {
		t.Errorf("%+v", list)
	}
	for _, e := range list {
		switch e.Kind {
		case "phone":
			if e.A != "79161234567" || !strings.Contains(e.Why, "1 in ") {
				t.Errorf("%+v", e)
			}
		case "city":
			if e.A != "Казань" || e.B != "Riga" || e.Bits > 0 {
				t.Errorf("%+v", e)
			}
		case "network":
			if e.A != "vk" || e.B != "mail" {
				t.Errorf("%+v", e)
			}
		}
	}
	for _, owner := range []identity.Record{{Handle: "tit_zander"}, {Handle: "tit_zander", Name: "titzander"}, {Mail: "tit_zander@acme.example"}} {
		e, told := evidence(m, owner, identity.Record{Name: "Tit Zander"}, "handle and name")
		if !told || !slices.Contains([]string{"tit_zander", "titzander", "tit_zander@acme.example"}, e.A) || e.B != "Tit Zander" {
			t.Errorf("%+v: %+v", owner, e)
		}
	}
}

// TestSeveralCompareAtOnce: profiles and weights are only read (the race detector
// looks on).
func TestSeveralCompareAtOnce(t *testing.T) {
	m := town()
	a := m.Prepare(identity.Record{ID: "1", Network: "vk", Name: "Тит Щёкин", Handle: "shchekin", Facts: facts("1971-06-24", "420111")})
	b := m.Prepare(identity.Record{ID: "2", Network: "telegram", Name: "Tit Shchekin", Handle: "shchekin", Facts: facts("1971-06-24", "1")})
	want := m.Decide(a, b, identity.Standard())
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			m.Prepare(identity.Record{ID: fmt.Sprint(i), Name: "Саша Зандер", City: "Рига", Facts: facts("1", "2")})
			if got := m.Decide(b, a, identity.Standard()); got != want || len(m.Explain(a, b)) == 0 {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
	all.Wait()
}

// TestHugeAndHostileValuesEndSoon, are bounded, and merge nobody.
func TestHugeAndHostileValuesEndSoon(t *testing.T) {
	m := town()
	plain := m.Prepare(identity.Record{ID: "1", Network: "vk", Name: "Тит Щёкин", Handle: "shchekin", Mail: "tit@acme.example"})
	for _, v := range []string{
		strings.Repeat("й", 10000), strings.Repeat("a b ", 10000), strings.Repeat("(", 10000), strings.Repeat("\u0301", 10000), strings.Repeat("\u202e", 5000), strings.Repeat("@", 300),
		strings.Repeat("+1", 300), "ь", "ъ ь", "b ь", "\x00", "\xff\xfe\xfd", "\U0010ffff", "﷽﷽﷽", "-", "'", "''", "$", "a$", strings.Repeat("9", 300), "<>", "1971-06-24", "\ufffd",
	} {
		r := identity.Record{ID: v, Network: v, Name: v, Handle: v, Mail: v, Phone: v, City: v, Site: v, Avatar: v}
		for i := range 100 {
			r.Proofs = append(r.Proofs, v)
			r.Facts = append(r.Facts, identity.Fact{Column: v + fmt.Sprint(i), Value: v})
		}
		p := m.Prepare(r)
		for _, other := range []*identity.Profile{plain, p, m.Prepare(identity.Record{ID: "b", Name: "B w", Handle: "b"})} {
			if x, y := m.Bits(p, other), m.Bits(other, p); x != y || math.IsNaN(x) || math.IsInf(x, 0) {
				t.Errorf("%.20q: %v and %v", v, x, y)
			}
			for _, e := range m.Explain(p, other) {
				if len(e.A) > 1100 || len(e.B) > 1100 {
					t.Errorf("%.20q: %d letters of evidence", v, len(e.A))
				}
			}
		}
		if d := m.Decide(p, plain, identity.Standard()); d.Action == identity.Merge {
			t.Errorf("%.20q was merged: %+v", v, d)
		}
		if n, keys := len(identity.Values(r)), len(identity.Keys(p)); n > 200 || keys > identity.MaxKeys {
			t.Errorf("%.20q has %d values and %d keys", v, n, keys)
		}
	}
}

// TestColumnsWithoutEnd: a list of a thousand columns makes no thousand weights.
func TestColumnsWithoutEnd(t *testing.T) {
	w := identity.NewWeights(100)
	m := identity.NewMatcher(w, nil)
	for i := range 1000 {
		m.Prepare(identity.Record{ID: "1", Facts: []identity.Fact{{Column: fmt.Sprint("c", i), Value: "x"}}})
	}
	if n := strings.Count(w.String(), "column:"); n > 64*5 || n < 5 {
		t.Errorf("%d lines", n)
	}
}

// TestVerdictsReplayed: any history of decisions, told twice, gives the same
// weights, and none can move them without end.
func TestVerdictsReplayed(t *testing.T) {
	people := []identity.Record{
		{ID: "1", Network: "vk", Name: "Тит Щёкин", Handle: "shchekin", City: "Казань"},
		{ID: "2", Network: "telegram", Name: "Tit Shchekin", Handle: "tshchekin", City: "Riga"},
		{ID: "3", Network: "mail", Name: "Olga Zander", Mail: "zander@acme.example", Phone: "89161234567"},
		{ID: "4", Network: "vk", Handle: "zander", Phone: "+79161234567", Avatar: "b855c31e109e6ad2"},
		{ID: "5", Facts: facts("1971-06-24", "1")},
		{ID: "6", Facts: facts("1971-06-24", "2")},
	}
	rapid.Check(t, func(t *rapid.T) {
		type said struct {
			a, b int
			same bool
		}
		var log []said
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			log = append(log, said{rapid.IntRange(0, 5).Draw(t, "a"), rapid.IntRange(0, 5).Draw(t, "b"), rapid.Bool().Draw(t, "same")})
		}
		replay := func(turn bool) (string, *identity.Matcher, []*identity.Profile) {
			w := identity.NewWeights(1000)
			m := identity.NewMatcher(w, nil)
			var p []*identity.Profile
			for _, r := range people {
				p = append(p, m.Prepare(r))
			}
			for _, s := range log {
				if turn {
					s.a, s.b = s.b, s.a
				}
				w.Update(p[s.a], p[s.b], identity.Verdict(s.same))
			}
			return w.String(), m, p
		}
		one, m, p := replay(false)
		if two, _, _ := replay(true); one != two {
			t.Fatal("the same verdicts gave other weights")
		}
		fresh := identity.NewMatcher(identity.NewWeights(1000), nil)
		before, after := fresh.Bits(fresh.Prepare(people[0]), fresh.Prepare(people[1])), m.Bits(p[0], p[1])
		if math.Abs(before-after) > 5 {
			t.Fatalf("%d verdicts moved a pair from %.1f to %.1f bits", len(log), before, after)
		}
	})
}

// TestNothingIsLearntFromNobody: an empty workspace teaches nothing, and a few
// pairs hardly anything.
func TestNothingIsLearntFromNobody(t *testing.T) {
	w := identity.NewWeights(1000)
	m := identity.NewMatcher(w, nil)
	a, b := m.Prepare(identity.Record{ID: "1", Name: "Ann Lee"}), m.Prepare(identity.Record{ID: "2", Name: "Ann Lee"})
	table, bits := w.String(), m.Bits(a, b)
	w.Learn(nil, nil)
	w.Label(nil, nil)
	w.Learn([]identity.Pair{{A: a, B: b}}, []identity.Pair{{A: a, B: b}})
	if w.String() != table || m.Bits(a, b) != bits {
		t.Errorf("%.2f bits became %.2f", bits, m.Bits(a, b))
	}
}

// TestMorePeopleAskForMoreEvidence: the prior falls as the workspace grows.
func TestMorePeopleAskForMoreEvidence(t *testing.T) {
	last := math.Inf(1)
	for _, size := range []int{0, 1000, 50000, 1000000} {
		m := identity.NewMatcher(identity.NewWeights(size), nil)
		r := identity.Record{Name: "Тит Щёкин", City: "Казань"}
		bits := m.Bits(m.Prepare(r), m.Prepare(r))
		if bits >= last {
			t.Errorf("%d people: %.1f bits after %.1f", size, bits, last)
		}
		last = bits
	}
}
