package learn

import (
	"testing"

	"earshot/scoring/text"
)

// read gives the features of a text.
func read(s string) []Feature {
	r := Reader{Words: Known()}
	return r.Append(nil, s, text.Tokens(s), "ru", nil)
}

func TestALessonMovesWhatSharesItsWords(t *testing.T) {
	d := New(10)
	base := []float32{0, 1, 0}
	d.Learn(Lesson{Task: Sentiment, Class: 2, Base: base, Features: read("вот это чекаво"), Key: 1})
	view := d.View()
	defer view.Done()
	z := []float32{0, 1, 0}
	if !view.Add(Sentiment, z, read("чекаво у вас в меню")) || z[2] <= z[1] {
		t.Errorf("a taught word gives %v", z)
	}
	if z := []float32{0, 1, 0}; view.Add(Sentiment, z, read("совсем другое")) {
		t.Errorf("words that were not taught give %v", z)
	}
	if class, ok := view.Exact(Sentiment, 1); !ok || class != 2 {
		t.Errorf("the text itself is %d, %v", class, ok)
	}
	if _, ok := view.Exact(Intent, 1); ok {
		t.Error("it was taught no intent")
	}
}

func TestTheMemoryForgetsTheOldest(t *testing.T) {
	m := memory{limit: 2}
	for key := range uint64(5) {
		m.put(key, Lead, 1)
		m.put(key, Lead, 0)
	}
	for key := range uint64(5) {
		if class, ok := m.get(key, Lead); ok != (key > 2) || ok && class != 0 {
			t.Errorf("text %d: %d, %v", key, class, ok)
		}
	}
}

func TestKeysPassOverHandlesAndCase(t *testing.T) {
	key := func(s string) uint64 { return Key(s, text.Tokens(s)) }
	if key("@acme Где мой заказ") != key("где мой ЗАКАЗ https://a.example") {
		t.Error("the same words have two keys")
	}
	if key("где мой заказ?") == key("где мой заказ") || key("!!!") == key("???") || key("заказ 5") == key("заказ 6") {
		t.Error("two texts have one key")
	}
}
