package match_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/match"
	"earshot/store/mem"
)

// What follows reads the contract of the query language a second time, in the
// most simple-minded way: texts are lists of words, of which it is written
// down which are forms of one another, and every question is a function. It
// shares nothing with the parser, the stemmer or the matcher.

// saying is a mention as the naive reader sees it.
type saying struct {
	m      *store.Mention
	title  []string
	words  []string
	vip    bool
	crowd  []*saying // of the same discussion, itself included
	answer time.Duration
}

// question is a question as text and as a function.
type question struct {
	text string
	is   func(*saying) bool
	// either is the field that two plain values of mean OR, if it is one.
	either string
	// members are the parts of an AND.
	members []question
	person  bool // may stand in author:{...}
}

// families are words with all their forms that appear here.
func families() [][]string {
	return [][]string{
		{"пицца", "пиццу", "пиццы", "пиццей"},
		{"холодильник", "холодильника", "холодильники"},
		{"ёлка", "елка", "ёлки", "елку"},
		{"shoe", "shoes"},
		{"repair", "repaired", "repairs"},
		{"run", "running", "runs"},
		{"courier"},
	}
}

func forms() []string { return slices.Concat(families()...) }

func fold(s string) string { return strings.ReplaceAll(strings.ToLower(s), "ё", "е") }

func kin(a, b string) bool {
	for _, f := range families() {
		has := func(s string) bool {
			return slices.ContainsFunc(f, func(x string) bool { return fold(x) == fold(s) })
		}
		if has(a) && has(b) {
			return true
		}
	}
	return false
}

// anywhere tells whether ok holds for some place of the title or the text.
func anywhere(s *saying, ok func(words []string, i int) bool) bool {
	for _, part := range [][]string{s.title, s.words} {
		for i := range part {
			if ok(part, i) {
				return true
			}
		}
	}
	return false
}

// wordAsk draws a question to the text.
func wordAsk(t *rapid.T) question {
	a, b := rapid.SampledFrom(forms()).Draw(t, "a"), rapid.SampledFrom(forms()).Draw(t, "b")
	n := rapid.IntRange(1, 4).Draw(t, "n")
	shouted := a
	if rapid.Bool().Draw(t, "shout") {
		shouted = strings.ToUpper(a)
	}
	start := string([]rune(a)[:3])
	alone := func(text string, ok func(string) bool) question {
		return question{text: text, is: func(s *saying) bool { return anywhere(s, func(w []string, i int) bool { return ok(w[i]) }) }}
	}
	switch rapid.IntRange(0, 8).Draw(t, "kind of word") {
	case 0:
		return alone("="+shouted, func(w string) bool { return fold(w) == fold(a) })
	case 1:
		return alone(start+"*", func(w string) bool { return strings.HasPrefix(fold(w), fold(start)) })
	case 2:
		return alone("raw:"+shouted, func(w string) bool { return strings.Contains(w, shouted) })
	case 3:
		return question{text: fmt.Sprintf("%q", shouted+" "+b), is: func(s *saying) bool {
			return anywhere(s, func(w []string, i int) bool { return i+1 < len(w) && kin(w[i], a) && kin(w[i+1], b) })
		}}
	case 4:
		f := rapid.SampledFrom([]string{"", "f"}).Draw(t, "ordered")
		return question{text: fmt.Sprintf("%s NEAR/%d%s %s", a, n, f, b), is: func(s *saying) bool {
			return anywhere(s, func(w []string, i int) bool {
				for j := range w {
					far := max(i-j, j-i)
					if far > 0 && far <= n && (f == "" || j > i) && kin(w[i], a) && kin(w[j], b) {
						return true
					}
				}
				return false
			})
		}}
	case 5:
		sign := rapid.SampledFrom([]string{"#sale", "#sales", "@acme", "12:30", ":)", "http://x.example/a"}).Draw(t, "literal")
		return alone(sign, func(w string) bool { return w == sign })
	case 6:
		return question{text: "*", is: func(*saying) bool { return true }}
	default:
		return alone(shouted, func(w string) bool { return kin(w, a) })
	}
}

// valueAsk draws a question to a field that holds one word.
func valueAsk(t *rapid.T) question {
	type field struct {
		name string
		all  []string
		of   func(*saying) string
	}
	f := rapid.SampledFrom([]field{
		{"net", []string{"vk", "mail", "mastodon"}, func(s *saying) string { return s.m.Key.Network }},
		{"lang", []string{"ru", "en"}, func(s *saying) string { return s.m.Body.Lang }},
		{"sent", []string{"neg", "neu", "pos"}, func(s *saying) string { return s.m.Judgement.Sentiment[:3] }},
		{"intent", []string{"need", "complaint", "question"}, func(s *saying) string { return s.m.Judgement.Intent }},
		{"kind", []string{"post", "reply", "share"}, func(s *saying) string { return string(s.m.Kind) }},
		{"assignee", []string{"anna", "Boris", "@me", "@team"}, func(s *saying) string { return s.m.Work.Assignee }},
		{"account", []string{"shop", "Help"}, func(s *saying) string { return s.m.Account }},
	}).Draw(t, "field")
	values := rapid.SliceOfN(rapid.SampledFrom(f.all), 1, 2).Draw(t, "values")
	text := f.name + ":" + strings.Join(values, ",")
	if len(values) == 2 && rapid.Bool().Draw(t, "brackets") {
		text = fmt.Sprintf("%s:(%s OR %s)", f.name, values[0], values[1])
	}
	meant := func(have string) bool {
		for _, v := range values {
			is := strings.EqualFold(have, v)
			is = is || v == "@me" && strings.EqualFold(have, "anna")
			is = is || v == "@team" && (strings.EqualFold(have, "anna") || strings.EqualFold(have, "boris"))
			if is {
				return true
			}
		}
		return false
	}
	return question{text: text, either: f.name, is: func(s *saying) bool { return meant(f.of(s)) }, person: f.name == "net"}
}

// numberAsk draws a question to a number.
func numberAsk(t *rapid.T) question {
	type field struct {
		name string
		of   func(*saying) int
	}
	f := rapid.SampledFrom([]field{
		{"followers", func(s *saying) int { return s.m.Author.Followers }},
		{"likes", func(s *saying) int { return s.m.Counts.Likes }},
		{"shares", func(s *saying) int { return s.m.Counts.Shares }},
		{"replies", func(s *saying) int { return s.m.Counts.Replies }},
		{"views", func(s *saying) int { return s.m.Counts.Views }},
		{"score", func(s *saying) int { return s.m.Judgement.Priority }},
	}).Draw(t, "number")
	written := map[string]int{"0": 0, "1": 1, "2": 2, "1k": 1000, "1.5k": 1500, "10k": 10_000}
	pick := func(name string) string {
		return rapid.SampledFrom([]string{"0", "1", "2", "1k", "1.5k", "10k"}).Draw(t, name)
	}
	a, b := pick("low"), pick("high")
	if written[a] > written[b] {
		a, b = b, a
	}
	low, high := written[a], written[b]
	one := rapid.SampledFrom([]struct {
		text string
		ok   func(int) bool
	}{
		{a, func(x int) bool { return x == low }},
		{">" + a, func(x int) bool { return x > low }},
		{">=" + a, func(x int) bool { return x >= low }},
		{"<" + b, func(x int) bool { return x < high }},
		{"<=" + b, func(x int) bool { return x <= high }},
		{a + ".." + b, func(x int) bool { return x >= low && x <= high }},
		{a + "..", func(x int) bool { return x >= low }},
		{".." + b, func(x int) bool { return x <= high }},
		{a + "," + b, func(x int) bool { return x == low || x == high }},
	}).Draw(t, "relation")
	return question{text: f.name + ":" + one.text, is: func(s *saying) bool { return one.ok(f.of(s)) }, person: f.name == "followers"}
}

// timeAsk draws a question to the time. The mentions of this story are made at
// odd seconds, so that no boundary is hit by chance.
func timeAsk(t *rapid.T) question {
	zone := viewer().Zone
	local := func(s *saying) time.Time { return s.m.Created.In(zone) }
	day := func(s *saying) int { return local(s).Day() }
	age := func(s *saying) time.Duration { return now().Sub(s.m.Created) }
	a, b := rapid.IntRange(0, 23).Draw(t, "from"), rapid.IntRange(0, 23).Draw(t, "to")
	first, last := min(a%16, b%16)+2, max(a%16, b%16)+2 // of November
	short := func(n int) string { return strings.ToLower(time.Weekday(n % 7).String()[:3]) }
	round := func(x, from, to, size int) bool { return (x-from+size)%size <= (to-from+size)%size }
	return rapid.SampledFrom([]question{
		{text: fmt.Sprintf("hour:%d..%d", a, b), is: func(s *saying) bool { return round(local(s).Hour(), a, b, 24) }},
		{text: fmt.Sprintf("hour:%d,%d", a, b), is: func(s *saying) bool { return local(s).Hour() == a || local(s).Hour() == b }},
		{text: fmt.Sprintf("dow:%s,%s", short(a), short(b)), is: func(s *saying) bool { return int(local(s).Weekday()) == a%7 || int(local(s).Weekday()) == b%7 }},
		{text: fmt.Sprintf("dow:%s..%s", short(a), short(b)), is: func(s *saying) bool { return round(int(local(s).Weekday()), a%7, b%7, 7) }},
		{text: fmt.Sprintf("date:2026-11-%02d..2026-11-%02d", first, last), is: func(s *saying) bool { return day(s) >= first && day(s) <= last }},
		{text: fmt.Sprintf("date:2026-11-%02d", first), is: func(s *saying) bool { return day(s) == first }},
		{text: fmt.Sprintf("date:>2026-11-%02d", first), is: func(s *saying) bool { return day(s) > first }},
		{text: fmt.Sprintf("date:%dd..", a), is: func(s *saying) bool { return age(s) < time.Duration(a)*24*time.Hour }},
		{text: fmt.Sprintf("age:<%dd%dh", a%9, b), is: func(s *saying) bool { return age(s) < time.Duration(a%9*24+b)*time.Hour }},
		{text: fmt.Sprintf("age:>%dw%dh", a%2, b), is: func(s *saying) bool { return age(s) > time.Duration(a%2*168+b)*time.Hour }},
		{text: "date:today", is: func(s *saying) bool { return day(s) == 17 }},
		{text: "date:yesterday", is: func(s *saying) bool { return day(s) == 16 }},
		{text: "date:mon..wed", is: func(s *saying) bool { return day(s) >= 16 }},
		{text: "date:sat", is: func(s *saying) bool { return day(s) == 14 }},
	}).Draw(t, "time")
}

// stateAsk draws a question to the work, or another flag.
func stateAsk(t *rapid.T) question {
	state := func(s *saying) store.State {
		if s.m.Work.State == store.StateSnoozed && !s.m.Work.Until.After(now()) {
			return store.StateOpen
		}
		return s.m.Work.State
	}
	open := func(s *saying) bool { return state(s) == store.StateNew || state(s) == store.StateOpen }
	answered := func(s *saying) bool { return s.answer > 0 }
	wait := func(s *saying) time.Duration {
		switch {
		case answered(s):
			return s.answer
		case open(s):
			return now().Sub(s.m.Created)
		}
		return -1
	}
	return rapid.SampledFrom([]question{
		{text: "is:new", is: func(s *saying) bool { return state(s) == store.StateNew }},
		{text: "is:open", is: open},
		{text: "is:done", is: func(s *saying) bool { return state(s) == store.StateDone }},
		{text: "is:snoozed", is: func(s *saying) bool { return state(s) == store.StateSnoozed }},
		{text: "is:mine", is: func(s *saying) bool { return s.m.Work.Assignee == "Anna" }},
		{text: "is:unassigned", is: func(s *saying) bool { return s.m.Work.Assignee == "" }},
		{text: "is:lead", is: func(s *saying) bool { return s.m.Judgement.Lead }},
		{text: "is:complaint", is: func(s *saying) bool { return s.m.Judgement.Intent == "complaint" }},
		{text: "is:reply", is: func(s *saying) bool { return s.m.Kind == store.KindReply }},
		{text: "is:share", is: func(s *saying) bool { return s.m.Kind == store.KindShare }},
		{text: "is:answered", is: answered},
		{text: "is:overdue", is: func(s *saying) bool { return open(s) && !answered(s) && now().Sub(s.m.Created) > 4*time.Hour }},
		{text: "wait:>30h", is: func(s *saying) bool { return wait(s) > 30*time.Hour }},
		{text: "wait:..30h", is: func(s *saying) bool { return wait(s) >= 0 && wait(s) < 30*time.Hour }},
		{text: "is:vip", is: func(s *saying) bool { return s.vip }, person: true},
		{text: "is:influencer", is: func(s *saying) bool { return s.vip }, person: true},
		{text: "has:link", is: func(s *saying) bool { return slices.Contains(s.words, "http://x.example/a") }},
		{text: "has:note", is: func(s *saying) bool { return s.m.Work.Notes > 0 }},
		{text: "tag:late", is: func(s *saying) bool { return slices.Contains(s.m.Work.Tags, "Late") }},
		{text: "tag:co*", is: func(s *saying) bool { return slices.Contains(s.m.Work.Tags, "cold") }},
		{text: "from:@ann", is: func(s *saying) bool { return s.m.Author.Handle == "Ann@x.example" }, person: true},
		{text: "from:bob,ann@x.example", is: func(s *saying) bool { return s.m.Author.Handle != "" }, person: true},
		{text: "author:петрова", is: func(s *saying) bool { return s.m.Author.Name == "Анна Петрова" }, person: true},
	}).Draw(t, "flag")
}

// anyAsk draws a question of at most so many levels; those of a person when
// it is to stand in author:{...}.
func anyAsk(t *rapid.T, depth int, person bool) question {
	kind := rapid.IntRange(0, 12).Draw(t, "question")
	switch {
	case depth > 0 && kind < 3:
		return both(anyAsk(t, depth-1, person), anyAsk(t, depth-1, person), rapid.SampledFrom([]string{" ", " AND "}).Draw(t, "join"), rapid.Bool().Draw(t, "brackets"))
	case depth > 0 && kind < 5:
		a, b := anyAsk(t, depth-1, person), anyAsk(t, depth-1, person)
		return question{text: "(" + a.text + " OR " + b.text + ")", is: func(s *saying) bool { return a.is(s) || b.is(s) }}
	case depth > 0 && kind < 7:
		a := anyAsk(t, depth-1, person)
		return question{text: rapid.SampledFrom([]string{"-", "NOT "}).Draw(t, "not") + "(" + a.text + ")", is: func(s *saying) bool { return !a.is(s) }}
	case depth > 0 && kind == 7 && !person:
		a := anyAsk(t, depth-1, true)
		return question{text: "author:{" + a.text + "}", is: a.is}
	case depth > 0 && kind == 8 && !person:
		a := anyAsk(t, depth-1, false)
		return question{text: "thread:{" + a.text + "}", is: func(s *saying) bool { return slices.ContainsFunc(s.crowd, a.is) }}
	}
	draw := []func(*rapid.T) question{wordAsk, wordAsk, valueAsk, numberAsk, timeAsk, stateAsk}
	for person {
		if a := rapid.SampledFrom(draw[2:]).Draw(t, "person")(t); a.person {
			return a
		}
	}
	return rapid.SampledFrom(draw).Draw(t, "atom")(t)
}

// both is AND; of the plain values of one field, one is enough. Brackets keep
// an AND for itself, unless it says nothing but one field.
func both(a, b question, join string, bracketed bool) question {
	members := func(x question) []question {
		if x.members != nil {
			return x.members
		}
		return []question{x}
	}
	all := slices.Concat(members(a), members(b))
	out := question{text: a.text + join + b.text, members: all, is: func(s *saying) bool { return allOf(all, s) }}
	if bracketed {
		out.text, out.members, out.either = "("+out.text+")", nil, all[0].either
		if slices.ContainsFunc(all, func(x question) bool { return x.either != out.either }) {
			out.either = ""
		}
	}
	return out
}

func allOf(all []question, s *saying) bool {
	either := map[string]bool{}
	for _, x := range all {
		switch {
		case x.either != "":
			either[x.either] = either[x.either] || x.is(s)
		case !x.is(s):
			return false
		}
	}
	for _, ok := range either {
		if !ok {
			return false
		}
	}
	return true
}

// drawSaying draws a mention of few values, so that questions meet it.
func drawSaying(t *rapid.T, id int) *saying {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	number := func(name string) int {
		return rapid.SampledFrom([]int{0, 1, 2, 999, 1000, 1500, 9_999, 10_000, 20_000}).Draw(t, name)
	}
	lot := append(forms(), "#sale", "#sales", "@acme", "12:30", ":)", "http://x.example/a", "Пицца", "RUNNING")
	s := &saying{title: rapid.SliceOfN(rapid.SampledFrom(forms()), 0, 2).Draw(t, "title"), words: rapid.SliceOfN(rapid.SampledFrom(lot), 1, 6).Draw(t, "words")}
	created := now().Add(-time.Duration(rapid.IntRange(0, 14*24-1).Draw(t, "hours"))*time.Hour - 7*time.Minute - 13*time.Second)
	s.m = &store.Mention{
		Key: store.Key{Network: pick("net", "vk", "mail", "mastodon"), ID: fmt.Sprint(id)}, Account: pick("account", "Shop", "help"), Created: created,
		Kind: store.Kind(pick("kind", "post", "reply", "share")), Place: store.Place{Thread: pick("thread", "t1", "t2")},
		Body:      store.Body{Title: strings.Join(s.title, ", "), Text: strings.Join(s.words, " "), Lang: pick("lang", "ru", "en")},
		Counts:    store.Counts{Likes: number("likes"), Shares: number("shares"), Replies: number("replies"), Views: number("views")},
		Judgement: store.Judgement{Sentiment: pick("sent", "negative", "neutral", "positive"), Intent: pick("intent", "need", "complaint", "question"), Lead: rapid.Bool().Draw(t, "lead"), Priority: rapid.IntRange(0, 3).Draw(t, "score")},
		Work:      store.Work{State: store.State(pick("state", "new", "open", "done", "snoozed")), Until: now().Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "until")) * time.Hour), Assignee: pick("assignee", "", "Anna", "Boris", "vera")},
	}
	if rapid.Bool().Draw(t, "ann") {
		s.m.Author = store.Author{ID: "1", Handle: "Ann@x.example", Name: "Анна Петрова", Followers: 12_000}
		s.vip = true // her identity in the store says so, and that she is an influencer
	} else {
		s.m.Author = store.Author{ID: "2", Handle: "bob", Name: "Bob", Followers: 1500}
	}
	if rapid.Bool().Draw(t, "answered") {
		s.answer = 29*time.Hour + time.Duration(rapid.IntRange(0, 2).Draw(t, "answer"))*50*time.Minute
		s.m.Work.Answered = created.Add(s.answer)
	}
	s.m.Work.Tags = rapid.SampledFrom([][]string{nil, {"Late"}, {"cold"}, {"Late", "cold"}}).Draw(t, "tags")
	s.m.Work.Notes = rapid.IntRange(0, 1).Draw(t, "notes")
	return s
}

// TestAgainstTheNaiveReading puts random questions to random mentions.
func TestAgainstTheNaiveReading(t *testing.T) {
	hits, misses := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		world := make([]*saying, rapid.IntRange(1, 5).Draw(rt, "mentions"))
		for i := range world {
			world[i] = drawSaying(rt, i)
		}
		for _, s := range world {
			for _, o := range world {
				if o.m.Thread() == s.m.Thread() {
					s.crowd = append(s.crowd, o)
				}
			}
		}
		asked := make([]question, 8)
		for i := range asked {
			asked[i] = anyAsk(rt, 3, false)
		}
		err := mem.New().Update(context.Background(), func(tx store.Tx) error {
			for _, s := range world {
				if err := tx.Mentions().Put(s.m); err != nil {
					return err
				}
				if s.vip {
					if err := store.Identities(tx).Put(s.m.Identity(), store.Identity{VIP: true, Reckoned: store.Reckoned{Influencer: true}, Author: s.m.Author}); err != nil {
						return err
					}
				}
			}
			for _, a := range asked {
				x, err := match.Compile(parse(rt, a.text), viewer())
				if err != nil {
					rt.Fatalf("%s: %v", a.text, err)
				}
				for _, s := range world {
					got, err := x.Match(tx, s.m)
					if want := a.is(s); got != want || err != nil {
						rt.Fatalf("%s\nsays %v (%v), the naive reading %v, of %+v", a.text, got, err, want, s.m)
					}
					if got {
						hits++
					} else {
						misses++
					}
				}
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
	if !t.Failed() && (hits < misses/10 || misses < hits/10) {
		t.Errorf("%d hits and %d misses: the questions do not ask enough", hits, misses)
	}
}
