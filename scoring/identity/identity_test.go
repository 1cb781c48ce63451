package identity_test

import (
	"fmt"
	"testing"

	"earshot/scoring/identity"
)

// town is a matcher that has seen some people.
func town() *identity.Matcher {
	counts := &identity.Counts{}
	first := []string{"Иван", "Мария", "Olga", "Pavel", "John", "Anna"}
	last := []string{"Иванов", "Smith", "Petrova", "Кузнецов"}
	for i := range 2000 {
		r := identity.Record{
			ID: fmt.Sprint(i), Network: "vk", Name: first[i%6] + " " + last[i/6%4], Handle: fmt.Sprintf("u%dx", i),
			City: []string{"Moscow", "Казань"}[i%2], Avatar: "ffff000000000000",
		}
		if i%3 == 0 {
			r.Name = fmt.Sprintf("%s Q%cr%cn", first[i%6], 'a'+rune(i%26), 'a'+rune(i/26%26))
		}
		counts.Add(r)
	}
	return identity.NewMatcher(identity.NewWeights(2000), counts)
}

func TestWhatFollows(t *testing.T) {
	m := town()
	base := identity.Record{ID: "1", Network: "mastodon", Name: "Иван Щёкин", Handle: "shchekin_iv", Mail: "shchekin@acme.example", City: "Казань", Avatar: "b855c31e109e6ad2"}
	for _, c := range []struct {
		what  string
		other identity.Record
		want  identity.Action
	}{
		{"one mailbox, written in another way", identity.Record{ID: "2", Network: "mail", Name: "Ivan Shchekin", Mail: "Shchekin+shop@acme.example"}, identity.Merge},
		{"one mailbox, another name", identity.Record{ID: "2", Network: "mail", Name: "Olga Petrova", Mail: "shchekin@acme.example"}, identity.Suggest},
		{"the same handle elsewhere and the same name", identity.Record{ID: "2", Network: "telegram", Name: "Schekin Ivan", Handle: "shchekin_iv"}, identity.Merge},
		{"name and picture alone", identity.Record{ID: "2", Network: "vk", Name: "Иван Щёкин", Handle: "somebody77", Avatar: "b855c31e109e6ad2"}, identity.Suggest},
		{"an impostor", identity.Record{ID: "2", Network: "telegram", Name: "Иван Щёкин", Handle: "shchekin_iv_official", Avatar: "b855c31e109e6ad2"}, identity.Suggest},
		{"a stranger", identity.Record{ID: "2", Network: "vk", Name: "Мария Иванова", Handle: "masha"}, identity.Ignore},
		{"nothing known", identity.Record{ID: "2"}, identity.Ignore},
	} {
		d := m.Decide(m.Prepare(base), m.Prepare(c.other), identity.Standard())
		if d.Action != c.want || (d.Action == identity.Merge) != (d.Rule != "") {
			t.Errorf("%s: %v by %q, %.1f bits: %+v", c.what, d.Action, d.Rule, d.Bits, m.Explain(m.Prepare(base), m.Prepare(c.other)))
		}
		if c.what == "an impostor" && !d.LooksLike {
			t.Error("the impostor was not flagged")
		}
	}
}

func TestHomoglyphsOfAVIPNeverMerge(t *testing.T) {
	m := town()
	vip := identity.Record{ID: "1", Network: "mastodon", Name: "Pavel Zernov", Handle: "zernov", Avatar: "b855c31e109e6ad2"}
	for _, name := range []string{"P\u0430vel Zernov", "Pavel Z\u0435rn\u043ev", "Pavel\u200b Zernov", "\u202ePavel Zernov"} {
		fake := identity.Record{ID: "2", Network: "telegram", Name: name, Handle: "zernov", Avatar: "b855c31e109e6ad2"}
		d := m.Decide(m.Prepare(vip), m.Prepare(fake), identity.Standard())
		if d.Action == identity.Merge || !d.LooksLike {
			t.Errorf("%q: %+v", name, d)
		}
	}
}

func TestRareNamesSayMoreThanFrequentOnes(t *testing.T) {
	m := town()
	bits := func(name string) float64 {
		a := m.Prepare(identity.Record{ID: "1", Network: "vk", Name: name})
		b := m.Prepare(identity.Record{ID: "2", Network: "mastodon", Name: name})
		return m.Bits(a, b)
	}
	if rare, frequent := bits("Тит Щёкин"), bits("Иван Иванов"); rare < frequent+6 {
		t.Errorf("rare %.1f, frequent %.1f", rare, frequent)
	}
}

func TestFormsOfNames(t *testing.T) {
	m := town()
	for _, p := range [][2]string{{"Саша Щёкин", "Александр Щёкин"}, {"Bill Zander", "William Zander"}, {"А. Щёкин", "Щёкин Александр"}, {"Иван Петрович Щёкин", "Ivan Shchekin"}, {"Маша Щёкина", "Mary Shchekina"}} {
		a, b := m.Prepare(identity.Record{ID: "1", Name: p[0]}), m.Prepare(identity.Record{ID: "2", Name: p[1]})
		for _, e := range m.Explain(a, b) {
			if e.Kind == "name" && e.Bits < 0 {
				t.Errorf("%s, %s: %+v", p[0], p[1], e)
			}
		}
	}
}

func TestVerdictsTeachALittleAndTheSameEachTime(t *testing.T) {
	w, again := identity.NewWeights(1000), identity.NewWeights(1000)
	m := identity.NewMatcher(w, nil)
	a := m.Prepare(identity.Record{ID: "1", Network: "vk", Name: "Ann Lee", City: "Kazan"})
	b := m.Prepare(identity.Record{ID: "2", Network: "vk", Name: "Anne Lee", City: "Samara"})
	before := m.Bits(a, b)
	first := 0.0
	for i := range 5000 {
		w.Update(a, b, identity.Same)
		again.Update(b, a, identity.Same)
		if i == 0 {
			first = m.Bits(a, b)
		}
	}
	after := m.Bits(a, b)
	if first <= before || first > before+1 || after <= first || after > before+12 {
		t.Errorf("before %.2f, after one %.2f, after many %.2f", before, first, after)
	}
	if w.String() != again.String() {
		t.Error("the same verdicts gave other weights")
	}
	for range 5000 {
		w.Update(a, b, identity.Different)
	}
	if m.Bits(a, b) >= after {
		t.Error("rejections taught nothing")
	}
}

func BenchmarkBits(b *testing.B) {
	m := town()
	x := m.Prepare(identity.Record{ID: "1", Network: "mastodon", Name: "Иван Щёкин", Handle: "shchekin_iv", Mail: "shchekin@acme.example", City: "Казань", Avatar: "b855c31e109e6ad2"})
	y := m.Prepare(identity.Record{ID: "2", Network: "telegram", Name: "Ivan Schekin", Handle: "ivan.shchekin", Mail: "iv@acme.example", City: "Kazan", Avatar: "a855c31e109e6ad2"})
	for b.Loop() {
		m.Bits(x, y)
	}
}

func BenchmarkPrepare(b *testing.B) {
	m := town()
	r := identity.Record{ID: "1", Network: "mastodon", Name: "Иван Щёкин", Handle: "shchekin_iv", Mail: "shchekin@acme.example", City: "Казань", Avatar: "b855c31e109e6ad2"}
	for b.Loop() {
		m.Prepare(r)
	}
}
