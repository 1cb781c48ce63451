package people_test

import (
	"context"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

var anna = desk.By{User: "anna", Door: "key"}

// found is a stage on which a list brought somebody who has written nothing.
func found(t *testing.T, typed string) *panetest.Stage {
	t.Helper()
	s := newScene(t, panetest.Options{Width: 120, Height: 24})
	rows := []desk.ContactRow{
		{Person: store.Identity{ID: "row:1", Row: "1", Network: "mail", Author: store.Author{Name: "Vera", Email: "vera@x.example"}}},
		{Person: store.Identity{ID: "row:2", Row: "2", Author: store.Author{Name: "Nora", URL: "https://nora.example/"}}},
		{Person: store.Identity{ID: "row:3", Row: "3", Network: "vk", Author: store.Author{Name: "Gleb", Handle: "gleb_vk"}}},
	}
	_, err := s.Desk.Lists.Import(context.Background(), anna, desk.ContactBatch{Rows: rows, List: "clients"})
	panetest.Must(t, err)
	s.Press("ctrl+f")
	s.Type(typed)
	return s
}

// TestOneWritesToWhoWasFound: an answer to what they wrote, else a post that names
// them, else a mail; who cannot be reached is told.
func TestOneWritesToWhoWasFound(t *testing.T) {
	for typed, want := range map[string]pane.Compose{
		"laurent": {Kind: pane.Reply, Doc: 2}, "gleb": {Kind: pane.Handle, To: "gleb_vk"}, "vera": {Kind: pane.NewPost, Text: "To: vera@x.example\n\n"},
	} {
		s := found(t, typed)
		s.Press("ctrl+r")
		s.Not("-- People")
		if got := panetest.Last[pane.Compose](s); got != want {
			t.Errorf("%s: the composer is asked for %+v", typed, got)
		}
	}
	s := found(t, "nora")
	s.Press("ctrl+r")
	s.Noticed("Nora has written nothing yet")
}

// TestWhoWasFoundIsTaggedAndAVIP while the look-up stays, with what was typed and the
// cursor where it was.
func TestWhoWasFoundIsTaggedAndAVIP(t *testing.T) {
	s := found(t, "mia")
	s.See("ctrl+r write  ctrl+t tag  ctrl+v VIP  ctrl+g compare  ctrl+o profile", "▌ Mia Laurent")
	s.Press("down", "ctrl+v")
	s.See("Anna Mia is a VIP", "▌ Anna Mia", "VIP")
	s.Press("ctrl+t")
	s.See("-- tag Anna Mia")
	s.Press("ctrl+v", "esc") // the look-up below hears nothing of it
	s.See("-- People")
	s.Press("ctrl+t")
	s.Type("+")
	s.Press("enter")
	s.See("a sign needs a tag behind it")
	s.Type("press")
	s.Press("enter")
	s.See("-- People", "tagged Anna Mia +press", "> mia")
	p, err := s.Desk.Lookup.Person(context.Background(), "mastodon:13", 1, store.Scope{})
	panetest.Must(t, err)
	if !p.Sum.VIP || strings.Join(p.Sum.Tags, " ") != "press" {
		t.Errorf("%+v", p.Sum)
	}
	s.Press("ctrl+v")
	s.See("Anna Mia is no VIP any more")
	s.Type("x")
	s.Not("is no VIP any more")
}

// TestTwoWhoWereFoundAreCompared: the first is held, over any number of look-ups.
func TestTwoWhoWereFoundAreCompared(t *testing.T) {
	s := found(t, "laurent")
	s.Press("ctrl+g")
	s.See("Mia Laurent is held; the same key on another person compares them")
	s.Press("ctrl+u", "esc", "ctrl+f")
	s.Type("vera")
	s.See("ctrl+g compare with Mia Laurent")
	s.Size(80, 24)
	s.See("ctrl+g compare ") // no room for the name
	s.Press("ctrl+g")
	s.Not("-- People")
	if got := panetest.Last[pane.To](s); got.Pane != keys.Card || got.Msg != (pane.Compare{One: "mastodon:12", Other: "row:1"}) {
		t.Errorf("the card is told %+v", got)
	}
}

// TestWhatIsToldMovesNothing: the rows stay where they are, and who is under the cursor
// stays in sight, at the end of a page, too.
func TestWhatIsToldMovesNothing(t *testing.T) {
	s := found(t, "")
	top := first(s)
	s.Press("ctrl+v")
	s.See("Mia Laurent is a VIP")
	if now := first(s); !strings.HasPrefix(now, "▌ Mia Laurent") {
		t.Errorf("%q moved away, there stands %q", top, now)
	}
	for range 9 {
		s.Press("down")
	}
	for _, height := range []int{12, 11, 10, 9} {
		s.Size(90, height)
		s.Press("ctrl+v")
		s.See("▌ ", " a VIP")
		s.Press("ctrl+v")
		s.See("▌ ", "no VIP any more")
	}
}

// TestThePageOfWhoWasFoundIsShown, and who has none says so.
func TestThePageOfWhoWasFoundIsShown(t *testing.T) {
	s := found(t, "nora")
	s.Press("ctrl+o")
	s.See("-- Link", "https://nora.example/")
	if got := panetest.Last[pane.Copy](s); got.Text != "https://nora.example/" {
		t.Errorf("%+v", got)
	}
	s = found(t, "vera")
	s.Press("ctrl+o")
	s.See("-- People", "Vera has no page that is known")
	s.Press("ctrl+u")
	s.Type("nobody at all of this name")
	s.Press("ctrl+v")
	s.See("nobody is found")
}

// TestKeysOfTheLookUpNeedIt: without it they say why they do nothing.
func TestKeysOfTheLookUpNeedIt(t *testing.T) {
	s := newScene(t, panetest.Options{})
	n := 0
	for _, c := range s.Pane.Commands() {
		if c.Scope != keys.Overlay {
			continue
		}
		n++
		if c.Reason() != "the look-up (ctrl+f) is not open" || c.KeyOnly == "" || c.Run("") != nil {
			t.Errorf("%s: %s", c.ID, c.Reason())
		}
	}
	s.Press("ctrl+f")
	s.Stuck = true
	s.Type("tom")
	s.Press("ctrl+v")
	s.See("the answer is not there yet")
	s.Flow()
	if n != 5 {
		t.Errorf("%d commands", n)
	}
}

// TestRowsTakeClicks: the first selects, the second shows the card.
func TestRowsTakeClicks(t *testing.T) {
	s := found(t, "mia")
	panetest.Click(s, 5, 2)
	s.See("▌ Anna Mia")
	panetest.Click(s, 5, 0)
	s.See("▌ Anna Mia")
	panetest.Click(s, 5, 2)
	s.Not("-- People")
	if got := panetest.Last[pane.To](s); got.Msg != (pane.Peek{Identity: "mastodon:13"}) {
		t.Errorf("%+v", got)
	}
}
