package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors/webhook"
	"earshot/ui/welcome"
)

// taking starts serve on a port of its own and gives its address.
func (s *sandbox) taking() (o *owner, address string) {
	s.t.Helper()
	o = s.own("serve", "--http", "127.0.0.1:0")
	found := regexp.MustCompile(`http://([0-9.:]+)/webhook/NAME`).FindStringSubmatch(o.err.String())
	if found == nil {
		s.t.Fatalf("it does not say where: %s", o.err.String())
	}
	return o, found[1]
}

// hand sends mentions to a webhook account.
func (s *sandbox) hand(address, name, secret, body string) (code int, answer string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(within(s.t, time.Minute), http.MethodPost, "http://"+address+"/webhook/"+name, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Close = true
	r.Header.Set("Content-Type", "application/x-ndjson")
	webhook.Put(r.Header, secret, time.Now(), []byte(body))
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, string(raw)
}

// TestWhatWasAnsweredIsKept: what got its 202 outlives kill -9, and sent again it
// is known.
func TestWhatWasAnsweredIsKept(t *testing.T) {
	s := newSandbox(t)
	secret := strings.TrimSpace(s.run("connect", "webhook", "--name", "site").out)
	if len(secret) < 32 || strings.Contains(secret, "\n") {
		t.Fatalf("the secret is %q", secret)
	}
	body := jsonl("m", 20)
	for round, want := range []string{`{"new":20,"known":0,"edited":0}`, `{"new":0,"known":20,"edited":0}`} {
		o, at := s.taking()
		if code, answer := s.hand(at, "site", secret, body); code != http.StatusAccepted || strings.TrimSpace(answer) != want {
			t.Fatalf("round %d: %d %s", round, code, answer)
		}
		if code, _ := s.hand(at, "site", "not the secret of the site", body); code != http.StatusUnauthorized {
			t.Errorf("a forged one: %d", code)
		}
		if n := s.count("net:shop"); n != 20 { // while serve runs, as a guest
			t.Errorf("%d mentions", n)
		}
		if out := s.run("accounts").out; !strings.Contains(out, "ok") {
			t.Errorf("it is not well: %s", out)
		}
		o.end(os.Kill)
	}
	s.clean(20)
	o, _ := s.taking()
	o.end(os.Interrupt)
	if code := o.ProcessState.ExitCode(); code != 0 && code != 1 {
		t.Errorf("exit code %d", code)
	}
	if out := s.run("accounts").out; !strings.Contains(out, "idle") {
		t.Errorf("nobody takes anything, and it says: %s", out)
	}
}

// TestWhatIsSentIsOnTheScreen: over a real port, into the data of one process and
// onto the screen of another; what each step takes is told.
func TestWhatIsSentIsOnTheScreen(t *testing.T) {
	s := newSandbox(t)
	secret := strings.TrimSpace(s.run("connect", "webhook", "--name", "site").out)
	o, at := s.taking()
	screen := s.display()
	screen.see("Stream")
	var answered, seen []time.Duration
	for n := range 10 {
		text := strings.Repeat(string(rune('a'+n)), 8) // a screen draws only the letters that change
		body := `{"network":"shop","id":"` + text + `","created":"` + time.Now().UTC().Format(time.RFC3339) + `","author":{"id":"7","name":"Ivan"},"text":"` + text + `"}`
		began := time.Now()
		if code, answer := s.hand(at, "site", secret, body); code != http.StatusAccepted {
			t.Fatalf("%d %s", code, answer)
		}
		answered = append(answered, time.Since(began))
		screen.see(text)
		seen = append(seen, time.Since(began))
	}
	slices.Sort(answered)
	slices.Sort(seen)
	t.Logf("answered, and so on the disk: median %v, slowest %v; on the screen: median %v, slowest %v",
		answered[5].Round(time.Millisecond), answered[9].Round(time.Millisecond), seen[5].Round(time.Millisecond), seen[9].Round(time.Millisecond))
	press(t, screen.tty, "\x03\x03")
	if err := screen.end(); err != nil {
		t.Error(err)
	}
	o.end(os.Interrupt)
}

// TestServeSaysWhatItCannot: SSH, an address that is taken, none at all.
func TestServeSaysWhatItCannot(t *testing.T) {
	s := newSandbox(t)
	if r := s.expect(2, "serve", "--ssh", ":22"); !strings.Contains(r.err, "not served yet") {
		t.Error(r.err)
	}
	if r := s.expect(1, "serve", "--http", "nowhere:at:all"); !strings.Contains(r.err, "nothing can be taken at nowhere:at:all") {
		t.Error(r.err)
	}
	o, at := s.taking()
	if r := s.expect(1, "serve", "--http", at); !strings.Contains(r.err, "free?") {
		t.Error(r.err)
	}
	o.end(os.Interrupt)
	plain := s.own("serve")
	plain.end(os.Interrupt)
}

// TestTheSecretIsTheirs: a file with the secret, which is not shown then.
func TestTheSecretIsTheirs(t *testing.T) {
	s := newSandbox(t)
	file := s.write("mine", "a secret of thirty characters!\n")
	if r := s.run("connect", "webhook", "--name", "shop", "--secret-file", file); r.out != "" || strings.Contains(r.err, "thirty") || strings.Contains(r.err, "can: ") {
		t.Errorf("%s%s", r.out, r.err)
	}
	o, at := s.taking()
	if code, answer := s.hand(at, "shop", "a secret of thirty characters!", jsonl("m", 1)); code != http.StatusAccepted {
		t.Errorf("%d %s", code, answer)
	}
	o.end(os.Interrupt)
	if r := s.run("connect", "webhook", "--name", "shop"); !strings.Contains(r.err, "shop was connected before; the secret of then no longer counts") {
		t.Error(r.err)
	}
	if r := s.expect(2, "connect", "webhook", "--name", "x", "--secret-file", s.write("short", "abc")); !strings.Contains(r.err, "16 or more") {
		t.Error(r.err)
	}
	if bytes.Contains(s.everything(), []byte("thirty characters")) {
		t.Error("the secret stands in a file in the clear")
	}
}

// TestTheExampleOfTheREADME is run as it is written, but for the port.
func TestTheExampleOfTheREADME(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "openssl", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("SKIPPED: %s is not installed, so the example cannot be run", tool)
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(readme), "<!-- a test runs this -->\n```sh\n")
	example, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatal("the README has no example")
	}
	s := newSandbox(t)
	s.write("site.secret", s.run("connect", "webhook", "--name", "site").out)
	o, at := s.taking()
	for _, want := range []string{`"new":1`, `"known":1`} {
		cmd := exec.CommandContext(within(t, time.Minute), "sh", "-euc", strings.ReplaceAll(example, "127.0.0.1:8080", at))
		cmd.Dir = s.home
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%v: %s", err, out)
		}
	}
	o.end(os.Interrupt)
	if got := s.mentions("net:site"); len(got) != 1 || got[0].Text != "Where is my order?" || got[0].Account != "site" {
		t.Errorf("%+v", got)
	}
}

// TestTheFormOfAWebhookShowsItsSecret, in front of everything else, and not where
// the person has given one.
func TestTheFormOfAWebhookShowsItsSecret(t *testing.T) {
	g := guided(t)
	form := g.Connect("webhook")
	tell := func(welcome.Progress) {}
	step, err := form.Do(t.Context(), map[string]string{"name": "site"}, tell)
	if err != nil || !strings.Contains(step.Text[0], "shown this once") || len(step.Text[1]) != 43 {
		t.Fatalf("%+v, %v", step, err)
	}
	kept, err := g.ws.Desk.Setup.Secrets(t.Context(), "site")
	if err != nil || kept[webhook.SecretKey] != step.Text[1] {
		t.Errorf("another secret is kept: %v", err)
	}
	step, err = form.Do(t.Context(), map[string]string{"name": "shop", "secret": "a secret of thirty characters!"}, tell)
	if err != nil || strings.Contains(strings.Join(step.Text, " "), "thirty") || strings.Contains(step.Text[0], "It can: .") {
		t.Errorf("%+v, %v", step, err)
	}
	if _, err = form.Do(t.Context(), map[string]string{"name": "x", "secret": "abc"}, tell); err == nil || !strings.Contains(err.Error(), "16 or more") {
		t.Errorf("%v", err)
	}
}
