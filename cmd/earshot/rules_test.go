package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// ruleLine is a line of rules --json.
type ruleLine struct {
	Name, Rule, By, Error string
	On                    bool
	Fired                 int
}

// monitorLine is a line of monitors --json.
type monitorLine struct {
	Name, Kind, Query, Error string
	Names                    []string
	Today, Week, Total       int
}

func (s *sandbox) rules() []ruleLine {
	s.t.Helper()
	return decode[ruleLine](s.t, s.run("rules", "--json").lines())
}

func (s *sandbox) monitors() []monitorLine {
	s.t.Helper()
	return decode[monitorLine](s.t, s.run("monitors", "--json").lines())
}

// TestAWrongCallSaysHowAndChangesNothing: exit code 2 for a call that cannot be
// meant, 1 for one that cannot be done; the data stay as they are.
func TestAWrongCallSaysHowAndChangesNothing(t *testing.T) {
	s := newSandbox(t)
	s.run("rules", "add", "keep", "when tea do done")
	s.run("monitors", "add", "tea", "tea")
	s.try(jsonl("m", 1), "import", "jsonl", "-")
	s.write("bad.txt", "ok: when tea do done\nworse: when tea do mark sad\n")
	s.write("long.txt", "a: when "+strings.Repeat("x ", 200_000)+"do done\n")
	s.write("binary.txt", "\x00\x01\xff\xfe: when\n")
	before := s.run("rules", "--plain").out + s.run("monitors").out
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{2, "rules add: RULE is missing", []string{"rules", "add", "x"}},
		{2, "rules on: NAME is missing", []string{"rules", "on"}},
		{2, `rules off: "more" is too much`, []string{"rules", "off", "keep", "more"}},
		{2, "rules move needs --place", []string{"rules", "move", "keep"}},
		{2, "rules move needs --place", []string{"rules", "move", "keep", "--place", "0"}},
		{2, "--place", []string{"rules", "move", "keep", "--place", "first"}},
		{2, `rules knows no "--sideways"; there are add, change`, []string{"rules", "--sideways"}},
		{1, `there is no rule "nobody"; there are keep`, []string{"rules", "run", "nobody"}},
		{1, `there is no rule "nobody"; there are keep`, []string{"rules", "test", "nobody"}},
		{1, `there is no rule "nobody"`, []string{"rules", "off", "nobody"}},
		{1, "has done nothing", []string{"rules", "undo", "keep"}},
		{1, "cannot be a name", []string{"rules", "add", "a/b", "when x do done"}},
		{2, "a rule begins with when", []string{"rules", "add", "x", "tea", "do", "done"}},
		{2, "\n" + strings.Repeat(" ", 18) + "^", []string{"rules", "add", "x", "when возврат do тэг"}},
		{2, "did you mean done?", []string{"rules", "add", "x", "when tea do dnoe", "--dry-run"}},
		{2, "column 18", []string{"rules", "change", "keep", "when tea do mark sad"}},
		{2, "column 6", []string{"rules", "test", "when nett:x do done"}},
		{1, "no such file", []string{"rules", "import", "absent.txt"}},
		{2, "rule worse: column 18", []string{"rules", "import", "bad.txt"}},
		{1, "longer than", []string{"rules", "import", "long.txt"}},
		{2, "line 1", []string{"rules", "import", "binary.txt"}},
		{1, "is a directory", []string{"rules", "import", "."}},
		{2, "monitors add: NAME and QUERY are missing", []string{"monitors", "add"}},
		{2, "monitors rename: NEW is missing", []string{"monitors", "rename", "tea"}},
		{2, `monitors change: "coffee" is too much`, []string{"monitors", "change", "tea", "coffee"}},
		{1, "say what it listens for", []string{"monitors", "add", "x", ""}},
		{1, "there are tea", []string{"monitors", "change", "nobody", "--query", "x"}},
		{1, "is no kind", []string{"monitors", "change", "tea", "--kind", "thing"}},
		{2, "^", []string{"monitors", "change", "tea", "--query", "a ("}},
		{1, "leave out @me", []string{"monitors", "add", "x", "@me"}},
		{1, "already", []string{"monitors", "add", "TEA", "x"}},
		{2, "column 1", []string{"do", "1", "nonsense"}},
		{2, "do: VERBS is missing", []string{"do", "1"}},
		{1, "99", []string{"do", "99", "done"}},
	} {
		r := s.try("", c.args...)
		if r.code != c.code || !strings.Contains(r.err, c.says) || r.out != "" {
			t.Errorf("earshot %.80q: exit %d, want %d and %q\n%.400s%.400s", c.args, r.code, c.code, c.says, r.out, r.err)
		}
	}
	if after := s.run("rules", "--plain").out + s.run("monitors").out; after != before {
		t.Errorf("before:\n%safter:\n%s", before, after)
	}
}

// TestAFileOfRulesIsTakenWholeOrNotAtAll: whatever an editor of another system has
// made of it, and as one undo.
func TestAFileOfRulesIsTakenWholeOrNotAtAll(t *testing.T) {
	s := newSandbox(t)
	s.run("rules", "add", "a", "when old do done")
	file := "\ufeff# what we agreed on\r\n\r\na: when tea do tag +чай\r\nвозврат (off): when refund OR возврат do tag +refund, note \"позвонить; да\"\r\n   c: when x do alert\r\n"
	r := s.try(file, "rules", "import", "-")
	if r.code != 0 || !strings.Contains(r.err, "2 rules added, 1 known before") {
		t.Fatalf("%d %s", r.code, r.err)
	}
	want := "a: when tea do tag +чай\nвозврат (off): when refund OR возврат do tag +refund, note \"позвонить; да\"\nc: when x do alert\n"
	if got := s.run("rules", "--plain").out; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	s.run("undo")
	if got := s.run("rules", "--plain").out; got != "a: when old do done\n" {
		t.Errorf("undo leaves\n%s", got)
	}
	s.run("redo")
	if got := s.run("rules", "--plain").out; got != want {
		t.Errorf("redo gives\n%s", got)
	}
	// The same file on another machine, and back: nothing is lost.
	other := newSandbox(t)
	if r := other.try(want, "rules", "import", "-"); r.code != 0 || other.run("rules", "--plain").out != want {
		t.Errorf("%d %s", r.code, r.err)
	}
	if r := other.try("", "rules", "import", "-"); r.code != 0 || !strings.Contains(r.err, "0 rules added") {
		t.Errorf("an empty file: %d %s", r.code, r.err)
	}
}

// TestScriptsCanReadRulesAndMonitors: the shapes of --json, where nothing is there
// and where something is; standard output holds data, and nothing else.
func TestScriptsCanReadRulesAndMonitors(t *testing.T) {
	s := newSandbox(t)
	for _, what := range []string{"rules", "monitors"} {
		if r := s.run(what, "--json"); r.out != "" || r.err != "" {
			t.Errorf("%s of an empty workspace: %q %q", what, r.out, r.err)
		}
		if r := s.run(what); r.out != "" || !strings.Contains(r.err, "yet: earshot "+what+" add") {
			t.Errorf("%s of an empty workspace: %q %q", what, r.out, r.err)
		}
	}
	for _, args := range [][]string{
		{"rules", "add", "two words", "when холодильник do tag cold, assign me"},
		{"rules", "off", "TWO WORDS"},
		{"monitors", "add", "fridge", "--kind", "product", "--names", "Polar N5,Холодильник"},
	} {
		if r := s.run(args...); r.out != "" || r.err == "" {
			t.Errorf("%q says %q on standard output", args, r.out)
		}
	}
	s.try(jsonl("m", 3), "import", "jsonl", "-")
	if got := s.rules(); len(got) != 1 || got[0] != (ruleLine{Name: "two words", Rule: "when холодильник do tag +cold, assign me", By: "anna"}) {
		t.Errorf("%+v", got)
	}
	m := s.monitors()
	if len(m) != 1 || m[0].Name != "fridge" || m[0].Kind != "product" || !slices.Equal(m[0].Names, []string{"Polar N5", "Холодильник"}) || m[0].Total != 3 || m[0].Error != "" {
		t.Errorf("%+v", m)
	}
	s.run("rules", "on", "two words")
	type trial struct {
		Rule                     string
		Looked, Matched, Changed int
		Verbs                    map[string]int
		Examples                 []uint64
	}
	for _, args := range [][]string{{"rules", "test", "two words", "--json"}, {"rules", "test", "two", "words", "--json"}, {"rules", "run", "two words", "--dry-run", "--json"}} {
		got := decode[trial](t, s.run(args...).lines())
		if len(got) != 1 || got[0].Looked != 3 || got[0].Changed != 3 || got[0].Verbs["tag"] != 3 || got[0].Verbs["assign"] != 3 || len(got[0].Examples) != 3 {
			t.Errorf("%q: %+v", args, got)
		}
	}
	if got := s.run("rules", "test", "when nothing do done", "--json").out; !strings.Contains(got, `"verbs":{},"by_hand":0,"examples":[]}`) {
		t.Errorf("lists and counts are never null: %s", got)
	}
	s.run("rules", "run", "two words")
	for _, m := range s.mentions("*") {
		if m.Assignee != "anna" || !slices.Equal(m.Tags, []string{"cold"}) || len(m.History) != 1 || m.History[0].By != "rule:two words" {
			t.Errorf("%+v", m)
		}
	}
}

// TestLinesThroughAPipe: the ids of a search go to do, as one undo; an id that is
// unknown stops it before anything is done.
func TestLinesThroughAPipe(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 3), "import", "jsonl", "-")
	if r := s.try("shop:m1\nshop:m2\n\nshop:m3\n", "do", "-", "note позвонить"); r.code != 0 {
		t.Fatal(r.err)
	}
	if n := s.count("has:note"); n != 3 {
		t.Errorf("%d have the note", n)
	}
	s.run("undo")
	if n := s.count("has:note"); n != 0 {
		t.Errorf("undo leaves %d notes", n)
	}
	if r := s.try("shop:m1\nshop:nobody\n", "do", "-", "tag +a; done"); r.code != 1 || !strings.Contains(r.err, "nobody") {
		t.Errorf("%d %s", r.code, r.err)
	}
	if n := s.count("tag:a OR is:done"); n != 0 {
		t.Errorf("%d are done", n)
	}
	if r := s.as("boris").try("", "do", "shop:m1", "assign", "me,", "tag", "+vip", "-x"); r.code != 0 || s.count("assignee:boris tag:vip") != 1 {
		t.Errorf("words of a shell make a line: %d %s", r.code, r.err)
	}
}

// TestRulesAndMonitorsWhileAnotherProcessIsOpen: the same calls, alone and as
// guests of another process, say the same; and that process acts by them at once.
func TestRulesAndMonitorsWhileAnotherProcessIsOpen(t *testing.T) {
	tell := func(open bool) string {
		s := newSandbox(t)
		s.try(jsonl("m", 6), "import", "jsonl", "-")
		if open {
			o := s.own("sync")
			defer o.end(syscall.SIGTERM)
		}
		s.write("rules.txt", "b: when холодильник do tag +b\n")
		var story strings.Builder
		for _, args := range [][]string{
			{"rules"},
			{"rules", "add", "a", "when номер do tag +a, mark complaint"},
			{"rules", "add", "a", "when x do done"},
			{"rules", "test", "a"},
			{"rules", "run", "a"},
			{"rules", "import", "rules.txt"},
			{"rules", "move", "b", "--place", "1"},
			{"rules", "off", "a"},
			{"monitors", "add", "cold", "холодильник OR fridge", "--kind", "brand"},
			{"monitors", "rename", "cold", "мороз"},
			{"monitors"},
			{"rules", "undo", "a"},
			{"rules", "undo", "a"},
			{"undo"},
			{"rules", "--json"},
			{"monitors", "--json"},
			{"do", "shop:m1", "tag +x, done"},
			{"do", "shop:m1", "alert"},
			{"check"},
		} {
			r := s.try("", args...)
			fmt.Fprintf(&story, "%v\n%d\n%s%s", args, r.code, r.out, r.err)
		}
		return unsteady().ReplaceAllString(strings.ReplaceAll(story.String(), s.home, "HOME"), "…")
	}
	if alone, guest := tell(false), tell(true); alone != guest {
		t.Errorf("alone:\n%s\nas a guest:\n%s", alone, guest)
	}
}

// TestManyAtTheRulesAtOnce: twelve processes add rules, four of them the same
// name; each name is there once, and no order is given twice.
func TestManyAtTheRulesAtOnce(t *testing.T) {
	s := newSandbox(t)
	s.run("rules")
	var all sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range 12 {
		name := fmt.Sprint("r", i)
		if i%3 == 0 {
			name = "same"
		}
		all.Go(func() {
			r := s.as(fmt.Sprint("user", i)).try("", "rules", "add", name, fmt.Sprintf("when tea do tag +t%d", i))
			mu.Lock()
			defer mu.Unlock()
			if name == "same" && r.code == 0 {
				won++
			} else if r.code != 0 && (name != "same" || !strings.Contains(r.err, "already")) {
				t.Errorf("%s: %d %s", name, r.code, r.err)
			}
		})
	}
	all.Wait()
	names := map[string]bool{}
	for _, r := range s.rules() {
		names[r.Name] = true
	}
	if won != 1 || len(names) != 9 || len(s.rules()) != 9 {
		t.Errorf("%d got the name; %v", won, names)
	}
	first := s.rules()[8].Name
	s.run("rules", "move", first, "--place", "1")
	if got := s.rules(); got[0].Name != first || len(got) != 9 {
		t.Errorf("%+v", got)
	}
}

// TestARunThatIsKilledIsWholeLotsAndOneUndo: a rule goes over history and the
// process is killed at any moment. What is done is done in whole lots, the file is
// sound, one undo takes back all of it, and a second run does the rest.
func TestARunThatIsKilledIsWholeLotsAndOneUndo(t *testing.T) {
	const mentions, lot = 3000, 500
	rounds := kills(t)
	s := newSandbox(t)
	s.try(jsonl("m", mentions), "import", "jsonl", "-")
	s.run("rules", "add", "cold", "when холодильник do tag +cold, assign boris")
	whole := s.whole("rules", "run", "cold")
	s.run("undo")
	rng := rand.New(rand.NewPCG(31, 1))
	cut := 0
	for round := range rounds {
		ended := s.killed(moment(rng, whole), "rules", "run", "cold")
		n := s.count("tag:cold")
		if n%lot != 0 || s.count("tag:cold assignee:boris") != n || ended && n != mentions {
			t.Fatalf("round %d: %d are tagged, %d of them given away; ended: %v", round, n, s.count("tag:cold assignee:boris"), ended)
		}
		if n > 0 && n < mentions {
			cut++
		}
		s.clean(mentions)
		if round%2 == 0 { // go on from there
			if r := s.run("rules", "run", "cold"); n < mentions && s.count("tag:cold") != mentions {
				t.Fatalf("round %d: the rest is not done: %s", round, r.err)
			}
			s.run("rules", "undo", "cold")
		} else if n > 0 {
			s.run("undo")
		}
		if left := s.count("tag:cold OR assignee:boris"); left != 0 {
			t.Fatalf("round %d: undo leaves %d of %d", round, left, n)
		}
	}
	t.Logf("%d of %d runs were cut in the middle", cut, rounds)
}

// TestAMonitorThatIsKilledOnItsWayIsTakenBackWhole: the name is there before its
// way over history begins, and undo takes both, wherever it was.
func TestAMonitorThatIsKilledOnItsWayIsTakenBackWhole(t *testing.T) {
	const mentions = 3000
	rounds := kills(t)
	s := newSandbox(t)
	s.try(jsonl("m", mentions), "import", "jsonl", "-")
	whole := s.whole("monitors", "add", "cold", "холодильник")
	s.run("undo")
	rng := rand.New(rand.NewPCG(32, 1))
	for round := range rounds {
		s.killed(moment(rng, whole), "monitors", "add", "cold", "холодильник")
		n, list := s.count("monitor:cold"), s.monitors()
		if n%500 != 0 || n > 0 && len(list) != 1 {
			t.Fatalf("round %d: %d carry the name of %+v", round, n, list)
		}
		s.clean(mentions)
		if len(list) == 1 {
			s.run("undo")
		}
		if left := s.count("monitor:cold"); left != 0 || len(s.monitors()) != 0 {
			t.Fatalf("round %d: undo leaves %d of %d and %+v", round, left, n, s.monitors())
		}
	}
}

// TestARunThatIsInterruptedSaysHowToTakeItBack: ctrl+c in the middle.
func TestARunThatIsInterruptedSaysHowToTakeItBack(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 6000), "import", "jsonl", "-")
	s.run("rules", "add", "cold", "when холодильник do tag +cold")
	whole := s.whole("rules", "run", "cold")
	s.run("undo")
	for range 5 {
		r := s.start("", "rules", "run", "cold")
		stop := time.AfterFunc(whole/2, func() { _ = r.Process.Signal(os.Interrupt) })
		got := s.finish(r)
		stop.Stop()
		n := s.count("tag:cold")
		if got.code == 0 && n != 6000 || got.code != 0 && n > 0 && n < 6000 && !strings.Contains(got.err, "undo takes that back") {
			t.Errorf("exit %d with %d tagged: %s", got.code, n, got.err)
		}
		if n > 0 {
			s.run("undo")
		}
		if left := s.count("tag:cold"); left != 0 {
			t.Errorf("undo leaves %d of %d", left, n)
		}
	}
}
