package overlay_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/uitest"
)

func TestHelpGreysOutWithTheReason(t *testing.T) {
	d := uitest.New(t, uitest.Options{Empty: true})
	d.Press("?")
	d.Type("snooze week")
	d.See("no mention is selected")
	d.Press("enter")
	d.See("Help") // it cannot run, so it stays
	d.Press("esc")
	d.Not("Snooze a week")
}

func TestHelpNamesWhereOtherCommandsWork(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("?")
	d.Type("back to the list")
	d.See("works in an open thread (enter)")
	d.Press("enter")
	d.See("works in an open thread (enter)")
}

func TestThePalettePutsTheBestFirstAndRunsIt(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("ctrl+k")
	d.Type("undo")
	for row := range strings.Lines(d.Frame()) {
		if strings.HasPrefix(row, "▌") && strings.Contains(row, "z") && strings.Contains(row, "Undo") {
			d.Press("ctrl+u")
			d.Type("asme")
			d.Press("enter")
			d.See("assigned 1 mention to anna")
			return
		}
	}
	d.T.Fatalf("Undo is not the selected one:\n%s", d.Frame())
}

func TestThePaletteAsksForWhatACommandNeeds(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("ctrl+k")
	d.Type("internal note")
	d.Press("enter")
	d.See("only the team sees it")
	d.Type("from the palette")
	d.Press("enter")
	d.See("noted")
}

func TestTheLineCompletesCommandsAndArguments(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press(":")
	d.Type("assign-n")
	d.See("Assign to nobody")
	d.Press("tab", "ctrl+u")
	d.Type("assign bo")
	d.See("boris")
	d.Press("tab", "enter")
	d.See("assigned 1 mention to boris")
}

func TestTheLineSaysWhatIsWrong(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	for text, want := range map[string]string{
		"":           "type something",
		"frobnicate": `there is no command "frobnicate" here`,
		"snooze-":    "could be several commands",
		"done 3":     "done takes no argument",
		"tag +":      "a sign needs a tag behind it",
		"unmark":     "nothing is marked",
	} {
		d.Press(":", "ctrl+u")
		d.Type(text)
		d.Press("enter")
		d.See(want)
		d.Press("esc")
	}
}

func TestTheLineTakesAShortName(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press(":")
	d.Type(":reop")
	d.Press("enter")
	d.See("opened 1 mention again")
}

func TestEscStepsBackOneLevelAndKeepsTheText(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("enter", "f", "i")
	d.Type("half a thought")
	d.Press("esc")
	d.Not("half a thought")
	d.See("thread of Иван Петров")
	d.Press("i")
	d.See("half a thought")
	d.Press("end")
	d.Type(", finished")
	d.Press("enter")
	d.See("half a thought, finished")
	d.Press("i")
	d.Not("note: half a thought")
	d.Press("esc", "esc")
	d.See("Stream: Inbox")
	d.Press("esc", "esc", "esc")
	if d.Quit {
		t.Fatal("esc quits nothing")
	}
}

// TestAnyOverlayAtAnySizeIsExact: whatever was typed into it.
func TestAnyOverlayAtAnySizeIsExact(t *testing.T) {
	odd := []string{"新", "é", "\x1b[2J", "👩\u200d👩", "word ", "\u202e", "Z\u0337", "عمر", "\n", "a"}
	rapid.Check(t, func(r *rapid.T) {
		draw := func(label string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(odd), 0, 20).Draw(r, label), "")
		}
		h := host()
		text := draw("text")
		arg := keys.Arg{Ask: draw("ask"), Hint: draw("hint"), Complete: func(string) []keys.Choice {
			return []keys.Choice{{Text: text, Label: text, Doc: text}, {Text: "b"}}
		}, Check: func(string) string { return text }}
		entry := overlay.Entry{Command: &keys.Command{ID: "x", Title: text, Doc: text, Keys: []string{"x"}, Scope: keys.Stream}, Reason: draw("reason")}
		run := func(overlay.Entry) tea.Cmd { return nil }
		all := []pane.Overlay{
			overlay.NewPrompt(h, text, arg, draw("start"), func(string) tea.Cmd { return nil }, nil),
			overlay.NewHelp(h, help([]overlay.Entry{entry}), run),
			overlay.NewPalette(h, []overlay.Entry{entry}, nil, run),
			overlay.NewPage(h, text, []overlay.Row{{Label: text, Text: text}, {Text: text, URL: "https://x.example/" + text}}),
			overlay.NewMenu(h, text, text, []overlay.Item{{Key: "a", Title: text, Doc: text}}),
		}
		for _, o := range all {
			o.Update(tea.PasteMsg{Content: draw("typed")})
			o.Update(rapid.SampledFrom([]pane.Act{pane.Next, pane.Previous, pane.PageDown, pane.PageUp, pane.Complete}).Draw(r, "act"))
			width, height := rapid.IntRange(1, 200).Draw(r, "width"), rapid.IntRange(1, 40).Draw(r, "height")
			w, hh := o.Size(width, height)
			if w > width || hh > height {
				r.Fatalf("%T wants %dx%d of %dx%d", o, w, hh, width, height)
			}
			panetest.Exact(t, o.View(width, height), width, height)
		}
	})
}
