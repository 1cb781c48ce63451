package panetest

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/uitest"
)

// Frame is the pane as plain text under its title, without spaces at the ends
// of rows; an overlay stands below a line.
func (s *Stage) Frame() string {
	s.T.Helper()
	rows := append([]string{"# " + s.Pane.Title()}, strings.Split(ansi.Strip(s.View()), "\n")...)
	if n := len(s.overlays); n > 0 {
		o := s.overlays[n-1]
		w, h := o.Size(s.w, s.h)
		view := o.View(w, h)
		Exact(s.T, view, w, h)
		rows = append(append(rows, "-- "+o.Title()), strings.Split(ansi.Strip(view), "\n")...)
	}
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return strings.Join(rows, "\n") + "\n"
}

// See fails unless the pane or its overlay shows a text.
func (s *Stage) See(texts ...string) {
	s.T.Helper()
	frame := s.Frame()
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			s.T.Fatalf("the pane does not show %q:\n%s", text, frame)
		}
	}
}

// Not fails if the pane or its overlay shows a text.
func (s *Stage) Not(texts ...string) {
	s.T.Helper()
	frame := s.Frame()
	for _, text := range texts {
		if strings.Contains(frame, text) {
			s.T.Fatalf("the pane shows %q:\n%s", text, frame)
		}
	}
}

// Golden compares the pane with testdata/frames/NAME.txt; go test -update
// writes it.
func (s *Stage) Golden(name string) {
	s.T.Helper()
	path := filepath.Join(uitest.Testdata(s.T), "frames", name+".txt")
	got := s.Frame()
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			s.T.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			s.T.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		s.T.Fatalf("%v; go test -update writes it", err)
	}
	if string(want) != got {
		s.T.Errorf("the pane differs from %s.txt (go test -update takes it over):\n%s\ninstead of\n%s", name, got, want)
	}
}

// Last gives the newest message of a type that the pane told others.
func Last[T any](s *Stage) T {
	s.T.Helper()
	for i := len(s.Told) - 1; i >= 0; i-- {
		if msg, ok := s.Told[i].(T); ok {
			return msg
		}
	}
	var none T
	s.T.Fatalf("no %T was told; told were %#v", none, s.Told)
	return none
}

// Noticed fails unless the newest notice contains a text.
func (s *Stage) Noticed(text string) {
	s.T.Helper()
	if n := Last[pane.Notice](s); !strings.Contains(n.Text, text) {
		s.T.Fatalf("the status line says %q, not %q", n.Text, text)
	}
}

// Pressed fails unless every command of the pane's table is on keys and has a
// title; ids lists those that the tests press elsewhere.
func (s *Stage) Pressed(ids ...string) {
	s.T.Helper()
	known := map[string]bool{}
	for _, id := range ids {
		known[id] = true
	}
	for _, c := range s.table.In(s.Pane.Scope()) {
		if !known[c.ID] {
			s.T.Errorf("%s is pressed by no test", c.Name())
		}
		delete(known, c.ID)
	}
	for id := range known {
		s.T.Errorf("there is no command %s", id)
	}
}

// Reason is why a command cannot run just now.
func (s *Stage) Reason(id string) string {
	s.T.Helper()
	c := s.table.Find(id, s.Pane.Scope(), keys.Global)
	if c == nil {
		s.T.Fatalf("there is no command %s", id)
	}
	return c.Reason()
}

// Run starts a command that has no key, as the ":" line does, with its argument.
func (s *Stage) Run(id string, arg ...string) {
	s.T.Helper()
	if why := s.Reason(id); why != "" {
		s.T.Fatalf("%s cannot run: %s", id, why)
	}
	s.start(s.table.Find(id, s.Pane.Scope(), keys.Global), strings.Join(arg, " "))
	s.settle()
	s.View()
}

// Must fails on an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Hear stores mentions with the judgement they carry.
func (s *Stage) Hear(mentions ...*store.Mention) []store.Doc {
	s.T.Helper()
	var events []desk.Event
	for _, m := range mentions {
		events = append(events, desk.Event{Mention: m})
	}
	res, err := s.Desk.Inbox.Ingest(context.Background(), desk.Batch{Account: "polar", Events: events, Restore: true})
	Must(s.T, err)
	if len(res.Refused) > 0 {
		s.T.Fatal(res.Refused[0])
	}
	s.settle()
	return res.Docs
}

// Said makes a mention: who said what, how long ago, in which mood.
func (s *Stage) Said(id string, ago time.Duration, a store.Author, mood, text string) *store.Mention {
	score := map[string]float64{"negative": -0.6, "positive": 0.7}[mood]
	return &store.Mention{
		Key: store.Key{Network: "mastodon", ID: id}, Account: "polar", Kind: store.KindPost, Created: s.now.Add(-ago), Author: a,
		URL: "https://social.example/" + id, Body: store.Body{Text: text, Lang: "en"},
		Judgement: store.Judgement{Sentiment: mood, Score: score, Confidence: 0.8, Intent: "other", Priority: 20},
		Work:      store.Work{State: store.StateNew},
	}
}

// Connect adds the accounts of the fictional brand: three that send, with
// different limits, and one that only listens.
func (s *Stage) Connect() {
	s.T.Helper()
	send := []string{desk.AbilityRead, desk.AbilitySend}
	for _, a := range []store.Account{
		{Name: "polar", Network: "mastodon", Server: "https://social.example", Handle: "polar", Title: "Polar Home", Can: send, Limits: store.Limits{Chars: 500, LinkChars: 23, Media: 4, MediaBytes: 8 << 20}},
		{Name: "polar-vk", Network: "vk", Handle: "polar_home", Title: "Polar Home VK", Can: send, Limits: store.Limits{Chars: 40, Media: 10}},
		{Name: "support", Network: "mail", Handle: "help@polar.example", Title: "Polar Support", Can: send},
		{Name: "press", Network: "feed", Title: "Appliance news", Can: []string{desk.AbilityRead}, Lacks: map[string]string{desk.AbilitySend: "feeds can only be read"}},
	} {
		Must(s.T, s.Desk.Setup.Connect(context.Background(), desk.By{User: "anna", Door: "cli"}, a, nil))
	}
	s.settle()
}

// Suggest keeps pairs that somebody should look at, in either order, as the desk
// does when two look like one person.
func (s *Stage) Suggest(list ...store.Suggestion) {
	s.T.Helper()
	Must(s.T, s.Store.Update(context.Background(), func(tx store.Tx) error {
		for _, one := range list {
			if one.B < one.A {
				one.A, one.B = one.B, one.A
			}
			if err := store.Suggestions(tx).Put(store.PairID(one.A, one.B), one); err != nil {
				return err
			}
			if err := tx.Records(store.KindSuggestionsOf).Put(one.B+"\x00"+one.A, nil); err != nil {
				return err
			}
		}
		return nil
	}))
}
