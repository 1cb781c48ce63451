package influence_test

import (
	"flag"
	"testing"

	"earshot/scoring/influence/influencetest"
)

// size is how many people a world has; the figures of the package comment are of
// -people 50000 -seeds 3.
var (
	size  = flag.Int("people", usual, "people in each world")
	seeds = flag.Int("seeds", 1, "runs of each world")
)

// usual is how many people a world has unless more are asked for.
const usual = 10_000

// floors is what the first 50 by the score have to capture at least with the
// default size, a little below what they do. Where luck decides (see the row
// "knowable" of -v) nobody could have more.
var floors = map[string]float64{
	"audiences": 0.85, "fading": 0.83, "newcomers": 0.80, "luck": 0.60, "fans": 0.80, "sparse": 0.60, "campaigns": 0.80,
	"ring": 0.85, "mixed ring": 0.85, "followers": 0.83, "fickle followers": 0.78, "excited": 0.88,
}

// TestWhoIsResharedLater: in worlds that assume different things, the first 50
// by the score of today are reshared later nearly as much as the best 50 could
// be; better than by the plain formula, and far better than by followers.
func TestWhoIsResharedLater(t *testing.T) {
	var ours, plain, followers, worlds float64
	for _, world := range influencetest.Worlds(*size) {
		for seed := range uint64(*seeds) {
			w := world(seed+1, 7)
			later := w.Later()
			captured := func(values func(int) float64) float64 {
				return influencetest.Captured(influencetest.Order(w.People, values), later, 50)
			}
			t.Log(w)
			told := influencetest.Tell(w, 0)
			score := captured(told.Value)
			t.Logf("  %-16s %.3f", "score", score)
			if *size == usual && seed == 0 && score < floors[w.Name] {
				t.Errorf("%s: the first 50 capture %.3f of what the best 50 are reshared later; want %.2f", w.Name, score, floors[w.Name])
			}
			for _, b := range influencetest.Baselines() {
				values := b.Of(w)
				got := captured(func(i int) float64 { return values[i] })
				t.Logf("  %-16s %.3f", b.Name, got)
				switch b.Name {
				case "bare formula":
					plain += got
				case "followers":
					followers += got
				}
			}
			if testing.Verbose() {
				best := influencetest.Knowable(world, seed+1, 4)
				for len(best) < w.People {
					best = append(best, 0)
				}
				t.Logf("  %-16s %.3f", "knowable", captured(func(i int) float64 { return best[i] }))
			}
			for _, boosted := range w.Boosted {
				place := influencetest.Place(influencetest.Order(w.People, told.Value), boosted)
				t.Logf("  the account of the ring is at %d", place)
				if place < w.People/100 {
					t.Errorf("%s: 50 bots lift an account to place %d of %d", w.Name, place, w.People)
				}
			}
			ours += score
			worlds++
		}
	}
	t.Logf("mean: score %.3f, bare formula %.3f, followers %.3f", ours/worlds, plain/worlds, followers/worlds)
	if ours < plain {
		t.Errorf("on average the score captures %.3f, less than the bare formula with %.3f", ours/worlds, plain/worlds)
	}
	if ours < 0.8*worlds {
		t.Errorf("on average the score captures %.3f; want 0.80", ours/worlds)
	}
}
