package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/mem"
)

// TestInvitationsStandWithTheirPerson: whatever is written, handed to somebody else
// or dropped, the walk of each person finds theirs, in order, and nothing else.
func TestInvitationsStandWithTheirPerson(t *testing.T) {
	people := []string{"vk:1", "vk:1\x01", "vk:11", "row:a@x.example"}
	rapid.Check(t, func(rt *rapid.T) {
		err := mem.New().Update(context.Background(), func(tx store.Tx) error {
			want := map[string]store.Invitation{}
			for n := range rapid.IntRange(1, 30).Draw(rt, "acts") {
				id := fmt.Sprint("d", rapid.IntRange(0, 4).Draw(rt, "id"))
				i := store.Invitation{
					ID: id, Identity: rapid.SampledFrom(people).Draw(rt, "who"), To: rapid.SampledFrom([]store.Wanted{store.WantedFollow, store.WantedSubscribe}).Draw(rt, "to"),
					List: "clients", Account: "shop", At: time.Unix(int64(n), 0).UTC(),
				}
				if rapid.Bool().Draw(rt, "sent") {
					i.Sent = i.At.Add(time.Minute)
				}
				if rapid.Bool().Draw(rt, "drop") {
					if err := store.DropInvitation(tx, id); err != nil {
						return err
					}
					delete(want, id)
					continue
				}
				if err := store.PutInvitation(tx, i); err != nil {
					return err
				}
				want[id] = i
			}
			found := 0
			for _, who := range people {
				var ids []string
				for i, err := range store.InvitationsOf(tx, who) {
					if err != nil {
						return err
					}
					if i.Identity != who || want[i.ID] != i {
						rt.Fatalf("%s has %+v, want %+v", who, i, want[i.ID])
					}
					ids = append(ids, i.ID)
					found++
				}
				if !slices.IsSorted(ids) {
					rt.Fatalf("out of order: %v", ids)
				}
			}
			if all, err := store.Invitations(tx).List(); err != nil || found != len(want) || len(all) != len(want) {
				rt.Fatalf("%d of %d are found, %d are kept: %v", found, len(want), len(all), err)
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
}

// TestAnInvitationIsTold: screens that show a person hear of it, and of its end.
func TestAnInvitationIsTold(t *testing.T) {
	st := mem.New()
	sub := st.Bus().Subscribe()
	defer sub.Close()
	for _, act := range []func(store.Tx) error{
		func(tx store.Tx) error {
			return store.PutInvitation(tx, store.Invitation{ID: "d", Identity: "vk:1", To: store.WantedFollow})
		},
		func(tx store.Tx) error { return store.DropInvitation(tx, "d") },
	} {
		if err := st.Update(context.Background(), act); err != nil {
			t.Fatal(err)
		}
		<-sub.Wake()
		if ch := sub.Take()[store.TopicPeople]; !ch.Has("vk:1") {
			t.Error("nobody hears of it")
		}
	}
}
