package verb_test

import (
	"context"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/uitest"
)

// ours is a screen on which the one mention shown was written by our own account.
func ours(t *testing.T) *uitest.Driver {
	t.Helper()
	d := uitest.New(t, uitest.Options{})
	account := store.Account{Name: "acme", Network: "mastodon", RemoteID: "us", Handle: "acme", Can: []string{desk.AbilitySend}}
	if err := d.Desk.Setup.Connect(context.Background(), desk.By{User: "boris"}, account, nil); err != nil {
		t.Fatal(err)
	}
	m := &store.Mention{
		Key: store.Key{Network: "mastodon", ID: "own1"}, Kind: store.KindPost, Created: d.Now().Add(-time.Minute),
		Author: store.Author{ID: "us", Handle: "acme", Name: "Acme"}, Body: store.Body{Text: "we are back, dear friends"},
	}
	if _, err := d.Desk.Inbox.Ingest(context.Background(), desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}}); err != nil {
		t.Fatal(err)
	}
	d.Advance(time.Second)
	d.Press("' a", "/")
	d.Type("friends")
	d.Press("enter")
	d.See("we are back, dear friends")
	return d
}

// TestWhyNothingHappensToWhatWeWrote: what is ours already is told as that, not as
// "nothing to change" alone; our own account has no card, and that is said in plain
// words wherever one asks for it.
func TestWhyNothingHappensToWhatWeWrote(t *testing.T) {
	d := ours(t)
	d.See("This is acme, an account of yours")
	d.Press("a a")
	d.See("assigned 1 mention to anna: Acme")
	d.Press("a a")
	d.See("nothing to change: assigned to anna already")
	d.Press("E")
	d.See("nothing to change: closed already")
	d.Press("a n", "a n")
	d.See("nothing to change: nobody has it")
	d.Press("t")
	d.Type("+x")
	d.Press("enter", ".")
	d.See("nothing to change: tagged so already")
}

// TestNobodyToJoin: the page of who is who says why nobody can be joined with our own
// account, on every key that decides; z there says what it took back, whose it was,
// and that it was not about this.
func TestNobodyToJoin(t *testing.T) {
	d := ours(t)
	d.Press("a a", "M")
	d.See("this is acme, an account of yours: it has no card, and there is nobody to join it")
	d.Not("not found")
	d.Not("/ find")
	for _, key := range []string{"y", "n", "u", "/"} {
		d.Press(key)
		d.See("there is nobody to join it with")
	}
	d.Press("z")
	d.See("took back: assigned 1 mention to anna: Acme; that was not about who is who")
	d.Press("esc")
	if w := work(t, d, "mastodon:own1"); w.Assignee != "" {
		t.Fatalf("it is still %s's", w.Assignee)
	}
}

// TestUndoOnThePageOfWhoIsWho says whose it was, and of a merge no more than that.
func TestUndoOnThePageOfWhoIsWho(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	if _, err := d.Desk.People.Split(context.Background(), desk.By{User: "anna"}, "vk:77"); err != nil {
		t.Fatal(err)
	}
	d.Press("t")
	d.Type("+x")
	d.Press("enter", "M", "n")
	d.Not("that was not about who is who")
	d.Press("z")
	d.See("took back: tagged 1 mention +x: Иван Петров; that was not about who is who")
	d.Press("z")
	d.See("took back: ")
	d.Not("that was not about who is who")
}
