package clean

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// runes calls f with every rune there is.
func runes(f func(r rune)) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if utf8.ValidRune(r) {
			f(r)
		}
	}
}

// Every character, alone between two letters, either stays or goes, and which
// is a matter of its Unicode category; the exceptions are listed here.
func TestEveryCharacter(t *testing.T) {
	becomes := map[rune]string{'\t': " ", '\r': "\n", '\u2028': "\n", '\u2029': "\n"}
	hidden := map[rune]bool{ // invisible, though Unicode counts them as letters, marks or unassigned
		'\u034f': true, '\u115f': true, '\u1160': true, '\u3164': true, '\uffa0': true, '\u17b4': true, '\u17b5': true,
	}
	shown := map[rune]bool{ // of the category Cf, but with a shape
		'\u0600': true, '\u0601': true, '\u0602': true, '\u0603': true, '\u0604': true, '\u0605': true, '\u06dd': true,
		'\u070f': true, '\u0890': true, '\u0891': true, '\u08e2': true, '\U000110bd': true, '\U000110cd': true,
	}
	runes(func(r rune) {
		want := string(r)
		switch {
		case becomes[r] != "":
			want = becomes[r]
		case r == '\n':
		case unicode.IsControl(r), hidden[r], unicode.Is(unicode.Variation_Selector, r), r >= 0xe0000 && r <= 0xe0fff:
			want = ""
		case r >= 0x2060 && r <= 0x206f, r >= 0xfff0 && r <= 0xfffb: // reserved for invisible ones
			want = ""
		case unicode.Is(unicode.Cf, r) && !shown[r] && (r < 0x13430 || r > 0x1345f): // hieroglyph joiners have a shape
			want = ""
		}
		if got := Text("a"+string(r)+"b", 0); got != "a"+want+"b" && r != 0x1b {
			t.Errorf("%U: %q, want %q", r, got, "a"+want+"b")
		}
	})
}

// On a line nothing is left that is wider than one space or breaks it.
func TestEveryCharacterOnALine(t *testing.T) {
	runes(func(r rune) {
		got := Line(" a"+string(r)+" "+string(r)+"b ", 0)
		for _, r := range got {
			if r != ' ' && isSpace(r) || unicode.IsControl(r) {
				t.Errorf("%U in %q", r, got)
			}
		}
		if strings.Contains(got, "  ") || strings.HasPrefix(got, " ") || strings.HasSuffix(got, " ") {
			t.Errorf("%U: %q", r, got)
		}
	})
}

// The short cut for usual characters must never be taken by one that needs
// care.
func TestSimpleCharactersAreSimple(t *testing.T) {
	runes(func(r rune) {
		if r < 0xa0 || !simple(r) {
			return
		}
		if invisible(r) || unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r) || r == zwj || r == zwnj || r == emojiStyle || r == blackFlag {
			t.Errorf("%U is not simple", r)
		}
	})
	for _, r := range "яЯёЁéßñłğ日한あア👩🔥→✓€№" {
		if !simple(r) {
			t.Errorf("%c takes the long way", r)
		}
	}
}

func TestClasses(t *testing.T) {
	for _, e := range []struct {
		name string
		is   func(rune) bool
		yes  string
		no   string
	}{
		{"pictograph", pictograph, "👩💻🔥❤☀✈♂⚕©®™‼⁉ℹ↔⌚⏏Ⓜ▶◀⤴⬅⭐〰㊗🀄🏴🏽🫠", "aя1#日€∑\u200d\ufe0f🇷"},
		{"joining", joining, "كیकক\u094dதసക්កမᠠߊܐ", "aя日👩1\u200d\u17b4한שไ"},
		{"regional", regional, "🇦🇿", "🏴A"},
		{"skinTone", skinTone, "🏻🏼🏽🏾🏿", "👩"},
		{"isSpace", isSpace, " \t\n\u00a0\u2003\u202f\u3000\u2800", "a\u200b_"},
		{"badInURL", badInURL, " \"<>\\`\x00\u009b\u200d\u202e\ufe0f\u00ad\u3000", "a/:?#[]@!$&'()*+,;=%я-._~"},
	} {
		for _, r := range e.yes {
			if !e.is(r) {
				t.Errorf("%s(%U) is false", e.name, r)
			}
		}
		for _, r := range e.no {
			if e.is(r) {
				t.Errorf("%s(%U) is true", e.name, r)
			}
		}
	}
}

// Emoji in use, of every form there is, come through whole.
func TestEmojiOfAllForms(t *testing.T) {
	for _, s := range []string{
		"😀", "☺️", "☺︎", "👋🏿", "🧑🏽‍🤝‍🧑🏻", "👩🏻‍❤️‍💋‍👩🏿", "👨‍👩‍👧‍👦", "🏃🏽‍♀️‍➡️", "🧔🏽‍♂️", "👁️‍🗨️", "🐻‍❄️", "🐦‍🔥", "⛓️‍💥", "🏴‍☠️", "🏳️‍⚧️",
		"🇯🇵", "🇷🇸🇧🇾", "0️⃣", "*️⃣", "©️", "™️", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
	} {
		for _, text := range []string{s, s + s, "a" + s + "я", " " + s + "\n", "👍" + s + "👍"} {
			if got := Text(text, 0); got != text {
				t.Errorf("%q became %q", text, got)
			}
		}
		// Cut anywhere, what is left is whole emoji.
		text := strings.Repeat(s, 5)
		for limit := 4; limit < len(text); limit++ {
			got := strings.TrimSuffix(Text(text, limit), ellipsis)
			if strings.ReplaceAll(got, s, "") != "" && !strings.HasPrefix(s, "🇷") {
				t.Errorf("%q cut to %d: %q", text, limit, got)
			}
		}
	}
}

func TestTagsLen(t *testing.T) {
	tag := func(s string) string {
		return strings.Map(func(r rune) rune { return 0xe0000 + r }, s)
	}
	for text, want := range map[string]int{
		"":                            0,
		tag("gbsct\x7f"):              24,
		tag("gbsct\x7f") + "x":        24,
		tag("usca1\x7f"):              24,
		tag("abc\x7f"):                16,
		tag("abcdef\x7f"):             28,
		tag("ab\x7f"):                 0,
		tag("abcdefg\x7f"):            0,
		tag("gbsct"):                  0,
		tag("gbSCT\x7f"):              0,
		tag("gb") + "x" + tag("\x7f"): 0,
		"gbsct":                       0,
	} {
		if got := tagsLen(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
