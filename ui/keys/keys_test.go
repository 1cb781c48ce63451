package keys_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
)

// bench is a table whose commands write down that they ran.
type bench struct {
	*keys.Table
	t   *testing.T
	ran []string
}

func newBench(t *testing.T, rebound map[string][]string) *bench {
	return &bench{Table: keys.New(rebound), t: t}
}

func (b *bench) add(scope keys.Scope, id string, when func() string, seqs ...string) {
	b.t.Helper()
	err := b.Add(keys.Command{ID: id, Title: "Do " + id, Keys: seqs, Scope: scope, When: when, Run: func(arg string) tea.Cmd {
		b.ran = append(b.ran, id+arg)
		return nil
	}})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) press(names string, scopes ...keys.Scope) keys.Hit {
	b.t.Helper()
	var hit keys.Hit
	for _, n := range strings.Fields(names) {
		hit = b.Press(n, scopes...)
		if hit.Command != nil {
			hit.Command.Run(hit.Arg)
		}
	}
	return hit
}

func never() string { return "not now" }

func TestAKeyRunsTheCommandOfTheInnermostScope(t *testing.T) {
	b := newBench(t, nil)
	b.add(keys.Global, "quit", nil, "q")
	b.add(keys.Stream, "close", nil, "q")
	b.press("q", keys.Stream, keys.Global)
	b.press("q", keys.Global)
	if want := []string{"close", "quit"}; !slices.Equal(b.ran, want) {
		t.Fatalf("ran %v, want %v", b.ran, want)
	}
}

func TestWhatCannotRunLetsItsKeyFallThrough(t *testing.T) {
	b := newBench(t, nil)
	b.add(keys.Stream, "close", never, "q")
	b.add(keys.Global, "quit", nil, "q")
	if hit := b.press("q", keys.Stream, keys.Global); hit.Command == nil || b.ran[0] != "quit" {
		t.Fatalf("ran %v", b.ran)
	}
	b.add(keys.Stream, "tag", never, "t")
	if hit := b.press("t", keys.Stream, keys.Global); hit.Reason != "not now" || hit.Command != nil {
		t.Fatalf("the reason is lost: %+v", hit)
	}
}

func TestASequenceWaitsAndEscEndsIt(t *testing.T) {
	b := newBench(t, nil)
	b.add(keys.Global, "inbox", nil, "g i")
	b.add(keys.Stream, "top", nil, "g g")
	if hit := b.press("g", keys.Stream, keys.Global); !hit.Pending || b.Pending() != "g" {
		t.Fatalf("g does not wait: %+v", hit)
	}
	var rest []string
	for _, n := range b.Continuations(keys.Stream, keys.Global) {
		rest = append(rest, n.Rest+"="+n.Command.ID)
	}
	if want := []string{"g=top", "i=inbox"}; !slices.Equal(rest, want) {
		t.Fatalf("ways on are %v, want %v", rest, want)
	}
	b.press("esc", keys.Stream, keys.Global)
	b.press("i", keys.Stream, keys.Global)
	if len(b.ran) != 0 {
		t.Fatalf("esc did not end the sequence: ran %v", b.ran)
	}
	b.press("g i g g", keys.Stream, keys.Global)
	if want := []string{"inbox", "top"}; !slices.Equal(b.ran, want) {
		t.Fatalf("ran %v, want %v", b.ran, want)
	}
	if hit := b.press("g x", keys.Stream, keys.Global); hit.Pending || hit.Command != nil || hit.Typed != "g x" {
		t.Fatalf("an unknown sequence gives %+v", hit)
	}
}

func TestAStarTakesOneCharacter(t *testing.T) {
	b := newBench(t, nil)
	b.add(keys.Global, "view-", nil, "' *")
	b.add(keys.Stream, "all", nil, "*")
	b.press("' u", keys.Stream, keys.Global)
	b.press("*", keys.Stream, keys.Global)
	b.press("' ж", keys.Global)
	if want := []string{"view-u", "all", "view-ж"}; !slices.Equal(b.ran, want) {
		t.Fatalf("ran %v, want %v", b.ran, want)
	}
	if hit := b.press("' enter", keys.Global); hit.Command != nil {
		t.Fatal("enter is no character")
	}
}

func TestTheTableRefusesWhatCannotWork(t *testing.T) {
	run := func(string) tea.Cmd { return nil }
	for name, c := range map[string]keys.Command{
		"no id":       {Title: "x", Scope: keys.Global, Run: run},
		"no title":    {ID: "x", Scope: keys.Global, Run: run},
		"no function": {ID: "x", Title: "x", Scope: keys.Global},
		"no scope":    {ID: "x", Title: "x", Run: run},
		"same id":     {ID: "have", Title: "x", Scope: keys.Global, Run: run},
		"same key":    {ID: "x", Title: "x", Scope: keys.Global, Keys: []string{"a"}, Run: run},
		"key begins":  {ID: "x", Title: "x", Scope: keys.Global, Keys: []string{"a b"}, Run: run},
	} {
		table := keys.New(nil)
		if err := table.Add(keys.Command{ID: "have", Title: "Have", Keys: []string{"a"}, Scope: keys.Global, Run: run}); err != nil {
			t.Fatal(err)
		}
		if err := table.Add(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestTwoCommandsShareAKeyWhenTheyExcludeEachOther(t *testing.T) {
	open := false
	b := newBench(t, nil)
	b.add(keys.Stream, "leave", func() string {
		if open {
			return ""
		}
		return "nothing is open"
	}, "esc")
	b.add(keys.Stream, "unmark", func() string { return "" }, "esc")
	b.press("esc", keys.Stream)
	open = true
	b.press("esc", keys.Stream)
	if want := []string{"unmark", "leave"}; !slices.Equal(b.ran, want) {
		t.Fatalf("ran %v, want %v", b.ran, want)
	}
}

func TestEveryKeyCanBeRebound(t *testing.T) {
	b := newBench(t, map[string][]string{"done": {"ctrl+e"}, "stream.tag": {"#"}, "nonsense": {"x"}, "quit": {}})
	b.add(keys.Stream, "done", nil, "e")
	b.add(keys.Stream, "tag", nil, "t")
	b.add(keys.Thread, "tag", nil, "t")
	b.add(keys.Global, "quit", nil, "q")
	b.press("e t q ctrl+e #", keys.Stream, keys.Global)
	if want := []string{"done", "tag"}; !slices.Equal(b.ran, want) {
		t.Fatalf("ran %v, want %v", b.ran, want)
	}
	b.press("t", keys.Thread)
	if len(b.ran) != 3 {
		t.Fatal("rebinding one scope changed the other")
	}
	if got := b.Unknown(); !slices.Equal(got, []string{"nonsense"}) {
		t.Fatalf("unknown names are %v", got)
	}
}

func TestARussianLayoutPressesTheKeysInTheSamePlaces(t *testing.T) {
	for russian, latin := range map[string]string{
		"о": "j", "л": "k", "О": "J", "Ж": ":", "ж": ";", "х": "[", "ъ": "]", "э": "'", "б": ",", "ю": ".", "Ю": ">",
		"ё": "`", "Ё": "~", "й": "q", "Я": "Z", "ctrl+л": "ctrl+k", "№": "#",
	} {
		if got, ok := keys.Latin(russian); !ok || got != latin {
			t.Errorf("%s is %q, want %q", russian, got, latin)
		}
	}
	for _, other := range []string{"j", "enter", ".", "1", "ж ж"} {
		if got, ok := keys.Latin(other); ok {
			t.Errorf("%s became %q", other, got)
		}
	}
}

func TestTheDotOfARussianLayoutOpensTheQueryBar(t *testing.T) {
	b := newBench(t, nil)
	b.add(keys.Global, "query", nil, "/")
	b.add(keys.Stream, "repeat", nil, ".")
	b.add(keys.Stream, "down", nil, "j")
	b.add(keys.Stream, "next", nil, "g о") // a person may bind Cyrillic keys, too
	in := []keys.Scope{keys.Stream, keys.Global}
	b.press(". о . ю j .", in...)
	if want := []string{"repeat", "down", "query", "repeat", "down", "repeat"}; !slices.Equal(b.ran, want) {
		t.Fatalf("ran %v, want %v", b.ran, want)
	}
	b.ran = nil
	b.press("п о", in...)
	if !slices.Equal(b.ran, []string{"next"}) {
		t.Fatalf("a sequence on a Russian layout ran %v", b.ran)
	}
}

func TestNamesOfKeys(t *testing.T) {
	for name, k := range map[string]tea.KeyPressMsg{
		"space":     {Code: ' ', Text: " "},
		"G":         {Code: 'g', Text: "G", Mod: tea.ModShift},
		"ctrl+x":    {Code: 'x', Mod: tea.ModCtrl},
		"esc":       {Code: tea.KeyEscape},
		"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
		"enter":     {Code: tea.KeyEnter},
	} {
		if got := keys.Name(k); got != name {
			t.Errorf("%v is called %q, want %q", k, got, name)
		}
	}
}

func TestWhichKeysBelongToText(t *testing.T) {
	text := []tea.KeyPressMsg{{Code: 'q', Text: "q"}, {Code: tea.KeyEnter}, {Code: tea.KeyLeft}, {Code: tea.KeyBackspace}, {Code: 'ж', Text: "ж"}, {Code: ' ', Text: " "}}
	for _, k := range text {
		if !keys.Plain(k) {
			t.Errorf("%s is not given to the text", keys.Name(k))
		}
	}
	for _, k := range []tea.KeyPressMsg{{Code: 'k', Mod: tea.ModCtrl}, {Code: tea.KeyEscape}, {Code: tea.KeyTab}, {Code: 'x', Mod: tea.ModAlt}, {Code: tea.KeyF1}} {
		if keys.Plain(k) {
			t.Errorf("%s is taken for text", keys.Name(k))
		}
	}
}

func TestTheTableIsWrittenAsAPageAndAsColumns(t *testing.T) {
	b := newBench(t, nil)
	b.add(keys.Global, "quit", nil, "q", "ctrl+c ctrl+c")
	b.add(keys.Stream, "pipe", nil, "|", "`")
	if err := b.Add(keys.Command{ID: "burn", Title: "Burn", Doc: "For good.", Danger: true, Scope: keys.Card, Run: func(string) tea.Cmd { return nil }}); err != nil {
		t.Fatal(err)
	}
	page := b.Markdown()
	for _, want := range []string{"## Anywhere", "| `q` `ctrl+c ctrl+c` | `quit` | Do quit |", "`\\|` `` ` ``", "## Contact", "Burn. For good. Cannot be undone."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if strings.Contains(page, "Compose") {
		t.Error("an empty scope has a heading")
	}
	if text := b.Text(); !strings.Contains(text, "  q, ctrl+c ctrl+c") || !strings.Contains(text, "\n\nStream\n") {
		t.Errorf("the columns are\n%s", text)
	}
}

func TestFindPrefersWhatCanRun(t *testing.T) {
	b := newBench(t, nil)
	b.add(keys.Stream, "done", never)
	b.add(keys.Thread, "done", nil)
	if c := b.Find("done", keys.Stream, keys.Thread); c.Scope != keys.Thread {
		t.Errorf("found %s", c.Name())
	}
	if c := b.Find("done", keys.Stream); c == nil || c.Reason() != "not now" {
		t.Error("a command that cannot run is not found with its reason")
	}
	if c := b.Find("stream.done", keys.Stream); c == nil {
		t.Error("the full name is not found")
	}
	if b.Find("none") != nil {
		t.Error("found what does not exist")
	}
}
