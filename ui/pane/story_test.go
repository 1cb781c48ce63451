package pane_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// TestInAnyOrderOnlyTheNewestAnswerIsSeen: reads are started, forgotten and
// answered in any order; one answer at most comes through, that of the read
// started last, and only once nothing else was started since.
func TestInAnyOrderOnlyTheNewestAnswerIsSeen(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := &pane.Host{Context: context.Background()}
		box := h.Mailbox(keys.Card)
		waiting := map[int]tea.Cmd{}
		newest, n := -1, 0
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			switch rapid.SampledFrom([]string{"read", "forget", "answer"}).Draw(r, "step") {
			case "read":
				number := n
				waiting[number] = box.Read(func(ctx context.Context) tea.Msg {
					if (ctx.Err() == nil) != (number == newest) {
						r.Fatalf("read %d of %d: %v", number, newest, ctx.Err())
					}
					return number
				})
				newest, n = number, n+1
			case "forget":
				box.Forget()
				newest = -1
			case "answer":
				if len(waiting) == 0 {
					continue
				}
				number := rapid.SampledFrom(sorted(waiting, n)).Draw(r, "which")
				result := waiting[number]().(pane.Result)
				delete(waiting, number)
				msg, ok := result.Open()
				if ok != (number == newest) || ok && msg != number || result.To != keys.Card {
					r.Fatalf("the answer %d came through: %v, the newest is %d", number, ok, newest)
				}
				if ok {
					newest = -1
				}
			}
			if box.Busy() != (newest >= 0) {
				r.Fatalf("busy is %v with %d under way", box.Busy(), newest)
			}
		}
	})
}

func sorted(waiting map[int]tea.Cmd, n int) (out []int) {
	for i := range n {
		if waiting[i] != nil {
			out = append(out, i)
		}
	}
	return out
}

func TestAnEmptyAnswerGoesNowhereButEndsTheWaiting(t *testing.T) {
	h := &pane.Host{Context: context.Background()}
	box := h.Mailbox(keys.Card)
	cmd := box.Read(func(context.Context) tea.Msg { return nil })
	if _, ok := cmd().(pane.Result).Open(); ok || box.Busy() {
		t.Fatal("an empty answer came through, or is still awaited")
	}
}

func TestTheEndOfASessionEndsItsReads(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	h := &pane.Host{Context: ctx}
	cmd := h.Mailbox(keys.Card).Read(func(ctx context.Context) tea.Msg {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	})
	if msg, _ := cmd().(pane.Result).Open(); !errors.Is(msg.(error), context.Canceled) {
		t.Fatalf("the read was told %v", msg)
	}
}

func TestErrorsBecomeNoticesByTheirKind(t *testing.T) {
	h := &pane.Host{}
	for _, c := range []struct {
		err  error
		want tea.Msg
	}{
		{nil, nil},
		{fmt.Errorf("reading: %w", context.Canceled), nil},
		{desk.ErrNothing, pane.Notice{Text: "nothing to take back", Level: pane.Plain}},
		{errors.New("the disk is full"), pane.Notice{Text: "the disk is full", Level: pane.Failure}},
	} {
		if got := h.Fail(c.err); got != c.want {
			t.Errorf("%v becomes %v", c.err, got)
		}
	}
	conflict := fmt.Errorf("sending: %w", &store.Conflict{By: "boris", What: "answered this"})
	if got, ok := h.Fail(conflict).(pane.Notice); !ok || got.Level != pane.Warning || got.Text != conflict.Error() {
		t.Errorf("a conflict becomes %v", got)
	}
}
