package pack

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/store"
)

func TestWordsStandOnce(t *testing.T) {
	for i, w := range words {
		if codes()[w] != byte(i) {
			t.Errorf("%q stands twice", w)
		}
	}
	if len(words) > 256 || refFixed+len(fixed) > 0x20 {
		t.Error("there are more words than codes")
	}
	for _, code := range []int{fromText, fromLower} {
		if fixed[code-refFixed] != "" {
			t.Errorf("the code %#x has two meanings", code)
		}
	}
}

func TestTextIsSmall(t *testing.T) {
	for s, most := range map[string]int{
		"hello": 5, "Привет, мир": 11, "«Ёлка» — это №1…": 16, "жду 👍": 6, "ж日本語": 13, "שלום עולם": 11, "Ünïcode": 9, "a\x00b\xff": 6,
		strings.Repeat("Ы", 1000): 1000,
	} {
		p := packText(nil, s)
		got, ok := unpackText(nil, string(p))
		if !ok || string(got) != s || len(p) > most {
			t.Errorf("%q takes %d bytes, want %d at most; comes back as %q", s, len(p), most, got)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "Привет, world", "«—»👍🏽\xff\x00\xed\xa0\x80日本", "\x01\x02\x03\x10"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := unpackText(nil, string(packText(nil, s))); !ok || string(got) != s {
			t.Errorf("%q came back as %q, %v", s, got, ok)
		}
		if got, _ := unpackText(nil, s); len(got) > 4*len(s) { // any bytes: no crash, no flood
			t.Errorf("%q became %d bytes", s, len(got))
		}
	})
}

// FuzzBody gives the reader anything under a right checksum: it must neither
// crash nor take more memory than the bytes are worth.
func FuzzBody(f *testing.F) {
	m := &store.Mention{
		Key: store.Key{Network: "vk", ID: "12345"}, URL: "https://vk.com/wall12345", Body: store.Body{Text: "Жду ответа", Links: []string{"Жду"}},
		Judgement: store.Judgement{Why: []store.Reason{{What: "жду", About: "need", Weight: 0.5}}},
		Author:    store.Author{ID: "7", Handle: "ivan"}, Work: store.Work{State: store.StateDone, Tags: []string{"vip"}},
	}
	f.Add(AppendBody(nil, m, Head{})[sumEnd:], AppendAuthor(nil, 1, 0, &m.Author)[sumEnd:], AppendWork(nil, &m.Work))
	f.Fuzz(func(t *testing.T, body, author, work []byte) {
		got := new(store.Mention)
		w := &writer{}
		w.begin(authorVersion)
		w.b = append(w.b, author...)
		w.seal(0, 1)
		errs := []error{ReadAuthor(1, 0, w.b, &got.Author), ReadWork(work, &got.Work)}
		w.b = w.b[:0]
		w.begin(bodyVersion)
		w.b = append(w.b, body...)
		w.seal(0, 5)
		b, err := OpenBody(5, w.b)
		if err == nil {
			err = b.Mention(got)
		}
		for _, err := range append(errs, err) {
			if err != nil && !errors.Is(err, store.ErrDamaged) {
				t.Errorf("an error of another kind: %v", err)
			}
		}
		if n := len(got.Body.Media) + len(got.Body.Links) + len(got.Judgement.Why); n > len(body) {
			t.Errorf("%d bytes became lists of %d", len(body), n)
		}
	})
}

func TestNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, n := rapid.Uint64().Draw(t, "unsigned"), rapid.Int64().Draw(t, "signed")
		w := &writer{}
		w.uint(v)
		w.int(n)
		r := &reader{s: string(w.b)}
		if a, b := r.uint(), r.int(); a != v || b != n || r.end("") != nil {
			t.Fatalf("%d, %d came back as %d, %d", v, n, a, b)
		}
		junk := rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "bytes")
		got, size := uvarint(string(junk))
		if want, k := binary.Uvarint(junk); (size > 0) != (k > 0) || size > 0 && (got != want || size != k) {
			t.Fatalf("%x: %d, %d, want %d, %d", junk, got, size, want, k)
		}
	})
}

func TestReferences(t *testing.T) {
	w := &writer{text: "Холодильник НЕ морозит https://a.example/x"}
	w.refs.author("77", "ivan@m.example", "https://m.example/@ivan", "")
	w.refs[refID] = "113456789012345678"
	for s, most := range map[string]int{
		"https://m.example/@ivan/113456789012345678": 4, "113456789012345678": 2, "https://m.example/@ivan": 2,
		"https://vk.com/wall-1_2": 7, "\x01": 2, "": 1, "113456789012345999": 9,
	} {
		w.b = nil
		w.ref(s)
		r := &reader{s: string(w.b), refs: w.refs}
		if got := r.str(); got != s || r.end("") != nil || len(w.b) > most {
			t.Errorf("%q takes %d bytes (%x), want %d at most; comes back as %q", s, len(w.b), w.b, most, got)
		}
	}
	for s, most := range map[string]int{"https://a.example/x": 4, "не морозит": 4, "Холодильник": 4, "жду": 4, "НЕ МОРОЗИТ": 11} {
		w.b = nil
		w.quote(s)
		r := &reader{s: string(w.b), refs: w.refs, text: w.text}
		if got := r.str(); got != s || r.end("") != nil || len(w.b) > most {
			t.Errorf("%q takes %d bytes, want %d at most; comes back as %q", s, len(w.b), most, got)
		}
	}
}

func TestKeysAreShortAndApart(t *testing.T) {
	for id, most := range map[string]int{"113456789012345678": 10, "1138": 4, "-1_2": 6, "12": 4, "0": 3} {
		if k := AppendKey(nil, "mastodon", id); len(k) > most {
			t.Errorf("%s takes %d bytes", id, len(k))
		}
	}
	if a, b := AppendKey(nil, "vk", "99999"), AppendKey(nil, "vk", "100000"); string(a) >= string(b) {
		t.Errorf("%x is not before %x", a, b)
	}
	rapid.Check(t, func(t *rapid.T) {
		network := rapid.SampledFrom([]string{"vk", "v", "", "mastodon", "mastodon2", "odd_net"})
		id := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{1,21}`))
		na, nb, a, b := network.Draw(t, "network"), network.Draw(t, "other network"), id.Draw(t, "id"), id.Draw(t, "other id")
		if same := string(AppendKey(nil, na, a)) == string(AppendKey(nil, nb, b)); same != (na == nb && a == b) {
			t.Fatalf("%q %q and %q %q: one key %v", na, a, nb, b, same)
		}
	})
}

func TestKeysAreReadBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		network := rapid.OneOf(rapid.SampledFrom([]string{"vk", "mail", "x-1"}), rapid.StringMatching(`[a-z0-9_-]{1,32}`)).Draw(r, "network")
		id := rapid.OneOf(rapid.StringMatching(`[0-9]{0,20}`), rapid.String()).Draw(r, "id")
		key := AppendKey(nil, network, id)
		if n, i, ok := ReadKey(key); !ok || n != network || i != id {
			r.Fatalf("%s:%q comes back as %s:%q, %v", network, id, n, i, ok)
		}
		ReadKey(key[:rapid.IntRange(0, len(key)).Draw(r, "cut")]) // must not panic
		ReadKey(rapid.SliceOf(rapid.Byte()).Draw(r, "anything"))
	})
}
