package widget_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"

	"earshot/ui/theme"
	"earshot/ui/widget"
)

func TestEmojiAreShownAsThePersonSet(t *testing.T) {
	text := "Great 👍🏽🔥🔥 work 👩‍👩‍👧 ❤️ 🇩🇪 1️⃣ 🫙"
	for _, c := range []struct {
		set               widget.Emoji
		list, page, plain string
	}{
		{"", "Great +1:fire::fire: work * <3 DE 1 *", "Great 👍🔥🔥 work 👩 ❤ 🇩🇪 1 🫙", "Great +1:fire::fire: work * <3 DE 1 *"},
		{widget.EmojiShort, "Great +1:fire::fire: work * <3 DE 1 *", "Great 👍🔥🔥 work 👩 ❤ 🇩🇪 1 🫙", "Great +1:fire::fire: work * <3 DE 1 *"},
		{widget.EmojiFull, "Great 👍🔥🔥 work 👩 ❤ 🇩🇪 1 🫙", "Great 👍🔥🔥 work 👩 ❤ 🇩🇪 1 🫙", "Great +1:fire::fire: work * <3 DE 1 *"},
		{widget.EmojiOff, "Great · work · · · · ·", "Great +1:fire::fire: work * <3 DE 1 *", "Great * work * * * * *"},
	} {
		p := widget.Shown(c.set, false)
		if got, _ := p.Brief().Cut(text, 80); got != c.list {
			t.Errorf("%q: a list shows %q", c.set, got)
		}
		if got, _ := p.Cut(text, 80); got != c.page {
			t.Errorf("%q: a page shows %q", c.set, got)
		}
		if got, _ := widget.Shown(c.set, true).Brief().Cut(text, 80); got != c.plain {
			t.Errorf("%q: in ASCII a list shows %q", c.set, got)
		}
	}
}

// Every name is narrow, in ASCII, and belongs to what is drawn as a picture.
func TestNamesOfEmojiAreShort(t *testing.T) {
	p := widget.Policy{}.Brief()
	named := 0
	for r := rune(0x203c); r < 0x1fb00; r++ {
		got := p.Clean(string(r) + "\ufe0f")
		for i := range len(got) {
			if r > 0x1f300 && r < 0x1fa00 && (got[i] < ' ' || got[i] > '~') {
				t.Fatalf("%c is %q", r, got)
			}
		}
		if len(got) > 14 {
			t.Errorf("%c is %q", r, got)
		}
		if len(got) > 1 && got[0] < 0x80 {
			named++
		}
	}
	if named < 400 {
		t.Errorf("only %d emoji have a name", named)
	}
	for in, want := range map[string]string{"🍕": ":pizza:", "📦": ":package:", "🎂": ":cake:", "🤦‍♀️": ":facepalm:", "🏳️‍🌈": ":rainbow:", "☕": ":coffee:", "⚠️": `/!\`, "✂️": ":scissors:", "№ ✓ ▶ ─": "№ ✓ ▶ ─"} {
		if got := p.Clean(in); got != want {
			t.Errorf("%s is %q, want %q", in, got, want)
		}
	}
}

// What a stream draws: text in the letters people write most in, cut to a column
// and painted. Cutting is what each row costs most, a page of the stream does it
// some two hundred times in a frame.
func BenchmarkCut(b *testing.B) {
	th := theme.New(theme.Dark, false)
	for _, c := range []struct{ name, text string }{
		{"ascii", "The fridge does not cool again, the third day I wait for the engineer"},
		{"cyrillic", "Холодильник опять не морозит, третий день жду мастера, позор"},
		{"emoji", "Спасибо 🔥🔥👍🏽 всё привезли 👩‍👩‍👧 ❤️ вовремя 🎉 и собрали 🙏"},
		{"hindi", "मेरा फ्रिज फिर से ठंडा नहीं कर रहा है, तीन दिन से इंतज़ार"},
		{"arabic", "الثلاجة لا تبرد مرة أخرى وأنا أنتظر الفني منذ ثلاثة أيام"},
	} {
		for name, p := range map[string]widget.Policy{"list": widget.Policy{}.Brief(), "page": {Graphemes: true}} {
			b.Run(c.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					_ = widget.NewLine(th, p, 60).Put(theme.Text, c.text).String()
				}
			})
		}
	}
	if w := ansi.StringWidthWc(widget.Policy{}.Cells("ё", 3)); w != 3 {
		b.Fatal(w)
	}
}
