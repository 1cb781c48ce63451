package act

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"earshot/store/query"
)

// TestTagsAreKeptInOneForm: whoever types a tag, and however, there is one of it.
func TestTagsAreKeptInOneForm(t *testing.T) {
	for typed, c := range map[string]struct {
		kept string
		why  string
	}{
		"VIP":                  {"vip", "capitals are no other tag"},
		"#vip":                 {"vip", "as people write it in a post"},
		"##vip":                {"vip", "and as a finger slips"},
		" vip ":                {"vip", "blanks around it are nobody's wish"},
		"Возврат":              {"возврат", "Russian capitals are no other tag, too"},
		"a-b_c.d":              {"a-b_c.d", "signs in the middle stay"},
		"\x1b[31mred":          {"red", "a colour of a terminal is no part of a name"},
		"v\u202eip":            {"vip", "nor is a turn of direction"},
		"👩\u200d🚒":             {"👩\u200d🚒", "an emoji of two stays whole"},
		"":                     {"", "nothing"},
		"#":                    {"", "a sign alone"},
		"a b":                  {"", "two words"},
		"a,b":                  {"", "two tags"},
		`"`:                    {"", "a quote would end what it stands in"},
		"(x)":                  {"", "brackets belong to queries"},
		"a|b":                  {"", "and so does the bar"},
		"c++":                  {"", "a plus is the sign before the next"},
		"\x00\x01":             {"", "what shows nothing is nothing"},
		strings.Repeat("#", 9): {"", "signs alone"},
	} {
		got, ok := Tag(typed)
		if ok != (c.kept != "") || ok && got != c.kept {
			t.Errorf("%q is kept as %q, %v: %s", typed, got, ok, c.why)
		}
		if again, ok := Tag(got); ok && again != got {
			t.Errorf("%q is kept as %q, and that as %q", typed, got, again)
		}
	}
	if _, err := Tags([]string{"good", "not good"}); err == nil || !strings.Contains(err.Error(), `"not good"`) {
		t.Error("the error has to name the tag that is meant:", err)
	}
}

func TestSignsTellWhatComesAndWhatGoes(t *testing.T) {
	for typed, c := range map[string]struct{ add, remove string }{
		"+vip -spam":    {"vip", "spam"},
		"vip":           {"vip", ""},    // no sign adds
		"-a -b +c d":    {"c d", "a b"}, // in any order
		"+a,-b":         {"a", "b"},     // with commas
		"++a --b":       {"a", "b"},     // with a finger that slips
		"+":             {"", ""},       // a sign alone is refused further on
		" , ,, ":        {"", ""},       // nothing
		"-возврат +vip": {"vip", "возврат"},
	} {
		add, remove := Signed(typed)
		if strings.TrimSpace(strings.Join(add, " ")) != c.add || strings.TrimSpace(strings.Join(remove, " ")) != c.remove {
			t.Errorf("%q adds %q and removes %q", typed, add, remove)
		}
	}
	if got := Signs([]string{"a", "b"}, []string{"c"}); got != "+a +b -c" {
		t.Error(got)
	}
}

// TestWhatIsPrintedIsReadAgain: any line that could have been typed, with any
// text in it, is the same line when it comes back from a file.
func TestWhatIsPrintedIsReadAgain(t *testing.T) {
	tag := rapid.StringMatching(`[a-zа-яё0-9][a-zа-яё0-9_-]{0,9}`)
	words := rapid.SliceOfN(rapid.OneOf(
		rapid.StringMatching(`[A-Za-zА-Яа-яё0-9!?.:()+*/<>=-]{1,8}`),
		rapid.SampledFrom([]string{"done", "do", "tag", "when", `"`, `\`, `\"`, ",", ";", ", done", "; alert", "alert", "👍🏽", "|"}),
	), 1, 6)
	text := rapid.Map(words, func(list []string) string { return strings.Join(list, " ") })
	anAct := rapid.Custom(func(r *rapid.T) Act {
		v := rapid.SampledFrom(Verbs()).Draw(r, "verb")
		a := Act{Verb: v.Name}
		switch {
		case v.Name == "tag":
			a.Add, a.Remove = rapid.SliceOfN(tag, 0, 3).Draw(r, "add"), rapid.SliceOfN(tag, 0, 3).Draw(r, "remove")
			if len(a.Add)+len(a.Remove) == 0 {
				a.Add = []string{"x"}
			}
		case v.Arg != "":
			a.Text = text.Draw(r, "text")
		}
		return a
	})
	rapid.Check(t, func(r *rapid.T) {
		acts := rapid.SliceOfN(anAct, 1, MaxActs).Draw(r, "acts")
		line := Print(acts)
		again, err := Parse(line)
		if err != nil || !slices.EqualFunc(acts, again, Act.Equal) {
			r.Fatalf("%q is read as %q: %v", line, Print(again), err)
		}
		rule, err := ParseRule("when цена OR price do " + line)
		if err != nil || !slices.EqualFunc(acts, rule.Do, Act.Equal) {
			r.Fatalf("in a rule %q is read as %q: %v", line, Print(rule.Do), err)
		}
		named, err := ParseLine("имя: " + rule.String())
		if err != nil || named.Rule.String() != rule.String() {
			r.Fatalf("%q with a name is read as %q: %v", rule, named.Rule, err)
		}
	})
}

// TestAMistakeInRussianPointsAtItsLetter: columns are letters, not bytes, so that
// the caret below the line stands under what is wrong.
func TestAMistakeInRussianPointsAtItsLetter(t *testing.T) {
	for text, want := range map[string]string{ // the rest of the line from the column on
		"when возврат денег do тэг +срочно":         "тэг +срочно",
		"when возврат do tag +срочно, закрыть":      "закрыть",
		"when цена nett:вк do done":                 "nett:вк do done",
		"when возврат do tag +срочно; note":         "",
		"when 👩\u200d🚒 do done 👍":                   "👍",
		"when возврат | sort:date do done":          "| sort:date do done",
		`when "цена|скидка" | limit:5 do done`:      "| limit:5 do done",
		"when возврат do note \"не закрыто":         "\"не закрыто",
		"\twhen\u00a0возврат\tdo\ttag\t+a,  dnoe  ": "dnoe  ",
	} {
		_, err := ParseRule(text)
		var bad *query.Error
		if !errors.As(err, &bad) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if letters := []rune(text); bad.Column < 1 || bad.Column > len(letters)+1 || string(letters[bad.Column-1:]) != want {
			t.Errorf("%q: column %d is not before %q: %v", text, bad.Column, want, err)
		}
		// With a name before it the column moves by as much.
		_, err = ParseLine("возвраты: " + text)
		var named *query.Error
		if !errors.As(err, &named) || named.Column != bad.Column+len([]rune("возвраты: ")) {
			t.Errorf("%q with its name: %v, alone column %d", text, err, bad.Column)
		}
	}
}

// TestTheFirstDoThatMakesSenseEndsTheQuery: people write "do" in queries, too.
func TestTheFirstDoThatMakesSenseEndsTheQuery(t *testing.T) {
	for text, c := range map[string]struct {
		when string
		acts int
	}{
		"when to do list do done":                        {"to do list", 1},
		"when do do done":                                {"do", 1},
		`when "what to do, done" do done, alert`:         {`"what to do, done"`, 2},
		"when (we do done things) do done":               {"we do done things", 1},
		"WHEN tea DO DONE; ALERT":                        {"tea", 2},
		"when tea\r\ndo\r\ndone\r\n":                     {"tea", 1},
		"when author:{followers:>10k is:vip} do tag vip": {"author:{followers:>10k is:vip}", 1},
		"when -спам (цена OR price) do tag +lead":        {"-спам (цена OR price)", 1},
	} {
		r, err := ParseRule(text)
		if err != nil || r.When() != c.when || len(r.Do) != c.acts {
			t.Errorf("%s: when %s, %d verbs, %v", text, r.When(), len(r.Do), err)
		}
	}
}

// TestAnyLengthIsAnsweredInReasonableTime: whoever pastes a book gets an answer,
// and a text made to be read again and again is refused or read, not hung on.
func TestAnyLengthIsAnsweredInReasonableTime(t *testing.T) {
	for name, text := range map[string]string{
		"many ends":        "when " + strings.Repeat("x do tag ", 1000) + "y",
		"open brackets":    "when " + strings.Repeat("( do done ", 600),
		"open quotes":      "when \"" + strings.Repeat("a do done ", 600),
		"quotes":           "when a do note " + strings.Repeat(`"`, 3000),
		"backslashes":      "when a do note \"" + strings.Repeat(`\`, 3001),
		"commas":           "when a do tag " + strings.Repeat(",", 3000),
		"tags":             "when a do tag " + strings.Repeat("+a ", 2000),
		"a book":           "when " + strings.Repeat("слово ", 20000) + "do done",
		"verbs":            "when a do " + strings.Repeat("done;", 3000),
		"no UTF-8":         "when \xff\xfe do done\xff",
		"nothing but ends": strings.Repeat(" do ", 3000),
	} {
		r, err := ParseRule(text)
		var bad *query.Error
		if err != nil && (!errors.As(err, &bad) || bad.Column < 1 || bad.Column > utf8.RuneCountInString(text)+1 || len(bad.Error()) > 1000) {
			t.Errorf("%s: %.200v", name, err)
		}
		if err == nil && len(r.Do) == 0 {
			t.Errorf("%s: a rule that does nothing", name)
		}
	}
}

func TestNamesAreWhatCanBeTypedEverywhere(t *testing.T) {
	for name, c := range map[string]struct {
		ok  bool
		why string
	}{
		"refunds":               {true, "a word"},
		"two words":             {true, "blanks are quoted in queries"},
		"возвраты-2026_b":       {true, "Russian, a hyphen and a line"},
		strings.Repeat("ж", 48): {true, "letters are counted, not bytes: Russian names are as long as English ones"},
		strings.Repeat("j", 48): {true, "the longest"},
		strings.Repeat("ж", 49): {false, "too long"},
		strings.Repeat("j", 49): {false, "too long"},
		"":                      {false, "nothing"},
		"-x":                    {false, "a flag on the command line"},
		"a:b":                   {false, "the colon ends the name in a file"},
		"a/b":                   {false, "a slash parts the keys of the journal"},
		"@brand":                {false, "stands for something else"},
		"a (off)":               {false, "the sign of a rule that is off"},
		"a\nb":                  {true, "two lines become one"},
		"\u200b\x00":            {false, "nothing that shows"},
		"*":                     {false, "everything"},
		`"a"`:                   {false, "quotes"},
	} {
		if _, why := Name(name); (why == "") != c.ok {
			t.Errorf("%q: %q, though: %s", name, why, c.why)
		}
	}
}

// TestLinesOfAFile: what editors and other systems make of a file of rules.
func TestLinesOfAFile(t *testing.T) {
	for line, c := range map[string]struct {
		name string
		off  bool
	}{
		"a: when x do done":            {"a", false},
		"  a  :  when x do done  ":     {"a", false},
		"a(off): when x do done":       {"a", true},
		"a (off) : when x do done":     {"a", true},
		"возврат: when a:b c do done":  {"", false}, // the second colon belongs to the query
		"a b: when http://x do done\r": {"a b", false},
		"\ufeffa: when x do done":      {"a", false}, // the mark that editors of Windows put at the begin
	} {
		l, err := ParseLine(line)
		if c.name == "" {
			if err == nil {
				t.Errorf("%q is read as %s", line, l)
			}
			continue
		}
		if err != nil || l.Name != c.name || l.Off != c.off {
			t.Errorf("%q: %q, off %v, %v", line, l.Name, l.Off, err)
		}
		if again, err := ParseLine(l.String()); err != nil || again.String() != l.String() {
			t.Errorf("%q comes back as %q: %v", l, again, err)
		}
	}
}

// TestEveryVerbTellsWhatItNeeds: help, completion and errors speak of the same
// verbs.
func TestEveryVerbTellsWhatItNeeds(t *testing.T) {
	for _, v := range Verbs() {
		if got, ok := Lookup(strings.ToUpper(v.Name)); !ok || got.Name != v.Name || v.Doc == "" {
			t.Errorf("%+v", v)
		}
		acts, err := Parse(v.Name)
		switch {
		case v.Arg == "" || strings.HasPrefix(v.Arg, "["):
			if err != nil || len(acts) != 1 {
				t.Errorf("%s alone: %v", v.Name, err)
			}
		case err == nil || !strings.Contains(err.Error(), v.Arg):
			t.Errorf("%s alone has to say what it needs: %v", v.Name, err)
		}
		if _, err := Parse(v.Name[:len(v.Name)-1]); err == nil || !strings.Contains(err.Error(), "no verb") {
			t.Errorf("%.3s: %v", v.Name, err)
		}
	}
	if _, err := Parse(fmt.Sprintf("%s x", strings.Repeat("я", 200))); err == nil || len(err.Error()) > 600 {
		t.Error("a long word that is no verb fills the line:", err)
	}
}
