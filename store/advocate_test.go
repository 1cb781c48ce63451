package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/mem"
)

// TestRewardsStandWithTheirPerson: whatever is written, moved to somebody else or
// dropped, the walk of each person finds theirs, in order, and nothing else.
func TestRewardsStandWithTheirPerson(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		err := mem.New().Update(context.Background(), func(tx store.Tx) error {
			want := map[string]store.Reward{}
			for n := range rapid.IntRange(1, 30).Draw(rt, "acts") {
				id := fmt.Sprint("r", rapid.IntRange(0, 4).Draw(rt, "id"))
				r := store.Reward{
					ID: id, Identity: rapid.SampledFrom([]string{"vk:1", "vk:1\x01", "vk:11", "mail:a@x.example"}).Draw(rt, "who"),
					Kind: rapid.SampledFrom(store.RewardKinds()).Draw(rt, "kind"), What: fmt.Sprint("thing ", n), At: time.Unix(int64(n), 0).UTC(),
				}
				if rapid.Bool().Draw(rt, "drop") {
					if err := store.DropReward(tx, id); err != nil {
						return err
					}
					delete(want, id)
					continue
				}
				if err := store.PutReward(tx, r); err != nil {
					return err
				}
				want[id] = r
			}
			found := 0
			for _, who := range []string{"vk:1", "vk:1\x01", "vk:11", "mail:a@x.example"} {
				last := ""
				for r, err := range store.RewardsOf(tx, who) {
					if err != nil {
						return err
					}
					if r.Identity != who || want[r.ID] != r || r.ID <= last {
						rt.Fatalf("%s has %+v behind %s, want %+v", who, r, last, want[r.ID])
					}
					last = r.ID
					found++
				}
			}
			if found != len(want) {
				rt.Fatalf("%d rewards of %d are found", found, len(want))
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
}

// TestARewardIsTold: screens that show a person hear of it.
func TestARewardIsTold(t *testing.T) {
	st := mem.New()
	sub := st.Bus().Subscribe()
	defer sub.Close()
	if err := st.Update(context.Background(), func(tx store.Tx) error {
		return store.PutReward(tx, store.Reward{ID: "r", Identity: "vk:1", Kind: store.RewardGift, What: "mug"})
	}); err != nil {
		t.Fatal(err)
	}
	<-sub.Wake()
	if ch := sub.Take()[store.TopicPeople]; !ch.Has("vk:1") {
		t.Errorf("%+v", ch)
	}
	if len(store.Stages()) != 5 || store.Stages()[0] != store.StageFound || len(store.RewardKinds()) != 4 {
		t.Errorf("%v %v", store.Stages(), store.RewardKinds())
	}
}
