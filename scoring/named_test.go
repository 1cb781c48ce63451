package scoring

import (
	"strings"
	"testing"

	"earshot/scoring/sentiment"
)

func TestSentimentIsTowardsTheBrand(t *testing.T) {
	catalog := &Catalog{Brands: []string{"Kashnik"}, Products: []string{"Полюс 3"}, Competitors: []string{"Левша", "Nord Cold", "??"}}
	judge := New(nil)
	for _, e := range []struct{ text, want, name string }{
		{"Kashnik сломался, а вот Левша починил за день, молодцы", sentiment.Negative, "Kashnik"},
		{"Перешла с Левши на #kashnik", sentiment.Positive, "Kashnik"},
		{"Полюс 3 лучше, чем Nord Cold", sentiment.Positive, "Полюс 3"},
		{"Обожаю Kashnik, прекрасный холодильник", sentiment.Positive, ""},
		{"Левша хамит и врёт, ужас", sentiment.Negative, ""},
	} {
		got := judge.Judge(Input{Text: e.text, Lang: "ru", Catalog: catalog})
		if got.Sentiment != e.want {
			t.Errorf("%q: %s, want %s (%+v)", e.text, got.Sentiment, e.want, got.Why)
		}
		named := ""
		for _, r := range got.Why {
			if rest, ok := strings.CutPrefix(r.Word, "(towards "); ok {
				named = strings.TrimSuffix(rest, ")")
			}
		}
		if named != e.name {
			t.Errorf("%q: towards %q, want %q", e.text, named, e.name)
		}
	}
}

// A catalogue that sets nothing against anything changes no verdict, and another
// catalogue is not taken for the one before.
func TestCataloguesTakeTurns(t *testing.T) {
	judge := New(nil)
	const s = "Kashnik сломался, а вот Левша починил за день, молодцы"
	plain := judge.Judge(Input{Text: s}).Score
	kashnik, levsha := &Catalog{Brands: []string{"Kashnik"}, Competitors: []string{"Левша"}}, &Catalog{Brands: []string{"Левша"}, Competitors: []string{"Kashnik"}}
	for range 2 {
		for _, c := range []*Catalog{nil, {}, {Brands: []string{"Kashnik"}}, {Competitors: []string{"Левша"}}} {
			if got := judge.Judge(Input{Text: s, Catalog: c}).Score; got != plain {
				t.Errorf("%+v: %v, without %v", c, got, plain)
			}
		}
		a, b := judge.Judge(Input{Text: s, Catalog: kashnik}).Score, judge.Judge(Input{Text: s, Catalog: levsha}).Score
		if a >= 0 || b <= 0 {
			t.Errorf("towards Kashnik %v, towards Levsha %v", a, b)
		}
	}
}
