package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// zipfDocs gives documents whose terms are as frequent as words are.
func zipfDocs() func(num uint64) Document {
	r := rand.New(rand.NewPCG(1, 2))
	words, people := rand.NewZipf(r, 1.07, 8, 500_000), rand.NewZipf(r, 1.1, 4, 100_000)
	return func(num uint64) Document {
		d := Document{Num: num, Time: int64(num) * 30_000_000, Person: 1 + people.Uint64(), Thread: r.Uint64() | 1}
		for range 20 {
			w := words.Uint64()
			d.Terms = append(d.Terms, fmt.Sprintf("wслово%x\x00слово%xы", w, w))
		}
		slices.Sort(d.Terms)
		d.Terms = slices.Compact(d.Terms)
		for f := range Field(12) {
			d.Facets = append(d.Facets, Facet{f, fmt.Sprint(r.IntN(3 + int(f)))})
		}
		return d
	}
}

func filled(b *testing.B, n int) *box {
	kv, next := newBox(), zipfDocs()
	x := Open(kv, Sizes{})
	for i := range n {
		if _, err := x.Add(next(uint64(i + 1))); err != nil {
			b.Fatal(err)
		}
		if i%500 == 499 {
			if err := x.Maintain(); err != nil {
				b.Fatal(err)
			}
			x = Open(kv, Sizes{})
		}
	}
	return kv
}

// BenchmarkAdd must stay far below 0.1 ms a document: everything a network
// says passes through.
func BenchmarkAdd(b *testing.B) {
	next := zipfDocs()
	var docs []Document
	for i := range 20_000 {
		docs = append(docs, next(uint64(i+1)))
	}
	kv := newBox()
	b.ReportAllocs()
	b.ResetTimer()
	x := Open(kv, Sizes{})
	for i := 0; b.Loop(); i++ {
		d := docs[i%len(docs)]
		d.Num = uint64(i + 1)
		d.Time = int64(i) * 1e6
		if _, err := x.Add(d); err != nil {
			b.Fatal(err)
		}
		if i%100 == 99 {
			if err := x.Maintain(); err != nil {
				b.Fatal(err)
			}
			x = Open(kv, Sizes{})
		}
	}
	b.StopTimer()
	size := 0
	for _, a := range Areas() {
		for k, v := range kv.areas[a] {
			size += len(k) + len(v)
		}
	}
	b.ReportMetric(float64(size)/float64(max(1, kv.slot)), "bytes/doc")
}

// BenchmarkNewest must not grow with the index: a screenful is read from its
// newest end.
func BenchmarkNewest(b *testing.B) {
	kv := filled(b, 200_000)
	word := func(n int) Node { return Terms{Prefix: fmt.Sprintf("wслово%x\x00", n)} }
	is := func(f Field, v string) Node {
		return Values{f, func(s string) Answer {
			if s == v {
				return Yes
			}
			return No
		}}
	}
	for name, n := range map[string]Node{
		"all": All{}, "common": word(1), "rare": word(40_000), "and": And{[]Node{word(1), word(9)}}, "not": Not{word(0)},
		"facets": And{[]Node{is(3, "1"), is(4, "2"), is(5, "3")}}, "prefix": Terms{Prefix: "wслово12"},
		"span": And{[]Node{Span{int64(190_000) * 30e6, int64(200_000) * 30e6}, word(5)}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				x := Open(kv, Sizes{})
				w, err := x.Walk(context.Background(), Query{Node: n})
				if err != nil {
					b.Fatal(err)
				}
				for range 50 {
					if _, ok, err := w.Next(); !ok || err != nil {
						break
					}
				}
			}
		})
	}
}
