package learn

import (
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// read gives the features of a Russian text, all of them.
func read(s string) []Feature { return readIn(s, "ru", nil) }

func readIn(s, lang string, gate *Gate) []Feature {
	r := Reader{Words: Known()}
	return r.Append(nil, s, text.Tokens(s), lang, gate)
}

// mood is a lesson in sentiment over a judge that knows nothing.
func mood(s string, class int) Lesson {
	return Lesson{Task: Sentiment, Class: class, Base: []float32{0, 1, 0}, Features: read(s), Key: Key(s, text.Tokens(s))}
}

// after gives the logits of a text behind those of a judge that says neutral.
func after(d *Delta, s string) (z []float32, touched bool) {
	view := d.View()
	defer view.Done()
	z = []float32{0, 1, 0}
	touched = view.Add(Sentiment, z, readIn(s, "ru", view.Gate()))
	return z, touched
}

func TestALessonMovesWhatSharesItsWords(t *testing.T) {
	d := New(10)
	d.Learn(mood("вот это чекаво", 2))
	for _, s := range []string{"чекаво у вас в меню", "#чекаво", "чекавый суп"} {
		if z, touched := after(d, s); !touched || z[2] <= z[1] {
			t.Errorf("%q gives %v", s, z)
		}
	}
	if z, touched := after(d, "совсем другое"); touched {
		t.Errorf("words that were not taught give %v", z)
	}
	if z, _ := after(d, "вот это пицца"); z[2] >= z[1] {
		t.Errorf("words that everybody uses were taken for the reason: %v", z)
	}
	view := d.View()
	defer view.Done()
	key := Key("вот это чекаво", text.Tokens("вот это чекаво"))
	if class, ok := view.Exact(Sentiment, key); !ok || class != 2 {
		t.Errorf("the text itself is %d, %v", class, ok)
	}
	if _, ok := view.Exact(Intent, key); ok {
		t.Error("it was taught no intent")
	}
}

// A word that stands behind "не" is another word, and one within a sentence that
// begins with a capital is the name of somebody.
func TestNegationsAndNames(t *testing.T) {
	d := New(10)
	d.Learn(mood("это чекаво", 2))
	plain, _ := after(d, "это чекаво")
	if denied, _ := after(d, "это не чекаво"); denied[2] >= plain[2] {
		t.Errorf("denied %v, plain %v", denied, plain)
	}
	d = New(10)
	d.Learn(mood("в магазине Мурзамель чекаво", 0))
	name, _ := after(d, "Мурзамель")
	word, _ := after(d, "чекаво")
	if name[0]-name[1] > 0 || word[0]-word[1] < 0 {
		t.Errorf("the name gives %v, the word %v", name, word)
	}
}

// What was taught both ways does not decide any more.
func TestContradictionsEvenOut(t *testing.T) {
	d := New(10)
	for range 5 {
		d.Learn(mood("чекаво в зале", 2))
		d.Learn(mood("чекаво в банке", 0))
	}
	z, _ := after(d, "чекаво")
	if math.Abs(float64(z[2]-z[0])) > 4 {
		t.Errorf("%v", z)
	}
	d = New(10)
	d.Learn(mood("чекаво в зале", 2)) // a slip
	d.Learn(mood("чекаво в банке", 0))
	d.Learn(mood("чекаво в кафе", 0))
	if z, _ := after(d, "чекаво"); z[0] < z[1] || z[0] < z[2] {
		t.Errorf("a slip was taken back twice: %v", z)
	}
	d.Learn(mood("чекаво на даче", 1))
	d.Learn(mood("чекаво на море", 1))
	if z, _ := after(d, "чекаво"); z[1] < z[0] || z[1] < z[2] {
		t.Errorf("it says nothing, was taught twice: %v", z)
	}
}

func TestLanguagesDoNotMeetInKnownWords(t *testing.T) {
	r := Reader{Words: Known()}
	s := "работа кфжцщ"
	var hashes [2][]uint32
	for i, lang := range []string{"ru", "uk"} {
		for _, f := range r.Append(nil, s, text.Tokens(s), lang, nil) {
			hashes[i] = append(hashes[i], f.Hash)
		}
	}
	if hashes[0][0] == hashes[1][0] {
		t.Error("a known word is the same in two languages")
	}
	if hashes[0][1] != hashes[1][1] {
		t.Error("a new word is another in another language")
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
	if len(m.at) != 2 || len(m.order) != 2 {
		t.Errorf("%d texts are kept", len(m.at))
	}
	none := memory{}
	none.put(1, Lead, 1)
	if _, ok := none.get(1, Lead); ok {
		t.Error("a memory of nothing remembers")
	}
}

func TestKeysPassOverHandlesAndCase(t *testing.T) {
	key := func(s string) uint64 { return Key(s, text.Tokens(s)) }
	if key("@acme Где мой заказ") != key("где мой ЗАКАЗ https://a.example") {
		t.Error("the same words have two keys")
	}
	if key("где мой заказ?") == key("где мой заказ") || key("!!!") == key("???") || key("заказ 5") == key("заказ 6") || key("спасибо 🙄") == key("спасибо 😍") {
		t.Error("two texts have one key")
	}
}

func TestTheVocabularyKnowsCommonWords(t *testing.T) {
	v := Known()
	rarity := func(s string) float32 {
		for _, f := range read(s) {
			return f.Rarity
		}
		return -1
	}
	for _, s := range []string{"и", "the", "спасибо", "работа", "good", "және", "рәхмәт"} {
		if r := rarity(s); r > 0.7 {
			t.Errorf("%q has the rarity %.2f", s, r)
		}
	}
	if a, b := rarity("и"), rarity("спасибо"); a >= b {
		t.Errorf("a word of every text has the rarity %.2f, another %.2f", a, b)
	}
	known := 0
	const strangers = "чекаво шмурдяк бурдонь дноклав флюмово zorpy blimful fronkled gleepish qwoxel"
	for s := range strings.FieldsSeq(strangers) {
		if rarity(s) < neverSeen {
			known++
		}
	}
	if known > 3 {
		t.Errorf("%d of ten words that nobody wrote are known", known)
	}
	if broken := NewVocabulary("short"); broken.rarity(1) != 1 || v.rarity(1) > 1 {
		t.Error("a vocabulary of nothing knows something")
	}
}

func TestCountsGiveASketch(t *testing.T) {
	var c Counts
	r := Reader{}
	for range 100 {
		s := "обычное обычное слово"
		c.Add(r.Append(nil, s, text.Tokens(s), "", nil))
	}
	v := NewVocabulary(string(c.Bytes()))
	seen := r.Append(nil, "обычное", text.Tokens("обычное"), "", nil)
	if level := v.level(seen[0].name); level != 7 { // 100 has seven bits
		t.Errorf("a word of a hundred texts has level %d", level)
	}
	if !reflect.DeepEqual(c.Bytes(), c.Bytes()) {
		t.Error("the same counts give two sketches")
	}
}

// lesson draws a correction of a small world of words, some new, some old.
func lesson(t *rapid.T) Lesson {
	words := strings.Fields("чекаво шмурдяк zorpy спасибо работа не очень the good 👍 :( Иван #акция")
	s := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(words), rapid.String()), 0, 8).Draw(t, "text"), " ")
	l := Lesson{Features: read(s), Key: Key(s, text.Tokens(s)), Task: rapid.SampledFrom([]Task{Sentiment, Intent, Lead}).Draw(t, "task")}
	n := map[Task]int{Sentiment: 3, Intent: 9, Lead: 2}[l.Task]
	l.Class = rapid.IntRange(0, n-1).Draw(t, "class")
	l.Base = rapid.SliceOfN(rapid.Float32Range(-12, 12), n, n).Draw(t, "base")
	return l
}

// The same lessons in the same order give the same, and never what is no number.
func TestLearningIsReproducible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := rapid.SliceOfN(rapid.Custom(lesson), 1, 30).Draw(t, "log")
		a, b := New(100), New(100)
		for _, l := range log {
			a.Learn(l)
		}
		for _, l := range log {
			b.Learn(l)
		}
		if !reflect.DeepEqual(a.heads, b.heads) || !reflect.DeepEqual(a.memory, b.memory) || a.gate != b.gate {
			t.Fatal("the same log gives two deltas")
		}
		for task := range a.heads {
			for _, w := range a.heads[task].rows {
				if math.IsNaN(float64(w)) || w < -strongest || w > float32(max(strongest, len(log)+1)) {
					t.Fatalf("a row holds %v", w)
				}
			}
		}
		// What the gate passes over adds nothing.
		s := rapid.String().Draw(t, "other") + " чекаво спасибо"
		view := a.View()
		defer view.Done()
		all, some := []float32{0, 0, 0}, []float32{0, 0, 0}
		view.Add(Sentiment, all, readIn(s, "ru", nil))
		view.Add(Sentiment, some, readIn(s, "ru", view.Gate()))
		if !reflect.DeepEqual(all, some) {
			t.Fatalf("read whole %v, read by the gate %v", all, some)
		}
	})
}

func TestOddLessonsAreRefused(t *testing.T) {
	d := New(10)
	d.Learn(Lesson{Task: Sentiment, Class: 7, Base: []float32{0, 0, 0}, Features: read("чекаво")})
	d.Learn(Lesson{Task: Sentiment, Class: -1, Base: []float32{0, 0, 0}, Features: read("чекаво")})
	d.Learn(mood("чекаво", 2))
	d.Learn(Lesson{Task: Sentiment, Class: 1, Base: []float32{0, 0}, Features: read("чекаво")})
	d.Learn(Lesson{Task: Sentiment, Class: 1, Base: []float32{0, 0, 0}})
	if z, _ := after(d, "чекаво"); z[2] <= z[1] {
		t.Errorf("%v", z)
	}
	view := d.View()
	defer view.Done()
	if view.Add(Sentiment, []float32{0, 0}, read("чекаво")) || view.Weight(Sentiment, 5, &Feature{}) != 0 {
		t.Error("another number of classes was accepted")
	}
	var nothing *Delta
	empty := nothing.View()
	defer empty.Done()
	if _, ok := empty.Exact(Lead, 0); ok || !empty.Empty() || empty.Gate() != nil || empty.Add(Lead, []float32{0, 0}, nil) || empty.Weight(Lead, 0, &Feature{}) != 0 {
		t.Error("nothing has learnt something")
	}
}

// Whoever judges meanwhile sees a correction of two lessons whole.
func TestACorrectionIsSeenWhole(t *testing.T) {
	d := New(1000)
	var group sync.WaitGroup
	done := make(chan struct{})
	for range 2 {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				view := d.View()
				a, _ := view.Exact(Intent, 1)
				b, _ := view.Exact(Lead, 1)
				if a != b {
					t.Errorf("intent %d, lead %d", a, b)
				}
				view.Done()
			}
		})
	}
	for i := range 500 {
		d.Learn(Lesson{Task: Intent, Class: i % 2, Key: 1}, Lesson{Task: Lead, Class: i % 2, Key: 1})
	}
	close(done)
	group.Wait()
}

// BenchmarkLearn takes one lesson of ten words into a Delta of many; a person
// waits for it, and 1,000 are taken at the start.
func BenchmarkLearn(b *testing.B) {
	d := New(1000)
	l := mood("вот это чекаво, а не работа: мастер приехал вечером и сделал", 2)
	for b.Loop() {
		l.Class = 2 - l.Class
		d.Learn(l)
	}
}

// BenchmarkAppendGated reads a text of which nothing was taught.
func BenchmarkAppendGated(b *testing.B) {
	d := New(1000)
	d.Learn(mood("вот это чекаво", 2))
	s := "Холодильник опять не морозит, третий день жду мастера. Сколько можно ждать, скажите пожалуйста?"
	tokens := text.Tokens(s)
	r := Reader{Words: Known()}
	var fs []Feature
	b.ReportAllocs()
	for b.Loop() {
		fs = r.Append(fs[:0], s, tokens, "ru", &d.gate)
	}
}
