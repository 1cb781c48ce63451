package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"earshot/ui/welcome"
)

// TestAHookKeepsItsSecret: adding it once more is refused, changing it keeps what was
// not named, and only who asks for it gets another secret, which undo takes back.
func TestAHookKeepsItsSecret(t *testing.T) {
	s := newSandbox(t)
	l := newListener(t, http.StatusOK)
	old := l.knows(strings.TrimSpace(s.run("hooks", "add", "crm", "--url", "https://crm.example/old", "--on", "lead").out))
	r := s.expect(1, "hooks", "add", "crm", "--url", l.URL, "--on", "lead")
	if r.out != "" || !strings.Contains(r.err, "there is a hook crm already; choose another name, or change that one") {
		t.Errorf("%s%s", r.out, r.err)
	}
	right := func(when string) {
		t.Helper()
		if r := s.run("hooks", "test", "crm"); !strings.Contains(r.err, "took it (200)") || len(l.wrong()) > 0 {
			t.Errorf("%s: %s %q", when, r.err, l.wrong())
		}
	}
	r = s.run("hooks", "change", "crm", "--url", l.URL, "--on", "lead,sla")
	if r.out != "" || !strings.Contains(r.err, "changed the hook crm: lead, sla") || strings.Contains(r.err, "secret") {
		t.Errorf("%s%s", r.out, r.err)
	}
	right("with another address")
	r = s.run("hooks", "change", "crm", "--new-secret")
	if secret := l.knows(strings.TrimSpace(r.out)); len(secret) != 43 || secret == old || !strings.Contains(r.err, "only the new secret counts now, undo brings the old one back") {
		t.Errorf("%s%s", r.out, r.err)
	}
	right("with a new secret")
	s.run("undo")
	l.knows(old)
	right("with the secret of before")
	own := l.knows("a secret of thirty characters!")
	s.run("hooks", "change", "crm", "--secret-file", s.write("crm.secret", own+"\n"))
	right("with a secret of their own")
	if out := s.run("hooks").out; !strings.Contains(out, "on lead,sla") {
		t.Error(out)
	}
	for want, args := range map[string][]string{
		"say what is to change":     {"change", "crm"},
		"not both":                  {"change", "crm", "--new-secret", "--secret-file", s.write("other", own)},
		"16 or more":                {"change", "crm", "--secret-file", s.write("short", "abc")},
		"looks like https":          {"change", "crm", "--url", "ftp://x"},
		"say what it shall be told": {"change", "crm", "--on", ""},
		"--new-secret is for":       {"add", "x", "--url", l.URL, "--on", "lead", "--new-secret"},
	} {
		if r := s.expect(2, append([]string{"hooks"}, args...)...); !strings.Contains(r.err, want) {
			t.Errorf("%v: %s", args, r.err)
		}
	}
	if r := s.expect(1, "hooks", "change", "nobody", "--new-secret"); !strings.Contains(r.err, `there is no hook "nobody"`) || r.out != "" {
		t.Errorf("%s%s", r.out, r.err)
	}
}

// TestTheFormAsksBeforeItChangesAHook: one of that name is shown, and is changed only by
// a second step, which keeps its secret unless another is typed.
func TestTheFormAsksBeforeItChangesAHook(t *testing.T) {
	g := guided(t)
	do := func(step *welcome.Step, typed map[string]string) (*welcome.Step, error) {
		values := map[string]string{}
		for _, f := range step.Fields {
			values[f.Name] = f.Value
		}
		for name, v := range typed {
			values[name] = v
		}
		return step.Do(t.Context(), values, func(welcome.Progress) {})
	}
	secret := func() string {
		p, err := g.ws.Desk.Hooks.Parcel(context.Background(), "crm")
		if err != nil {
			t.Fatal(err)
		}
		return p.Hook.URL + " " + p.Secret
	}
	first, err := do(g.Hook(), map[string]string{"name": "crm", "url": "https://crm.example/in"})
	if err != nil || first.Title != "Added the hook crm" {
		t.Fatalf("%+v, %v", first, err)
	}
	made := first.Text[1]
	asks, err := do(g.Hook(), map[string]string{"name": "crm ", "url": "https://crm.example/v2", "on": "sla"})
	if err != nil || asks.Title != "There is a hook crm already" || !strings.Contains(asks.Text[0], "https://crm.example/in of lead, sla") || secret() != "https://crm.example/in "+made {
		t.Fatalf("%+v, %v, %s", asks, err, secret())
	}
	for _, x := range []struct {
		typed        map[string]string
		error, wants string
	}{
		{map[string]string{"secret": "short"}, "16 or more", "https://crm.example/in " + made},
		{map[string]string{"url": "ftp://crm"}, "looks like https", "https://crm.example/in " + made},
		{nil, "", "https://crm.example/v2 " + made},
		{map[string]string{"secret": "a secret of thirty characters!"}, "", "https://crm.example/v2 a secret of thirty characters!"},
	} {
		step, err := do(asks, x.typed)
		if (err == nil) != (x.error == "") || err != nil && !strings.Contains(err.Error(), x.error) || secret() != x.wants {
			t.Errorf("%v: %v, %s, want %s", x.typed, err, secret(), x.wants)
		}
		if err == nil && (step.Title != "Changed the hook crm" || !strings.Contains(step.Text[0], "changed the hook crm: sla")) {
			t.Errorf("%+v", step)
		}
	}
}
