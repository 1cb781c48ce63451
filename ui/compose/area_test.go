package compose

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

func press(a *area, names ...string) {
	special := map[string]rune{
		"enter": tea.KeyEnter, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome,
		"end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	}
	for _, name := range names {
		var k tea.KeyPressMsg
		if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
			k.Mod, name = tea.ModCtrl, rest
		} else if rest, ok := strings.CutPrefix(name, "alt+"); ok {
			k.Mod, name = tea.ModAlt, rest
		}
		if k.Code = special[name]; k.Code == 0 {
			k.Code = []rune(name)[0]
		}
		a.Key(k)
	}
}

func typed(a *area, text string) {
	for _, c := range split(text) {
		if c == "\n" {
			press(a, "enter")
		} else {
			a.Insert(c)
		}
	}
}

// drawn draws the text and marks the cursor with a bar.
func drawn(a *area, width, height int) string {
	rows, x, y := a.View(theme.New(theme.Mono, false), widget.Policy{}, width, height, "")
	for i := range rows {
		rows[i] = ansi.Strip(rows[i])
	}
	if y >= 0 && y < len(rows) {
		rows[y] = ansi.Cut(rows[y], 0, x) + "|" + ansi.Cut(rows[y], x, width)
	}
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

func expect(t *testing.T, a *area, width, height int, want string) {
	t.Helper()
	if got := drawn(a, width, height); got != want {
		t.Fatalf("drawn\n%s\nwant\n%s", got, want)
	}
}

func TestWritingWrapsAtWords(t *testing.T) {
	var a area
	a.Set("")
	typed(&a, "Добрый день! Мастер приедет завтра")
	expect(t, &a, 16, 5, "Добрый день!\nМастер приедет\nзавтра|")
	typed(&a, "\nПока")
	expect(t, &a, 16, 5, "Добрый день!\nМастер приедет\nзавтра\nПока|")
	if a.Text() != "Добрый день! Мастер приедет завтра\nПока" {
		t.Fatalf("%q", a.Text())
	}
	a.Set("aaaaaaaaaaaaaaaaaaaa b")
	expect(t, &a, 8, 5, "aaaaaaa\naaaaaaa\naaaaaa\nb|")
}

func TestTheCursorMovesByRowsAsTheyAreSeen(t *testing.T) {
	var a area
	a.Set("one two three four\nfive")
	expect(t, &a, 10, 9, "one two\nthree\nfour\nfive|")
	press(&a, "up", "up", "up")
	expect(t, &a, 10, 9, "one |two\nthree\nfour\nfive")
	press(&a, "end")
	expect(t, &a, 10, 9, "one two|\nthree\nfour\nfive")
	press(&a, "down", "home", "ctrl+right")
	expect(t, &a, 10, 9, "one two\nthree|\nfour\nfive")
	press(&a, "ctrl+home", "up", "pgdown", "pgdown", "left")
	expect(t, &a, 10, 9, "one two\nthree\nfour\nfiv|e")
	press(&a, "ctrl+a")
	expect(t, &a, 10, 9, "one two\nthree\nfour\n|five")
	press(&a, "pgup")
	if !a.Top() {
		t.Fatal("a page up is the top")
	}
	press(&a, "ctrl+end", "alt+b")
	expect(t, &a, 10, 9, "one two\nthree\nfour\n|five")
}

func TestALongColumnIsKeptInMind(t *testing.T) {
	var a area
	a.Set("abcdef\nx\nabcdef")
	drawn(&a, 20, 5)
	press(&a, "left", "up", "up")
	expect(t, &a, 20, 5, "abcde|f\nx\nabcdef")
	press(&a, "down")
	expect(t, &a, 20, 5, "abcdef\nx|\nabcdef")
}

func TestTheTextScrolls(t *testing.T) {
	var a area
	a.Set("1\n2\n3\n4\n5\n6")
	expect(t, &a, 9, 3, "4\n5\n6|")
	press(&a, "up", "up", "up")
	expect(t, &a, 9, 3, "3|\n4\n5")
	press(&a, "ctrl+home")
	expect(t, &a, 9, 3, "|1\n2\n3")
}

func TestDeletingTakesWhatIsSeenAsOneCharacter(t *testing.T) {
	var a area
	a.Set("да 👩‍👩‍👧 é")
	press(&a, "backspace")
	if a.Text() != "да 👩‍👩‍👧 " {
		t.Fatalf("%q", a.Text())
	}
	press(&a, "backspace", "backspace", "backspace")
	if a.Text() != "да" {
		t.Fatalf("%q", a.Text())
	}
	a.Set("e")
	typed(&a, "\u0301x")
	press(&a, "backspace", "backspace")
	if a.Text() != "" {
		t.Fatalf("the accent belongs to its letter: %q", a.Text())
	}
}

func TestWordsAndLinesGoAtOnce(t *testing.T) {
	var a area
	a.Set("one two three")
	drawn(&a, 40, 5)
	press(&a, "ctrl+w")
	if a.Text() != "one two " {
		t.Fatalf("%q", a.Text())
	}
	press(&a, "ctrl+home", "alt+d")
	if a.Text() != " two " {
		t.Fatalf("%q", a.Text())
	}
	press(&a, "right", "right", "delete")
	if a.Text() != " to " {
		t.Fatalf("%q", a.Text())
	}
	drawn(&a, 40, 5)
	press(&a, "ctrl+u")
	if a.Text() != "o " {
		t.Fatalf("%q", a.Text())
	}
}

func TestChangesAreTakenBackAWordAtATime(t *testing.T) {
	var a area
	a.Set("")
	typed(&a, "one two")
	a.Insert(" and a long paste from elsewhere")
	press(&a, "ctrl+w", "ctrl+z")
	if a.Text() != "one two and a long paste from elsewhere" {
		t.Fatalf("%q", a.Text())
	}
	press(&a, "ctrl+z")
	if a.Text() != "one two" {
		t.Fatalf("%q", a.Text())
	}
	press(&a, "ctrl+z")
	if a.Text() != "one" {
		t.Fatalf("%q", a.Text())
	}
	press(&a, "ctrl+z", "ctrl+z", "ctrl+z")
	if a.Text() != "" {
		t.Fatalf("%q", a.Text())
	}
	press(&a, "alt+Z", "alt+Z")
	if a.Text() != "one two" {
		t.Fatalf("%q", a.Text())
	}
	typed(&a, "!")
	press(&a, "alt+Z")
	if a.Text() != "one two!" {
		t.Fatalf("a change ends what can be done again: %q", a.Text())
	}
}

func TestPastedTextIsMadeSafe(t *testing.T) {
	var a area
	a.Set("")
	a.Insert("one\r\ntwo\t\x1b[31mred\x1b[m \u202eevil")
	if got := a.Text(); strings.ContainsAny(got, "\x1b\r\t\u202e") || !strings.Contains(got, "one\ntwo") {
		t.Fatalf("%q", got)
	}
	if a.Insert(strings.Repeat("x", maxBytes)) {
		t.Fatal("there is a limit")
	}
	a.Set("")
	if !a.Insert(strings.Repeat("long text ", 10_000)) || len(a.Text()) != 100_000 {
		t.Fatal("a long paste has to work")
	}
}

func TestAnyTextTakesItsCells(t *testing.T) {
	th := theme.New(theme.Dark, false)
	keys := []string{"left", "right", "up", "down", "home", "end", "ctrl+left", "ctrl+right", "pgup", "pgdown", "backspace", "delete", "ctrl+w", "ctrl+z", "ctrl+y", "enter", "alt+d", "ctrl+u"}
	rapid.Check(t, func(r *rapid.T) {
		var a area
		a.Set(rapid.String().Draw(r, "text"))
		width, height := rapid.IntRange(1, 30).Draw(r, "width"), rapid.IntRange(1, 6).Draw(r, "height")
		for range rapid.IntRange(0, 20).Draw(r, "steps") {
			if rapid.Bool().Draw(r, "type") {
				a.Insert(rapid.SampledFrom([]string{"a", " ", "ё", "新", "👩‍👩‍👧", "\u0301", "\n", "слово "}).Draw(r, "what"))
			} else {
				press(&a, rapid.SampledFrom(keys).Draw(r, "key"))
			}
			rows, x, y := a.View(th, widget.Policy{}, width, height, "hint")
			if len(rows) != height || x < 0 || x >= width || y < 0 || y >= height {
				r.Fatalf("%d rows, cursor at %d, %d of %dx%d", len(rows), x, y, width, height)
			}
			for _, row := range rows {
				if w := ansi.StringWidthWc(row); w != width {
					r.Fatalf("%d cells of %d: %q", w, width, row)
				}
			}
			if a.bytes != len(a.Text()) {
				r.Fatalf("%d bytes counted, %d there", a.bytes, len(a.Text()))
			}
		}
	})
}

func TestCounting(t *testing.T) {
	mastodon := store.Limits{Chars: 500, LinkChars: 23}
	for _, c := range []struct {
		network, text string
		limits        store.Limits
		want          int
	}{
		{"mastodon", "Привет", mastodon, 6},
		{"mastodon", "  trimmed  ", mastodon, 7},
		{"mastodon", "see https://example.org/a/very/long/address/that/goes/on?and=on", mastodon, 4 + 23},
		{"mastodon", "(https://example.org/x).", mastodon, 1 + 23 + 2},
		{"mastodon", "https://example.org/x_(y)", mastodon, 23},
		{"mastodon", "@ivan@m.example hi", mastodon, len("@ivan hi")},
		{"mastodon", "mail me@m.example", mastodon, len("mail me@m.example")},
		{"mastodon", "https:// is none", mastodon, 16},
		{"mastodon", "https://example.org", store.Limits{}, 19},
		{"bluesky", "👩‍👩‍👧 é", store.Limits{Chars: 300}, 3},
		{"telegram", "👍ok", store.Limits{Chars: 4096}, 4},
		{"vk", "ё👍", store.Limits{}, 3},
		{"vk", "@ivan@m.example", store.Limits{}, 15},
	} {
		if got := Count(c.network, c.text, c.limits); got != c.want {
			t.Errorf("%s %q counts %d, want %d", c.network, c.text, got, c.want)
		}
	}
}

func TestWhatWasCutComesBack(t *testing.T) {
	var a area
	a.Set("one two three\nfour, five")
	drawn(&a, 40, 5)
	press(&a, "ctrl+w", "ctrl+w") // cuts in a row add up
	press(&a, "ctrl+home", "ctrl+y")
	if a.Text() != "four, fiveone two three\n" {
		t.Fatalf("%q", a.Text())
	}
	press(&a, "ctrl+u", "ctrl+k", "ctrl+k")
	if a.Text() != "" {
		t.Fatalf("the line, its end included: %q", a.Text())
	}
	press(&a, "ctrl+y")
	if a.Text() != "four, fiveone two three\n" {
		t.Fatalf("%q", a.Text())
	}
	press(&a, "ctrl+_", "alt+z", "alt+Z", "alt+я")
	if a.Text() != "four, fiveone two three\n" {
		t.Fatalf("undo by any of its keys: %q", a.Text())
	}
}

func TestWordsEndAtSignsAndParagraphsAtEmptyLines(t *testing.T) {
	var a area
	a.Set("see user@m.example\n\nзавтра, в 9:00\nlast\n\nend")
	drawn(&a, 30, 8)
	at := func(want string) {
		t.Helper()
		if got := strings.Join(a.parts[:a.at], ""); !strings.HasSuffix(got, want) {
			t.Fatalf("the cursor stands behind %q, not %q", got, want)
		}
	}
	press(&a, "ctrl+home", "alt+f", "alt+f")
	at("see user")
	press(&a, "alt+f", "alt+а")
	at("user@m")
	press(&a, "ctrl+down")
	at("example\n")
	press(&a, "ctrl+down")
	at("last\n")
	press(&a, "ctrl+up", "ctrl+up")
	at("")
	press(&a, "alt+>")
	at("end")
	press(&a, "alt+<", "ctrl+d", "ctrl+e", "alt+backspace")
	if !strings.HasPrefix(a.Text(), "ee user@m.\n\nз") {
		t.Fatalf("%q", a.Text())
	}
}

func TestACursorIsFoundAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var a, b area
		a.Set(rapid.String().Draw(r, "text"))
		a.at = rapid.IntRange(0, len(a.parts)).Draw(r, "at")
		b.Set(a.Text())
		b.GoTo(a.Place())
		if b.at != a.at {
			r.Fatalf("at %d, found again at %d", a.at, b.at)
		}
	})
}

// TestRowsAreTheSameHoweverOneGotThere: what is laid out bit by bit as one types
// is what a fresh look at the text gives.
func TestRowsAreTheSameHoweverOneGotThere(t *testing.T) {
	keys := []string{"left", "right", "up", "down", "backspace", "delete", "ctrl+w", "alt+d", "ctrl+u", "ctrl+k", "ctrl+y", "ctrl+z", "alt+Z", "enter", "ctrl+left", "ctrl+home", "ctrl+end", "home", "end"}
	rapid.Check(t, func(r *rapid.T) {
		var a area
		a.Set(rapid.StringOfN(rapid.SampledFrom([]rune("ab  \nё新")), 0, 120, -1).Draw(r, "text"))
		width := rapid.IntRange(2, 14).Draw(r, "width")
		drawn(&a, width, 4)
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			if rapid.Bool().Draw(r, "type") {
				a.Insert(rapid.SampledFrom([]string{"a", " ", "слово ", "\n", "新", "long words in a paste\nof two lines"}).Draw(r, "what"))
			} else {
				press(&a, rapid.SampledFrom(keys).Draw(r, "key"))
			}
			fresh := area{parts: a.parts}
			fresh.lay.fit(&fresh, widget.Policy{}, width)
			if !slices.Equal(a.lay.rows, fresh.lay.rows) {
				r.Fatalf("%q in rows %v, not %v", a.Text(), a.lay.rows, fresh.lay.rows)
			}
		}
	})
}

func TestWhereTheLimitFalls(t *testing.T) {
	mastodon := store.Limits{Chars: 10, LinkChars: 5}
	for _, c := range []struct {
		network, text, fits string
		limits              store.Limits
	}{
		{"mastodon", "0123456789abc", "0123456789", mastodon},
		{"mastodon", "see https://example.org/long now", "see https://example.org/long ", mastodon},
		{"mastodon", "more https://example.org/long", "more https://example.org/long", mastodon},
		{"mastodon", "three https://example.org/long", "three ", mastodon},
		{"mastodon", "  привет, мир!", "  привет, ми", mastodon},
		{"telegram", "👍👍👍", "👍👍", store.Limits{Chars: 4}},
		{"bluesky", "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧👩‍👩‍👧", store.Limits{Chars: 2}},
	} {
		parts := split(c.text)
		if got := strings.Join(parts[:limitAt(c.network, parts, c.limits)], ""); got != c.fits {
			t.Errorf("of %q %q fits, not %q", c.text, got, c.fits)
		}
	}
}

// TestTheLimitFallsWhereCountingSaysSo: the part that fits is within the limit
// wherever the text is too long, and all of it fits otherwise.
func TestTheLimitFallsWhereCountingSaysSo(t *testing.T) {
	words := []string{"a", "слово", "https://example.org/x", "@ivan@m.example", "👩‍👩‍👧", "\n", " ", "  "}
	rapid.Check(t, func(r *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(r, "words"), " ")
		limits := store.Limits{Chars: rapid.IntRange(1, 60).Draw(r, "limit"), LinkChars: rapid.SampledFrom([]int{0, 23}).Draw(r, "link")}
		network := rapid.SampledFrom([]string{"mastodon", "telegram", "bluesky"}).Draw(r, "network")
		parts := split(text)
		if Count(network, text, limits) <= limits.Chars {
			return
		}
		fits := strings.Join(parts[:limitAt(network, parts, limits)], "")
		if n := Count(network, fits, limits); n > limits.Chars {
			r.Fatalf("%q counts %d of %d", fits, n, limits.Chars)
		}
	})
}

// BenchmarkKeyInALongText: 100 kB, the cursor in the middle, drawn and counted
// for one account after every key.
func BenchmarkKeyInALongText(b *testing.B) {
	for name, word := range map[string]string{"latin": "long text ", "russian": "слово тут ", "one word": "x"} {
		b.Run(name, func(b *testing.B) {
			var a area
			a.Set(strings.Repeat(word, 100_000/len(word)))
			a.at = len(a.parts) / 2
			th := theme.New(theme.Dark, false)
			a.View(th, widget.Policy{}, 70, 12, "")
			for b.Loop() {
				press(&a, "x")
				a.Insert("x")
				a.View(th, widget.Policy{}, 70, 12, "")
				Count("mastodon", a.Text(), store.Limits{Chars: 500, LinkChars: 23})
			}
		})
	}
}

// BenchmarkPaste of 100 kB at once.
func BenchmarkPaste(b *testing.B) {
	text := strings.Repeat("Длинный текст, a long text.\r\n", 100_000/40)
	th := theme.New(theme.Dark, false)
	for b.Loop() {
		var a area
		a.Set("")
		a.View(th, widget.Policy{}, 70, 12, "")
		a.Insert(text)
		a.View(th, widget.Policy{}, 70, 12, "")
		Count("mastodon", a.Text(), store.Limits{Chars: 500, LinkChars: 23})
	}
}

// Bluesky takes films only from its own apps, Mastodon from anybody.
func TestWhereFilmsGo(t *testing.T) {
	for network, want := range map[string]bool{"bluesky": false, "mastodon": true, "telegram": true, "vk": true} {
		if got := takes(network, "/home/anna/film.MP4"); got != want {
			t.Errorf("%s: %v", network, got)
		}
		if !takes(network, "photo.jpeg") {
			t.Errorf("%s takes no pictures", network)
		}
	}
}
