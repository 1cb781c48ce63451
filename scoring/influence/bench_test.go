package influence_test

import (
	"testing"

	"earshot/scoring/influence"
	"earshot/scoring/influence/influencetest"
)

// BenchmarkEvent is one post or share, booked, on states in memory.
func BenchmarkEvent(b *testing.B) {
	w := influencetest.Worlds(5000)[0](1, 1)
	b.ResetTimer()
	events := 0
	for b.Loop() {
		events += influencetest.Tell(w, 0).Events
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(events), "ns/event")
}

// BenchmarkShareOfAStar is the dearest event: a share of somebody with a full
// sample, by somebody with one, both booked.
func BenchmarkShareOfAStar(b *testing.B) {
	w, star := star()
	post := w.posts["a"]
	for b.Loop() {
		for _, id := range influence.Add(w.get, influence.Share{By: 2, Of: star, At: days(-1)}, post) {
			if id != 0 {
				w.ranks.Book(w.get(id))
			}
		}
	}
}

func star() (*town, influence.ID) {
	w := newTown(nil)
	w.id("star")
	w.post("a", "star", days(-9))
	for i := range 600 {
		w.share(number(i), "star", "a", days(-8))
	}
	return w, w.id("star")
}

// BenchmarkKept reads and writes the state of a star, and of somebody who made
// one reshare.
func BenchmarkKept(b *testing.B) {
	w, id := star()
	for name, p := range map[string]*influence.Person{"star": w.get(id), "reader": w.get(id + 1)} {
		data, err := p.MarshalBinary()
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var q influence.Person
				if q.UnmarshalBinary(data) != nil {
					b.Fatal()
				}
				data, _ = q.AppendBinary(data[:0])
			}
			b.ReportMetric(float64(len(data)), "bytes")
		})
	}
}

// BenchmarkScore asks for the percentile of a star among all.
func BenchmarkScore(b *testing.B) {
	told := influencetest.Tell(influencetest.Worlds(20_000)[0](1, 1), 0)
	size := 0
	for i := range told.People {
		data, _ := told.People[i].MarshalBinary()
		size += len(data)
	}
	for b.Loop() {
		told.Ranks.Score(&told.People[7])
	}
	b.ReportMetric(float64(size)/float64(len(told.People)), "bytes/person")
}
