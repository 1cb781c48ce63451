package session_test

import (
	"fmt"
	"slices"
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

// usual holds the middle one of several figures below a limit.
func usual(t *testing.T, what string, figures []int, most int) {
	t.Helper()
	slices.Sort(figures)
	n := figures[len(figures)/2]
	t.Logf("%s: %d bytes, of %v", what, n, figures)
	if n > most {
		t.Errorf("%s takes %d bytes, at most %d", what, n, most)
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
	limit("j within a page", 60)
	time.Sleep(time.Second)
	term.count()
	for range 3 { // first the effects of what one has done oneself, which show soon, are over
		time.Sleep(31 * time.Second)
		s.arrive("before")
	}
	time.Sleep(5 * time.Second)
	term.count()
	var each []int
	for range 3 { // whether list and number meet in one frame or in two is chance
		s.arrive("one more")
		time.Sleep(5 * time.Second)
		each = append(each, term.count())
	}
	usual(t, "an arrival while the cursor is not on top, with the analytics beside", each, 50)
	time.Sleep(40 * time.Second)
	limit("the figures and the ages after them, once in a while", 400)
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
	time.Sleep(time.Until(time.Now().Truncate(time.Minute).Add(2*time.Minute + time.Second))) // ages move on with the minute
	term.count()
	time.Sleep(50 * time.Second)
	limit("an idle screen", 0)
	s.end(t, term)
}
