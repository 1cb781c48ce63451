package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"earshot/scoring/feature"
	"earshot/scoring/text"
)

// lists makes word lists of files, as the tool does, and asks them.
type lists struct {
	t *testing.T
	m *moodLists
	e *env
}

func newLists(t *testing.T, files map[string]string) *lists {
	t.Helper()
	return &lists{t, newMoodLists(3), sets(t, files)}
}

// says gives what a column says of a key; ok = it is in the lists at all.
func (l *lists) says(key uint32, column int) (value float32, ok bool) {
	e := l.m.entries[key]
	if e == nil {
		return 0, false
	}
	return e.Values[column], true
}

func (l *lists) want(what string, key uint32, column int, want float32) {
	l.t.Helper()
	got, ok := l.says(key, column)
	if !ok || abs(got-want) > 1e-6 {
		l.t.Errorf("%s: column %d says %v (known: %v), want %v", what, column, got, ok, want)
	}
}

// TestTablesOfWords: a word as written, a smiley, a phrase of two words; what is
// longer is no entry, and of two lines the stronger stays.
func TestTablesOfWords(t *testing.T) {
	l := newLists(t, map[string]string{"words.txt": "good\t2\t0.9\nbad\t -3 \nnot good\t-1\n:(\t-2\nas good as it gets\t4\nbad\t-1\nnil\tNaN\n"})
	if err := l.m.table(l.e, 1, "words.txt", 4, false); err != nil {
		t.Fatal(err)
	}
	l.want("a word with more columns behind it", feature.MoodKey(feature.Word, "good"), 1, 0.5)
	l.want("the stronger of two", feature.MoodKey(feature.Word, "bad"), 1, -0.75)
	l.want("a phrase", feature.MoodPair(text.Stem("not"), text.Stem("good")), 1, -0.25)
	l.want("a smiley", feature.MoodKey(feature.Face, text.Tokens(":(")[0].Norm), 1, -0.5)
	l.want("what is no number says nothing", feature.MoodKey(feature.Word, "nil"), 1, 0)
	if len(l.m.entries) != 5 {
		t.Errorf("%d entries, and one of them has five words", len(l.m.entries))
	}
}

// TestEmojiMeanTheirNames: an emoji is worth what the words of its name are; one
// whose name says nothing is in no list.
func TestEmojiMeanTheirNames(t *testing.T) {
	l := newLists(t, map[string]string{
		"words.txt": "joy\t2\ntears\t-1\ngrinning\t1\n",
		"emoji.txt": "😂\tface with tears of joy\n😀\tgrinning face\n🗿\tmoai\n",
	})
	if err := l.m.table(l.e, 0, "words.txt", 4, false); err != nil {
		t.Fatal(err)
	}
	if err := l.m.emoji(l.e, 0, "emoji.txt"); err != nil {
		t.Fatal(err)
	}
	l.want("tears of joy", feature.MoodKey(feature.Face, "😂"), 0, 0.25)
	l.want("grinning", feature.MoodKey(feature.Face, "😀"), 0, 0.25)
	if _, ok := l.says(feature.MoodKey(feature.Face, "🗿"), 0); ok {
		t.Error("a stone head feels something")
	}
}

// TestDictionaries: numbers and numbers in quotes, stems that are stems already,
// values beyond the scale, and what is neither.
func TestDictionaries(t *testing.T) {
	l := newLists(t, map[string]string{"words.json": `{"word": "score", "ужасный": -4, "плох": "-2", "лучший": 99, "😍": 3, "никакой": null, "список": [1]}`})
	if err := l.m.dictionary(l.e, 2, "words.json", 4, true); err != nil {
		t.Fatal(err)
	}
	l.want("a word is known by its stem", feature.MoodKey(feature.Stem, text.Stem("ужасный")), 2, -1)
	l.want("what is a stem stays one", feature.MoodKey(feature.Stem, "плох"), 2, -0.5)
	l.want("beyond the scale is its end", feature.MoodKey(feature.Stem, text.Stem("лучший")), 2, 1)
	l.want("emoji have no stem", feature.MoodKey(feature.Face, "😍"), 2, 0.75)
	for _, none := range []string{"word", "никакой", "список"} {
		if _, ok := l.says(feature.MoodKey(feature.Stem, text.Stem(none)), 2); ok {
			t.Errorf("%q has a value", none)
		}
	}
}

// TestOurOwnLists: groups of words with a weight; "=" stands before a form that
// is meant alone, "_" within a phrase, "#" before a remark; groups of other
// things are passed over.
func TestOurOwnLists(t *testing.T) {
	const list = "# remarks\n[word -3]\nужасный =жуть так_себе # и прочее\n\n[phrase 2]\nзря_старались\n[sign 1.5]\n😍\n"
	l := newLists(t, map[string]string{
		"cmd/earshot-train/moods/ru.txt":    list,
		"cmd/earshot-train/moods/bad.txt":   "[word much]\nужасный\n",
		"cmd/earshot-train/moods/signs.txt": "[sign 3]\n^_^\n",
	})
	if err := l.m.own(l.e, 0, "ru.txt"); err != nil {
		t.Fatal(err)
	}
	l.want("a word in all its forms", feature.MoodKey(feature.Stem, text.Stem("ужасный")), 0, -1)
	l.want("a form by itself", feature.MoodKey(feature.Word, "жуть"), 0, -1)
	l.want("a phrase", feature.MoodPair(text.Stem("так"), text.Stem("себе")), 0, -1)
	l.want("a sign", feature.MoodKey(feature.Face, "😍"), 0, 0.5)
	if len(l.m.entries) != 4 {
		t.Errorf("%d entries", len(l.m.entries))
	}
	if err := l.m.own(l.e, 0, "signs.txt"); err != nil {
		t.Fatal(err)
	}
	if tokens := text.Tokens("^_^"); len(tokens) == 1 {
		l.want("a face with a line in it", feature.MoodKey(feature.Face, tokens[0].Norm), 0, 1)
	}
	if err := l.m.own(l.e, 0, "bad.txt"); err == nil || !strings.Contains(err.Error(), `bad.txt: "[word much]"`) {
		t.Errorf("a weight that is none: %v", err)
	}
	if err := l.m.own(l.e, 0, "gone.txt"); err == nil || !strings.Contains(err.Error(), "gone.txt") {
		t.Errorf("a list that is gone: %v", err)
	}
}

// TestOurListsAreInOrder: every list that stands in the repository can be read,
// says something, and says no more than the scale allows.
func TestOurListsAreInOrder(t *testing.T) {
	found, err := filepath.Glob("moods/*.txt")
	if err != nil || len(found) < 6 {
		t.Fatalf("%q, %v", found, err)
	}
	e := &env{out: "../..", log: io.Discard}
	for _, path := range found {
		m := newMoodLists(1)
		if err := m.own(e, 0, filepath.Base(path)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		good, bad := 0, 0
		for _, x := range m.entries {
			switch v := x.Values[0]; {
			case v > 0 && v <= 1:
				good++
			case v < 0 && v >= -1:
				bad++
			default:
				t.Errorf("%s: a word is worth %v", path, v)
			}
		}
		if good < 10 || bad < 10 {
			t.Errorf("%s: %d good, %d bad", path, good, bad)
		}
	}
}

// TestSamplesAreDrawnByWhatTheySay: what is held out does not depend on the order
// of a file, and is about a fifth.
func TestSamplesAreDrawnByWhatTheySay(t *testing.T) {
	out := 0
	for i := range 2000 {
		if heldOut(strings.Repeat("ж", i%40) + string(rune('а'+i/40))) {
			out++
		}
	}
	if out < 300 || out > 500 {
		t.Errorf("%d of 2,000 are held out", out)
	}
	if textHash("а") == textHash("б") {
		t.Error("two texts are one to the sample")
	}
}

// TestOwnPostsBySide: of our own posts those count that say how they feel; the
// heading and what is open do not.
func TestOwnPostsBySide(t *testing.T) {
	e := sets(t, map[string]string{
		"ours/intent/ru_shop.tsv":  "intent\tlead\toccasion\treview\tsentiment\tsituation\ttext\ncomplaint\tno\t-\tno\tneg\tshop\tплохо\nother\tno\t-\tno\t\tshop\tпусто\nother\tno\t-\tno\tneg neu\tshop\tкак знать\n",
		"ours/intent/ru_game.tsv":  "other\tno\t-\tno\tpos\tgame\tигра\n",
		"ours/intent/en_shop.tsv":  "other\tno\t-\tno\tpos\tshop\tgood\n",
		"ours/intent/notes_ru.txt": "nothing to read",
	})
	posts, err := ownPosts(e, "ru")
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, r := range posts {
		said = append(said, r.label()+" "+r.text())
	}
	if got := strings.Join(said, ", "); got != "pos игра, neg плохо" {
		t.Errorf("%q", got)
	}
	own := source{columns: 7}
	rows, err := own.rows(e, "ru")
	if err != nil || len(rows) != 1 || rows[0].text() != "плохо" {
		t.Errorf("a model would be made of %q, and the game is to measure it by; %v", rows, err)
	}
}

// TestTheFolderAbove: the sets may lie in a folder by subject; what lies in both
// is taken from the nearer one.
func TestTheFolderAbove(t *testing.T) {
	e := sets(t, map[string]string{"sentiment/a.tsv": "far", "a.tsv": "near", "sentiment/b.tsv": "far"})
	for name, want := range map[string]string{"a.tsv": "near", "b.tsv": "far"} {
		path, err := e.find(name)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	if _, err := (&env{}).rows("a.tsv", 1); err == nil || !strings.Contains(err.Error(), "give --data DIR") {
		t.Errorf("no folder was given: %v", err)
	}
	if _, err := e.oursLike("[a"); err == nil {
		t.Error("a pattern that is none")
	}
}
