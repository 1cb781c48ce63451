package query

import (
	"slices"
	"strings"
	"testing"
)

func TestComplete(t *testing.T) {
	for _, c := range []struct {
		typed string   // "^" is the cursor
		want  []string // the first proposals; none = no proposal at all
		start int
	}{
		{"fol^", []string{"followers:"}, 0},
		{"пицца -fol^ x", []string{"followers:"}, 7},
		{"(a OR net^", []string{"net:"}, 6},
		{"SENTI^", []string{"sent:"}, 0},
		{"net:^", []string{"mastodon", "vk", "mail"}, 4},
		{"net:vk,ma^", []string{"mastodon", "mail"}, 7},
		{"sent:negat^", []string{"neg"}, 5},
		{"is:o^", []string{"open", "occasion", "overdue"}, 3},
		{"is:(new OR (do^", []string{"done"}, 12},
		{"is:(new) do^", []string{"dow:", "site:"}, 9},
		{"author:{is:v^", []string{"vip"}, 11},
		{"author:{bi^", []string{"bio:"}, 8},
		{"tag:(a author:{^", []string{"net:"}, 15},
		{"date:t^", []string{"today", "tue", "thu"}, 5},
		{"date:mon..w^", []string{"wed"}, 10},
		{"dow:mon..s^", []string{"sat", "sun"}, 9},
		{"age:<1^", []string{"1h", "1d"}, 5},
		{"assignee:@^", []string{"@me", "@team", "@brand"}, 9},
		{"has:link,i^", []string{"image"}, 9},
		{"a | ^", []string{"sort:", "limit:", "group:", "count"}, 4},
		{"a | so^", []string{"sort:"}, 4},
		{"a | sort:-sc^", []string{"score"}, 10},
		{"a | sort:date,-l^", []string{"likes"}, 15},
		{"a | group:cl^", []string{"cluster"}, 10},
		{"a | limit:^", nil, 0},
		{`"net^`, nil, 0},
		{`"a \" b" ne^`, []string{"net:"}, 9},
		{"<<< net^", nil, 0},
		{"<<< x >>>ne^", []string{"net:"}, 9},
		{"bio:/ne^", nil, 0},
		{"bio:/x/ ne^", []string{"net:"}, 8},
		{"xyz:^", nil, 0},
		{"likes:^", nil, 0},
		{")) ne^", []string{"net:"}, 3},
	} {
		at := strings.Index(c.typed, "^")
		cursor := len([]rune(c.typed[:at]))
		got := Complete(strings.Replace(c.typed, "^", "", 1), cursor)
		var texts []string
		for _, g := range got {
			texts = append(texts, g.Text)
			if g.Doc == "" || g.Start != c.start || g.End != cursor {
				t.Errorf("%q: candidate %+v, want start %d, end %d and a description", c.typed, g, c.start, cursor)
			}
		}
		if len(texts) < len(c.want) || !slices.Equal(texts[:len(c.want)], c.want) || (c.want == nil && texts != nil) {
			t.Errorf("%q proposes %v, want %v", c.typed, texts, c.want)
		}
	}
	if got := Complete("", 0); len(got) != len(Fields()) {
		t.Errorf("an empty line proposes %d fields of %d", len(got), len(Fields()))
	}
	for _, cursor := range []int{-5, 100} {
		Complete("net:vk", cursor) // must not panic
	}
}

func TestEveryProposalParses(t *testing.T) {
	for _, f := range Fields() {
		for _, c := range Complete(f.Name+":", len(f.Name)+1) {
			must(t, f.Name+":"+c.Text)
		}
		if f.Sortable {
			must(t, "| sort:-"+f.Name)
		}
		if f.Groupable {
			must(t, "| group:"+f.Name)
		}
	}
}

// TestEveryPrefixLeadsOn: whoever types a name or a value letter by letter
// sees it among the proposals all the way, and taking one gives a text that
// goes on as expected.
func TestEveryPrefixLeadsOn(t *testing.T) {
	take := func(before, typed, want string) {
		t.Helper()
		text := before + typed
		for _, c := range Complete(text, len([]rune(text))) {
			if c.Text == want {
				r := []rune(text)
				if got := string(r[:c.Start]) + c.Text + string(r[c.End:]); got != before+want {
					t.Errorf("taking %q after %q gives %q", want, text, got)
				}
				return
			}
		}
		t.Errorf("%q does not propose %q", text, want)
	}
	for _, f := range Fields() {
		for _, spelling := range append([]string{f.Name}, f.Aliases...) {
			for i := range len(spelling) {
				for _, before := range []string{"", "слово -", "(a OR ", "author:{", "a<<<x>>>"} {
					take(before, spelling[:i+1], f.Name+":")
				}
			}
		}
		for _, v := range f.Values {
			for _, spelling := range append([]string{v.Text}, v.Aliases...) {
				for i := range spelling + "." { // whole letters
					for _, before := range []string{f.Name + ":", "x " + f.Name + ":new,", f.Name + ":(new OR ", "-" + strings.ToUpper(f.Name) + ":((x) "} {
						take(before, spelling[:i], v.Text)
					}
				}
			}
		}
		if f.Sortable {
			take("| sort:-", f.Name[:1], f.Name)
		}
		if f.Groupable {
			take("x | count group:", f.Name[:1], f.Name)
		}
	}
}

func TestCompletionNeverProposesBesideTheCursor(t *testing.T) {
	for _, text := range []string{"net:vk is:open", "a (b OR is:new) | sort:date", `tag:"x y" #z`, "is:нет", "ёж:", "<<<"} {
		for cursor := range len([]rune(text)) + 1 {
			for _, c := range Complete(text, cursor) {
				if c.End != cursor || c.Start < 0 || c.Start > cursor {
					t.Errorf("%q at %d: %+v", text, cursor, c)
				}
			}
		}
	}
}
