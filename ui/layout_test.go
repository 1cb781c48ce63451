package ui_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/session"
)

// The rows of the two keyboards, without and with shift, written down here once
// more: the expectation must not come from the table it checks.
var rows = [][2]string{ //nolint:gochecknoglobals // constant
	{"`1234567890-=", "ё1234567890-="},
	{"qwertyuiop[]", "йцукенгшщзхъ"},
	{"asdfghjkl;'", "фывапролджэ"},
	{"zxcvbnm,./", "ячсмитьбю."},
	{"~!@#$%^&*()_+", `Ё!"№;%:?*()_+`},
	{"QWERTYUIOP{}", "ЙЦУКЕНГШЩЗХЪ"},
	{`ASDFGHJKL:"`, "ФЫВАПРОЛДЖЭ"},
	{"ZXCVBNM<>?", "ЯЧСМИТЬБЮ,"},
}

// onRussian gives what the key in the place of a Latin one types.
func onRussian(key string) string {
	head, last := "", key
	if i := strings.LastIndex(key, "+"); i >= 0 && i < len(key)-1 {
		head, last = key[:i+1], key[i+1:]
	}
	if utf8.RuneCountInString(last) != 1 {
		return key
	}
	for _, row := range rows {
		if at := strings.Index(row[0], last); at >= 0 {
			return head + string([]rune(row[1])[at])
		}
	}
	return key
}

// TestEveryKeyIsInTheSamePlaceOnARussianLayout presses every key of every
// command on both keyboards, sequences and all; the expectation comes from the
// rows of the keys.
func TestEveryKeyIsInTheSamePlaceOnARussianLayout(t *testing.T) {
	all, err := session.Table(nil)
	if err != nil {
		t.Fatal(err)
	}
	table := func() *keys.Table {
		fresh := keys.New(nil)
		for _, c := range all.In() {
			bare := keys.Command{ID: c.ID, Title: c.Title, Scope: c.Scope, Keys: c.Keys}
			bare.When, bare.Run = func() string { return "" }, func(string) tea.Cmd { return nil }
			if err := fresh.Add(bare); err != nil {
				t.Fatal(err)
			}
		}
		return fresh
	}
	latin, russian := table(), table()
	russian.Press("ф", keys.Overlay) // from here on the layout is known
	n := 0
	for _, c := range all.In() {
		for _, seq := range c.Keys {
			var want, got keys.Hit
			for _, key := range strings.Fields(strings.Replace(seq, " *", " u", 1)) {
				want = latin.Press(key, c.Scope, keys.Global)
				got = russian.Press(onRussian(key), c.Scope, keys.Global)
			}
			if want.Command == nil || got.Command == nil || got.Command.Name() != want.Command.Name() {
				t.Errorf("%s: %q in the same places runs %+v, want %+v", c.Name(), seq, got.Command, want.Command)
			}
			if want.Arg == "u" && got.Arg != "г" {
				t.Errorf("%s: the letter is %q", c.Name(), got.Arg)
			}
			n++
		}
	}
	if n < 100 {
		t.Errorf("only %d keys were tried", n)
	}
}
