package query

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// sentences are queries in which "_" marks a place where space is needed and
// "·" one where it is welcome.
func sentences() []string {
	return []string{
		"·пицца_OR_-холод*_=IT·",
		"·(·a_b·)·OR_NOT_c",
		"NOT·(·a_AND·(·b·)·c·)·d",
		"a_NEAR/3f·(·b_OR_c·)·d",
		`net:vk,mail_is:open_-tag:(·a_OR·"b c"·)·"d"·e`,
		"author:{·followers:>10k_is:vip·}·thread:{·#tag·}",
		"date:mon..wed_age:<1d_bio:/a b/i_raw:X_raw:\"X Y\"",
		"https://a.example/b(c)_12:30_:-(_@me",
		"a·|·sort:-score,date_limit:50_group:author·|·count·",
	}
}

// spaced fills the gaps of a sentence.
func spaced(sentence string, fill func(needed bool) string) string {
	var b strings.Builder
	for _, r := range sentence {
		switch r {
		case '_', '·':
			b.WriteString(fill(r == '_'))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestSpaceAndCommentsChangeNothing(t *testing.T) {
	for _, sentence := range sentences() {
		plain := func(needed bool) string {
			if needed {
				return " "
			}
			return ""
		}
		want := must(t, spaced(sentence, plain))
		rapid.Check(t, func(rt *rapid.T) {
			text := spaced(sentence, func(needed bool) string {
				fills := []string{" ", "   ", "\t\n", "<<< x >>>", " <<< \" ( >>> "}
				if !needed {
					fills = append(fills, "", "")
				}
				return rapid.SampledFrom(fills).Draw(rt, "fill")
			})
			got, err := Parse(text)
			if err != nil {
				rt.Fatalf("%q: %v", text, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Fatalf("%q (-want +got):\n%s", text, diff)
			}
		})
	}
}

func TestMoreParenthesesChangeNothing(t *testing.T) {
	for _, s := range []string{"a", "a b", "a OR b c", "-net:vk", "#x OR y NEAR/2 z", "tag:(a OR b)", "author:{a OR b}", ":D", "https://a.example"} {
		want := must(t, s)
		for _, around := range [][2]string{{"(", ")"}, {"( ", " )"}, {"((", "))"}, {"<<<(>>>(", ")"}} {
			got := must(t, around[0]+s+around[1])
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s in parentheses (-want +got):\n%s", s, diff)
			}
		}
	}
}

func TestNamesInAnyCaseAndByAlias(t *testing.T) {
	for _, f := range Fields() {
		if f.Name == rawName {
			continue
		}
		value := map[Kind]string{
			KindText: "abc", KindKeyword: "abc", KindNumber: "1", KindDate: "2026", KindDuration: "<2d", KindHours: "5", KindWeekdays: "tue",
		}[f.Kind]
		if len(f.Values) > 0 {
			value = f.Values[0].Text
		}
		want := must(t, f.Name+":"+value)
		for _, name := range append([]string{strings.ToUpper(f.Name), strings.ToTitle(f.Name[:1]) + f.Name[1:]}, f.Aliases...) {
			if diff := cmp.Diff(want, must(t, name+":"+value)); diff != "" {
				t.Errorf("%s:%s (-want +got):\n%s", name, value, diff)
			}
		}
	}
}

// misspell changes one letter of a word.
func misspell(rt *rapid.T, word string) string {
	r := []rune(word)
	i := rapid.IntRange(0, len(r)-1).Draw(rt, "place")
	letter := rune(rapid.SampledFrom([]byte("aeioqxz")).Draw(rt, "letter"))
	switch rapid.IntRange(0, 3).Draw(rt, "slip") {
	case 0: // one too many
		return string(r[:i]) + string(letter) + string(r[i:])
	case 1: // one forgotten
		return string(r[:i]) + string(r[i+1:])
	case 2: // two swapped
		if i > 0 {
			r[i-1], r[i] = r[i], r[i-1]
		}
		return string(r)
	}
	r[i] = letter // a wrong one
	return string(r)
}

// TestSlipsAreFoundAndMended: a misspelt name of a field, value or tail part
// never passes for something else silently. The column is that of the slip,
// and what is suggested parses in its place.
func TestSlipsAreFoundAndMended(t *testing.T) {
	type spot struct{ before, word, after string }
	var spots []spot
	for _, f := range Fields() {
		if f.Name != rawName {
			spots = append(spots, spot{"слово ", f.Name, ":*"})
		}
		if !f.Open {
			for _, v := range f.Values {
				spots = append(spots, spot{"(a OR " + f.Name + ":", v.Text, ")"})
			}
		}
		if f.Sortable {
			spots = append(spots, spot{"a | sort:-", f.Name, ""})
		}
		if f.Groupable {
			spots = append(spots, spot{"a | group:", f.Name, " count"})
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.SampledFrom(spots).Draw(rt, "spot")
		typed := misspell(rt, s.word)
		if typed == "" {
			return
		}
		text := s.before + typed + s.after
		_, err := Parse(text)
		if err == nil {
			// It happens to be another right word.
			return
		}
		var e *Error
		if !errors.As(err, &e) {
			rt.Fatalf("%q: %v", text, err)
		}
		if strings.Contains(e.Message, `"*"`) || strings.Contains(e.Message, "no value of has:") && s.after == ":*" {
			return // another right field that does not take "*"
		}
		if column := len([]rune(s.before)) + 1; e.Column != column && s.after != ":*" {
			rt.Fatalf("%q: column %d, want %d (%v)", text, e.Column, column, err)
		}
		if len([]rune(s.word)) >= 5 && e.Suggestion == "" && e.Column == len([]rune(s.before))+1 {
			rt.Fatalf("%q: no suggestion (%v)", text, err)
		}
		if e.Suggestion != "" && !strings.Contains(e.Suggestion, ":") {
			mended := s.before + e.Suggestion + s.after
			if _, err := Parse(mended); err != nil && !strings.Contains(err.Error(), `"*"`) {
				rt.Fatalf("%q: the suggestion %q fails: %v", text, e.Suggestion, err)
			}
		}
	})
}

// TestWhichFieldTakesWhat is the matrix of kinds and forms of values.
func TestWhichFieldTakesWhat(t *testing.T) {
	example := map[Kind]struct{ one, other string }{
		KindText: {"abc", "abd"}, KindKeyword: {"abc", "abd"}, KindNumber: {"0.1", "0.2"}, KindDate: {"2025", "2026"},
		KindDuration: {"1d", "2d"}, KindHours: {"1", "2"}, KindWeekdays: {"mon", "tue"},
	}
	for _, f := range Fields() {
		if f.Name == rawName {
			continue
		}
		one, other := example[f.Kind].one, example[f.Kind].other
		if len(f.Values) > 1 {
			one, other = f.Values[0].Text, f.Values[1].Text
		}
		textual := f.Kind == KindText || f.Kind == KindKeyword
		ordered := !textual && f.Kind != KindWeekdays
		for form, ok := range map[string]bool{
			"{one}": true, `"{one}"`: true, "{one},{other}": f.Kind != KindDuration,
			"({one} OR {other})": true, "({one} -{other})": true, "(({one}))": true, `("{one}")`: true,
			"{one}..{other}": !textual, "{one}..": !textual, "..{other}": !textual, "..": false,
			">{one}": ordered, ">={one}": ordered, "<{one}": ordered, "<={one}": ordered, ">": false, "=": false,
			"/{one}/": textual && len(f.Values) == 0, "/{one}": false, "*": !f.Flag, "(*)": !f.Flag,
			"{a}": f.Sub, "{is:new}": f.Sub, "": false, "()": false, ",{one}": false, "{one},": false,
			"({one} NEAR/2 {other})": f.Kind == KindText, "(tag:a)": false, "-{one}": f.Kind == KindNumber && f.Name != "conf",
			"={one}": textual && (f.Open || len(f.Values) == 0), "{one}*": textual && (f.Open || len(f.Values) == 0),
		} {
			text := f.Name + ":" + strings.NewReplacer("{one}", one, "{other}", other).Replace(form)
			q, err := Parse(text)
			if (err == nil) != ok {
				t.Errorf("%s: error %v, want accepted = %v", text, err, ok)
			}
			if err == nil && Print(must(t, Print(q))) != Print(q) {
				t.Errorf("%s prints %s, then differently", text, Print(q))
			}
		}
	}
}
