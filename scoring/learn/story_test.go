package learn

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// A class that there is not is no lesson: nothing remembers it, or whoever asks
// for this text would reach beyond the logits.
func TestAClassThatThereIsNotIsNotRemembered(t *testing.T) {
	for _, class := range []int{-1, 3, 7, 300} {
		d := New(10)
		d.Learn(mood("чекаво", class))
		view := d.View()
		if got, ok := view.Exact(Sentiment, Key("чекаво", text.Tokens("чекаво"))); ok {
			t.Errorf("class %d of 3 is remembered as %d", class, got)
		}
		if !view.Empty() {
			t.Errorf("class %d of 3 was learnt", class)
		}
		view.Done()
	}
}

// A lesson without a base is known by heart and moves no word; a later one of
// the same text counts.
func TestWhatIsOnlyRemembered(t *testing.T) {
	d := New(10)
	d.Learn(Lesson{Task: Language, Class: 4, Key: 1}, Lesson{Task: Language, Class: 30, Key: 2})
	d.Learn(Lesson{Task: Language, Class: 9, Key: 1})
	view := d.View()
	defer view.Done()
	for key, want := range map[uint64]int{1: 9, 2: 30} {
		if got, ok := view.Exact(Language, key); !ok || got != want {
			t.Errorf("text %d: %d, %v", key, got, ok)
		}
	}
	if view.Add(Language, make([]float32, 31), read("чекаво")) {
		t.Error("words were moved")
	}
}

// Lessons of one task leave the others as they were.
func TestTasksDoNotMeet(t *testing.T) {
	d := New(10)
	d.Learn(mood("чекаво", 2))
	view := d.View()
	defer view.Done()
	for _, task := range []Task{Intent, Lead, Language} {
		for _, n := range []int{2, 3, 9} {
			if z := make([]float32, n); view.Add(task, z, read("чекаво")) {
				t.Errorf("task %d has learnt %v of a lesson in sentiment", task, z)
			}
		}
	}
}

// One lesson moves a logit no farther than its task allows, whatever the text:
// a page of words that nobody knows, one word a thousand times, nothing but
// faces. Otherwise one correction could outweigh all that follow.
func TestOneLessonHasItsLimit(t *testing.T) {
	for _, s := range []string{
		"чекаво", strings.Repeat("чекаво ", 1000), strings.Repeat("жпщ шмурдяк зорпи ", 300), strings.Repeat("👍", 500), "не чекаво и не шмурдяк",
	} {
		for _, task := range []Task{Sentiment, Lead} {
			n := map[Task]int{Sentiment: 3, Lead: 2}[task]
			base := make([]float32, n)
			base[0] = 12 // the frozen judge is sure of something else
			d := New(10)
			d.Learn(Lesson{Task: task, Class: n - 1, Base: base, Features: read(s)})
			z := make([]float32, n)
			view := d.View()
			view.Add(task, z, read(s))
			view.Done()
			m := mannerOf(task)
			if moved := float64(z[n-1] - z[0]); moved <= 0 || moved > 2*m.farthest+0.1 {
				t.Errorf("%.20q moved task %d by %.2f, at most %.0f each way", s, task, moved, m.farthest)
			}
		}
	}
}

// Row by row what is told as a reason adds up to what is added.
func TestReasonsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := New(100)
		for _, l := range rapid.SliceOfN(rapid.Custom(lesson), 1, 12).Draw(t, "log") {
			d.Learn(l)
		}
		fs := read(rapid.SampledFrom([]string{"чекаво", "не чекаво спасибо", "шмурдяк 👍 👍", "the good работа"}).Draw(t, "text"))
		view := d.View()
		defer view.Done()
		z := make([]float32, 3)
		view.Add(Sentiment, z, fs)
		for c := range z {
			sum := float32(0)
			for i := range fs {
				sum += view.Weight(Sentiment, c, &fs[i])
			}
			if math.Abs(float64(sum-z[c])) > 1e-3 {
				t.Fatalf("class %d: reasons %v, added %v", c, sum, z[c])
			}
		}
	})
}

// A thousand mistakes of plain words do little to other texts of plain words:
// the more lessons there are, the less each of them may move.
func TestPlainWordsGetHeavier(t *testing.T) {
	const other = "где мой заказ и когда он будет"
	moved := func(lessons int) float32 {
		d := New(0)
		for range lessons {
			d.Learn(mood("это не то, что я хотел", 0))
			d.Learn(mood("я был у вас и всё видел", 2))
		}
		z, _ := after(d, other)
		return max(z[0], -z[0]) + max(z[2], -z[2])
	}
	if few, many := moved(5), moved(500); many > 20*few+1 {
		t.Errorf("ten lessons move others by %.3f, a thousand by %.3f", few, many)
	}
}

// Bytes that are no sketch are a vocabulary of nothing: every word is new, and
// nobody fails.
func TestAVocabularyOfNothing(t *testing.T) {
	for _, cells := range []string{"", "short", words[1:]} {
		v := NewVocabulary(cells)
		if v.level(1) != 0 || v.rarity(1<<31) != 1 {
			t.Errorf("%d bytes know a word", len(cells))
		}
	}
	var none *Vocabulary
	if none.rarity(7) != 1 {
		t.Error("no vocabulary knows a word")
	}
	var c Counts
	if got := NewVocabulary(string(c.Bytes())); got.level(1) != 0 {
		t.Error("counts of nothing know a word")
	}
}

// The more often a word was counted, the less rare it is, and what was counted is
// never new: the sketch may overrate and must not forget.
func TestWhatWasCountedIsNeverNew(t *testing.T) {
	r := Reader{}
	var c Counts
	list := strings.Fields("холодильник пицца доставка курьер магазин чекаво шмурдяк борщ the fridge 👍")
	for i, w := range list {
		for range 1 << i {
			c.Add(r.Append(nil, w, text.Tokens(w), "", nil))
		}
	}
	v := NewVocabulary(string(c.Bytes()))
	last := float32(2)
	for _, w := range list {
		fs := r.Append(nil, w, text.Tokens(w), "", nil)
		rarity := v.rarity(fs[0].name)
		if rarity >= 1 || rarity > last {
			t.Errorf("%q has the rarity %v, a rarer one %v", w, rarity, last)
		}
		last = rarity
	}
}

// A gate lets through everything that it was told of.
func TestTheGateForgetsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var g Gate
		names := rapid.SliceOf(rapid.Uint32()).Draw(t, "names")
		for _, n := range names {
			g.set(n)
		}
		for _, n := range names {
			if !g.has(n) {
				t.Fatalf("%#x is kept out", n)
			}
		}
	})
	var empty Gate
	if empty.has(0) || empty.has(math.MaxUint32) {
		t.Error("a gate that was told of nothing lets something through")
	}
}

// Names, hashtags and words behind a negation count less than the same word said
// plainly; a capital at the beginning of a sentence is no name.
func TestWhatCountsLess(t *testing.T) {
	weight := func(s string, at int) (value, rarity float32) {
		for _, f := range read(s) {
			if f.plain && int(f.At) == at {
				return f.Value, f.Rarity
			}
		}
		t.Fatalf("%q: nothing is read of word %d", s, at)
		return 0, 0
	}
	_, plain := weight("вот шмурдяк", 1)
	for _, e := range []struct {
		text string
		at   int
		less bool
	}{
		{"вот Шмурдяк", 1, true}, {"Шмурдяк вот", 0, false}, {"Вот. Шмурдяк", 1, false}, {"вот #шмурдяк", 1, true}, {"вот ШМУРДЯК", 1, false}, {"вот\nШмурдяк", 1, false},
	} {
		if _, got := weight(e.text, e.at); (got < plain) != e.less {
			t.Errorf("%q has the rarity %v, in plain %v", e.text, got, plain)
		}
	}
	if v, _ := weight("не шмурдяк", 1); v != denied {
		t.Errorf("denied, it counts %v", v)
	}
	if v, _ := weight("не. шмурдяк", 1); v != 1 {
		t.Errorf("the sentence has ended, and it counts %v", v)
	}
}

// Reading with a dst that is long enough takes no memory, whatever was taught.
func TestReadingTakesNoMemory(t *testing.T) {
	d := New(10)
	d.Learn(mood("вот это чекаво", 2))
	const s = "Не чекаво! Холодильник опять не морозит 👍, третий день жду #мастера"
	tokens, r := text.Tokens(s), Reader{Words: Known()}
	fs := r.Append(nil, s, tokens, "ru", nil)
	for name, gate := range map[string]*Gate{"whole": nil, "gated": &d.gate} {
		if n := testing.AllocsPerRun(20, func() { fs = r.Append(fs[:0], s, tokens, "ru", gate) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
	if again := r.Append(nil, s, tokens, "ru", nil); !reflect.DeepEqual(again, r.Append(nil, s, tokens, "ru", nil)) {
		t.Error("the same text was read in two ways")
	}
}
