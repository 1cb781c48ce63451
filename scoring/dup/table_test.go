package dup_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/dup"
)

// drawPrint draws from few values, so that prints meet often.
func drawPrint(rt *rapid.T) dup.Print {
	return dup.Print(rapid.SliceOfN(rapid.Uint32Range(1, 40), 1, dup.Bands).Draw(rt, "print"))
}

// TestATableFindsWhatSharesABand compares a table with a plain list, over the
// time in which it grows and forgets.
func TestATableFindsWhatSharesABand(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		const window = 40
		table := dup.NewTable(window, rapid.IntRange(0, 10).Draw(rt, "room"))
		var all []dup.Print
		for doc := range rapid.IntRange(1, 90).Draw(rt, "documents") {
			p := drawPrint(rt)
			table.Add(uint64(doc), p)
			all = append(all, p)
		}
		if n := table.Len(); n < min(len(all), window) || n > window+window/4 || table.Last() != uint64(len(all)-1) {
			rt.Fatalf("%d of %d documents, the last %d", n, len(all), table.Last())
		}
		p := drawPrint(rt)
		hits := table.Find(p, 1000)
		if !slices.IsSortedFunc(hits, func(a, b dup.Hit) int { return b.Shared - a.Shared }) {
			rt.Fatalf("the best come first: %v", hits)
		}
		found := map[uint64]bool{}
		for _, h := range hits {
			found[h.Doc] = true
		}
		for doc, other := range all {
			share := slices.ContainsFunc(other, func(v uint32) bool { return slices.Contains(p, v) })
			if known := len(all)-doc <= table.Len(); found[uint64(doc)] != (share && known) {
				rt.Fatalf("document %d of %d: found %v, shares %v", doc, len(all), found[uint64(doc)], share)
			}
		}
		if got := table.Find(p, 1); len(hits) > 0 && (len(got) != 1 || got[0] != hits[0]) {
			rt.Fatalf("the best is %v, not %v", got, hits[0])
		}
	})
}

// TestALongRowIsNotWalkedToItsEnd: a hundred thousand that share a phrase must
// not make the next one dear.
func TestALongRowIsNotWalkedToItsEnd(t *testing.T) {
	table := dup.NewTable(5000, 0)
	for doc := range uint64(3000) {
		table.Add(doc, dup.Print{7})
	}
	hits := table.Find(dup.Print{7}, 5000)
	if len(hits) > 100 || len(hits) == 0 {
		t.Fatalf("%d hits", len(hits))
	}
	if newest := slices.MaxFunc(hits, func(a, b dup.Hit) int { return int(a.Doc) - int(b.Doc) }); newest.Doc != 2999 {
		t.Fatalf("the newest hit is %d", newest.Doc)
	}
}

// TestChunksComeBackAsTheyWere: also those cut short are told.
func TestChunksComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var chunk []byte
		var want []dup.Print
		for doc := range rapid.IntRange(0, dup.ChunkFull).Draw(rt, "documents") {
			p := drawPrint(rt)
			want = append(want, p)
			chunk = dup.AppendChunk(chunk, uint64(doc)*1000, p)
		}
		var got []dup.Print
		read := func(chunk []byte) error {
			got = nil
			return dup.ReadChunk(chunk, func(doc uint64, p dup.Print) {
				if doc != uint64(len(got))*1000 {
					rt.Fatalf("document %d", doc)
				}
				got = append(got, slices.Clone(p))
			})
		}
		if err := read(chunk); err != nil || !slices.EqualFunc(got, want, slices.Equal) || dup.ChunkLen(chunk) != len(want) {
			rt.Fatalf("%v, not %v: %v", got, want, err)
		}
		if len(chunk) > 2 {
			if err := read(chunk[:len(chunk)-1]); !errors.Is(err, dup.ErrChunk) || len(got) != len(want)-1 {
				rt.Fatalf("a chunk cut short gives %d, %v", len(got), err)
			}
			chunk[0] ^= 0xff
			if err := read(chunk); err != nil || len(got) != 0 || dup.ChunkLen(chunk) != 0 {
				rt.Fatal("a chunk of other rules is read")
			}
		}
	})
}

// random is a print that shares nothing with others.
func random(r *rand.Rand) dup.Print {
	p := make(dup.Print, dup.Bands)
	for i := range p {
		p[i] = r.Uint32()
	}
	return p
}

// BenchmarkLoad reads the prints of a whole window, as the first arrival after
// a start does.
func BenchmarkLoad(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var chunks [][]byte
	for doc := range uint64(100_000) {
		if doc%dup.ChunkFull == 0 {
			chunks = append(chunks, nil)
		}
		last := &chunks[len(chunks)-1]
		*last = dup.AppendChunk(*last, 900_000+doc, random(r))
	}
	size := 0
	for _, c := range chunks {
		size += len(c)
	}
	for b.Loop() {
		table := dup.NewTable(100_000, 100_000)
		for _, c := range chunks {
			if err := dup.ReadChunk(c, table.Add); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(size)/100_000, "B/doc")
}

func BenchmarkTable(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	table := dup.NewTable(100_000, 0)
	doc := uint64(0)
	for b.Loop() {
		doc++
		p := random(r)
		table.Find(p, 8)
		table.Add(doc, p)
	}
}

// TestAnEditedDocumentPushesNobodyOut: a document that was added again with
// every edit is found once, and leaves room for the others.
func TestAnEditedDocumentPushesNobodyOut(t *testing.T) {
	table := dup.NewTable(100, 0)
	for range 20 {
		table.Add(1, dup.Print{1, 2, 3})
	}
	table.Add(2, dup.Print{3})
	hits := table.Find(dup.Print{1, 2, 3}, 2)
	if len(hits) != 2 || hits[0] != (dup.Hit{Doc: 1, Shared: 3}) || hits[1] != (dup.Hit{Doc: 2, Shared: 1}) {
		t.Errorf("found %v", hits)
	}
}
