package keys_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"earshot/ui/keys"
)

// small is a table as the screen's, in small: two scopes, a shared key, a sequence.
func small(t *testing.T, rebound map[string][]string) *bench {
	b := newBench(t, rebound)
	no := func() string { return "" }
	b.add(keys.Global, "undo", nil, "z")
	b.add(keys.Global, "go-inbox", nil, "g i")
	b.add(keys.Global, "quit", nil, "q")
	b.add(keys.Stream, "done-next", nil, "e")
	b.add(keys.Stream, "done", nil, "E")
	b.add(keys.Stream, "tag", nil, "t")
	b.add(keys.Stream, "leave", never, "esc")
	b.add(keys.Stream, "unmark", no, "esc")
	b.add(keys.Thread, "close", no, "q")
	b.Settle()
	return b
}

func TestARebindingIsJudgedInPlainWords(t *testing.T) {
	for _, c := range []struct {
		entry string
		keys  []string
		want  string // "" = nothing is wrong
		runs  string // what the last of the keys does in the stream
	}{
		{"done", []string{"ctrl+e"}, "", "done"},
		{"done", []string{"e"}, `"e" was done-next in stream, which has no key now; give it one, or "" if you mean it`, "done"},
		{"dnoe", []string{"x"}, "there is no such command; did you mean done?", ""},
		{"wqrtzp", []string{"x"}, "there is no such command; earshot keys lists them", ""},
		{"done", []string{"contrl+x"}, `"contrl" is not ctrl, alt or shift`, ""},
		{"done", []string{"entr"}, "did you mean enter?", ""},
		{"done", []string{"blah"}, "keys are written as j, G, ctrl+d", ""},
		{"done", []string{"blahblah", "E"}, "is no key", "done"},
		{"done", []string{"shift+g"}, `write the capital letter "G"`, ""},
		{"done", []string{"ctrl+i"}, "cannot be told from tab", ""},
		{"done", []string{"g esc"}, "esc ends a sequence", ""},
		{"done", []string{"ctrl+c"}, "ctrl+c twice always quits", ""},
		{"done", []string{"x", "x y"}, `"x" and "x y" cannot both be typed`, ""},
		{"done", []string{"x *"}, "done takes no letter", ""},
		{"done", []string{"g"}, `in stream "g" is done, so go-inbox cannot be reached there by "g i"`, "done"},
		{"tag", []string{"z"}, `in stream "z" is tag, so undo cannot be reached there by "z"`, "tag"},
		{"undo", []string{"t"}, `in stream "t" is tag, so undo cannot be reached there by "t"`, "tag"},
		{"done", []string{""}, "", ""},
		{"unmark", []string{"esc", "x"}, "", "unmark"},
		{"quit", []string{"q", "Q"}, "", "quit"},
		{"done", []string{"ж", "ctrl+shift+up", "alt+f5", "+", "ctrl++"}, "", "done"},
	} {
		b := small(t, map[string][]string{c.entry: c.keys})
		var told []string
		for _, p := range b.Problems() {
			if p.Entry != c.entry {
				t.Errorf("%s = %q is told as %s", c.entry, c.keys, p)
			}
			told = append(told, p.String())
		}
		if all := strings.Join(told, "\n"); c.want == "" && all != "" || !strings.Contains(all, c.want) {
			t.Errorf("%s = %q is told as %q, not %q", c.entry, c.keys, all, c.want)
		}
		if c.runs != "" {
			if b.press(c.keys[len(c.keys)-1], keys.Stream, keys.Global); !slices.Contains(b.ran, c.runs) {
				t.Errorf("%s = %q: the key ran %v", c.entry, c.keys, b.ran)
			}
		}
	}
}

func TestTwoChosenKeysThatClash(t *testing.T) {
	b := small(t, map[string][]string{"done": {"x"}, "tag": {"x y"}})
	if got := b.Problems(); len(got) != 1 || got[0].String() != `tag: "x y" is already done, which you have put on "x"; choose another` {
		t.Fatalf("told is %v", got)
	}
	b.press("x", keys.Stream)
	if !slices.Equal(b.ran, []string{"done"}) {
		t.Fatalf("ran %v", b.ran)
	}
	// What is meant is not told: the other has a new key, or none on purpose.
	for _, other := range [][]string{{"X"}, {""}} {
		if got := small(t, map[string][]string{"done": {"e"}, "done-next": other}).Problems(); len(got) > 0 {
			t.Errorf("done-next on %q: told is %v", other, got)
		}
	}
}

// TestNoRebindingBreaksTheTable: whatever stands in the file, every key of every
// command that is left reaches it or one before it.
func TestNoRebindingBreaksTheTable(t *testing.T) {
	names := []string{"done", "done-next", "tag", "undo", "stream.done", "go-inbox", "nonsense", "unmark"}
	seqs := []string{"e", "g", "g i", "", "x", "x y", "x y z", "esc", "q", " z ", "ctrl+c", "* *", "🙂", "\x1b"}
	rapid.Check(t, func(r *rapid.T) {
		rebound := map[string][]string{}
		for range rapid.IntRange(0, 5).Draw(r, "entries") {
			rebound[rapid.SampledFrom(names).Draw(r, "name")] = rapid.SliceOfN(rapid.SampledFrom(seqs), 0, 3).Draw(r, "keys")
		}
		b := small(t, rebound)
		for _, c := range b.In(keys.Stream) {
			for _, seq := range c.Keys {
				b.Reset()
				var hit keys.Hit
				for _, k := range strings.Fields(seq) {
					hit = b.Press(k, keys.Stream)
				}
				if hit.Command == nil && c.Reason() == "" {
					r.Fatalf("%v: %q does not reach %s: %+v", rebound, seq, c.ID, hit)
				}
			}
		}
	})
}

func TestTheNearestName(t *testing.T) {
	names := []string{"done", "done-next", "assign", "assign-me", "tag", "undo"}
	for typed, want := range map[string]string{"dnoe": "done", "asign": "assign", "tga": "tag", "ASSIGN-MI": "assign-me", "untag": "", "done-nxt": "done-next", "": "", "don": "done", "assign-": "assign"} {
		if got := keys.Nearest(typed, names); got != want {
			t.Errorf("%q is near %q, want %q", typed, got, want)
		}
	}
}

func TestABenchOfRebindingKeepsRunning(t *testing.T) {
	table := keys.New(map[string][]string{"stream.x": {"y"}, "x": {"z"}})
	run := func(string) tea.Cmd { return nil }
	for _, s := range []keys.Scope{keys.Stream, keys.Thread} {
		if err := table.Add(keys.Command{ID: "x", Title: "X", Keys: []string{"x"}, Scope: s, Run: run}); err != nil {
			t.Fatal(err)
		}
	}
	table.Settle()
	if a, b := table.Find("stream.x").Keys, table.Find("thread.x").Keys; a[0] != "y" || b[0] != "z" {
		t.Fatalf("the scope's own entry comes first: %v, %v", a, b)
	}
}
