package influence_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/influence"
	"earshot/scoring/influence/influencetest"
)

// epsilon is how far keys may differ by the order of events: rounding of sums.
const epsilon = 1e-6

// small is a world of few people, so that everything happens to everybody.
func small(seed uint64) *influencetest.World {
	a := influencetest.Audience{Name: "small", People: 60, Days: 100, Held: 0.1, Tail: 1.1, Luck: 0.5, Posts: 15, Loyal: 0.6, Deep: 0.3, Bots: 5, BotEach: 30, BotMixed: true}
	return a.Make(seed, seed)
}

func image(t interface{ Fatal(...any) }, p *influence.Person) []byte {
	b, err := p.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAnyOrderGivesTheSame: posts and shares in any order give the same keys and
// the same trust, within rounding.
func TestAnyOrderGivesTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := small(rapid.Uint64Range(1, 50).Draw(t, "world"))
		a := influencetest.Tell(w, 0)
		b := influencetest.Tell(w, rapid.Uint64Range(1, 1000).Draw(t, "order"))
		for i := range a.People {
			x, xok := a.People[i].Key()
			y, yok := b.People[i].Key()
			if xok != yok || math.Abs(x-y) > epsilon {
				t.Fatalf("person %d: %v and %v\n%+v\n%+v", i, x, y, a.People[i], b.People[i])
			}
		}
	})
}

// TestWhatIsTakenBackNeverWas: shares that are taken back leave the score as if
// they had never come, but for the time of the newest.
func TestWhatIsTakenBackNeverWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := small(rapid.Uint64Range(1, 50).Draw(t, "world"))
		all := influencetest.Tell(w, 0)
		gone := rapid.IntRange(0, len(w.Shares)/2).Draw(t, "gone")
		for i := range gone {
			if w.Shares[i].Day < w.Cut {
				all.Share(i, influence.Remove)
			}
		}
		for i := range gone {
			if w.Shares[i].Day < w.Cut {
				all.Share(i, influence.Add)
			}
		}
		again := influencetest.Tell(w, 0)
		for i := range all.People {
			x, xok := all.People[i].Key()
			y, yok := again.People[i].Key()
			if xok != yok || math.Abs(x-y) > 1e-4 {
				t.Fatalf("person %d: %v and %v", i, x, y)
			}
		}
	})
}

// TestBytesGiveBackThePerson: what is written is read as it was, and goes on.
func TestBytesGiveBackThePerson(t *testing.T) {
	largest, sum, n := 0, 0, 0
	for seed := range uint64(5) {
		told := influencetest.Tell(small(seed+1), 0)
		for i := range told.People {
			p := &told.People[i]
			b := image(t, p)
			var q influence.Person
			if err := q.UnmarshalBinary(b); err != nil {
				t.Fatalf("%v: %x", err, b)
			}
			if !bytes.Equal(b, image(t, &q)) {
				t.Fatalf("person %d changes: %x", i, b)
			}
			if x, _ := p.Key(); x != first(q.Key()) {
				t.Fatalf("person %d: %v and %v", i, x, first(q.Key()))
			}
			largest, sum, n = max(largest, len(b)), sum+len(b), n+1
		}
	}
	t.Logf("%d bytes on average, %d at most", sum/n, largest)
}

func first(x float64, _ bool) float64 { return x }

// TestNobodyGrowsWithoutBound: an author of eight topics whom 3,000 people have
// reshared, who reshared 3,000 in turn.
func TestNobodyGrowsWithoutBound(t *testing.T) {
	w := newTown(t)
	for i := range 3000 {
		name := fmt.Sprint("p", i)
		w.post("of star", "star", days(-float64(i)/10), influence.Topic(i%9+1<<30))
		w.share(name, "star", "of star", days(-float64(i)/20))
		w.post(name, name, days(-3))
		w.share("star", name, name, days(-2))
	}
	b := image(t, w.person("star"))
	if len(b) > 1600 {
		t.Errorf("%d bytes", len(b))
	}
	why := w.ranks.Explain(w.person("star"), noon)
	if r := float64(why.People) / 3000; r < 0.6 || r > 1.4 {
		t.Errorf("3000 people are taken for %d", why.People)
	}
	t.Logf("%d bytes; 3000 people are taken for %d", len(b), why.People)
}

// TestRanksCountLikeAScan: percentiles agree with counting everybody, to half of
// a bin; pages give them back.
func TestRanksCountLikeAScan(t *testing.T) {
	told := influencetest.Tell(influencetest.Worlds(3000)[0](1, 1), 0)
	keys := make([]float64, len(told.People))
	known := 0
	for i := range told.People {
		keys[i] = told.Value(i)
		if len(image(t, &told.People[i])) > 2 {
			known++
		}
	}
	if told.Ranks.People() != known {
		t.Fatalf("%d people are counted, of %d", told.Ranks.People(), known)
	}
	worst := 0.0
	for i := range keys {
		if keys[i] == -1e9 {
			continue
		}
		under := known - len(keys) // those of whom nothing is known are nobody
		for j := range keys {
			if keys[j] < keys[i] {
				under++
			}
		}
		worst = max(worst, math.Abs(told.Ranks.Score(&told.People[i])-100*float64(under)/float64(known)))
	}
	if worst > 0.5 {
		t.Errorf("a percentile is wrong by %v points", worst)
	}
	t.Logf("worst error of a percentile: %.3f points", worst)

	var again influence.Ranks
	size := 0
	for _, page := range told.Ranks.Changed() {
		b := told.Ranks.AppendPage(nil, page)
		size += len(b)
		if err := again.ReadPage(page, b); err != nil {
			t.Fatal(err)
		}
	}
	if len(told.Ranks.Changed()) != 0 || len(again.Changed()) != 0 {
		t.Error("pages that are kept have not changed")
	}
	for i := range told.People {
		for _, k := range []influence.Kind{influence.ByValue, influence.ByPeople, influence.ByGiven} {
			if a, b := told.Ranks.Percentile(k, &told.People[i]), again.Percentile(k, &told.People[i]); a != b {
				t.Fatalf("person %d: %v, read back %v", i, a, b)
			}
		}
	}
	t.Logf("%d bytes for %d people", size, known)
	for i := range told.People {
		told.Ranks.Drop(&told.People[i])
	}
	if told.Ranks.People() != 0 {
		t.Errorf("%d people are left", told.Ranks.People())
	}
}

// TestJoinedAccountsAreOnePerson: what two accounts have together is what one
// account would have; none of them changes; their shares of each other go.
func TestJoinedAccountsAreOnePerson(t *testing.T) {
	apart, one := newTown(t), newTown(t)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 40 {
		account := []string{"anna@m", "anna@vk"}[i%2]
		at, topic := days(-r.Float64()*300), influence.Topic(r.IntN(3))
		apart.post(number(i), account, at, topic)
		one.post(number(i), "anna", at, topic)
		for range r.IntN(6) {
			reader, later := "reader "+number(r.IntN(70)), days(-r.Float64()*100)
			apart.share(reader, account, number(i), later)
			one.share(reader, "anna", number(i), later)
		}
	}
	before := image(t, apart.person("anna@m"))
	joint := influence.Join([]influence.ID{apart.id("anna@m"), apart.id("anna@vk")},
		[]*influence.Person{apart.person("anna@m"), apart.person("anna@vk")})
	x, y := first(joint.Key()), first(one.person("anna").Key())
	if math.Abs(x-y) > 1e-3 {
		t.Errorf("joined %v, one account %v", x, y)
	}
	if len(joint.Topics()) != 3 {
		t.Errorf("%+v", joint.Topics())
	}
	if !bytes.Equal(before, image(t, apart.person("anna@m"))) {
		t.Error("an account has changed")
	}
	if apart.ranks.Score(&joint) < apart.score("anna@m") {
		t.Error("together they have less than one of them")
	}
	apart.share("anna@vk", "anna@m", "a", days(-1))
	selfless := influence.Join([]influence.ID{apart.id("anna@m"), apart.id("anna@vk")},
		[]*influence.Person{apart.person("anna@m"), apart.person("anna@vk")})
	if a, b := joint.Reach(0).Through, selfless.Reach(0).Through; a != b {
		t.Errorf("they are people of themselves: %d and %d", a, b)
	}
}

// FuzzPerson: whatever the bytes, reading ends, and what is read is written
// alike and can be asked.
func FuzzPerson(f *testing.F) {
	told := influencetest.Tell(small(1), 0)
	for i := range 20 {
		f.Add(image(f, &told.People[i]))
	}
	f.Add(image(f, &told.People[60]))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		var p influence.Person
		if p.UnmarshalBinary(data) != nil {
			return
		}
		if b := image(t, &p); !bytes.Equal(b, data) {
			var q influence.Person // not the shortest form of a number
			if q.UnmarshalBinary(b) != nil || !bytes.Equal(image(t, &q), b) {
				t.Fatalf("%x becomes %x", data, b)
			}
		}
		var ranks influence.Ranks
		if score := ranks.Score(&p); !(score >= 0 && score <= 100) {
			t.Fatalf("score %v", score)
		}
		_ = ranks.Explain(&p, noon).Sum(noon)
		_ = p.Topics()
		_ = p.Reach(5)
	})
}

// FuzzPage: no page brings ranks down.
func FuzzPage(f *testing.F) {
	told := influencetest.Tell(small(1), 0)
	for _, page := range told.Ranks.Changed() {
		f.Add(page, told.Ranks.AppendPage(nil, page))
	}
	f.Fuzz(func(t *testing.T, page int, data []byte) {
		var r influence.Ranks
		if r.ReadPage(page, data) == nil && r.People() < 0 {
			t.Fatal("fewer than nobody")
		}
	})
}
