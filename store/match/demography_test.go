package match_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/match"
	"earshot/store/query"
)

// facts makes them of "name=value".
func facts(list ...string) (out []store.Fact) {
	for _, f := range list {
		name, value, _ := strings.Cut(f, "=")
		out = append(out, store.Fact{Name: name, Value: value})
	}
	return out
}

// drawFacts draws what a list says of somebody, odd names and signs that join
// with what stands before them among it.
func drawFacts(t *rapid.T) []store.Fact {
	odd := []store.Fact{{Name: "a=b", Value: "≠"}, {Name: "a", Value: "\u0338"}, {Name: "company", Value: strings.Repeat("x", 300)}, {Name: strings.Repeat("n", 300), Value: "me"}}
	return rapid.SampledFrom([][]store.Fact{
		nil, nil, facts("sex=F", "company=Acme"), facts("Пол=муж.", "born=15.11.1980", "Company=acme"), facts("dob=1980", "gender=?"), facts("bdate=1.2", "пол=ж"), odd,
	}).Draw(t, "facts")
}

// TestWhoIsAskedFor: people by what profiles and lists say of them, in
// November 2026.
func TestWhoIsAskedFor(t *testing.T) {
	m := said("x")
	own := store.Identity{ID: m.Identity(), Facts: facts("Gender=Female", "born=1.12.1980", "company=Acme Ltd", "plan=gold")}
	holds(t, m, saved(nil, own),
		"author:{sex:female}", "author:{sex:f}", "author:{sex:ж}", "!author:{sex:m}", "author:{-sex:male}", "author:{gender:woman}",
		"author:{years:45}", "author:{years:18..45}", "author:{aged:>40}", "!author:{years:46}", "!author:{years:<45}", "!author:{years:18..24}",
		"author:{fact:company}", "author:{fact:COMPANY}", `author:{fact:"company=acme ltd"}`, "author:{fact:company=acme*}", "!author:{fact:company=acme}",
		"author:{fact:plan=gold,silver}", "!author:{fact:plan=silver}", "!author:{fact:pla}", "author:{fact:/gold$/}", "author:{fact:plan=gold sex:f years:>40}",
	)
	holds(t, m, saved(map[string]string{"women": "sex:female years:40.."}, store.Identity{ID: m.Identity()}, store.Identity{ID: "row:1", Facts: own.Facts}), "segment:women")
	holds(t, m, saved(nil, store.Identity{ID: m.Identity(), Facts: facts("dob=1980")}), "author:{years:46}", "!author:{sex:f,m}")
	holds(t, m, saved(nil), "!author:{sex:f}", "!author:{years:0..}", "!author:{fact:*}", "author:{-years:0..}")
	for _, q := range []string{"years:45", "sex:f", "fact:plan", "author:{years:old}", "author:{sex:x}"} {
		x, err := query.Parse(q)
		if err == nil {
			_, err = match.Compile(x.Expr, viewer())
		}
		if err == nil {
			t.Errorf("%s is no question, and was none too bad", q)
		}
	}
}

// TestTheIndexKnowsWhoTheyAre: sex and the names of facts are sure, ages and
// values are asked of those who may be meant, and of nobody else.
func TestTheIndexKnowsWhoTheyAre(t *testing.T) {
	list := []*store.Mention{said("one"), said("two"), said("three")}
	people := func(tx store.Tx) error {
		for i, f := range [][]store.Fact{facts("sex=f", "born=1.1.1980", "plan=gold"), facts("sex=m", "born=1.1.2000", "plan=silver"), nil} {
			list[i].Author = store.Author{ID: string(rune('a' + i))}
			id := list[i].Identity()
			if err := store.Identities(tx).Put(id, store.Identity{ID: id, Author: list[i].Author, Facts: f}); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range list {
		list[i].Author = store.Author{ID: string(rune('a' + i))}
	}
	stock(t, list, people, func(l *library) {
		for q, want := range map[string]string{
			"author:{sex:f}": "1", "author:{-sex:f}": "2 3", "author:{years:40..}": "|1", "author:{years:20..50}": "|1 2", "author:{years:90..}": "",
			"author:{fact:plan}": "1 2", "author:{fact:plan=gold}": "|1 2", "author:{fact:other=gold}": "",
		} {
			if got := l.finds(t, q); got != want {
				t.Errorf("%s: %q, want %q", q, got, want)
			}
		}
	})
}
