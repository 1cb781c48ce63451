package overlay_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
)

func host() *pane.Host { return &pane.Host{Theme: theme.New(theme.Mono, false)} }

// bench works an overlay as the root does, until it is done.
type bench struct {
	t    *testing.T
	o    pane.Overlay
	done bool
}

func (b *bench) act(acts ...pane.Act) *bench {
	for _, a := range acts {
		b.update(a)
	}
	return b
}

func (b *bench) typed(text string) *bench {
	for _, r := range text {
		b.update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return b
}

func (b *bench) update(msg tea.Msg) {
	b.t.Helper()
	if b.done {
		b.t.Fatalf("%v comes after the end", msg)
	}
	done, cmd := b.o.Update(msg)
	b.done = done
	if cmd != nil {
		cmd()
	}
	b.frame(90, 12)
}

// frame draws at a size and holds it exact.
func (b *bench) frame(width, height int) string {
	b.t.Helper()
	text := b.o.View(width, height)
	rows := strings.Split(text, "\n")
	if len(rows) != height {
		b.t.Fatalf("%s draws %d rows of %d", b.o.Title(), len(rows), height)
	}
	for _, row := range rows {
		if w := ansi.StringWidthWc(row); w != width {
			b.t.Fatalf("%s: a row takes %d cells of %d: %q", b.o.Title(), w, width, ansi.Strip(row))
		}
	}
	return ansi.Strip(text)
}

func (b *bench) see(text string) {
	b.t.Helper()
	if frame := b.frame(90, 12); !strings.Contains(frame, text) {
		b.t.Fatalf("%s does not show %q:\n%s", b.o.Title(), text, frame)
	}
}

func colours(typed string) []keys.Choice {
	var out []keys.Choice
	for _, c := range []string{"red", "green", "grey"} {
		if strings.HasPrefix(c, typed) {
			out = append(out, keys.Choice{Text: c, Doc: "the colour " + c})
		}
	}
	return out
}

func TestAPromptCompletesAndRuns(t *testing.T) {
	ran := ""
	arg := keys.Arg{Ask: "colour", Hint: "any colour", Complete: colours}
	b := &bench{t: t, o: overlay.NewPrompt(host(), "Paint", arg, "", func(s string) tea.Cmd { ran = s; return nil }, nil)}
	b.see("any colour")
	b.typed("g").act(pane.Complete)
	b.see("colour: green")
	if c := b.o.Cursor(); c == nil || c.X != len("colour: green") {
		t.Fatalf("the cursor stands at %v", c)
	}
	b.act(pane.Accept)
	if ran != "green" || !b.done {
		t.Fatalf("ran %q", ran)
	}
}

func TestAPromptTakesTheChosenProposalOverTheText(t *testing.T) {
	ran := ""
	b := &bench{t: t, o: overlay.NewPrompt(host(), "Paint", keys.Arg{Ask: "colour", Complete: colours}, "", func(s string) tea.Cmd { ran = s; return nil }, nil)}
	b.typed("g").act(pane.Next, pane.Next, pane.Previous, pane.Next, pane.PageDown, pane.Accept)
	if ran != "grey" {
		t.Fatalf("ran %q", ran)
	}
}

func TestAPromptSaysWhatIsWrongAndWaits(t *testing.T) {
	ran := false
	check := func(s string) string {
		if s == "plaid" {
			return "plaid is no colour"
		}
		return ""
	}
	b := &bench{t: t, o: overlay.NewPrompt(host(), "Paint", keys.Arg{Ask: "colour", Check: check}, "", func(string) tea.Cmd { ran = true; return nil }, nil)}
	b.act(pane.Accept)
	b.see("type something, or esc to go back")
	b.typed("plaid").act(pane.Accept)
	b.see("plaid is no colour")
	if b.done || ran {
		t.Fatal("the prompt ran")
	}
	b.update(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
	b.update(tea.PasteMsg{Content: "sky\nblue"})
	b.see("colour: sky blue")
	b.act(pane.Accept)
	if !ran {
		t.Fatal("the prompt did not run")
	}
}

func TestWhatEscLeavesBehindIsOfferedAgain(t *testing.T) {
	kept := ""
	keep := func(s string) { kept = s }
	b := &bench{t: t, o: overlay.NewPrompt(host(), "Paint", keys.Arg{Ask: "colour"}, "", nil, keep)}
	b.typed("half a wo").act(pane.Back)
	if kept != "half a wo" || !b.done {
		t.Fatalf("kept %q", kept)
	}
	p := overlay.NewPrompt(host(), "Paint", keys.Arg{Ask: "colour"}, "", nil, keep)
	p.Offer(kept)
	b = &bench{t: t, o: p}
	b.see("colour: half a wo")
	b.update(tea.KeyPressMsg{Code: tea.KeyEnd})
	b.typed("rd")
	b.see("colour: half a word")
	p.Offer(kept)
	b.typed("new")
	b.see("colour: new ")
}

func entries(ran *string) ([]overlay.Entry, func(overlay.Entry) tea.Cmd) {
	list := []overlay.Entry{
		{Command: &keys.Command{ID: "done-next", Title: "Done and next", Keys: []string{"e"}, Scope: keys.Stream, Doc: "Closes."}},
		{Command: &keys.Command{ID: "snooze", Title: "Snooze until", Keys: []string{"s s"}, Scope: keys.Stream}},
		{Command: &keys.Command{ID: "retry", Title: "Retry", Keys: []string{"r"}, Scope: keys.Compose}, Reason: "works in the composer (3)"},
	}
	return list, func(e overlay.Entry) tea.Cmd { *ran = e.Command.ID; return nil }
}

// help is one place with all entries.
func help(list []overlay.Entry) []overlay.Place {
	return []overlay.Place{{Name: "Here", Entries: list}}
}

func TestThePaletteFindsByAFewLetters(t *testing.T) {
	ran := ""
	list, run := entries(&ran)
	b := &bench{t: t, o: overlay.NewPalette(host(), list, nil, run)}
	b.typed("snz")
	b.see("Snooze until")
	b.act(pane.Accept)
	if ran != "snooze" || !b.done {
		t.Fatalf("ran %q", ran)
	}
}

func TestHelpTellsWhyACommandCannotRunAndDoesNotRunIt(t *testing.T) {
	ran := ""
	list, run := entries(&ran)
	b := &bench{t: t, o: overlay.NewHelp(host(), help(list), run)}
	b.see("works in the composer (3)")
	b.act(pane.Next, pane.Next, pane.Accept)
	if b.done || ran != "" {
		t.Fatal("a command ran that cannot")
	}
	b.act(pane.Previous, pane.PageDown, pane.PageUp, pane.Back)
	if !b.done {
		t.Fatal("esc does not end it")
	}
	b = &bench{t: t, o: overlay.NewHelp(host(), help(list), run)}
	b.update(tea.PasteMsg{Content: "zzzz"})
	b.see("no command is called that")
	b.act(pane.Accept)
	if b.done {
		t.Fatal("nothing was run and yet it ended")
	}
}

func TestAMenuTakesLettersOnAnyLayout(t *testing.T) {
	for _, key := range []string{"y", "н"} {
		ran := false
		b := &bench{t: t, o: overlay.NewConfirm(host(), "Discard", "Throw it away?", func() tea.Cmd { ran = true; return nil })}
		b.see("Throw it away?")
		b.typed(key)
		if !ran || !b.done {
			t.Errorf("%s does not say yes", key)
		}
	}
}

func TestAConfirmationDoesNothingByDefault(t *testing.T) {
	ran := false
	yes := func() tea.Cmd { ran = true; return nil }
	for _, acts := range [][]pane.Act{{pane.Accept}, {pane.Back}, {pane.Next, pane.Previous, pane.Accept}} {
		b := &bench{t: t, o: overlay.NewConfirm(host(), "Discard", "Throw it away?", yes)}
		if b.act(acts...); ran || !b.done {
			t.Fatalf("%v threw it away", acts)
		}
	}
	b := &bench{t: t, o: overlay.NewConfirm(host(), "Discard", "Throw it away?", yes)}
	if b.typed("kjx").act(pane.Accept); !ran {
		t.Fatal("j and enter do not choose yes")
	}
}

func TestAPageWrapsScrollsAndLinks(t *testing.T) {
	rows := []overlay.Row{{Label: "Because", Text: strings.Repeat("many words ", 30)}, {Label: "Site", Text: "https://a.example", URL: "https://a.example"}}
	for i := range 20 {
		rows = append(rows, overlay.Row{Label: "line", Text: string(rune('a' + i))})
	}
	b := &bench{t: t, o: overlay.NewPage(host(), "Why", rows)}
	if _, h := b.o.Size(60, 12); h != 12 {
		t.Errorf("it wants %d rows of 12", h)
	}
	b.see("Because  many words")
	if raw := b.o.View(60, 12); !strings.Contains(raw, "\x1b]8;;https://a.example\x1b\\") {
		t.Error("the address is no link")
	}
	b.see("j more")
	b.typed("jjо").act(pane.PageDown, pane.PageDown, pane.PageDown)
	b.see("line     t")
	b.typed("k").act(pane.Previous, pane.Next, pane.PageUp)
	b.typed("q")
	if !b.done || b.o.Cursor() != nil {
		t.Error("q does not close the page")
	}
}

func TestAHostileAddressIsNoLink(t *testing.T) {
	bad := "https://a.example/\x1b]52;c;AAAA\x07"
	b := &bench{t: t, o: overlay.NewPage(host(), "Link", []overlay.Row{{Text: bad, URL: bad}})}
	if raw := b.o.View(60, 3); strings.Contains(raw, "\x1b]") || strings.Contains(raw, "\x07") {
		t.Errorf("it reaches the terminal: %q", raw)
	}
}

func TestOverlaysFillAnySize(t *testing.T) {
	ran := ""
	list, run := entries(&ran)
	for _, o := range []pane.Overlay{
		overlay.NewHelp(host(), help(list), run), overlay.NewPalette(host(), list, nil, run), overlay.NewConfirm(host(), "Sure", "Really?", nil),
		overlay.NewPrompt(host(), "Paint", keys.Arg{Ask: "colour", Hint: "any", Complete: colours}, "g", nil, nil),
		overlay.NewPage(host(), "Why", []overlay.Row{{Label: "x", Text: "日本語 text"}}),
	} {
		b := &bench{t: t, o: o}
		for width := 1; width < 90; width += 3 {
			for height := 1; height < 20; height++ {
				b.frame(width, height)
			}
		}
	}
}
