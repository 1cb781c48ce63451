package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/connectors/servertest"
	"earshot/store"
	"earshot/ui/welcome"
)

// TestTheReceiverOfTheREADME is run as it is written: it takes what earshot tells
// and refuses what somebody else has signed.
func TestTheReceiverOfTheREADME(t *testing.T) {
	python := servertest.Need(t, "python3")
	s := newSandbox(t)
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(readme), "<!-- a test runs this receiver -->\n```python\n")
	program, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatal("the README has no receiver")
	}
	port := strconv.Itoa(servertest.FreePort(t))
	s.write("crm.secret", "a secret of thirty characters!\n")
	receiver := exec.Command(python, s.write("hook.py", program))
	receiver.Dir, receiver.Env = s.home, append(os.Environ(), "PORT="+port)
	said := &strings.Builder{}
	receiver.Stdout, receiver.Stderr = said, os.Stderr
	if err := receiver.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = receiver.Process.Kill()
		_ = receiver.Wait()
	})
	at := "http://127.0.0.1:" + port
	for ready := within(t, time.Minute); ; {
		c, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			_ = c.Close()
			break
		}
		if ready.Err() != nil {
			t.Fatal("it does not listen")
		}
		time.Sleep(10 * time.Millisecond) // Python starts when it can
	}
	s.run("hooks", "add", "crm", "--url", at, "--on", "lead", "--secret-file", s.path("crm.secret"))
	s.run("hooks", "add", "other", "--url", at, "--on", "lead", "--secret-file", s.write("other.secret", "a secret of thirty characters?"))
	if r := s.run("hooks", "test", "crm"); !strings.Contains(r.err, "took it (204)") {
		t.Error(r.err)
	}
	if r := s.expect(1, "hooks", "test", "other"); !strings.Contains(r.err, "401") {
		t.Error(r.err)
	}
	resp, err := http.Post(at, "application/json", strings.NewReader("{}"))
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("%+v, %v", resp, err)
	}
	_ = receiver.Process.Kill()
	_ = receiver.Wait()
	if got := said.String(); strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, `test {"event":"test"`) {
		t.Errorf("it was told %q", got)
	}
}

// justSaid are mentions that were made just now: hooks are told of no others.
func justSaid(n int) (lines string) {
	for i := range n {
		lines += fmt.Sprintf(`{"network":"shop","id":"f%d","created":%q,"author":{"id":"7","name":"Ivan"},"text":"order %d is lost"}`+"\n", i, time.Now().UTC().Format(time.RFC3339), i)
	}
	return lines
}

// TestAHookOnPause: nothing is told, nothing is lost.
func TestAHookOnPause(t *testing.T) {
	s := newSandbox(t)
	l := newListener(t, http.StatusNoContent)
	l.knows(strings.TrimSpace(s.run("hooks", "add", "crm", "--url", l.URL, "--on", "mention").out))
	s.run("hooks", "pause", "crm")
	if out := s.run("hooks").out; !strings.Contains(out, "paused") {
		t.Error(out)
	}
	secret := strings.TrimSpace(s.run("connect", "webhook", "--name", "site").out)
	o, at := s.taking()
	if code, answer := s.hand(at, "site", secret, justSaid(3)); code != http.StatusAccepted {
		t.Fatalf("%d %s", code, answer)
	}
	if out := s.run("hooks", "--json").out; !strings.Contains(out, `"state":"paused","queued":3`) {
		t.Error(out)
	}
	s.run("hooks", "resume", "crm")
	l.await(t, 3)
	o.end(os.Interrupt)
	if r := s.expect(1, "hooks", "pause", "nobody"); !strings.Contains(r.err, "no hook") {
		t.Error(r.err)
	}
}

// TestTheFormAddsAHook: what is wrong is told and loses nothing, the secret is shown
// once.
func TestTheFormAddsAHook(t *testing.T) {
	g := guided(t)
	form := g.Hook()
	values := map[string]string{}
	for _, f := range form.Fields {
		values[f.Name] = f.Value
	}
	do := func() (*welcome.Step, error) { return form.Do(t.Context(), values, func(welcome.Progress) {}) }
	values["name"], values["url"] = "crm", "ftp://crm.example"
	if _, err := do(); err == nil || !strings.Contains(err.Error(), "looks like https") {
		t.Errorf("%v", err)
	}
	values["url"], values["secret"] = "https://crm.example/in", "short"
	if _, err := do(); err == nil || !strings.Contains(err.Error(), "16 or more") {
		t.Errorf("%v", err)
	}
	values["secret"], values["on"], values["query"] = "", "lead, spike", "is:vip"
	step, err := do()
	if err != nil || step.Title != "Added the hook crm" || len(step.Text) != 3 || len(step.Text[1]) < 32 {
		t.Fatalf("%+v, %v", step, err)
	}
	all, err := g.ws.Desk.Hooks.List(t.Context())
	if err != nil || len(all) != 1 || all[0].Query != "is:vip" || strings.Join(all[0].On, " ") != store.HookLead+" "+store.HookSpike {
		t.Errorf("%+v, %v", all, err)
	}
}
