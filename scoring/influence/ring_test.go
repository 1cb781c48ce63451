package influence_test

import (
	"fmt"
	"strings"
	"testing"

	"earshot/scoring/influence/influencetest"
)

// TestRings: however fifty accounts share out their work, nobody whom they lift
// comes into the first hundredth, and the first fifty are as right as without
// them. One ring at a time, each in a world of its own.
func TestRings(t *testing.T) {
	sparse := influencetest.Audience{Name: "rings", People: *size, Days: 365, Held: 0.4, Tail: 1.3, Luck: 0.8, Posts: 4, Loyal: 0.5, Deep: 0.05}
	plain := sparse.Make(1, 7)
	value := influencetest.Tell(plain, 0).Value
	clean := influencetest.Captured(influencetest.Order(plain.People, value), plain.Later(), 50)
	for _, ring := range influencetest.Rings() {
		t.Run(ring.Name, func(t *testing.T) {
			w := sparse.Make(1, 7)
			lifted := ring.Join(w, 3)
			told := influencetest.Tell(w.Settle(), 0)
			order := influencetest.Order(w.People, told.Value)
			got := influencetest.Captured(order, w.Later(), 50)
			first := w.People
			for _, p := range lifted {
				first = min(first, influencetest.Place(order, p))
			}
			t.Logf("place %d of %d; the first 50 capture %.3f, without the ring %.3f", first, w.People, got, clean)
			if first < w.People/100 {
				t.Errorf("the ring lifts an account to place %d of %d", first, w.People)
			}
			if got < clean-0.05 {
				t.Errorf("the first 50 capture %.3f; without the ring %.3f", got, clean)
			}
		})
	}
}

// TestACircle: who is reshared by the same people again and again counts less the
// fewer others there are; strangers who come once open the circle, and friends
// of somebody with few readers are not doubted.
func TestACircle(t *testing.T) {
	w := newTown(t)
	circle := func(name string, friends, strangers int) {
		for i := range 6 {
			w.post(fmt.Sprint(name, i), name, days(-30))
			for f := range friends {
				w.share(fmt.Sprint("friend ", f, " of ", name), name, fmt.Sprint(name, i), days(-20))
			}
		}
		for s := range strangers {
			w.share(fmt.Sprint("stranger ", s, " of ", name), name, name+"0", days(-20))
		}
	}
	circle("closed", 40, 0)
	circle("ajar", 40, 6)
	circle("open", 40, 20)
	circle("small", 6, 0)
	value := func(name string) float64 { return w.person(name).Value(noon) }
	if value("closed") > 5 || value("ajar") <= value("closed") || value("ajar") > value("open")/2 || value("small") < 6 {
		t.Errorf("closed %v, ajar %v, open %v, six friends %v", value("closed"), value("ajar"), value("open"), value("small"))
	}
	for name, want := range map[string]string{"closed": "; 40 suspicious resharers discounted", "open": "last 20 days ago", "small": "last 20 days ago"} {
		if got := w.ranks.Explain(w.person(name), noon).Sum(noon); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s, want ...%s", name, got, want)
		}
	}
	if got := w.person("closed").Reach(70); got.High != 70 {
		t.Errorf("a circle carries nothing on: %+v", got)
	}
}
