package index

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

func proof(t *testing.T, kv *box, docs map[uint64]Document, slots map[uint64]uint64) []string {
	t.Helper()
	var problems []string
	_, err := Open(kv, Sizes{Fresh: 4, Small: 8, Window: 32}).Check(context.Background(),
		func(num uint64) (Document, uint64, error) { return docs[num], slots[num], nil },
		func(p string) { problems = append(problems, p) })
	must(t, err)
	return problems
}

// sample is an index of segments and fresh documents, with what it holds.
func sample(t *testing.T) (*box, map[uint64]Document, map[uint64]uint64) {
	kv, docs, slots := newBox(), map[uint64]Document{}, map[uint64]uint64{}
	x := Open(kv, Sizes{Fresh: 4, Small: 8, Window: 32})
	next := zipfDocs()
	for num := uint64(1); num <= 43; num++ {
		slot, err := x.Add(next(num))
		must(t, err)
		slots[num] = slot
		if num%10 == 0 {
			must(t, x.Maintain())
		}
	}
	must(t, x.Maintain())
	next = zipfDocs()
	for num := uint64(1); num <= 43; num++ {
		docs[num] = next(num)
	}
	return kv, docs, slots
}

func TestTheProofFindsWhatIsWrong(t *testing.T) {
	kv, docs, slots := sample(t)
	if p := proof(t, kv, docs, slots); len(p) > 0 {
		t.Fatalf("a sound index: %v", p)
	}
	for name, breaks := range map[string]func() string{
		"not indexed as it is written": func() string {
			d := docs[5]
			d.Terms = append([]string{"another"}, d.Terms...)
			docs[5] = d
			return "document 5"
		},
		"wrong place": func() string { slots[7] = slots[40]; return "document 7" },
		"does not exist": func() string {
			delete(docs, 9)
			return "document 9"
		},
		"checksum": func() string {
			for key, raw := range kv.areas[AreaSegments] {
				raw[len(raw)-9] ^= 4
				kv.areas[AreaSegments][key] = raw
				break
			}
			return "segment"
		},
		"facets without a segment": func() string {
			must(t, kv.Put(AreaFacets, append(slotKey(999), 3), nil))
			return "facets"
		},
	} {
		about := breaks()
		found := strings.Join(proof(t, kv, docs, slots), "\n")
		if !strings.Contains(found, name) || !strings.Contains(found, about) {
			t.Errorf("%s: the proof says %q", name, found)
		}
		kv, docs, slots = sample(t)
	}
}

// FuzzSegment reads broken segments in every way: an error is right, a crash
// or an endless loop is not.
func FuzzSegment(f *testing.F) {
	kv, next := newBox(), zipfDocs()
	x := Open(kv, Sizes{Fresh: 4, Small: 64, Window: 64})
	for num := uint64(1); num <= 40; num++ {
		if _, err := x.Add(next(num)); err != nil {
			f.Fatal(err)
		}
	}
	if err := x.Maintain(); err != nil {
		f.Fatal(err)
	}
	for _, raw := range kv.areas[AreaSegments] {
		f.Add(raw, uint64(1))
		f.Add(raw[:len(raw)/2], uint64(2))
	}
	f.Fuzz(func(t *testing.T, raw []byte, seed uint64) {
		raw = append([]byte{}, raw...)
		if r := rand.New(rand.NewPCG(seed, 0)); len(raw) > 0 && seed%4 != 0 {
			for range seed % 4 {
				raw[r.IntN(len(raw))] ^= byte(1 << r.IntN(8))
			}
		}
		kv := newBox()
		must(t, kv.Put(AreaSegments, slotKey(1), raw))
		must(t, kv.Put(AreaFacets, append(slotKey(1), 2), raw))
		x := Open(kv, Sizes{})
		for _, n := range []Node{All{}, Term{"wслово1\x00слово1ы"}, Terms{Prefix: "w"}, Threads{[]uint64{7}}, Values{2, func(string) Answer { return Yes }}} {
			look(t, x, n)
		}
	})
}

func look(t *testing.T, x *Index, n Node) {
	defer func() { // the engine's guard takes what reads beyond the end
		if p := recover(); p != nil {
			if _, ok := p.(interface{ RuntimeError() }); !ok {
				panic(p)
			}
		}
	}()
	w, err := x.Walk(context.Background(), Query{Node: n})
	for k := 0; err == nil && k < window; k++ {
		var ok bool
		if _, ok, err = w.Next(); !ok {
			break
		}
	}
	var d *Damaged
	if err != nil && !errors.As(err, &d) {
		t.Errorf("the error is %v", err)
	}
}

func TestAFreshDocumentCutOffIsDamage(t *testing.T) {
	raw := encodeFresh(Document{Num: 1, Terms: []string{"a", "bc"}, Facets: []Facet{{1, "x"}}})
	for n := range raw {
		if _, err := decodeFresh(1, raw[:n]); err == nil && n < len(raw) {
			t.Errorf("%d of %d bytes are read without an error", n, len(raw))
		}
	}
	if d, err := decodeFresh(1, raw); err != nil || d.terms[1] != "bc" || d.facets[0] != (Facet{1, "x"}) {
		t.Errorf("%+v, %v", d, err)
	}
}
