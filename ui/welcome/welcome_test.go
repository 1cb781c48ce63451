package welcome_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/welcome"
)

// guide is a program that can connect "seas" and read two files.
type guide struct {
	connected []string
	imported  string
	demo      string
	fail      error
	told      string // what a connection needs
}

func (g *guide) Demo() string { return g.demo }

func (g *guide) Connect(string) *welcome.Step {
	told := g.told
	if told == "" {
		told = "Every sea has a token."
	}
	return &welcome.Step{
		Title: "Connect seas", Button: "connect", Text: []string{told},
		Fields: []welcome.Field{{Name: "sea", Label: "sea", Hint: "baltic"}, {Name: "token", Label: "token", Secret: true}, {Name: "watch", Label: "watch", Optional: true}},
		Do: func(_ context.Context, v map[string]string, tell func(welcome.Progress)) (*welcome.Step, error) {
			tell(welcome.Progress{Text: "asking " + v["sea"], Done: 1, Total: 4})
			if g.fail != nil {
				return nil, g.fail
			}
			g.connected = append(g.connected, fmt.Sprint(v))
			return &welcome.Step{Title: "Connected " + v["sea"], Text: []string{"It can: listen."}, Link: "https://sea.example/" + v["sea"]}, nil
		},
	}
}

func (g *guide) Hook() *welcome.Step { return &welcome.Step{Title: "Add a hook"} }

func (g *guide) Import() *welcome.Step {
	return &welcome.Step{
		Title: "Import", Fields: []welcome.Field{{Name: "path", Label: "file", Complete: func(typed string) (out []string) {
			for _, name := range []string{"mail-2025.mbox", "mail-2026.mbox", "письма.mbox"} {
				if strings.HasPrefix(name, typed) {
					out = append(out, name)
				}
			}
			return out
		}}},
		Do: func(_ context.Context, v map[string]string, _ func(welcome.Progress)) (*welcome.Step, error) {
			g.imported = v["path"]
			return nil, nil
		},
	}
}

func open(t *testing.T, g welcome.Guide) *panetest.Stage {
	t.Helper()
	s := panetest.New(t, panetest.Options{Width: 90, Height: 20})
	s.Put(welcome.New(s.Host, g))
	return s
}

func TestWhoHasNothingIsAskedHowToBegin(t *testing.T) {
	s := open(t, &guide{})
	s.See("Welcome to earshot", "Try the demo", "Connect an account", "Import a file", "nothing is sent anywhere")
	s.Golden("welcome")
	s.Press("l")
	s.Not("Welcome to earshot")
	s.Press("g", "w")
	s.See("Welcome to earshot")
}

func TestWhoHasAnAccountIsLeftAlone(t *testing.T) {
	s := panetest.New(t, panetest.Options{Width: 90, Height: 20})
	s.Connect()
	s.Put(welcome.New(s.Host, &guide{}))
	s.Not("Welcome to earshot")
}

func TestAnAccountIsConnectedStepByStep(t *testing.T) {
	g := &guide{}
	s := open(t, g)
	s.Press("c", "enter")
	s.See("fill in: sea")
	s.Type("baltic")
	s.Press("enter")
	s.Type("s3cret")
	s.See("******")
	s.Not("s3cret")
	s.Golden("welcome-connect")
	s.Press("enter", "enter")
	s.See("Connected baltic", "It can: listen.", "https://sea.example/baltic")
	if len(g.connected) != 1 || !strings.Contains(g.connected[0], "s3cret") {
		t.Fatalf("the guide was told %v", g.connected)
	}
	copied := false
	for _, msg := range s.Told {
		c, ok := msg.(pane.Copy)
		copied = copied || ok && c.Text == "https://sea.example/baltic"
	}
	if !copied {
		t.Errorf("the address was not copied: %v", s.Told)
	}
	s.Press("enter")
	s.Not("Connected baltic")
}

// What was typed is still there when the server refuses, and when one steps
// back and forth.
func TestARefusalLosesNothing(t *testing.T) {
	g := &guide{fail: errors.New("the sea refuses the connection")}
	s := open(t, g)
	s.Press("c")
	s.Type("baltic")
	s.Press("tab")
	s.Type("abc")
	s.Press("tab", "enter")
	s.See("the sea refuses the connection", "baltic", "***")
	g.fail = nil
	s.Press("enter")
	s.See("Connected baltic")
	s.Press("esc")
	s.See("Every sea has a token.", "baltic")
	s.Press("esc")
	s.See("Welcome to earshot")
	s.Press("esc")
	s.Not("Welcome to earshot")
}

func TestWorkThatTakesLongTellsAndStops(t *testing.T) {
	s := open(t, &guide{})
	s.Press("c")
	s.Type("baltic")
	s.Press("tab")
	s.Type("abc")
	s.Press("tab")
	s.Stuck = true
	s.Press("enter")
	s.See("working; esc stops")
	s.Type("typed meanwhile")
	s.Press("esc")
	s.See("stopped; what is done by now stays")
	s.Not("typed meanwhile")
	s.Stuck = false
	s.Flow()
	s.Not("Connected")
}

func TestAPathIsCompletedAndAmbiguitiesListed(t *testing.T) {
	g := &guide{}
	s := open(t, g)
	s.Press("i")
	s.Type("ma")
	s.Press("tab")
	s.See("mail-202", "mail-2025.mbox", "mail-2026.mbox")
	s.Type("6")
	s.Not("mail-2025.mbox")
	s.Press("tab", "enter")
	if g.imported != "mail-2026.mbox" {
		t.Fatalf("imported %q", g.imported)
	}
	s.Not("Import")
}

func TestTheDemoSaysWhyItCannot(t *testing.T) {
	s := open(t, &guide{demo: "In a shell of yours: earshot demo"})
	s.Press("d")
	s.See("In a shell of yours: earshot demo")
}

func TestWithoutAGuideTheReasonIsTold(t *testing.T) {
	s := open(t, nil)
	s.Not("Welcome to earshot")
	for _, id := range []string{"welcome", "connect", "import"} {
		if got := s.Reason(id); !strings.Contains(got, "earshot connect in a shell") {
			t.Errorf("%s: %q", id, got)
		}
	}
}

// TestWhereThereIsNoRoomTheFieldsStay: a long explanation goes above the edge,
// never what is to be filled in, nor what went wrong.
func TestWhereThereIsNoRoomTheFieldsStay(t *testing.T) {
	g := &guide{fail: errors.New("the sea refuses the connection"), told: strings.Repeat("Every sea has a token of its own. ", 12)}
	s := panetest.New(t, panetest.Options{Width: 40, Height: 7})
	s.Put(welcome.New(s.Host, g))
	s.Run("connect")
	s.See("sea", "token", "watch", "enter")
	s.Type("baltic")
	s.Press("tab")
	s.Type("abc")
	s.Press("tab")
	s.Press("enter")
	s.See("refuses the", "baltic", "***", "watch")
}
