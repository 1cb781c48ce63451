package thread_test

import (
	"fmt"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/thread"
	"earshot/ui/uitest"
)

// long gives the dialogue of vk:201 a very long answer and many short ones.
func long(t *testing.T, d *uitest.Driver) {
	t.Helper()
	var events []desk.Event
	for i := range 12 {
		text := fmt.Sprint("short answer ", i)
		if i == 3 {
			text = strings.Repeat("This one goes on and on about warranties and repairs. ", 60) + "The very end."
		}
		events = append(events, desk.Event{Mention: &store.Mention{
			Key: store.Key{Network: "vk", ID: fmt.Sprint("re", i)}, Kind: store.KindComment, Created: d.Now(), Place: store.Place{Parent: "201"},
			Author: store.Author{ID: fmt.Sprint("who", i), Name: fmt.Sprint("Writer ", i)}, Body: store.Body{Text: text},
			Counts: store.Counts{Likes: 1200, Replies: 3}, URL: "https://vk.example/re",
		}})
	}
	events[5].Mention.Body.Media = []store.Media{{Type: "image", Alt: "a broken hinge"}}
	events[6].Mention.Body.Warning = "rant"
	if _, err := d.Desk.Inbox.Ingest(t.Context(), desk.Batch{Account: "polar-vk", Events: events}); err != nil {
		t.Fatal(err)
	}
	d.Send(nil)
}

func open(t *testing.T, o uitest.Options) *uitest.Driver {
	t.Helper()
	d := uitest.New(t, o)
	long(t, d)
	d.Press("/", "ctrl+u")
	d.Type("from:lena_k kind:comment")
	d.Press("enter", "enter")
	d.See("thread of Елена Кузнецова")
	d.Exact()
	return d
}

func TestALongTurnIsReadToItsEnd(t *testing.T) {
	d := open(t, uitest.Options{})
	d.Press("j j j j")
	d.See("Writer 3")
	d.See("more lines  enter opens")
	for range 40 {
		d.Press("j")
		d.Not("The very end.")
	}
	d.Press("g g j j j j enter")
	for range 8 {
		d.Press("j")
	}
	d.Press("g g")
	for range 40 {
		if d.Press("j"); strings.Contains(d.Frame(), "The very end.") {
			d.Press("G")
			d.See("Writer 11")
			d.Press("k", "k", "ctrl+u", "ctrl+d")
			for range 40 {
				d.Press("k")
			}
			d.See("Подскажите")
			return
		}
	}
	t.Fatal("the end of a long turn is never shown")
}

func TestTheVerbsWorkOnTheSelectedTurn(t *testing.T) {
	d := open(t, uitest.Options{})
	d.Press("j j t")
	d.Type("witness")
	d.Press("enter")
	d.See("#witness")
	d.Press("y")
	if d.Copied != "vk:re1" {
		t.Errorf("copied %q", d.Copied)
	}
	d.See("Contact: Writer 1")
}

func TestATurnShowsItsFacts(t *testing.T) {
	d := open(t, uitest.Options{Width: 120, Height: 50})
	d.Press("f", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j")
	for _, want := range []string{"1.2k likes, 3 replies", "[image] a broken hinge", "[rant]"} {
		d.See(want)
	}
}

func TestOpeningMarksTheDialogueAsSeen(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.See("▌● ▼! ")
	d.Press("enter", "q")
	d.See("▌○ ▼! ")
}

func TestTheThreadFollowsWhatIsSaidMeanwhile(t *testing.T) {
	d := open(t, uitest.Options{})
	doc, err := d.Desk.Lookup.Resolve(t.Context(), "vk:201")
	if err != nil {
		t.Fatal(err)
	}
	d.Press("g g")
	d.Reply(doc, "Our guarantee stays in force.")
	d.Press("G")
	d.See("answer by you")
	d.See("held, z stops it")
	d.See("Our guarantee stays in force.")
	d.Press("z")
	d.See("took back")
}

func TestNextUnhandledOpensTheNextThread(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("enter")
	d.See("thread of Иван Петров")
	d.Press("J")
	d.See("thread of Mia Laurent")
	d.Press("K")
	d.See("thread of Иван Петров")
	d.Press("2")
	d.See("▶ Contact")
	d.Press("J") // from anywhere
	d.See("thread of Mia Laurent")
}

func TestEveryDeliveryHasAWord(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range []store.DeliveryState{
		store.DeliveryHeld, store.DeliveryScheduled, store.DeliverySending, store.DeliverySent,
		store.DeliveryFailed, store.DeliveryUnsure, store.DeliveryStopped,
	} {
		_, word := thread.Delivery(s)
		if word == "" || seen[word] {
			t.Errorf("%s is called %q", s, word)
		}
		seen[word] = true
	}
}
