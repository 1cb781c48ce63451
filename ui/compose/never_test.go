package compose_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// kept is everything that can still be read of what was written.
func (s *scene) kept() string {
	var b strings.Builder
	add := func(m store.Message, more ...string) {
		fmt.Fprintln(&b, m.Text, m.Warning, m.Lang, more)
		for _, v := range m.Variants {
			fmt.Fprintln(&b, v)
		}
	}
	for _, d := range s.drafts() {
		add(d.Message, d.At)
	}
	for _, p := range s.posts() {
		add(p.Message)
	}
	return b.String()
}

// meanwhile is something that others do while one writes.
func (s *scene) meanwhile(what int) {
	s.T.Helper()
	switch what {
	case 0:
		_ = s.Desk.Setup.Disconnect(s.ctx, boris, "polar-vk") // the second time there is none
	case 1:
		_ = s.Desk.Setup.Disconnect(s.ctx, boris, "polar")
	case 2:
		s.Connect()
	case 3: // the mention that is being answered is taken back by its author
		_, err := s.Desk.Inbox.Ingest(s.ctx, desk.Batch{Account: "polar", Events: []desk.Event{{Deleted: store.Key{Network: "mastodon", ID: "101"}}}})
		panetest.Must(s.T, err)
	case 4:
		_, _ = s.Desk.Publish.Send(s.ctx, boris, desk.Outgoing{About: s.doc, Message: store.Message{Text: "boris was first"}, Force: true})
	case 5:
		_, _ = s.Desk.Triage.Done(s.ctx, boris, desk.On(s.doc)) // it may be gone
	case 6:
		for _, d := range s.drafts() { // on another screen of the same person
			panetest.Must(s.T, s.Desk.Publish.DropDraft(s.ctx, anna, d.ID))
			_, err := s.Desk.History.Undo(s.ctx, anna)
			panetest.Must(s.T, err)
		}
	case 7:
		s.keep("canned", "a canned reply")
	}
	s.Advance(0)
}

// TestWhateverIsPressedNothingWrittenIsLost presses keys at random, those apart
// that say in so many words that text shall go, while others disconnect
// accounts, take mentions back and answer first: every word typed is on the
// screen, in a draft or in a post at any time, and nothing was sent twice.
func TestWhateverIsPressedNothingWrittenIsLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScene(t, panetest.Options{})
		second := s.Hear(s.Said("102", time.Hour, store.Author{ID: "12", Name: "Mia"}, "positive", "Lovely shelf"))[0]
		keys := []string{
			// The cursor goes to the ends of words only: a word torn apart by the
			// next one would look lost.
			"esc", "tab", "shift+tab", "enter", "home", "end", "space", "ctrl+home", "ctrl+end", "ctrl+left", "ctrl+right",
			"ctrl+x n", "ctrl+x ctrl+x", "ctrl+x q", "ctrl+x v", "alt+f", "alt+b", "y", "Y", "p", "e", "v", "j", "k", "G", "r", "a", "x", "z",
		}
		var words []string
		for i := range rapid.IntRange(5, 40).Draw(r, "steps") {
			switch rapid.IntRange(0, 13).Draw(r, "what") {
			case 10:
				s.meanwhile(rapid.IntRange(0, 7).Draw(r, "others"))
			case 11:
				if s.Pane.Captures() && strings.Contains(s.Frame(), "write here") {
					s.Type(rapid.SampledFrom([]string{"::", "@@", "??", " ::c"}).Draw(r, "trigger"))
				}
			case 13: // what was asked of the store takes its time
				s.Stuck = !s.Stuck
				if !s.Stuck {
					s.Flow()
				}
			case 12: // a crash now loses at most the last second
				s.Flow()
				s.Advance(time.Second)
				kept := s.kept()
				for _, w := range words {
					if !strings.Contains(kept, w) {
						r.Fatalf("a crash loses %s; left is\n%s\n%s", w, kept, s.Frame())
					}
				}
			case 0, 1, 2:
				frame := s.Frame()
				header := strings.Contains(frame, "▶Warning") || strings.Contains(frame, "▶Language") || strings.Contains(frame, "▶Leaves")
				if s.Pane.Captures() && !header && !strings.Contains(frame, "\n-- ") { // a warning without a text is no draft; an overlay has the keys
					word := fmt.Sprintf("word%03d", i)
					words = append(words, word)
					s.Type(" " + word + " ")
				}
			case 3:
				s.ask(rapid.SampledFrom([]pane.Compose{
					{Kind: pane.Reply, Doc: s.doc},
					{Kind: pane.Reply, Doc: second},
					{Kind: pane.Other, Doc: second},
					{Kind: pane.NewPost},
					{Kind: pane.Outbox},
					{Kind: pane.Planned},
					{Kind: pane.Handle, To: "mia"},
				}).Draw(r, "ask"))
			case 4:
				s.Advance(time.Duration(rapid.IntRange(0, 3000).Draw(r, "ms")) * time.Millisecond)
			case 5:
				s.Send(pane.Focused{})
			default:
				s.Press(rapid.SampledFrom(keys).Draw(r, "key"))
			}
			// What the composer asks of the screen comes back to it.
			for len(s.Told) > 0 {
				told := s.Told
				s.Told = nil
				for _, msg := range told {
					if c, ok := msg.(pane.Compose); ok {
						s.ask(c)
					}
				}
			}
		}
		s.Flow()
		s.Press("esc")
		s.ask(pane.Compose{Kind: pane.Outbox})
		kept := s.kept()
		for _, w := range words {
			if !strings.Contains(kept, w) {
				r.Fatalf("%s is lost; left is\n%s\n%s", w, kept, s.Frame())
			}
		}
		texts := map[string]int{}
		for _, p := range s.posts() {
			if p.State() == store.DeliveryStopped || p.By != anna.User {
				continue
			}
			if texts[p.Message.Text]++; texts[p.Message.Text] > 1 {
				r.Fatalf("sent twice: %q", p.Message.Text)
			}
		}
	})
}
