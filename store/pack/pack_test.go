package pack_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/pack"
)

// ivan is a mention as a network gives it and scoring judges it.
func ivan() *store.Mention {
	at := time.Date(2026, 11, 20, 9, 31, 7, 0, time.UTC)
	return &store.Mention{
		Doc: 1138, Key: store.Key{Network: "mastodon", ID: "113456789012345678"}, Account: "acme",
		URL: "https://m.example/@ivan/113456789012345678", Kind: store.KindReply, Created: at, Arrived: at.Add(3*time.Second + 250*time.Millisecond),
		Place: store.Place{Thread: "113456789012345000", Parent: "113456789012345000"},
		Author: store.Author{
			ID: "109876543210987654", Handle: "ivan@m.example", Name: "Иван Петров", URL: "https://m.example/@ivan", Bio: "Люблю пиццу",
			Avatar: "https://m.example/avatars/ivan.png", Followers: 1840, Following: 210, Posts: 900, Location: "Казань",
		},
		Body: store.Body{
			Text: "Холодильник опять не морозит, третий день жду мастера — «завтра, завтра»… Кто-нибудь вообще читает заявки? https://a.example/x #ремонт",
			Lang: "ru", Links: []string{"https://a.example/x"},
		},
		Counts: store.Counts{Likes: 3, Shares: 1, Replies: 2},
		Judgement: store.Judgement{
			Sentiment: "negative", Score: -0.82, Confidence: 0.91, Intent: "complaint", Priority: 71, Monitors: []string{"service"},
			Why: []store.Reason{
				{What: "не морозит", About: "sentiment", Weight: -1.5},
				{What: "жду", About: "complaint", Weight: 1},
				{What: "кто-нибудь", About: "question", Weight: 0.333},
			},
		},
		Work: store.Work{State: store.StateNew},
	}
}

// roundTrip packs a mention, reads it back and gives the sizes of the parts.
func roundTrip(t interface{ Fatalf(string, ...any) }, m *store.Mention) (got *store.Mention, body, author, work int) {
	h := pack.Head{Slot: 7, Person: 3, Version: 2}
	rawBody, rawAuthor, rawWork := pack.AppendBody(nil, m, h), pack.AppendAuthor(nil, 3, 2, &m.Author), pack.AppendWork(nil, &m.Work)
	got = new(store.Mention)
	b, err := pack.OpenBody(m.Doc, rawBody)
	if err == nil {
		err = errors.Join(pack.ReadAuthor(3, 2, rawAuthor, &got.Author), b.Mention(got), pack.ReadWork(rawWork, &got.Work))
	}
	if err != nil {
		t.Fatalf("%+v: %v", m, err)
	}
	h.Created = m.Created.UnixMicro()
	if b.Head != h {
		t.Fatalf("the head is %+v, want %+v", b.Head, h)
	}
	moved, err := pack.OpenBody(m.Doc, b.WithSlot(1<<40))
	if h.Slot = 1 << 40; err != nil || moved.Head != h {
		t.Fatalf("with another slot: %+v, %v", moved.Head, err)
	}
	return got, len(rawBody), len(rawAuthor), len(rawWork)
}

func TestAMentionIsSmall(t *testing.T) {
	m := ivan()
	got, body, author, work := roundTrip(t, m)
	if d := cmp.Diff(m, got); d != "" {
		t.Fatalf("a mention came back changed (-put +got):\n%s", d)
	}
	plain, err := store.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d letters: body %d, author %d, work %d bytes; CBOR %d", len([]rune(m.Body.Text)), body, author, work, len(plain))
	if text := len([]rune(m.Body.Text)); body > text+115 || author > 90 || work != 0 {
		t.Errorf("body %d for %d letters, author %d, work %d", body, text, author, work)
	}
	m.Work = store.Work{State: store.StateDone}
	if got, _, _, work := roundTrip(t, m); work != 2 || got.Work.State != store.StateDone {
		t.Errorf("work that is done takes %d bytes", work)
	}
}

// text draws strings of the kinds that networks send, and of none.
func text() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.Just(""), rapid.String(), rapid.StringMatching(`[а-яё «»—🙂a-z.,!]{0,40}`),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{
			"ivan", "ivan@m.example", "https://m.example/@ivan", "https://m.example/@ivan/1138", "1138", "0", "00", "18446744073709551615",
			"9999999999999999999", "ÿé«ж»", "ﷺ日本語", "שלום", "\x00\x01\x0e\x0f", "\xed\xa0\x80", "��", "😀❤️👍🏽", "ru", "post", "не морозит", "НЕ Морозит", "İ", "ɱ\n",
		}),
	)
}

func times() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		switch rapid.IntRange(0, 3).Draw(t, "kind of time") {
		case 0:
			return time.Time{}
		case 1:
			return time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "seconds"), 0).UTC()
		}
		return time.UnixMicro(rapid.Int64().Draw(t, "micro")).UTC()
	})
}

func float() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Map(rapid.IntRange(-3000, 3000), func(n int) float64 { return float64(n) / 1000 }),
		rapid.Float64(), rapid.SampledFrom([]float64{0, 1, -1, 1e300, math.Inf(1), math.MaxInt64, 1e-7, 0.1 + 0.2}),
	)
}

// mentions draws any mention at all, with the parts reflection finds: a field
// that is added to the noun and forgotten here comes back empty and fails.
func mentions() *rapid.Generator[*store.Mention] {
	return rapid.Custom(func(t *rapid.T) *store.Mention {
		m := new(store.Mention)
		fill(t, reflect.ValueOf(m).Elem(), "mention")
		return m
	})
}

func fill(t *rapid.T, v reflect.Value, name string) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(times().Draw(t, name)))
		return
	case json.RawMessage:
		raw := rapid.SampledFrom([]json.RawMessage{nil, {}, json.RawMessage(`{"a":[1,"ж"]}`), json.RawMessage("12345")}).Draw(t, name)
		v.Set(reflect.ValueOf(append(raw[:0:0], raw...)))
		if raw == nil {
			v.SetZero()
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), v.Type().Field(i).Name)
		}
	case reflect.String:
		v.SetString(text().Draw(t, name))
	case reflect.Int:
		v.SetInt(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2, 200)).Draw(t, name))
	case reflect.Uint64:
		v.SetUint(rapid.Uint64().Draw(t, name))
	case reflect.Float64:
		v.SetFloat(float().Draw(t, name))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, name))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, name) {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), name)
		}
	case reflect.Slice:
		if n := rapid.IntRange(-1, 3).Draw(t, name); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(t, v.Index(i), name)
			}
		}
	case reflect.Map:
		if n := rapid.IntRange(-1, 3).Draw(t, name); n >= 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range n {
				value := reflect.New(v.Type().Elem()).Elem()
				fill(t, value, name)
				v.SetMapIndex(reflect.ValueOf(text().Draw(t, "key")), value)
			}
		}
	default:
		t.Fatalf("%s: a field of kind %s", name, v.Kind())
	}
}

func TestAnyMentionComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := mentions().Draw(t, "mention")
		got, _, _, _ := roundTrip(t, m)
		if d := cmp.Diff(m, got); d != "" {
			t.Fatalf("a mention came back changed (-put +got):\n%s", d)
		}
		if a, b := pack.AppendBody(nil, m, pack.Head{}), pack.AppendBody([]byte("x"), got, pack.Head{}); string(a) != string(b[1:]) {
			t.Fatalf("equal mentions have different bytes")
		}
	})
}

func TestAFlippedBitIsNoticed(t *testing.T) {
	m := ivan()
	body, author := pack.AppendBody(nil, m, pack.Head{Person: 3}), pack.AppendAuthor(nil, 3, 2, &m.Author)
	for bit := range len(body) * 8 {
		body[bit/8] ^= 1 << (bit % 8)
		if _, err := pack.OpenBody(m.Doc, body); !errors.Is(err, store.ErrDamaged) {
			t.Fatalf("bit %d of the body: %v", bit, err)
		}
		body[bit/8] ^= 1 << (bit % 8)
	}
	for bit := range len(author) * 8 {
		author[bit/8] ^= 1 << (bit % 8)
		if err := pack.ReadAuthor(3, 2, author, &store.Author{}); !errors.Is(err, store.ErrDamaged) {
			t.Fatalf("bit %d of the author: %v", bit, err)
		}
		author[bit/8] ^= 1 << (bit % 8)
	}
	// Nor may a whole value stand in another's place.
	if _, err := pack.OpenBody(m.Doc+1, body); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("the body of another mention: %v", err)
	}
	for _, err := range []error{pack.ReadAuthor(4, 2, author, &store.Author{}), pack.ReadAuthor(3, 1, author, &store.Author{})} {
		if !errors.Is(err, store.ErrDamaged) {
			t.Errorf("another description: %v", err)
		}
	}
}

func TestABodyNeedsItsAuthor(t *testing.T) {
	m := ivan()
	b, err := pack.OpenBody(m.Doc, pack.AppendBody(nil, m, pack.Head{}))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Mention(new(store.Mention)); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("without its author: %v", err)
	}
}
