package corpustest

import (
	"strings"
	"time"
	"unicode"

	"earshot/store"
)

// Class is a kind of question, with examples whose words are drawn from the
// corpus as its texts draw them, so that nearly each finds something.
type Class struct {
	Name    string
	Queries []string
}

// Queries gives n questions of every class.
func (c *Corpus) Queries(n int) []Class {
	kinds := []struct {
		name string
		ask  func(d *dice) string
	}{
		{"no filter", func(*dice) string { return "" }},
		{"common term", c.common},
		{"rare term", func(d *dice) string { return c.rare(c.any(d)) }},
		{"AND", func(d *dice) string { return strings.Join(c.two(d, 6), " ") }},
		{"author", func(d *dice) string { return from(c.any(d)) }},
		{"author + term", func(d *dice) string {
			m := c.any(d)
			return from(m) + " " + pick(d, words(m))
		}},
		{"negation", func(d *dice) string { return c.common(d) + " -" + c.common(d) }},
		{"14 days + term", func(d *dice) string { return c.fortnight(d) + " " + c.common(d) }},
		{"three facets", facets},
		{"facets + term", func(d *dice) string { return facets(d) + " " + c.common(d) }},
		{"phrase", func(d *dice) string { return `"` + strings.Join(c.two(d, 1), " ") + `"` }},
		{"prefix", func(d *dice) string { return string([]rune(pick(d, words(c.any(d))))[:4]) + "*" }},
		{"proximity", func(d *dice) string { return strings.Join(c.two(d, 4), " NEAR/5 ") }},
		{"author:{}", func(d *dice) string {
			return "author:{followers:>" + pick(d, []string{"500", "1k", "10k"}) + "} " + c.common(d)
		}},
		{"thread:{}", func(d *dice) string { return "thread:{" + c.rare(c.any(d)) + "} is:reply" }},
	}
	out := make([]Class, len(kinds))
	for k, kind := range kinds {
		out[k].Name = kind.name
		for i := range n {
			d := c.roll(forQuery, k<<32|i)
			out[k].Queries = append(out[k].Queries, kind.ask(&d))
		}
	}
	return out
}

// any is a mention whose text has some words to ask for.
func (c *Corpus) any(d *dice) *store.Mention {
	for {
		if m := c.Mention(d.below(c.n)); len(words(m)) > 3 {
			return m
		}
	}
}

// common is a word that many texts have, though not one that nearly all have.
func (c *Corpus) common(d *dice) string {
	l := c.ru
	if d.chance(0.35) {
		l = c.en
	}
	for {
		if w := l.word(nil, d, d.pareto(30, 1, 600)); len([]rune(string(w))) > 3 {
			return string(w)
		}
	}
}

// rare is the word of a text whose stem comes last by rank.
func (c *Corpus) rare(m *store.Mention) string {
	best, rank := "", -1
	for _, w := range words(m) {
		if r := c.rankOf(w); r > rank {
			best, rank = w, r
		}
	}
	return best
}

// rankOf guesses the rank of a word by the first stem it begins with.
func (c *Corpus) rankOf(word string) int {
	for r := range 2000 {
		for _, l := range []*language{c.ru, c.en} {
			if s := l.head[r].text; len(s) > 3 && strings.HasPrefix(word, s) {
				return r
			}
		}
	}
	return 2000 + len(word)
}

// two are words of one text, at most so far from each other.
func (c *Corpus) two(d *dice, far int) []string {
	for {
		m := c.any(d)
		all := strings.Fields(m.Body.Text)
		i := d.below(len(all) - 1)
		j := min(len(all)-1, i+1+d.below(far))
		if a, b := plain(all[i]), plain(all[j]); a != "" && b != "" && a != b && letters(all[i]) {
			return []string{a, b}
		}
	}
}

// fortnight is 14 days somewhere in the year, the last ones every other time.
func (c *Corpus) fortnight(d *dice) string {
	end := c.Until()
	if d.chance(0.5) {
		end = end.AddDate(0, 0, -d.below(340))
	}
	return "date:" + end.AddDate(0, 0, -13).Format(time.DateOnly) + ".." + end.Format(time.DateOnly)
}

func facets(d *dice) string {
	return "net:" + pick(d, []string{"vk", "mastodon", "telegram"}) + " sent:" + pick(d, []string{"neg", "pos", "neg,neu"}) +
		" " + pick(d, []string{"is:open", "is:done", "intent:question", "intent:complaint", "assignee:anna", "kind:reply"})
}

func from(m *store.Mention) string {
	if m.Author.Handle == "" {
		return "from:" + m.Author.Email
	}
	return "from:" + m.Author.Handle
}

// words are the plain words of a text, of four letters up.
func words(m *store.Mention) []string {
	var out []string
	for _, w := range strings.Fields(m.Body.Text) {
		if p := plain(w); len([]rune(p)) > 3 {
			out = append(out, p)
		}
	}
	return out
}

// plain is a word as it is typed into the query bar; empty where it is none.
func plain(w string) string {
	w = strings.ToLower(strings.TrimRight(w, ".,!?"))
	if !letters(w) {
		return ""
	}
	return w
}

func letters(w string) bool {
	return w != "" && strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}
