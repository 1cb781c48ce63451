package trend_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/text"
	"earshot/scoring/trend"
)

// everyday is what is said on any day, each by somebody else.
func everyday(n int) []trend.Said {
	texts := []string{
		"Сегодня хорошая погода, иду гулять и пить кофе", "the coffee here is good and the music is fine",
		"Когда приедет доставка, и можно ли оплатить картой", "is the shop open on sunday, and for how long",
		"и снова понедельник, и снова очередь", "and again the queue is long and the staff is friendly",
	}
	var out []trend.Said
	for i := range n {
		out = append(out, trend.Said{ID: uint64(i + 1), Author: fmt.Sprint("d", i), Text: fmt.Sprintf("%s %d", texts[i%len(texts)], i)})
	}
	return out
}

// usual counts the terms in the past as an index would: by texts.
func usual(terms []trend.Term, texts []trend.Said) map[string]int {
	out := map[string]int{}
	for _, term := range terms {
		n := 0
		for _, s := range texts {
			stems := map[string]bool{}
			before := ""
			for tok := range text.Words(s.Text) {
				stems[tok.Stem], stems[before+" "+tok.Stem] = true, true
				before = tok.Stem
			}
			if stems[term.Key] {
				n++
			}
		}
		out[term.Key] = n
	}
	return out
}

func topics(now []trend.Said) []trend.Topic {
	before := everyday(600)
	terms := trend.Gather(now, text.NewCutter())
	return terms.Topics(usual(terms.Candidates(200), before), len(before), 10)
}

func say(list []trend.Said, cluster uint64, mood int8, author string, texts ...string) []trend.Said {
	for _, s := range texts {
		list = append(list, trend.Said{ID: uint64(1000 + len(list)), Author: author, Cluster: cluster, Text: s, Mood: mood})
		author += "'"
	}
	return list
}

func TestTopicsInTwoLanguages(t *testing.T) {
	now := everyday(60)
	now = say(now, 0, -1, "a", "приложение не открывается после обновления", "Обновление 5.2: приложение закрывается само",
		"у всех приложение упало?", "обновил приложение, не работает", "Приложения больше нет: обновление убило его", "приложение опять глючит, верните старое")
	now = say(now, 0, 1, "e", "the new grinder arrived, love the grinder", "this grinder is quiet", "Grinders like this are rare", "best GRINDER ever", "got the #grinder today", "my grinder makes me happy")
	got := topics(now)
	if len(got) < 2 {
		t.Fatalf("topics: %+v", got)
	}
	var names []string
	for _, topic := range got {
		names = append(names, topic.Name())
		if strings.Contains(" и the and is ", " "+topic.Name()+" ") {
			t.Errorf("a stop word is a topic: %q", topic.Name())
		}
	}
	all := strings.Join(names, " | ")
	for _, want := range []string{"приложение", "grinder"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is no topic: %s", want, all)
		}
	}
	i := slices.IndexFunc(got, func(x trend.Topic) bool { return strings.HasPrefix(x.Name(), "приложение") })
	if i < 0 || got[i].Moods[0] < 5 || len(got[i].Examples) != 3 || got[i].Authors < 5 || got[i].Usual > 1 {
		t.Errorf("the topic of the application is %+v", got)
	}
}

func TestOnePersonIsNoTrend(t *testing.T) {
	now := everyday(60)
	for range 50 {
		now = append(now, trend.Said{ID: 1, Author: "loud", Text: "купите мои чехлы чехлы чехлы"})
	}
	for _, topic := range topics(now) {
		t.Errorf("one person's word is a topic: %s", topic.Name())
	}
}

func TestARepostIsOneVoice(t *testing.T) {
	now := everyday(60)
	for i := range 40 {
		now = append(now, trend.Said{ID: uint64(500 + i), Author: fmt.Sprint("r", i), Cluster: 500, Text: "Конкурс! Разыгрываем миксер среди подписчиков"})
	}
	for _, topic := range topics(now) {
		t.Errorf("one text, passed on, is a topic: %s", topic.Name())
	}
	now = say(now, 0, 0, "m", "где мой миксер", "Миксер дымит", "а миксер вернут?", "миксеры кончились")
	got := topics(now)
	if len(got) == 0 || got[0].Count < 44 {
		t.Errorf("with four more voices: %+v; the reposts count", got)
	}
}

func TestWhatGoesTogetherIsOneTopic(t *testing.T) {
	now := everyday(60)
	for i := range 8 {
		now = say(now, 0, 0, fmt.Sprint("p", i), fmt.Sprintf("полярный экспресс опоздал, смотрите https://News.example/express?id=%d номер %d", i, i))
	}
	got := topics(now)
	if len(got) != 1 || len(got[0].Terms) > 4 {
		t.Fatalf("topics: %+v", got)
	}
	if name := got[0].Name(); !strings.Contains(name, "полярный экспресс") || strings.Contains(name, "полярный,") {
		t.Errorf("the topic is called %q", name)
	}
	links := slices.ContainsFunc(trend.Gather(now, nil).Candidates(300), func(x trend.Term) bool { return x.Kind == trend.Link && x.Key == "news.example/express" })
	if !links {
		t.Error("the link is no term, or each has its own")
	}
}

func TestTheFormIsTheMostFrequent(t *testing.T) {
	now := say(everyday(60), 0, 0, "f", "вижу морозилку", "Морозилки нет", "морозилки две", "о морозилке", "морозилки текут")
	got := topics(now)
	if len(got) == 0 || got[0].Terms[0].Form != "морозилки" {
		t.Errorf("topics: %+v", got)
	}
}

func TestAnyTextsGiveFiniteTopics(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var now []trend.Said
		for i := range rapid.IntRange(0, 30).Draw(r, "n") {
			now = append(now, trend.Said{
				ID: uint64(i), Author: rapid.SampledFrom([]string{"", "a", "b", "c", "d"}).Draw(r, "author"), Mood: int8(rapid.IntRange(-9, 9).Draw(r, "mood")),
				Cluster: uint64(rapid.IntRange(0, 3).Draw(r, "cluster")), Text: rapid.SampledFrom([]string{"мир труд май", "peace труд", "\xff\xfe", "https://a.example #май", "猫 猫が 好き"}).Draw(r, "text"),
			})
		}
		terms := trend.Gather(now, nil)
		past := map[string]int{}
		for _, c := range terms.Candidates(50) {
			past[c.Key] = rapid.IntRange(0, 50).Draw(r, "past")
		}
		for _, topic := range terms.Topics(past, 50, 5) {
			if math.IsNaN(topic.G2) || math.IsInf(topic.G2, 0) || topic.Authors < 3 || len(topic.Terms) == 0 || topic.Count < len(topic.IDs) {
				r.Fatalf("%+v", topic)
			}
		}
	})
}

func TestSurpriseGrowsWithTheDifference(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n1, n2 := rapid.IntRange(1, 500).Draw(r, "n1"), rapid.IntRange(1, 5000).Draw(r, "n2")
		k2 := rapid.IntRange(0, n2).Draw(r, "k2")
		before := -1.0
		for k1 := n1 * k2 / n2; k1 <= n1; k1++ {
			g := trend.G2(float64(k1), float64(n1), float64(k2), float64(n2))
			if math.IsNaN(g) || g < 0 || k1 > n1*k2/n2+1 && g < before-1e-6 {
				r.Fatalf("%d of %d against %d of %d: %g after %g", k1, n1, k2, n2, g, before)
			}
			before = g
		}
	})
}

// TestDunningsExample is a line of table 2 of his article: "the swiss" 110 times
// with, 2442 and 111 apart, 29114 neither.
func TestDunningsExample(t *testing.T) {
	if g := trend.G2(110, 110+111, 2442, 2442+29114); math.Abs(g-270.72) > 0.05 {
		t.Errorf("G2 is %.2f, Dunning has 270.72", g)
	}
}

func TestWhatIsOverRepresented(t *testing.T) {
	now := map[string]int{"vk": 12, "mastodon": 2, "mail": 0, "": 3}
	before := map[string]int{"vk": 100, "mastodon": 300, "mail": 80}
	got := trend.Over(now, before, 17, 480)
	if len(got) != 1 || got[0].Name != "vk" || got[0].N != 12 || got[0].All != 17 {
		t.Errorf("over-represented: %+v", got)
	}
	if got := trend.Over(now, nil, 17, 0); len(got) != 1 || got[0].Name != "vk" {
		t.Errorf("without a past more than half have it: %+v", got)
	}
	if got := trend.Over(before, before, 480, 480); len(got) != 0 {
		t.Errorf("as always: %+v", got)
	}
	if got := trend.Over(now, before, 0, 0); len(got) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}

func BenchmarkGather(b *testing.B) {
	now, words := everyday(1000), text.NewCutter()
	for b.Loop() {
		trend.Gather(now, words)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/text")
}
