package pack_test

import (
	"testing"

	"earshot/store"
	"earshot/store/pack"
)

// BenchmarkPack packs a mention of 137 letters as it arrives.
func BenchmarkPack(b *testing.B) {
	m := ivan()
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		buf = pack.AppendBody(buf[:0], m, pack.Head{Slot: 1000, Person: 500, Version: 1})
	}
	b.ReportMetric(float64(len(buf)), "bytes")
}

// BenchmarkUnpack reads it back, as a page of the screen does: 2 us at most.
func BenchmarkUnpack(b *testing.B) {
	m := ivan()
	body, author, work := pack.AppendBody(nil, m, pack.Head{}), pack.AppendAuthor(nil, 1, 1, &m.Author), pack.AppendWork(nil, &m.Work)
	b.ReportAllocs()
	for b.Loop() {
		got := new(store.Mention)
		p, err := pack.OpenBody(m.Doc, body)
		if err == nil {
			err = pack.ReadAuthor(1, 1, author, &got.Author)
		}
		if err == nil {
			err = p.Mention(got)
		}
		if err == nil {
			err = pack.ReadWork(work, &got.Work)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHead reads what an index asks of a body.
func BenchmarkHead(b *testing.B) {
	m := ivan()
	body := pack.AppendBody(nil, m, pack.Head{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pack.OpenBody(m.Doc, body); err != nil {
			b.Fatal(err)
		}
	}
}
