package compose_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// quit ends the session: what was started may never be carried out.
func (s *scene) quit() {
	s.T.Helper()
	panetest.Must(s.T, s.Pane.(pane.Keeper).Keep(s.ctx))
}

func TestTheLastLetterIsKeptAtTheEnd(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.NewPost}, "half a thou")
	if len(s.drafts()) != 0 {
		t.Fatal("it is saved at once; the test shows nothing")
	}
	s.quit()
	if got := s.kept(); !strings.Contains(got, "half a thou") {
		t.Fatalf("kept is %q", got)
	}
}

// TestWheneverTheSessionEndsNothingWrittenIsLost: the session ends at any moment
// after any key, while what the keys have started waits, is under way or done.
func TestWheneverTheSessionEndsNothingWrittenIsLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScene(t, panetest.Options{})
		s.ask(pane.Compose{Kind: pane.NewPost})
		var words []string
		for i := range rapid.IntRange(1, 12).Draw(r, "steps") {
			switch rapid.IntRange(0, 6).Draw(r, "what") {
			case 0:
				if !s.Stuck {
					s.Stuck = true
				} else {
					s.Flow()
				}
			case 1:
				s.Press("esc")
			case 2:
				s.ask(pane.Compose{Kind: pane.NewPost})
			case 3:
				if !s.Stuck {
					s.Advance(time.Duration(rapid.IntRange(0, 1000).Draw(r, "ms")) * time.Millisecond)
				}
			case 4:
				s.Press("ctrl+x ctrl+x")
			default:
				if frame := s.Frame(); s.Pane.Captures() && (strings.Contains(frame, "write here") || strings.Contains(frame, "saved")) {
					words = append(words, fmt.Sprintf("word%03d", i))
					s.Type(" " + words[len(words)-1] + " ")
				}
			}
		}
		s.quit()
		kept := s.kept()
		for _, w := range words {
			if !strings.Contains(kept, w) {
				r.Fatalf("%s is lost; kept is %q\n%s", w, kept, s.Frame())
			}
		}
	})
}

// TestVKIsAskedForNoWarning: what the network does not have stands nowhere, and tab
// goes from the accounts to the time.
func TestVKIsAskedForNoWarning(t *testing.T) {
	s := newScene(t, panetest.Options{})
	m := s.Said("201", time.Minute, store.Author{ID: "501", Handle: "lena", Name: "Lena"}, "neutral", "Когда откроетесь?")
	m.Key.Network, m.Account = "vk", "polar-vk"
	s.ask(pane.Compose{Kind: pane.Reply, Doc: s.Hear(m)[0]})
	s.Type("Завтра")
	s.See("To polar-vk", "Leaves now")
	for _, text := range []string{"Warning", "Seen by", "Lang"} {
		s.Not(text)
	}
	s.Press("tab", "tab")
	s.See("▶Leaves now, 18:30")
	s.Press("tab", "tab", "left", "space") // the Mastodon account gets it, too
	s.See("[x]")
}
