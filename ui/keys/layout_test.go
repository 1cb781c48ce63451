package keys_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
)

func TestLettersOfTheNeighboursStandWhereTheyStand(t *testing.T) {
	for key, latin := range map[string]string{
		"і": "s", "ї": "]", "є": "'", "ґ": `\`, "ў": "o", "І": "S", "Ї": "}", "Є": `"`, "Ў": "O", "ctrl+і": "ctrl+s",
	} {
		if got, ok := keys.Latin(key); !ok || got != latin {
			t.Errorf("%s is %q, want %q", key, got, latin)
		}
	}
	b := newBench(t, nil)
	b.add(keys.Stream, "snooze", nil, "s")
	b.add(keys.Stream, "back", nil, "b")
	b.press("і", keys.Stream)   // Ukrainian, as far as anybody knows
	b.press("ў і", keys.Stream) // now it is Belarusian
	b.press("и і", keys.Stream) // and now it is not: и stands on b
	if want := "[snooze back back snooze]"; len(b.ran) != 4 || want != sprint(b.ran) {
		t.Fatalf("ran %v, want %v", b.ran, want)
	}
}

func sprint(ran []string) string {
	out := "["
	for i, r := range ran {
		if i > 0 {
			out += " "
		}
		out += r
	}
	return out + "]"
}

// The signs above the digits are others on a Russian keyboard. What is bound as
// it is typed stays; what is not means the key in its place.
func TestSignsOfARussianKeyboard(t *testing.T) {
	b := newBench(t, nil)
	b.add(keys.Global, "line", nil, ":")
	b.add(keys.Global, "help", nil, "?")
	b.add(keys.Global, "macro", nil, ", *")
	b.add(keys.Stream, "mail", nil, "@")
	b.add(keys.Stream, "money", nil, "$")
	b.add(keys.Stream, "down", nil, "j")
	in := []keys.Scope{keys.Stream, keys.Global}
	b.press(`о " ; : ? , б т`, in...)
	if want := "[down mail money line help help macroт]"; sprint(b.ran) != want {
		t.Fatalf("ran %v, want %v", b.ran, want)
	}
	b.ran = nil
	b.press(`j , x`, in...)
	if want := "[down macrox]"; sprint(b.ran) != want {
		t.Fatalf("on a Latin layout ran %v, want %v", b.ran, want)
	}
}

// kitty tells where a key stands: any layout works, and "." is known at once.
func TestTheTerminalTellsWhereAKeyStands(t *testing.T) {
	b := newBench(t, nil)
	b.add(keys.Global, "query", nil, "/")
	b.add(keys.Stream, "repeat", nil, ".")
	b.add(keys.Stream, "down", nil, "j")
	b.add(keys.Stream, "top", nil, "g g")
	b.add(keys.Global, "palette", nil, "ctrl+k")
	b.add(keys.Stream, "minus", nil, "-")
	for _, k := range []tea.KeyPressMsg{
		{Code: '.', Text: ".", BaseCode: '/'},                  // a Russian layout, the very first key
		{Code: 'ξ', Text: "ξ", BaseCode: 'j'},                  // a Greek one
		{Code: 'γ', Text: "γ", BaseCode: 'g'},                  // inside a sequence
		{Code: 'γ', Text: "γ", BaseCode: 'g'},                  //
		{Code: 'к', BaseCode: 'k', Mod: tea.ModCtrl},           // with ctrl
		{Code: '-', Text: "-", BaseCode: '/'},                  // a German keyboard has "-" there, and means it
		{Code: '.', Text: ".", BaseCode: '.'},                  // a Latin one
		{Code: 'о', Text: "о", BaseCode: tea.KeyEnter},         // nonsense is not believed
		{Code: 'О', Text: "О", BaseCode: 'j', Mod: tea.ModAlt}, // nothing is there
	} {
		b.Tell(k)
		b.press(keys.Name(k), keys.Stream, keys.Global)
	}
	if want := "[query down top palette minus repeat down]"; sprint(b.ran) != want {
		t.Fatalf("ran %v, want %v", b.ran, want)
	}
}
