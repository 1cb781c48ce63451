package desk_test

import (
	"testing"
	"time"

	"earshot/store/desk"
)

func TestQueuedPostsTakeTheNextFreeSlotOfTheirChannel(t *testing.T) {
	w := newWorld(t) // 12:00 UTC
	w.connect("shop", desk.AbilitySend)
	queue := func(account string) string {
		at := done(w.Publish.FreeSlot(w.ctx, []string{account}, desk.DefaultSlots(), time.UTC))(t)
		done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{account}, Message: say("x"), At: at}))(t)
		return at.Format("2 15:04")
	}
	for i, want := range []string{"22 13:00", "22 18:00", "23 09:00"} {
		if got := queue("acme"); got != want {
			t.Errorf("post %d goes at %s, want %s", i, got, want)
		}
	}
	if got := queue("shop"); got != "22 13:00" {
		t.Errorf("another channel has its own queue, not %s", got)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if got := queue("shop"); got != "22 13:00" {
		t.Errorf("a slot that was given back is free, not %s", got)
	}
}
