package session_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"earshot/ui/session"
	"earshot/ui/widget"
)

// TestBytes holds what a key may cost on a slow line, with letters only and with
// wide emoji in every row of the stream.
func TestBytes(t *testing.T) {
	for _, emoji := range []bool{false, true} {
		t.Run(fmt.Sprint("emoji ", emoji), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { bytesOf(t, emoji) })
		})
	}
}

func bytesOf(t *testing.T, emoji bool) {
	term := newTerminal(120, 40)
	s := run(t, term, func(o *session.Options) {
		o.Size = session.Size{Width: 120, Height: 40}
		if emoji {
			o.Screen.Emoji = widget.EmojiFull
		}
	})
	limit := func(what string, most int) {
		t.Helper()
		n := term.count()
		t.Logf("%s: %d bytes", what, n)
		if n > most {
			t.Errorf("%s takes %d bytes, at most %d", what, n, most)
		}
	}
	limit("the first frame", 12_000)
	text := "pizza number"
	if emoji {
		text = "🍕👍🏽 pizza 👩‍👩‍👧 ❤️ number"
	}
	for i := range 40 {
		s.arrive(fmt.Sprint(text, i))
	}
	rest()
	term.press("gg")
	term.press("j")
	time.Sleep(time.Second)
	term.count()
	io := func(key string) { // the key's own frame, before the card follows
		fmt.Fprint(term.keys, key)
		synctest.Wait()
		time.Sleep(60 * time.Millisecond)
		synctest.Wait()
	}
	io("j")
	limit("j within a page", 250)
	time.Sleep(time.Second)
	term.count()
	s.arrive("one more")
	rest()
	limit("an arrival while the cursor is not on top, with the analytics beside", 300)
	term.press("f")
	s.arrive("another one")
	time.Sleep(time.Second)
	term.count()
	s.arrive("one more")
	rest()
	limit("an arrival while the cursor is not on top", 50)
	term.press("f")
	term.press("c")
	term.press("Hello")
	time.Sleep(time.Second)
	term.count()
	io("x")
	limit("a letter in the composer", 60)
	time.Sleep(5 * time.Second)
	term.press("\x1b")
	term.press("/")
	term.press("zz")
	term.count()
	term.press("z")
	limit("a letter in the query bar", 250)
	term.press("\x1b")
	time.Sleep(time.Minute)
	term.count()
	time.Sleep(20 * time.Second)
	limit("an idle screen", 0)
	s.end(t, term)
}
