package corpustest_test

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/clean"
	"earshot/store/corpustest"
	"earshot/store/exchange"
	"earshot/store/query"
)

const many = 20_000

func corpus() *corpustest.Corpus { return corpustest.New(corpustest.Options{N: many, Seed: 7}) }

// TestTheSameSeedIsTheSameCorpus, whoever asks, in whatever order, and another
// seed is another one.
func TestTheSameSeedIsTheSameCorpus(t *testing.T) {
	a, b := corpus(), corpus()
	var wg sync.WaitGroup
	for worker := range 2 {
		wg.Go(func() {
			for i := many - 1 - worker; i >= 0; i -= 37 {
				if d := cmp.Diff(a.Mention(i), b.Mention(i)); d != "" {
					t.Errorf("mention %d differs: %s", i, d)
					return
				}
			}
		})
	}
	wg.Wait()
	other := corpustest.New(corpustest.Options{N: many, Seed: 8})
	if cmp.Equal(a.Mention(5).Body, other.Mention(5).Body) {
		t.Error("another seed says the same")
	}
	if !cmp.Equal(a.Queries(3), b.Queries(3)) {
		t.Error("the questions differ")
	}
}

// TestEveryLineIsOfTheExchangeFormat and says what the mention says.
func TestEveryLineIsOfTheExchangeFormat(t *testing.T) {
	c := corpus()
	seen := map[store.Key]bool{}
	for i := range many {
		m := c.Mention(i)
		line := corpustest.AppendLine(nil, m)
		if bytes.Count(line, []byte("\n")) != 1 {
			t.Fatalf("mention %d is not one line: %s", i, line)
		}
		got, err := exchange.Decode(line, c.Until())
		if err != nil {
			t.Fatalf("mention %d: %v\n%s", i, err, line)
		}
		if d := cmp.Diff(m, got); d != "" {
			t.Fatalf("mention %d came back changed: %s", i, d)
		}
		if seen[m.Key] {
			t.Fatalf("%s comes twice", m.Key)
		}
		seen[m.Key] = true
		if clean.Text(m.Body.Text, 10_000) != m.Body.Text {
			t.Fatalf("mention %d would be cleaned: %q", i, m.Body.Text)
		}
	}
}

// TestWordsFollowTheLaws of Zipf and of Heaps.
func TestWordsFollowTheLaws(t *testing.T) {
	c := corpus()
	forms, stems := map[string]int{}, map[string]int{}
	var sizes []float64 // types by tokens at 1,000, 2,000, 4,000 ... mentions
	tokens, letters, texts := 0, 0, 0
	var at []float64
	for i := range many {
		m := c.Mention(i)
		letters += len([]rune(m.Body.Text))
		texts++
		for _, w := range text.Tokens(m.Body.Text) {
			if w.Kind != text.Word {
				continue
			}
			tokens++
			forms[w.Norm]++
			stems[w.Stem]++
		}
		if n := i + 1; n >= 1000 && n&(n-1) == 0 || n == 1000 || n == many {
			at, sizes = append(at, math.Log(float64(tokens))), append(sizes, math.Log(float64(len(forms))))
		}
	}
	ranks := slices.Sorted(maps.Values(stems))
	slices.Reverse(ranks)
	hapaxes := 0
	for _, n := range forms {
		if n == 1 {
			hapaxes++
		}
	}
	zipf := -slope(ranks[30:3000], 30)
	heaps := (sizes[len(sizes)-1] - sizes[0]) / (at[len(at)-1] - at[0])
	share := float64(hapaxes) / float64(len(forms))
	t.Logf("%d tokens, %d forms, %d stems; Zipf %.2f, Heaps %.2f, hapaxes %.2f; %.1f words and %.0f letters a text",
		tokens, len(forms), len(stems), zipf, heaps, share, float64(tokens)/float64(texts), float64(letters)/float64(texts))
	between(t, "Zipf's exponent of stems", zipf, 0.85, 1.3)
	between(t, "Heaps' exponent", heaps, 0.5, 0.85)
	between(t, "share of hapaxes", share, 0.3, 0.65)
	between(t, "words a text", float64(tokens)/float64(texts), 17, 23)
	between(t, "letters a text", float64(letters)/float64(texts), 115, 180)
	between(t, "forms a stem", float64(len(forms))/float64(len(stems)), 1.2, 4)
}

// TestPeopleThreadsAndRepeatsAreAsInLife.
func TestPeopleThreadsAndRepeatsAreAsInLife(t *testing.T) {
	c := corpus()
	people, threads, langs, texts, nets := map[string]int{}, map[store.Key]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	answers, late, hours := 0, 0, [24]int{}
	known := map[store.Key]bool{}
	var newest *store.Mention
	for m := range c.All() {
		people[m.Identity()]++
		threads[m.Thread()]++
		langs[m.Body.Lang]++
		texts[m.Body.Text]++
		nets[m.Key.Network]++
		hours[m.Created.Hour()]++
		known[m.Key] = true
		if m.Place.Parent != "" {
			answers++
			if !known[store.Key{Network: m.Key.Network, ID: m.Place.Parent}] || !known[m.Thread()] {
				t.Fatalf("%s answers what nobody has heard", m.Key)
			}
		}
		if newest != nil && m.Created.Before(newest.Created) {
			late++
		} else {
			newest = m
		}
	}
	repeats := 0
	for _, n := range texts {
		repeats += n - 1
	}
	part := func(n int) float64 { return float64(n) / many }
	t.Logf("%d people, %d threads, langs %v, %d repeats word by word, %d answers, %d late, networks %v", len(people), len(threads), langs, repeats, answers, late, nets)
	between(t, "mentions a person", many/float64(len(people)), 6.5, 9.5)
	between(t, "share of answers", part(answers), 0.42, 0.48)
	between(t, "share of late ones", part(late), 0.02, 0.045)
	between(t, "share of Russian", part(langs["ru"]), 0.5, 0.75)
	between(t, "share of repeats", part(repeats), 0.01, 0.03)
	between(t, "largest thread", part(slices.Max(slices.Collect(maps.Values(threads)))), 0.004, 0.06)
	between(t, "busiest person", part(slices.Max(slices.Collect(maps.Values(people)))), 0.002, 0.05)
	between(t, "evening against night", float64(hours[18])/float64(hours[3]), 2, 8)
	if len(nets) != 5 {
		t.Errorf("networks: %v", nets)
	}
}

// TestChangesAreOfMentionsThatAreThere.
func TestChangesAreOfMentionsThatAreThere(t *testing.T) {
	c := corpus()
	known := map[store.Key]*store.Mention{}
	for m := range c.All() {
		known[m.Key] = m
	}
	edits, deletions := 0, 0
	for x := range c.Changes() {
		was := known[x.Key]
		switch {
		case was == nil:
			t.Fatalf("%s was never there", x.Key)
		case x.Mention == nil:
			deletions++
			if line := string(x.AppendLine(nil)); !strings.Contains(line, `"deleted":true`) || !strings.Contains(line, `"id":"`+x.Key.ID+`"`) {
				t.Fatalf("a deletion says %s", line)
			}
		default:
			edits++
			if _, err := exchange.Decode(x.AppendLine(nil), c.Until()); err != nil || x.Mention.Body.Text == was.Body.Text {
				t.Fatalf("an edit of %s: %v, %q", x.Key, err, x.Mention.Body.Text)
			}
		}
	}
	between(t, "edits", float64(edits)/many, 0.008, 0.012)
	between(t, "deletions", float64(deletions)/many, 0.003, 0.007)
}

// TestQuestionsParse, and the words they ask for are words of the corpus.
func TestQuestionsParse(t *testing.T) {
	for _, class := range corpus().Queries(40) {
		if len(class.Queries) != 40 {
			t.Errorf("%s has %d questions", class.Name, len(class.Queries))
		}
		for _, q := range class.Queries {
			if _, err := query.Parse(q); err != nil {
				t.Errorf("%s: %q: %v", class.Name, q, err)
			}
		}
		t.Logf("%-15s %q", class.Name, class.Queries[:4])
	}
}

// TestJudgedMentionsHaveFacets, and the newest are those still to be handled.
func TestJudgedMentionsHaveFacets(t *testing.T) {
	c := corpus()
	fresh, states := 0, map[store.State]int{}
	for i := range many {
		m := c.Judged(i)
		states[m.Work.State]++
		if i >= many-many/20 && m.Work.Unhandled() {
			fresh++
		}
		if m.Judgement.Sentiment == "" || m.Judgement.Intent == "" || m.Arrived.IsZero() {
			t.Fatalf("mention %d is not judged: %+v", i, m)
		}
	}
	t.Logf("states %v, of the last 5 %% %d are unhandled", states, fresh)
	between(t, "share of done", float64(states[store.StateDone])/many, 0.75, 0.95)
	between(t, "unhandled of the last", float64(fresh)/many*20, 0.3, 0.8)
}

func BenchmarkMention(b *testing.B) {
	c := corpustest.New(corpustest.Options{N: 1_000_000, Seed: 7})
	var line []byte
	i := 0
	for b.Loop() {
		line = corpustest.AppendLine(line[:0], c.Mention(i%c.Len()))
		i += 13
	}
}

func between(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	if got < low || got > high {
		t.Errorf("%s is %.3f, should be %.3g to %.3g", what, got, low, high)
	}
}

// slope is the least-squares slope of log n over log rank.
func slope(counts []int, first int) float64 {
	var sx, sy, sxx, sxy float64
	for i, n := range counts {
		x, y := math.Log(float64(first+i+1)), math.Log(float64(n))
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	n := float64(len(counts))
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}
