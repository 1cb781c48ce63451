package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"earshot/connectors/mastodon/mastodontest"
)

// subs gives the subscriptions as alerts list --json tells them.
func (s *sandbox) subs() map[string]subJSON {
	s.t.Helper()
	out := map[string]subJSON{}
	for _, x := range decode[subJSON](s.t, s.run("alerts", "list", "--json").lines()) {
		out[x.Name] = x
	}
	return out
}

// fresh makes the lines of n mentions of this very minute, each by another person.
func fresh(prefix, text string, n int) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, `{"network":"shop","id":"%s%d","created":"%s","author":{"id":"%s%d"},"text":"%s %d"}`+"\n",
			prefix, i, time.Now().Add(-time.Duration(i)*time.Second).UTC().Format(time.RFC3339), prefix, i, text, i)
	}
	return b.String()
}

// TestWrongAlertsSayHowAndChangeNothing: what contradicts itself is not guessed.
func TestWrongAlertsSayHowAndChangeNothing(t *testing.T) {
	s := newSandbox(t)
	s.run("alerts", "add", "Tea", "чай", "--over", "3", "--in", "2h")
	before := s.run("alerts", "list").out
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{2, "alerts add: QUERY is missing", []string{"alerts", "add", "Tea"}},
		{2, `alerts list: "more" is too much`, []string{"alerts", "list", "more"}},
		{2, "alerts remove: NAME is missing", []string{"alerts", "remove"}},
		{2, `alerts seen: "2" is too much, it takes [ID|all]`, []string{"alerts", "seen", "1", "2"}},
		{2, "alerts quiet: HOURS is missing", []string{"alerts", "quiet"}},
		{2, `alerts unmute: "now" is too much, it takes NAME`, []string{"alerts", "unmute", "Tea", "now"}},
		{2, "give a number above 0", []string{"alerts", "add", "x", "чай", "--over=-5"}},
		{2, "leave out --over", []string{"alerts", "add", "x", "чай", "--over", "5", "--every"}},
		{2, "leave out --over and --spike", []string{"alerts", "change", "Tea", "чай", "--spike", "--every"}},
		{2, "--over", []string{"alerts", "add", "x", "чай", "--over", "many"}},
		{2, "--in", []string{"alerts", "add", "x", "чай", "--over", "5", "--in", "soon"}},
		{1, "from 1m to 7d", []string{"alerts", "add", "x", "чай", "--over", "5", "--in", "1s"}},
		{1, "from 1m to 7d", []string{"alerts", "add", "x", "чай", "--over", "5", "--in", "200h"}},
		{1, "from 1m to 7d", []string{"alerts", "add", "x", "чай", "--over", "1000001"}},
		{1, "give a query", []string{"alerts", "add", "x", ""}},
		{1, "give a query", []string{"alerts", "add", "x", "\x1b[0m"}},
		{1, "needs a name", []string{"alerts", "add", " ", "чай"}},
		{1, "without the signs", []string{"alerts", "add", "a/b", "чай"}},
		{1, "without the signs", []string{"alerts", "add", "it's", "чай"}},
		{1, "behind the |", []string{"alerts", "add", "x", "чай | limit:3"}},
		{1, "there is an alert Tea already", []string{"alerts", "add", "tea", "кофе"}},
		{2, "^", []string{"alerts", "add", "x", "чай ("}},
		{2, "did you mean", []string{"alerts", "change", "Tea", "sentt:neg"}},
		{1, `there is no alert "Чай"; there are`, []string{"alerts", "change", "Чай", "чай"}},
		{1, `there is no alert "nobody"; there are`, []string{"alerts", "mute", "nobody"}},
		{2, "is not a time", []string{"alerts", "mute", "Tea", "whenever"}},
		{2, "has passed", []string{"alerts", "mute", "Tea", "2020-01-01"}},
		{1, "there is no alert 9", []string{"alerts", "seen", "9"}},
		{1, "there is no alert ../x", []string{"alerts", "seen", "../x"}},
		{1, "there is no alert " + strings.Repeat("9", 40), []string{"alerts", "seen", strings.Repeat("9", 40)}},
		{2, "use 22:00-08:00, or off", []string{"alerts", "quiet", "25:00-08:00"}},
		{2, "use 22:00-08:00, or off", []string{"alerts", "quiet", "22:00-22:00"}},
		{2, "use 22:00-08:00, or off", []string{"alerts", "quiet", "22:00"}},
		{2, `there is no zone "Mars/Base"`, []string{"alerts", "quiet", "22-8", "--tz", "Mars/Base"}},
		{2, "6h or 7d", []string{"trends", "--since", "61d"}},
		{2, "6h or 7d", []string{"trends", "--since=-1h"}},
		{2, "6h or 7d", []string{"trends", "--since", ""}},
		{2, "6h or 7d", []string{"trends", "--since", "tomorrow"}},
		{2, "6h or 7d", []string{"trends", "--since", "0h"}},
		{2, "^", []string{"trends", "--query", "чай ("}},
		{2, `trends: "чай" is too much`, []string{"trends", "чай"}},
	} {
		r := s.try("", c.args...)
		if r.code != c.code || !strings.Contains(r.err, c.says) || r.out != "" {
			t.Errorf("earshot %.80q: exit %d, want %d and %q\n%.400s%.400s", c.args, r.code, c.code, c.says, r.out, r.err)
		}
	}
	if after := s.run("alerts", "list").out; after != before {
		t.Errorf("before:\n%safter:\n%s", before, after)
	}
}

// TestFlagsGiveTheCondition, each as the help says.
func TestFlagsGiveTheCondition(t *testing.T) {
	s := newSandbox(t)
	for i, c := range []struct {
		why, want string
		flags     []string
	}{
		{"nothing said", "every", nil},
		{"said as it is anyway", "every", []string{"--every"}},
		{"an hour, if no time is given", "over 10 in 1h", []string{"--over", "10"}},
		{"minutes", "over 1 in 30m", []string{"--over", "1", "--in", "30m"}},
		{"whole days are told as days", "over 5 in 2d", []string{"--over", "5", "--in", "48h"}},
		{"a spike", "spike", []string{"--spike"}},
		{"a spike of at least so many", "spike of 20", []string{"--spike", "--over", "20"}},
	} {
		name := fmt.Sprintf("имя %d", i)
		s.run(append([]string{"alerts", "add", name, "чай"}, c.flags...)...)
		if got := s.subs()[name]; got.When != c.want || got.Query != "чай" || got.By != "anna" || got.Muted != nil {
			t.Errorf("%s: %+v, want %s", c.why, got, c.want)
		}
	}
	s.as("boris").run("alerts", "change", "имя 0", "кофе", "--over", "3")
	if got := s.subs()["имя 0"]; got.When != "over 3 in 1h" || got.Query != "кофе" || got.By != "anna" {
		t.Errorf("changed by another it is %+v", got)
	}
	s.as("boris").run("undo")
	if got := s.subs()["имя 0"]; got.When != "every" || got.Query != "чай" {
		t.Errorf("taken back it is %+v", got)
	}
	s.as("boris").run("redo")
	if got := s.subs()["имя 0"]; got.Query != "кофе" {
		t.Errorf("done again it is %+v", got)
	}
}

// TestWhatWasRaisedIsListedAndSeen: by each person for himself, in one process
// and as a guest, as lines and as objects.
func TestWhatWasRaisedIsListedAndSeen(t *testing.T) {
	s := newSandbox(t)
	server := mastodontest.New(mastodontest.Options{})
	t.Cleanup(server.Close)
	s.run("connect", "mastodon", "--server", server.URL(), "--token", server.Token(), "--name", "acme")
	s.run("sync", "--once") // what was there before is history
	s.run("alerts", "add", "Чай", "чай")
	server.Say(mastodontest.Post{By: "ivan", Text: "@acme этот чай"})
	server.Say(mastodontest.Post{By: "olga", Text: "@acme кофе"})
	s.run("sync", "--once")
	lines := s.run("alerts", "--json").lines()
	list := decode[alertJSON](t, lines)
	if len(list) != 1 {
		t.Fatalf("%d were raised: %v", len(list), lines)
	}
	o := s.own("sync")
	must := strings.Fields("id at kind alert title count query began unseen")
	for _, line := range lines {
		for _, name := range must {
			if got := fieldsOf(t, line); !slices.Contains(got, name) {
				t.Errorf("%s is missing in %v", name, got)
			}
		}
	}
	for _, x := range list {
		if x.Alert != "Чай" || x.Kind != "every" || !x.Unseen || x.Count < 1 || x.At.Before(x.Began) {
			t.Errorf("%+v", x)
		}
		if n := s.count(x.Query); n == 0 {
			t.Errorf("its query %q opens nothing", x.Query)
		}
	}
	s.run("alerts", "seen", list[0].ID)
	if got := decode[alertJSON](t, s.run("alerts", "--json").lines()); got[0].Unseen {
		t.Error("it is seen, and told as unseen")
	}
	if got := decode[alertJSON](t, s.as("boris").run("alerts", "--json").lines()); !got[0].Unseen {
		t.Error("boris has not seen what anna saw")
	}
	o.end(syscall.SIGTERM)
	s.run("alerts", "seen", "all")
	if r := s.run("alerts"); strings.Contains(r.out, "* ") || !strings.Contains(r.out, "Чай") {
		t.Errorf("all is seen: %s", r.out)
	}
	if r := s.run("alerts", "--limit", "1", "--json"); len(r.lines()) != 1 {
		t.Errorf("one was asked for: %s", r.out)
	}
}

// TestAMutedAlertSaysUntilWhen in JSON, and for good where no time was given.
func TestAMutedAlertSaysUntilWhen(t *testing.T) {
	s := newSandbox(t)
	s.run("alerts", "mute", "vip")
	if m := s.subs()["VIP"].Muted; m == nil || m.Year() != 9999 {
		t.Errorf("for good: %v", m)
	}
	s.run("alerts", "mute", "VIP", "in", "2h")
	if m := s.subs()["VIP"].Muted; m == nil || time.Until(*m) > 2*time.Hour || time.Until(*m) < time.Hour {
		t.Errorf("two hours: %v", m)
	}
	s.run("alerts", "unmute", "VIP")
	if m := s.subs()["VIP"].Muted; m != nil {
		t.Errorf("no longer: %v", m)
	}
	s.run("undo")
	if m := s.subs()["VIP"].Muted; m == nil {
		t.Error("undo does not mute it again")
	}
}

// TestTrendsNameWhatIsNew: a word that many people say today and nobody said
// before; one person who repeats it is no trend. Lists are lists in JSON.
func TestTrendsNameWhatIsNew(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("old", 300), "import", "jsonl", "-")
	s.try(fresh("n", "опять гырмутызд на складе", 30), "import", "jsonl", "-")
	var lone strings.Builder
	for i := range 30 {
		fmt.Fprintf(&lone, `{"network":"shop","id":"one%d","created":"%s","author":{"id":"one"},"text":"быбырдык быбырдык"}`+"\n", i, time.Now().Add(-time.Minute).UTC().Format(time.RFC3339))
	}
	s.try(lone.String(), "import", "jsonl", "-")
	r := s.run("trends", "--json")
	topics := decode[topicJSON](t, r.lines())
	if len(topics) == 0 || !strings.Contains(r.out, "гырмутызд") || strings.Contains(r.out, "быбырдык") || strings.Contains(r.out, "null") {
		t.Fatalf("%s", r.out)
	}
	want := strings.Fields("authors count examples negative neutral positive query terms topic usual")
	for _, line := range r.lines() {
		if got := fieldsOf(t, line); !slices.Equal(got, want) {
			t.Errorf("fields %v, want %v", got, want)
		}
	}
	for _, x := range topics {
		if x.Count < x.Authors || s.count(x.Query) != x.Count {
			t.Errorf("%+v; its query finds %d", x, s.count(x.Query))
		}
	}
	if r := s.run("trends"); !strings.Contains(r.out, "usual") || !strings.Contains(r.out, "shop:n") {
		t.Errorf("%s", r.out)
	}
	if r := s.run("trends", "--query", "кофе", "--json"); r.out != "" || r.err != "" {
		t.Errorf("of what nobody says: %s%s", r.out, r.err)
	}
	if r := s.run("trends", "--query", "кофе"); !strings.Contains(r.err, "a longer --since") {
		t.Errorf("%s", r.err)
	}
}

// TestTheNumberOfAnAlertIsItsKey, with zeros before it.
func TestTheNumberOfAnAlertIsItsKey(t *testing.T) {
	for in, want := range map[string]string{
		"7": "0000000000000007", "": "0000000000000000", "1234567890123456": "1234567890123456", "12345678901234567": "12345678901234567",
	} {
		if got := longID(in); got != want {
			t.Errorf("longID(%q) = %s, want %s", in, got, want)
		}
	}
}

// TestExamplesInTheHelpRun as they stand, in the order of the help.
func TestExamplesInTheHelpRun(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 50), "import", "jsonl", "-")
	s.write("posts.txt", "Холодильник опять не морозит\n")
	root := newRoot(&Call{})
	for _, name := range []string{"alerts", "trends", "learn", "classify", "accuracy", "rejudge"} {
		cmd, _, err := root.Find([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(cmd.Example) {
			words := shellWords(t, strings.TrimSpace(line))
			at := slices.Index(words, "earshot")
			end := at + 1
			for end < len(words) && !slices.Contains([]string{"<", ">", "|"}, words[end]) {
				end++
			}
			if slices.Contains(words, "--remove") {
				continue // the id of another workspace
			}
			if r := s.try("Холодильник\n", words[at+1:end]...); r.code != exitOK {
				t.Errorf("%s: exit %d: %s", strings.TrimSpace(line), r.code, r.err)
			}
		}
	}
}

// shellWords divides a line as a shell does that knows single quotes.
func shellWords(t *testing.T, line string) (words []string) {
	t.Helper()
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			words = append(words, part)
			continue
		}
		words = append(words, strings.Fields(part)...)
	}
	return words
}

// TestAnAlertWithAHostileNameStaysOneLine, and its JSON is whole, also with hostile
// names and queries.
func TestAnAlertWithAHostileNameStaysOneLine(t *testing.T) {
	s := newSandbox(t)
	s.run("alerts", "add", "a\nb\x1b[31m\u202e"+strings.Repeat("я", 500), `"<script>" OR "\"x\""`)
	for _, line := range s.run("alerts", "list").lines() {
		if visible(line) != line {
			t.Errorf("%q", line)
		}
	}
	found := false
	for _, line := range s.run("alerts", "list", "--json").lines() {
		var x subJSON
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			t.Fatal(err)
		}
		found = found || strings.Contains(x.Query, "<script>")
	}
	if !found {
		t.Error("its query is not what was typed")
	}
}
