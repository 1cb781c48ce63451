package desk

import (
	"fmt"
	"testing"

	"earshot/store"
	"earshot/store/mem"
)

func TestSpoken(t *testing.T) {
	for want, body := range map[string]store.Body{
		"": {}, "a": {Text: " a\n"}, "t": {Title: "t "}, "t\na": {Title: "t", Text: "a "}, "t\n a": {Title: "t", Text: " a"},
	} {
		if got := spoken(body); got != want {
			t.Errorf("%+v: %q, want %q", body, got, want)
		}
	}
}

// BenchmarkPrepare is what happens to a mention before its transaction, in
// parts: it is made safe, and judged. It must be fast, below 30 µs: everything
// that is heard passes here.
func BenchmarkPrepare(b *testing.B) {
	in := New(mem.New(), store.RealEnv(), Options{}).Inbox
	list := make([]store.Mention, 1000)
	for i := range list {
		list[i] = store.Mention{
			Key: store.Key{Network: "mastodon", ID: fmt.Sprint(i)}, Account: "acme", Created: in.env.Now(), URL: fmt.Sprintf("https://m.example/@ivan/%d", i),
			Author: store.Author{ID: fmt.Sprint(i % 50), Handle: "ivan@m.example", Name: "Иван Петров", Bio: "Люблю кофе и котов", Followers: i},
			Body:   store.Body{Text: fmt.Sprintf("Холодильник опять не морозит, третий день жду мастера, заявка %d. Почему никто не отвечает? #поломка @acme", i), Lang: "ru"},
		}
	}
	for name, part := range map[string]func(*store.Mention){
		"clean": cleanMention,
		"judge": func(m *store.Mention) { in.judgeMention(m, false, nil) },
		"all":   func(m *store.Mention) { in.prepare(m, Batch{}, nil) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m := list[i%len(list)]
				part(&m)
			}
		})
	}
}
