package influence

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestFavouritesAreToldWhatHasChanged: whatever is reshared and taken back, how far
// somebody is trusted stands with their favourite as it follows from what they did, and
// with everybody the call says that it has changed, the state is what it was before.
func TestFavouritesAreToldWhatHasChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		crowd := map[ID]*Person{}
		asked := map[ID]bool{}
		people := func(id ID) *Person {
			asked[id] = true
			if crowd[id] == nil {
				crowd[id] = &Person{}
			}
			return crowd[id]
		}
		var shares []Share
		post := &Post{At: time.Unix(epoch, 0), Posted: true}
		kept := map[ID]string{}
		for range rapid.IntRange(1, 90).Draw(t, "events") {
			clear(asked)
			var changed Changed
			if n := len(shares); n > 0 && rapid.IntRange(0, 5).Draw(t, "back") == 0 {
				i := rapid.IntRange(0, n-1).Draw(t, "which")
				changed = Remove(people, shares[i], post)
				shares = append(shares[:i], shares[i+1:]...)
			} else {
				by := ID(rapid.IntRange(1, 2).Draw(t, "by"))
				of := ID(rapid.SampledFrom([]int{3, 3, 3, 3, 4, 4, 5}).Draw(t, "of"))
				s := Share{By: by, Of: of, At: time.Unix(epoch+int64(rapid.IntRange(1, 9).Draw(t, "day"))*86400, 0)}
				changed = Add(people, s, post)
				shares = append(shares, s)
			}
			for id, p := range crowd {
				raw, err := p.MarshalBinary()
				if err != nil {
					t.Fatal(err)
				}
				told := changed[0] == id || changed[1] == id || changed[2] == id
				if string(raw) != kept[id] && !told {
					t.Fatalf("%d has changed, and nobody is told: %v", id, changed)
				}
				if string(raw) == kept[id] && changed[2] == id && changed[0] != id && changed[1] != id {
					t.Fatalf("%d has not changed: %v", id, changed)
				}
				kept[id] = string(raw)
				fan := crowd[p.fav.author]
				if fan == nil {
					continue
				}
				if r := fan.in.get(id.hash()); r != nil && r.trust != uint8(math.Round(255*math.Sqrt(p.weight(r.count)))) {
					t.Fatalf("%d is trusted %d by %d, of whom they made %d of %d reshares", id, r.trust, p.fav.author, r.count, p.total.given)
				}
			}
		}
	})
}

// TestAFavouriteOfFewResharesIsNotAskedFor: that is nearly everybody's, and each would
// have to be read and written with every reshare of another.
func TestAFavouriteOfFewResharesIsNotAskedFor(t *testing.T) {
	crowd := map[ID]*Person{1: {}, 2: {}, 3: {}}
	var asked []ID
	people := func(id ID) *Person {
		asked = append(asked, id)
		return crowd[id]
	}
	post := &Post{At: time.Unix(epoch, 0), Posted: true}
	share := func(of ID, day int64) Changed {
		asked = nil
		return Add(people, Share{By: 1, Of: of, At: time.Unix(epoch+day*86400, 0)}, post)
	}
	for day := range int64(6) {
		share(2, day)
	}
	if got := share(3, 7); got != (Changed{1, 3, 0}) || len(asked) != 2 {
		t.Errorf("six of another: %v have changed, %v were asked for", got, asked)
	}
	for day := range int64(9) {
		share(2, 8+day)
	}
	if got := share(3, 20); got != (Changed{1, 3, 2}) || len(asked) != 3 {
		t.Errorf("fifteen of another: %v have changed, %v were asked for", got, asked)
	}
}
