package ui_test

import (
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/store"
	"earshot/ui"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/session"
	"earshot/ui/theme"
	"earshot/ui/uitest"
)

// TestTheKeysThatPeopleWerePromised: every key of the interface's list is there,
// in the scope where it was promised.
func TestTheKeysThatPeopleWerePromised(t *testing.T) {
	table, err := session.Table(nil)
	if err != nil {
		t.Fatal(err)
	}
	promised := map[keys.Scope]string{
		keys.Stream: `j k up down g_g G ctrl+d ctrl+u enter [ ] - space v V * e E a_a t r R i F . o y Y w x
			s_s s_h s_e s_t s_m s_w m_+ m_- m_0 m_l m_q m_c m_o m_n m_h m_p m_i m_s m_v`,
		keys.Thread: `j k g_g G ctrl+d ctrl+u esc q e E s_s a_a t r R i F . o y Y w x m_+ m_- m_0 m_v`,
		keys.Global: `J K tab shift+tab 1 2 3 4 f '_* g_i g_m g_l g_o g_c g_a g_p g_n g_s / : ctrl+k ? q
			ctrl+c_ctrl+c ctrl+f c z Z`,
		keys.Overlay: `enter esc tab up down`,
	}
	for scope, list := range promised {
		var have []string
		for _, c := range table.In(scope) {
			have = append(have, c.Keys...)
		}
		for _, key := range strings.Fields(list) {
			if key = strings.ReplaceAll(key, "_", " "); !slices.Contains(have, key) {
				t.Errorf("%s: nothing is on %q", scope, key)
			}
		}
	}
}

func TestEveryCommandSaysWhatItIs(t *testing.T) {
	table, err := session.Table(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range table.In() {
		if strings.ToUpper(c.Title[:1]) != c.Title[:1] || strings.HasSuffix(c.Title, ".") {
			t.Errorf("%s: the title is %q", c.Name(), c.Title)
		}
		if c.Doc != "" && !strings.HasSuffix(c.Doc, ".") {
			t.Errorf("%s: the sentence ends without a full stop: %q", c.Name(), c.Doc)
		}
		if strings.Trim(c.ID, "abcdefghijklmnopqrstuvwxyz-") != "" {
			t.Errorf("%s: the id has other letters", c.Name())
		}
	}
	if page := table.Markdown(); !strings.Contains(page, "| `e` | `done-next` | Done and next.") {
		t.Errorf("the page of keys is\n%s", page)
	}
}

// TestAnySizeIsFilledExactly draws the whole screen at odd sizes, with hostile
// text on it.
func TestAnySizeIsFilledExactly(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	for i, text := range []string{"👩‍👩‍👧👍🏽❤️1️⃣🇷🇺", "\x1b[2J\x1b[31mgone", "\u202eevil", strings.Repeat("ж́", 300), "a\tb\nc", "שלום", "ไทย ก็", strings.Repeat("新", 90)} {
		d.Arrive(string(rune('a'+i)), text)
	}
	for _, keys := range []string{"", "enter", "q", "?", "esc", "ctrl+k", "esc", "s", "esc", "/", "esc", "ctrl+f", "esc", ":", "esc", "2", "f"} {
		d.Press(keys)
		for _, size := range [][2]int{{1, 1}, {2, 3}, {7, 4}, {10, 5}, {20, 6}, {33, 9}, {59, 17}, {60, 18}, {61, 24}, {109, 40}, {110, 31}, {110, 32}, {133, 47}, {300, 90}} {
			d.Size(size[0], size[1])
			d.Exact()
		}
	}
}

func TestEscStepsBackAndNeverQuits(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("enter", "2", "f", "?", "esc", "esc", "esc", "esc", "esc", "esc", "esc")
	if d.Quit {
		t.Fatal("esc quit the program")
	}
	d.See("▶ Stream: Inbox")
	d.Press("q")
	if !d.Quit {
		t.Fatal("q on the outermost level does not quit")
	}
}

// A list lies over a screen that names ":connect": whoever types that must not
// choose from the list by its letters.
func TestTheLineAndThePaletteOpenOverAListButNotInText(t *testing.T) {
	for _, where := range []string{"g w", "g k", "g r", "g s"} {
		d := uitest.New(t, uitest.Options{})
		d.Press(where)
		d.Press(":")
		d.Type("connect")
		d.See(":connect")
		d.Press("esc")
		d.See("▶ Stream: Inbox")
		d.Press(where)
		d.Press("ctrl+k")
		d.See("▶ Palette")
	}
	d := uitest.New(t, uitest.Options{})
	d.Press("t")
	d.Type("a:b")
	d.Press("ctrl+k")
	d.See("a:b")
	d.Not("▶ Palette")
}

// What works for a while, such as an import, is stopped by esc and by nothing else: its
// form takes no text meanwhile.
func TestTheLineDoesNotStopWhatIsUnderWay(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press(":")
	d.Type("hook-add")
	d.Press("enter")
	d.Type("crm")
	_, add := d.Model.Update(tea.KeyPressMsg{Code: tea.KeyEnter}) // and takes its time
	d.Advance(160 * time.Millisecond)                             // it is drawn anew then and each 250 ms
	d.See("working; esc stops")
	for _, k := range []tea.KeyPressMsg{{Code: ':', Text: ":"}, {Code: 'k', Mod: tea.ModCtrl}} {
		d.Model.Update(k)
		d.Advance(250 * time.Millisecond)
		d.See("working; esc stops")
	}
	if add == nil {
		t.Fatal("nothing was begun")
	}
	d.Press("esc")
	d.See("stopped; what is done by now stays")
}

func TestCtrlCTwiceQuitsFromAnywhere(t *testing.T) {
	for _, where := range []string{"", "/", "?", "s s", "enter", "2 f", "g"} {
		d := uitest.New(t, uitest.Options{})
		d.Press(where)
		d.Press("ctrl+c")
		if d.Quit {
			t.Fatalf("after %q: one ctrl+c quit", where)
		}
		d.Press("ctrl+c")
		if !d.Quit {
			t.Fatalf("after %q: two do not quit", where)
		}
	}
}

func TestARussianLayoutWorksEverywhereButInText(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("о", "л", "у") // j k e
	d.See("closed 1 mention")
	d.Press("я") // z
	d.See("took back")
	d.Press("п", "ш") // g i
	d.Press(".")      // the key of "/" on this layout
	d.See("enter keeps")
	d.Press("ctrl+u")
	d.Type("мастер")
	d.See("Stream: мастер")
	d.Press("esc", "ctrl+л")
	d.See("▶ Palette")
}

func TestKeysCanBeRebound(t *testing.T) {
	d := uitest.New(t, uitest.Options{Rebound: map[string][]string{"done-next": {"ctrl+e"}, "global.quit": {"Q"}}})
	d.Press("e")
	d.Not("closed")
	d.Press("ctrl+e")
	d.See("closed 1 mention")
	d.See("ctrl+e Done and next")
	d.Press("Q")
	if !d.Quit {
		t.Fatal("Q does not quit")
	}
}

// TestMistakesInTheKeysAreToldAndTheScreenStarts: what was chosen has its way.
func TestMistakesInTheKeysAreToldAndTheScreenStarts(t *testing.T) {
	d := uitest.New(t, uitest.Options{Rebound: map[string][]string{"done": {"e"}, "undone": {"u"}}, Width: 200, Height: 50})
	d.See(`keys: done: "e" was done-next in stream, which has no key now`)
	d.See("earshot doctor tells the line")
	d.Press("j", "e")
	d.See("closed 1 mention")
	if !d.Ran["stream.done"] || d.Ran["stream.done-next"] {
		t.Fatalf("e ran %v", d.Ran)
	}
}

func TestNoticesGoByThemselves(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("E")
	d.See("closed 1 mention")
	d.Advance(10 * time.Second)
	d.Not("closed 1 mention")
	d.See("22 open")
}

func TestWhyAKeyDidNothingGoesWithTheNextKey(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("B")
	d.See("no command is on B here; ? shows what is")
	d.Press("esc")
	d.Not("no command is on B")
	d.See("there is nothing to step back from here; q quits")
	d.Press("j")
	d.Not("nothing to step back")
	d.Press("E", "B")
	d.See("no command is on B")
	d.Press("E", "j")
	d.See("closed 1 mention") // what was done stays
}

func TestASmallScreenShowsEveryWayOnFromAKey(t *testing.T) {
	d := uitest.New(t, uitest.Options{Width: 40, Height: 12})
	d.Press("m")
	for _, key := range "+-0lLqconhpisv" {
		d.See(" " + string(key) + " ")
	}
	d.See("VIP on or")
}

func TestTimesOnTheScreenGoOn(t *testing.T) {
	d := uitest.New(t, uitest.Options{Width: 80, Height: 24})
	d.See("mast    1m Холодильник")
	d.Advance(90 * time.Second)
	d.See("mast    2m Холодильник")
}

func TestTheCardFollowsOnceTheSelectionRests(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Model.Update(pane.Selected{From: keys.Stream, Doc: 1, Identity: "mastodon:77"})
	if next := d.Model.NextTick(); next.IsZero() || next.Sub(d.Now()) > 100*time.Millisecond {
		t.Fatalf("the next tick is %v", next.Sub(d.Now()))
	}
	d.Press("j", "j")
	d.See("Contact: Елена Кузнецова")
}

func TestASizeWithoutCellsIsIgnored(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	before := d.Frame()
	d.Send(tea.WindowSizeMsg{})
	if d.Frame() != before {
		t.Fatal("a size of 0x0 changed the screen")
	}
}

func TestTheTerminalsAnswersShapeTheScreen(t *testing.T) {
	d := uitest.New(t, uitest.Options{Theme: theme.Dark})
	m, err := session.New(d.Host, ui.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m.Update(tea.BackgroundColorMsg{Color: color.White})
	if d.Host.Theme.Kind != theme.Light {
		t.Errorf("on white the theme is %s", d.Host.Theme.Kind)
	}
	m.Update(tea.BackgroundColorMsg{Color: color.Black})
	if d.Host.Theme.Kind != theme.Dark {
		t.Errorf("on black the theme is %s", d.Host.Theme.Kind)
	}
	m.Update(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset})
	if !d.Host.Policy.Graphemes {
		t.Error("mode 2027 was confirmed, but clusters are still reduced")
	}
	d.Host.Theme = theme.New(theme.Mono, false)
	m.Update(tea.BackgroundColorMsg{Color: color.White})
	if d.Host.Theme.Kind != theme.Mono {
		t.Error("NO_COLOR was overruled")
	}
}

func TestAPanesMessageReachesOnlyThatPane(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Send(pane.To{Pane: keys.Stream, Msg: pane.Filter{Name: "Mine", Query: "is:mine"}})
	d.See("Stream: Mine")
	d.Send(pane.To{Pane: "nowhere", Msg: pane.Filter{}})
	d.Send(pane.Focus{Pane: "nowhere"})
	d.Send(pane.Ask{Scope: keys.Stream, ID: "tag"})
	d.See("tags:")
	d.Send(pane.Pop{})
	d.Not("tags:")
	d.Send(pane.Pop{})
}

func TestABrokenViewSaysSo(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Send(pane.Filter{Name: "Broken", Query: "nett:vk"})
	d.See("this view's query is broken")
	d.See("Stream: Inbox")
}

func TestHeldSendsCountDownInTheStatusLine(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	doc, err := d.Desk.Lookup.Resolve(t.Context(), "mastodon:101")
	if err != nil {
		t.Fatal(err)
	}
	d.Reply(doc, "Прислали мастера, он будет до обеда.")
	d.See("sending in 10s: z to stop")
	d.Advance(4 * time.Second)
	d.See("sending in 6s: z to stop")
	d.Press("g g", "enter")
	d.See("held, z stops it")
	d.Press("z")
	d.Not("z to stop")
	d.See("took back: reply on polar")
}

func TestTheHealthOfAccountsIsSeen(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.See("press waits")
	if err := d.Desk.Setup.SetHealth(t.Context(), store.Health{Account: "polar", State: store.HealthFailed, Message: "the token was refused; connect again"}); err != nil {
		t.Fatal(err)
	}
	d.Send(nil)
	d.See("polar FAILED")
	d.Press("g s")
	d.See("the token was refused; connect again")
	d.Press("esc")
	d.Size(80, 24)
	d.See("  polar FAILED  press waits")
}
