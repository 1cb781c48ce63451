package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"earshot/connectors/mastodon/mastodontest"
)

// TestScripts tells a story for every command: testdata/script/*.txt. Beside
// the commands of testscript they have
//
//	code N ARG...          earshot ARG... ends with exit code N
//	keys NAME...           every line of standard output is an object with exactly these fields
//	mastodon               starts a Mastodon server: $URL, and its token in the file token
//	say WHO ID TEXT        somebody writes to us there; the id goes into the variable ID
//	sent N TEXT            our account has written TEXT there N times
//	same FILE FILE         two exports say the same, whatever the numbers (doc) are
//	web FOLDER             serves the folder: $WEB
//	telegram               starts a Telegram with a bot to which Eva has written: $TG, its token in the file bot
//	telegramsent N TEXT    the bot has written TEXT there N times
//	bluesky                starts a Bluesky with the account acme.test: $SKY, its app password in the file sky
//	blueskysays ID TEXT    somebody posts there; the address of the post goes into the variable ID
//	blueskysent N TEXT     our account has posted TEXT there N times
//	mailbox                starts a mail server: $IMAP, $SMTP; Eva has written to us, the password is in the file pass
//	mailed N TEXT          N mails with TEXT have left
//	vk                     starts a VK with a community to which Olga has written: $VK, its tokens in the files community and user
//	vksent N TEXT          TEXT stands there N times in the community's name
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			for _, v := range []string{
				"HOME=" + e.WorkDir, "XDG_DATA_HOME=" + filepath.Join(e.WorkDir, "share"), "XDG_CONFIG_HOME=" + filepath.Join(e.WorkDir, "config"),
				"XDG_STATE_HOME=" + filepath.Join(e.WorkDir, "state"), "EARSHOT_USER=anna", "TZ=UTC", "LANG=C.UTF-8", quickRace,
			} {
				name, value, _ := strings.Cut(v, "=")
				e.Setenv(name, value)
			}
			e.Values[fakeKey{}], e.Values[telegramKey{}], e.Values[blueskyKey{}] = &fakeSlot{}, &telegramSlot{}, &blueskySlot{}
			e.Values[mailKey{}] = &mailSlot{}
			e.Values[vkKey{}] = &vkSlot{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": exitCommand, "keys": keysCheck, "mastodon": startMastodon, "say": say, "sent": sent, "same": same, "web": web,
			"telegram": startTelegram, "telegramsent": telegramSent,
			"bluesky": startBluesky, "blueskysays": blueskySays, "blueskysent": blueskySent,
			"mailbox": startMailbox, "mailed": mailed,
			"vk": startVK, "vksent": vkSent,
		},
	})
}

func exitCommand(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("earshot", args[1:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func keysCheck(ts *testscript.TestScript, _ bool, want []string) {
	slices.Sort(want)
	out := strings.TrimSpace(ts.ReadFile("stdout"))
	if out == "" {
		ts.Fatalf("there is no output")
	}
	for _, line := range strings.Split(out, "\n") {
		fields := map[string]json.RawMessage{}
		ts.Check(json.Unmarshal([]byte(line), &fields))
		var got []string
		for name := range fields {
			got = append(got, name)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			ts.Fatalf("fields %v\nwant   %v", got, want)
		}
	}
}

// fakeSlot holds the Mastodon server of a script, under fakeKey.
type (
	fakeSlot struct{ *mastodontest.Server }
	fakeKey  struct{}
)

func startMastodon(ts *testscript.TestScript, _ bool, _ []string) {
	s := mastodontest.New(mastodontest.Options{})
	ts.Defer(s.Close)
	ts.Setenv("URL", s.URL())
	ts.Check(os.WriteFile(ts.MkAbs("token"), []byte(s.Token()+"\n"), 0o600))
	ts.Value(fakeKey{}).(*fakeSlot).Server = s
}

func fake(ts *testscript.TestScript) *mastodontest.Server {
	s := ts.Value(fakeKey{}).(*fakeSlot).Server
	if s == nil {
		ts.Fatalf("begin with: mastodon")
	}
	return s
}

func say(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[1], fake(ts).Say(mastodontest.Post{By: args[0], Text: args[2]}))
}

func sent(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	for _, w := range fake(ts).By("acme") {
		if strings.Contains(w.Text, args[1]) {
			got++
		}
	}
	if got != want {
		ts.Fatalf("%q stands there %d times, want %d", args[1], got, want)
	}
}

func web(ts *testscript.TestScript, _ bool, args []string) {
	s := httptest.NewServer(http.FileServer(http.Dir(ts.MkAbs(args[0]))))
	ts.Defer(s.Close)
	ts.Setenv("WEB", s.URL)
}

// same compares two exports but for what belongs to one workspace: doc, and the
// order of what is equally old.
func same(ts *testscript.TestScript, _ bool, args []string) {
	read := func(name string) []string {
		lines := strings.Split(strings.TrimSpace(ts.ReadFile(name)), "\n")
		for i, line := range lines {
			fields := map[string]any{}
			ts.Check(json.Unmarshal([]byte(line), &fields))
			delete(fields, "doc")
			raw, err := json.Marshal(fields)
			ts.Check(err)
			lines[i] = string(raw)
		}
		slices.Sort(lines)
		return lines
	}
	one, two := read(args[0]), read(args[1])
	if len(one) != len(two) {
		ts.Fatalf("%d lines and %d lines", len(one), len(two))
	}
	for i := range one {
		if one[i] != two[i] {
			ts.Fatalf("different:\n%s\n%s", one[i], two[i])
		}
	}
}

// TestScriptsUseFlagsThatExist: what begins with - and is no flag is taken for text,
// so a flag that does not exist would be said to somebody, and no script would fail.
// Where that is meant, the word stands in quotes.
func TestScriptsUseFlagsThatExist(t *testing.T) {
	paths, err := filepath.Glob("testdata/script/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	looked := 0
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(raw), "\n") {
			words := strings.Fields(line)
			if len(words) < 3 || words[0] != "code" || words[1] == "2" { // wrong usage is wrong on purpose
				continue
			}
			cmd, _, err := newRoot(&Call{}).Find(words[2:])
			if err != nil {
				t.Errorf("%s:%d: %v", path, i+1, err)
				continue
			}
			for _, word := range unquoted(line) {
				name, _, _ := strings.Cut(strings.TrimPrefix(word, "--"), "=")
				if !strings.HasPrefix(word, "--") || word == "--" || name == "help" {
					continue
				}
				looked++
				if cmd.Flags().Lookup(name) == nil && cmd.InheritedFlags().Lookup(name) == nil {
					t.Errorf("%s:%d: earshot %s has no flag %s", path, i+1, cmd.Name(), word)
				}
			}
		}
	}
	if looked < 100 {
		t.Errorf("only %d flags were found: the test looks at the wrong place", looked)
	}
}

// unquoted are the words of a line that stand outside single quotes.
func unquoted(line string) (out []string) {
	for i, part := range strings.Split(line, "'") {
		if i%2 == 0 {
			out = append(out, strings.Fields(part)...)
		}
	}
	return out
}
