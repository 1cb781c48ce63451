package main

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/mem"
	"earshot/ui/welcome"
)

// guided is a guide over an empty workspace in memory.
func guided(t *testing.T) *guide {
	t.Helper()
	call := &Call{Out: io.Discard, Err: io.Discard, In: strings.NewReader(""), Env: []string{"HOME=" + t.TempDir()}}
	log := slog.New(slog.DiscardHandler)
	return &guide{call: call, ws: assemble(call, Config{}, mem.New(), store.RealEnv(), log, networks().Registry())}
}

// TestTheFormAsksWhatTheCommandAsks, for every network, each by a letter of its
// own, and tells what has to be there before.
func TestTheFormAsksWhatTheCommandAsks(t *testing.T) {
	g := guided(t)
	letters := map[string]string{}
	all := networks()
	first := g.Connect("")
	if len(first.Choices) != len(all) {
		t.Fatalf("%d choices for %d networks", len(first.Choices), len(all))
	}
	for i, kind := range all.Names() {
		n, choice := all[kind], first.Choices[i]
		if other := letters[choice.Key]; other != "" || len(choice.Key) != 1 || strings.Contains("jkq", choice.Key) {
			t.Errorf("%s has the letter %q, of %q too, or of the form's own", kind, choice.Key, other)
		}
		letters[choice.Key] = kind
		form := choice.Next()
		if n.Title == "" || n.About == "" || len(n.Needs) == 0 || form.Button == "" {
			t.Errorf("%s does not say what it is and what it needs", kind)
		}
		for _, f := range n.Fields {
			asked := slices.ContainsFunc(form.Fields, func(w welcome.Field) bool {
				return w.Name == f.Name && w.Secret == f.Secret && w.Optional == f.Optional
			})
			if asked == f.Hidden {
				t.Errorf("%s: the form and %s differ", kind, f.Usage())
			}
			if !f.Secret && !strings.Contains(f.Doc, "`") {
				t.Errorf("%s: the help of --%s names no value", kind, f.Name)
			}
		}
	}
}

// TestAFormConnects: what was typed is checked and kept, what is senseless is
// told and keeps nothing.
func TestAFormConnects(t *testing.T) {
	g := guided(t)
	form := g.Connect("demo")
	tell := func(welcome.Progress) {}
	if _, err := form.Do(context.Background(), map[string]string{"rate": "a lot"}, tell); err == nil || !strings.Contains(err.Error(), "a lot") {
		t.Errorf("a senseless rate: %v", err)
	}
	step, err := form.Do(context.Background(), map[string]string{"rate": "0", "name": "play"}, tell)
	if err != nil || !strings.Contains(step.Title, "play") || !strings.HasPrefix(step.Text[0], "It can: ") {
		t.Fatalf("%+v, %v", step, err)
	}
	accounts, err := g.ws.Desk.Setup.Accounts(context.Background())
	if err != nil || len(accounts) != 1 || accounts[0].Settings["rate"] != "0" || accounts[0].Settings["seed"] != "1" {
		t.Errorf("%+v, %v", accounts, err)
	}
}

// TestAFlagOfManyNetworksSaysWhatItIsForEach, and names the value once.
func TestAFlagOfManyNetworksSaysWhatItIsForEach(t *testing.T) {
	set := pflag.NewFlagSet("connect", pflag.ContinueOnError)
	field := func(name, doc string, secret bool) connectors.Network {
		return connectors.Network{Fields: []connectors.Field{{Name: name, Label: "password", Doc: doc, Secret: secret}}}
	}
	newConnectFlags(set, connectors.Networks{
		"air": field("server", "`URL` of the wind", false), "sea": field("server", "`URL` of the waves", false), "sky": field("server", "`URL` of the wind", false),
		"bay": field("password", "", true), "fog": field("password", "", true),
	})
	if got := set.Lookup("server").Usage; got != "`URL` of the wind (air, sky); URL of the waves (sea)" {
		t.Error(got)
	}
	if got := set.Lookup("password-file").Usage; got != "`FILE` that holds the password; - is standard input (bay, fog)" || set.Lookup("password") != nil {
		t.Error(got)
	}
}
