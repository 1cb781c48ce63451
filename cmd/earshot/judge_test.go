package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"earshot/scoring"
	"earshot/scoring/text"
)

// taughtLine is a line of learn --list --json.
type taughtLine struct{ ID, Text, Label, Lang, By, At, Was, Mention string }

func (s *sandbox) taught() []taughtLine {
	s.t.Helper()
	return decode[taughtLine](s.t, s.run("learn", "--list", "--json").lines())
}

// unheard is a text whose words no model knows.
const unheard = "сплошной гырмутызд"

// judged is what classify says of one text.
func (s *sandbox) judged(text string) classified {
	s.t.Helper()
	r := s.try(text+"\n", "classify", "--json")
	list := decode[classified](s.t, r.lines())
	if r.code != exitOK || len(list) != 1 {
		s.t.Fatalf("classify %q: exit %d, %d answers: %s", text, r.code, len(list), r.err)
	}
	return list[0]
}

// fieldsOf are the names of the fields of an object, in order.
func fieldsOf(t *testing.T, line string) []string {
	t.Helper()
	x := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(line), &x); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	return slices.Sorted(maps.Keys(x))
}

// TestAJudgementHasTheFieldsOfTheContract, whatever the text is: a script reads
// them without asking whether they are there.
func TestAJudgementHasTheFieldsOfTheContract(t *testing.T) {
	must := strings.Fields("lang sentiment score confidence intent lead why")
	may := append(slices.Clone(must), "review", "occasions", "emotions")
	for why, in := range map[string]string{
		"a complaint":            "Холодильник опять не морозит, третий день жду мастера",
		"a lead":                 "need a plumber in Leeds today",
		"nothing":                "",
		"white space":            " \t  ",
		"no words":               "!!! ??? ...",
		"signs of JSON":          `{"lang":"ru"} \" \\ </script>`,
		"a zero":                 "a\x00b",
		"half a letter":          "приве\xd1",
		"no language":            "12345 67890",
		"right to left":          "مرحبا بالعالم",
		"emoji with joiners":     "👩‍👩‍👧‍👦 ❤️‍🔥 🇷🇺",
		"one letter, very often": strings.Repeat("а", 50_000),
		"a line separator":       "one\u2028two",
	} {
		var out bytes.Buffer
		c := &Call{In: strings.NewReader(in + "\n"), Out: &out}
		if err := classify(t.Context(), c, scoring.New(text.NewCutter()), nil, writeVerdictJSON); err != nil {
			t.Fatal(err)
		}
		if strings.Count(out.String(), "\n") != 1 {
			t.Errorf("%s: not one line: %q", why, out.String())
			continue
		}
		got := fieldsOf(t, out.String())
		for _, name := range must {
			if !slices.Contains(got, name) {
				t.Errorf("%s: %s is missing in %s", why, name, out.String())
			}
		}
		for _, name := range got {
			if !slices.Contains(may, name) {
				t.Errorf("%s: nobody knows the field %s", why, name)
			}
		}
		var x classified
		if err := json.Unmarshal(out.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		if x.Score < -1 || x.Score > 1 || x.Confidence < 0 || x.Confidence > 1 {
			t.Errorf("%s: score %v, confidence %v", why, x.Score, x.Confidence)
		}
		if !slices.Contains([]string{"negative", "neutral", "positive"}, x.Sentiment) {
			t.Errorf("%s: sentiment %q", why, x.Sentiment)
		}
		if !slices.Contains(strings.Fields("complaint concern need question insight praise idea spam other"), x.Intent) {
			t.Errorf("%s: intent %q", why, x.Intent)
		}
	}
}

// TestLinesAreCountedAsTheyStand: whatever ends a line, a script that reads the
// answers beside its texts must not slip by one.
func TestLinesAreCountedAsTheyStand(t *testing.T) {
	for _, c := range []struct {
		why, in string
		want    int
	}{
		{"nothing at all", "", 0},
		{"one blank line", "\n", 1},
		{"no newline at the end", "a\nb", 2},
		{"a newline at the end begins no line", "a\nb\n", 2},
		{"blank lines between and at the end", "a\n\n\nb\n\n", 5},
		{"lines of Windows", "a\r\n\r\nb\r\n", 3},
		{"a carriage return inside ends no line", "a\rb\n", 1},
		{"a form feed and a line separator end none", "a\fb\u2028c\u0085d\n", 1},
		{"bytes that are no text", "\xff\xfe\n\xc3\n\x80", 3},
		{"a mark of the byte order", "\ufeffпривет\n", 1},
		{"a line of a megabyte between two", "a\n" + strings.Repeat("очень плохо ", 50_000) + "\nb\n", 3},
	} {
		if got := len(answersTo(t, c.in)); got != c.want {
			t.Errorf("%s: %d answers, want %d", c.why, got, c.want)
		}
	}
}

// TestTheEndOfALineSaysNothing: the same text, however its line ends, is judged
// the same.
func TestTheEndOfALineSaysNothing(t *testing.T) {
	const said = "Верните деньги, ужасный сервис"
	list := answersTo(t, said+"\n"+said+"\r\n"+said)
	for i, x := range list {
		a, _ := json.Marshal(list[0])
		b, _ := json.Marshal(x)
		if !bytes.Equal(a, b) {
			t.Errorf("line %d: %s, the first %s", i+1, b, a)
		}
	}
}

// TestTenThousandLinesComeInOrder, all of them, when both ends are files.
func TestTenThousandLinesComeInOrder(t *testing.T) {
	var in, out strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&in, "строка %d\n", i)
	}
	c := &Call{In: strings.NewReader(in.String()), Out: &out}
	if err := classify(t.Context(), c, scoring.New(text.NewCutter()), nil, writeVerdict); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 10_000 {
		t.Fatalf("%d answers", len(lines))
	}
	for i, line := range lines {
		if !strings.HasSuffix(line, fmt.Sprintf("  строка %d", i)) {
			t.Fatalf("answer %d is %q", i, line)
		}
	}
}

// TestATextCannotTouchTheTerminal: what strangers wrote is shown, not obeyed.
func TestATextCannotTouchTheTerminal(t *testing.T) {
	for _, hostile := range []string{
		"\x1b]0;title\x07hi", "\x1b[2Jhi", "hi\x9b2J", "hi\rgone", "\u202ehi\u202c", "hi\x00\b\b", "\x1b]52;c;ZXZpbA==\x1b\\hi",
	} {
		var out bytes.Buffer
		c := &Call{In: strings.NewReader(hostile + "\n"), Out: &out}
		if err := classify(t.Context(), c, scoring.New(text.NewCutter()), nil, writeVerdict); err != nil {
			t.Fatal(err)
		}
		line := strings.TrimSuffix(out.String(), "\n")
		if visible(line) != line || !strings.Contains(line, "hi") {
			t.Errorf("%q is shown as %q", hostile, line)
		}
	}
}

// TestALineToReadIsShort: a long text is cut with a sign that says so, between
// letters, and its white space is one.
func TestALineToReadIsShort(t *testing.T) {
	for _, c := range []struct {
		why, in, want string
		n             int
	}{
		{"short enough", "привет", "привет", 6},
		{"one too many", "приветы", "приве…", 6},
		{"lines and tabs", " a\n\tb\r\n c ", "a b c", 10},
		{"nothing", "", "", 5},
		{"only white space", "\n \n", "", 5},
	} {
		if got := inBrief(c.in, c.n); got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
}

// TestClassifyEndsWhenItIsTold, and says when its input breaks or nobody reads.
func TestClassifyEndsWhenItIsTold(t *testing.T) {
	judge := scoring.New(text.NewCutter())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := &Call{In: strings.NewReader("a\nb\n"), Out: &bytes.Buffer{}}
	if err := classify(ctx, c, judge, nil, writeVerdict); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled, it says %v", err)
	}
	var out bytes.Buffer
	c = &Call{In: iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("a\nb\n"))), Out: &out}
	if err := classify(t.Context(), c, judge, nil, writeVerdict); err == nil || !strings.Contains(err.Error(), "standard input") {
		t.Errorf("a broken input is %v", err)
	}
	c = &Call{In: strings.NewReader("a\n"), Out: failing{}}
	if err := classify(t.Context(), c, judge, nil, writeVerdict); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a full disk is %v", err)
	}
}

// failing is a disk that is full.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// TestWhatIsPrintedOnAFullDiskIsAnError: a script that keeps the answers must not
// take half of them for all.
func TestWhatIsPrintedOnAFullDiskIsAnError(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer full.Close()
	s := newSandbox(t)
	s.run("learn", unheard, "negative")
	for _, args := range [][]string{
		{"learn", "--list"},
		{"learn", "--list", "--json"},
		{"export", "corrections"},
		{"accuracy"},
		{"accuracy", "--json"},
		{"alerts", "list"},
		{"alerts", "list", "--json"},
		{"classify"},
	} {
		cmd := s.command(args...)
		var said bytes.Buffer
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("a\n"), full, &said
		_ = cmd.Run() // the exit code tells
		if code := cmd.ProcessState.ExitCode(); code != exitError || !strings.Contains(said.String(), "no space left") && !strings.Contains(said.String(), "disk is full") {
			t.Errorf("%v: exit %d: %s", args, code, said.String())
		}
	}
}

// TestWrongCallsOfTheJudgeSayHow: 2 for what cannot be meant, 1 for what cannot
// be done; nothing is taught by any of them.
func TestWrongCallsOfTheJudgeSayHow(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 1), "import", "jsonl", "-")
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{2, "learn: ID|TEXT and LABEL are missing", []string{"learn"}},
		{2, `learn: "positive" is too much, it takes ID|TEXT and LABEL`, []string{"learn", "это", "краш", "positive"}},
		{2, "take nothing beside them", []string{"learn", "--list", "shop:m1"}},
		{2, "take nothing beside them", []string{"learn", "--remove", "01A", "negative"}},
		{2, "one at a time", []string{"learn", "--list", "--remove", "01A"}},
		{2, "goes with --list", []string{"learn", "shop:m1", "negative", "--json"}},
		{2, "goes with a text", []string{"learn", "shop:m1", "negative", "--lang", "ru"}},
		{1, "is no label; use negative", []string{"learn", "shop:m1", "angry"}},
		{1, "is no label; use negative", []string{"learn", "shop:m1", ""}},
		{1, "is no label; use negative", []string{"learn", unheard, "lang:"}},
		{1, "there is no text", []string{"learn", " \t", "negative"}},
		{1, "there is no text", []string{"learn", "\u200b\x1b[0m", "negative"}},
		{1, "vip says nothing of a text", []string{"learn", unheard, "vip"}},
		{1, "there is no mention 99", []string{"learn", "99", "negative"}},
		{1, "there is no mention shop:none", []string{"learn", "shop:none", "negative"}},
		{1, "learn --list shows them", []string{"learn", "--remove", "../../etc"}},
		{2, `accuracy: "much" is too much`, []string{"accuracy", "much"}},
		{2, `classify: "file.txt" is too much`, []string{"classify", "file.txt"}},
		{2, "did you mean", []string{"rejudge", "sentt:neg"}},
		{2, "^", []string{"rejudge", "a ("}},
		{2, "leave it out", []string{"rejudge", "is:open | sort:date"}},
		{2, "leave it out", []string{"rejudge", "is:open", "|", "count"}},
		{2, "leave it out", []string{"trends", "--query", "tea | limit:3"}},
		{1, "there is no file", []string{"import", "corrections", "absent.jsonl"}},
	} {
		r := s.try("", c.args...)
		if r.code != c.code || !strings.Contains(r.err, c.says) || r.out != "" || strings.Contains(r.err, "panic") {
			t.Errorf("earshot %q: exit %d, want %d and %q\n%.400s%.400s", c.args, r.code, c.code, c.says, r.out, r.err)
		}
	}
	if list := s.taught(); len(list) != 0 {
		t.Errorf("taught: %+v", list)
	}
	if r := s.run("learn", "-", "negative"); !strings.Contains(r.err, "nothing to change") {
		t.Errorf("no ids on standard input: %s", r.err)
	}
}

// TestAnIdIsToldFromAText: by its looks alone, as the help says.
func TestAnIdIsToldFromAText(t *testing.T) {
	for s, want := range map[string]bool{
		"42": true, "shop:m1": true, "-": true, "mastodon:1138": true, "feed:https://a.example/1": true,
		"": false, "это краш": false, "краш": false, "shop: m1": false, "https://a.example/x": false, "http://a.example": false,
		"see: it": false, "12:30 у входа": false, "Верните деньги": false, "4 2": false, "-1": false, ":)": false,
	} {
		if got := isID(s); got != want {
			t.Errorf("isID(%q) = %v", s, got)
		}
	}
}

// TestWhatIsTaughtInOneProcessIsInForceInTheOther: through the socket, both ways,
// at once, and after the owner has gone.
func TestWhatIsTaughtInOneProcessIsInForceInTheOther(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 2), "import", "jsonl", "-")
	alone := s.judged(unheard)
	if alone.Sentiment != "neutral" {
		t.Fatalf("the models know it: %+v", alone)
	}
	o := s.own("sync")
	if got := s.judged(unheard); got.Sentiment != "neutral" || got.Score != alone.Score {
		t.Errorf("as a guest it is %+v, alone %+v", got, alone)
	}
	s.run("learn", unheard, "negative")
	if got := s.judged(unheard); got.Sentiment != "negative" {
		t.Errorf("taught by one guest, to another it is %+v", got)
	}
	s.try(`{"network":"shop","id":"77","created":"2026-11-20T09:31:07Z","text":"`+unheard+`","lang":"ru"}`+"\n", "import", "jsonl", "-")
	if n := s.count("id:shop:77 sent:negative"); n != 1 {
		t.Error("the owner judged what came without what a guest taught")
	}
	s.as("boris").run("learn", "тот ещё быбырдык", "positive")
	s.run("undo") // hers, not his
	if got := s.judged(unheard); got.Sentiment != "neutral" {
		t.Errorf("taken back it is %+v", got)
	}
	s.run("redo")
	o.end(syscall.SIGTERM)
	if got := s.judged(unheard); got.Sentiment != "negative" {
		t.Errorf("after the owner has gone it is %+v", got)
	}
	if list := s.taught(); len(list) != 2 || list[0].By == list[1].By {
		t.Errorf("%+v", list)
	}
}

// TestTwoTeachAtOnce: nobody's correction is lost, each has an id of its own.
func TestTwoTeachAtOnce(t *testing.T) {
	s := newSandbox(t)
	o := s.own("sync")
	var calls []*running
	for i := range 6 {
		who := []string{"anna", "boris"}[i%2]
		calls = append(calls, s.as(who).start("", "learn", fmt.Sprintf("быбырдык номер %d", i), "negative"))
	}
	for _, c := range calls {
		if r := s.finish(c); r.code != exitOK {
			t.Errorf("%d: %s", r.code, r.err)
		}
	}
	o.end(syscall.SIGTERM)
	ids := map[string]bool{}
	for _, x := range s.taught() {
		ids[x.ID] = true
	}
	if len(ids) != 6 {
		t.Errorf("%d of 6 corrections are there", len(ids))
	}
	s.clean(0)
}

// TestManyIdsOnStandardInputAreTaughtAsOne: one undo takes them back; one id that
// is wrong and none is taught.
func TestManyIdsOnStandardInputAreTaughtAsOne(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 5), "import", "jsonl", "-")
	if r := s.try("shop:m1 99\nshop:m2", "learn", "-", "spam"); r.code != exitError || !strings.Contains(r.err, "99") {
		t.Errorf("%d %s", r.code, r.err)
	}
	if n := s.count("intent:spam"); n != 0 {
		t.Errorf("%d became spam by a call that failed", n)
	}
	if r := s.try("shop:m1 2\n\n shop:m3\n", "learn", "-", "spam"); r.code != exitOK || !strings.Contains(r.err, "marked 3 mentions as spam") {
		t.Fatalf("%d %s", r.code, r.err)
	}
	if n := s.count("intent:spam"); n != 3 {
		t.Errorf("%d are spam", n)
	}
	s.run("undo")
	if n := s.count("intent:spam"); n != 0 || len(s.taught()) != 0 {
		t.Errorf("taken back, %d are spam and %d corrections are left", n, len(s.taught()))
	}
}

// TestCorrectionsOfAStrangerAreRead: marks of the byte order, blank lines, ids
// that are none; what is taught after them is still taught, and not in the place
// of another.
func TestCorrectionsOfAStrangerAreRead(t *testing.T) {
	s := newSandbox(t)
	file := "\ufeff" + `{"text":"a b","label":"positive","id":"zzz+999999999"}` + "\r\n\n" + `{"text":"c d","label":"negative","id":"zzz+5+3","by":"\u001b[31mx"}` + "\n" + `{"text":"e f","label":"vip"}` + "\n"
	if r := s.try(file, "import", "corrections", "-"); r.code != exitError || !strings.Contains(r.err, "2 new, 0 known, 0 edited, 1 refused") {
		t.Fatalf("%d %s", r.code, r.err)
	}
	for i := range 3 {
		s.run("learn", fmt.Sprintf("%s %d", unheard, i), "negative")
	}
	list := s.taught()
	if len(list) != 5 {
		t.Fatalf("%d of 5 corrections are there: %+v", len(list), list)
	}
	if got := s.judged(unheard); got.Sentiment != "negative" {
		t.Errorf("what was taught behind them is not in force: %+v", got)
	}
	if r := s.run("learn", "--list"); visible(strings.ReplaceAll(r.out, "\n", "")) != strings.ReplaceAll(r.out, "\n", "") {
		t.Errorf("%q", r.out)
	}
	for _, x := range list {
		s.run("learn", "--remove", x.ID)
	}
	if list := s.taught(); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

// TestAccuracyInJSONHasItsFieldsAlsoWhenEmpty: lists are lists, not null, and a
// bound of nothing is 0, not left out.
func TestAccuracyInJSONHasItsFieldsAlsoWhenEmpty(t *testing.T) {
	s := newSandbox(t)
	want := []string{"aspects", "confused", "corrections", "langs", "weeks"}
	empty := s.run("accuracy", "--json").out
	if got := fieldsOf(t, empty); !slices.Equal(got, want) || strings.Contains(empty, "null") {
		t.Errorf("%v in %s", got, empty)
	}
	s.try(`{"network":"shop","id":"1","created":"2026-11-20T09:31:07Z","text":"`+unheard+`","lang":"ru"}`+"\n", "import", "jsonl", "-")
	s.run("done", "shop:1")
	s.run("learn", "shop:1", "negative")
	line := s.run("accuracy", "--json").out
	if strings.Contains(line, "null") || !strings.Contains(line, `"handled":1,"at_most":0,`) {
		t.Error(line)
	}
	var x struct {
		Corrections int
		Aspects     []scoreJSON
		Weeks       []scoreJSON
	}
	if err := json.Unmarshal([]byte(line), &x); err != nil {
		t.Fatal(err)
	}
	if len(x.Weeks) != 12 || len(x.Aspects) != 3 || x.Corrections != 1 || x.Aspects[0].All != 1 || x.Aspects[0].Right != 0 {
		t.Errorf("%+v", x)
	}
	if r := s.run("accuracy"); !strings.Contains(r.out, "said neutral, was negative: 1") || !strings.Contains(r.out, "at most 0% of the 1 handled") {
		t.Error(r.out)
	}
}

// TestRejudgeTellsWhatItDoes: the number of the mention, what was and what is, in
// one line each; nothing where nothing matches, and what a person set stays.
func TestRejudgeTellsWhatItDoes(t *testing.T) {
	s := newSandbox(t)
	if r := s.run("rejudge"); !strings.Contains(r.err, "judged 0 mentions anew: no label changes") || r.out != "" {
		t.Errorf("an empty workspace: %s%s", r.out, r.err)
	}
	var in strings.Builder
	for i := 1; i <= 9; i++ {
		fmt.Fprintf(&in, `{"network":"shop","id":"%d","created":"2026-11-20T09:3%d:07Z","text":"%s\nда %d","lang":"ru"}`+"\n", i, i, unheard, i)
	}
	s.try(in.String(), "import", "jsonl", "-")
	s.run("learn", "shop:9", "positive")
	for range 3 {
		s.run("learn", unheard, "negative")
	}
	before := s.run("export", "mentions").out
	dry := s.run("rejudge", "--dry-run", "id:1,2", "OR", "id:3")
	if s.run("export", "mentions").out != before {
		t.Error("counting has changed something")
	}
	if !strings.Contains(dry.err, "would judge 3 mentions anew: 3 neutral > negative") || len(dry.lines()) != 3 {
		t.Errorf("%s%s", dry.out, dry.err)
	}
	wet := s.run("rejudge")
	if !strings.Contains(wet.err, "judged 9 mentions anew") || len(wet.lines()) != 5 {
		t.Errorf("%s%s", wet.out, wet.err)
	}
	if n := s.count("sent:positive id:9"); n != 1 {
		t.Error("what she set by hand was judged over")
	}
	if n := s.count("sent:negative"); n != 8 {
		t.Errorf("%d are negative", n)
	}
	if r := s.run("rejudge"); !strings.Contains(r.err, "no label changes") {
		t.Errorf("a second time it says %s", r.err)
	}
	if r := s.run("rejudge", "nowhere"); !strings.Contains(r.err, "judged 0 mentions anew") {
		t.Errorf("%s", r.err)
	}
}
