package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/clean"
)

// word draws a text that reading leaves alone: no spaces at its ends, and
// nothing at the start that would be taken off.
func word(t *rapid.T, name string) string {
	s := strings.ToValidUTF8(rapid.String().Draw(t, name), "")
	s = strings.TrimLeftFunc(s, func(r rune) bool { return r == '#' || r == '@' || unicode.IsSpace(r) })
	return strings.TrimSpace(s)
}

func someID(t *rapid.T, name string) string {
	return rapid.StringMatching(`[a-zA-Zа-я0-9:@/._-]{0,30}`).Draw(t, name)
}

func must(t *rapid.T, s string) string {
	if strings.TrimSpace(clean.Text(s, 0)) == "" {
		return "x"
	}
	return s
}

func stamp(t *rapid.T, name string) time.Time {
	from := earliest().UnixMicro()
	us := rapid.Int64Range(from, now.UnixMicro()).Draw(t, name)
	return time.UnixMicro(us).UTC()
}

func maybeTime(t *rapid.T, name string) time.Time {
	if rapid.Bool().Draw(t, name+"?") {
		return stamp(t, name)
	}
	return time.Time{}
}

func words(t *rapid.T, name string) []string {
	var out []string
	for range rapid.IntRange(0, 3).Draw(t, name) {
		out = append(out, must(t, word(t, name)))
	}
	return out
}

func count(t *rapid.T, name string) int { return rapid.IntRange(0, 1<<53).Draw(t, name) }

func drawMention(t *rapid.T) *store.Mention {
	m := &store.Mention{
		Key:     store.Key{Network: rapid.StringMatching(`[a-z0-9_-]{1,32}`).Filter(func(s string) bool { return s != "email" && s != "rss" }).Draw(t, "network"), ID: must(t, someID(t, "id"))},
		Account: word(t, "account"), URL: word(t, "url"), Kind: rapid.SampledFrom(store.Kinds()).Draw(t, "kind"),
		Created: stamp(t, "created"), Edited: maybeTime(t, "edited"), Arrived: maybeTime(t, "arrived"),
		Place: store.Place{Thread: someID(t, "thread"), Parent: someID(t, "parent")},
		Author: store.Author{
			ID: someID(t, "author"), Handle: word(t, "handle"), Name: word(t, "name"), Email: word(t, "email"), URL: word(t, "link"),
			Bio: word(t, "bio"), Avatar: word(t, "avatar"), Followers: count(t, "followers"), Following: count(t, "following"),
			Posts: count(t, "posts"), Verified: rapid.Bool().Draw(t, "verified"), Location: word(t, "location"),
		},
		Body: store.Body{
			Title: word(t, "title"), Text: must(t, word(t, "text")), Warning: word(t, "warning"), Lang: word(t, "lang"), Links: words(t, "links"),
		},
		Counts: store.Counts{Likes: count(t, "likes"), Shares: count(t, "shares"), Replies: count(t, "replies"), Views: count(t, "views")},
		Work: store.Work{
			State:    rapid.SampledFrom([]store.State{"", store.StateNew, store.StateOpen, store.StateSnoozed, store.StateDone}).Draw(t, "state"),
			Assignee: word(t, "assignee"), Until: maybeTime(t, "until"), Tags: Tags(words(t, "tags")), Opened: maybeTime(t, "opened"),
			Answered: maybeTime(t, "answered"), Answerer: word(t, "answerer"), Closed: maybeTime(t, "closed"),
		},
		Judgement: store.Judgement{
			Sentiment: rapid.SampledFrom([]string{"", "negative", "neutral", "positive"}).Draw(t, "sentiment"),
			Score:     rapid.Float64Range(-1, 1).Draw(t, "score"), Confidence: rapid.Float64Range(0, 1).Draw(t, "confidence"),
			Intent: rapid.SampledFrom([]string{"", "complaint", "idea", "other"}).Draw(t, "intent"), Lead: rapid.Bool().Draw(t, "lead"),
			Priority: rapid.IntRange(0, 100).Draw(t, "priority"), Influence: rapid.IntRange(0, 100).Draw(t, "influence"), Monitors: words(t, "monitors"), Taught: words(t, "taught"),
			Review: rapid.Bool().Draw(t, "review"), Occasions: words(t, "occasions"), Model: word(t, "model"),
		},
	}
	drawParts(t, m)
	return m
}

func drawParts(t *rapid.T, m *store.Mention) {
	for range rapid.IntRange(0, 2).Draw(t, "media") {
		m.Body.Media = append(m.Body.Media, store.Media{Type: word(t, "type"), URL: word(t, "url"), Alt: word(t, "alt")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "raised") {
		m.Judgement.Raised = append(m.Judgement.Raised, store.Raise{Rule: word(t, "rule"), Points: rapid.IntRange(1, 100).Draw(t, "points")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "why") {
		m.Judgement.Why = append(m.Judgement.Why, store.Reason{What: word(t, "what"), About: word(t, "about"), Weight: rapid.Float64().Draw(t, "weight")})
	}
	if rapid.Bool().Draw(t, "geo?") {
		m.Body.Geo = &store.Geo{Country: "RU", Place: word(t, "place"), Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}
	}
	for range rapid.IntRange(0, 3).Draw(t, "extras") {
		name := rapid.SampledFrom([]string{"x", "x.y", "author.mood", "author.", "geo.lat", "geo.zip", "counts.quotes", "Text", ""}).Draw(t, "extra")
		raw, err := json.Marshal(word(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		if m.Extra == nil {
			m.Extra = map[string]json.RawMessage{}
		}
		m.Extra[name] = raw
	}
}

func TestWhatWasWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMention(t)
		more := Extra{Contact: word(t, "contact"), Duplicates: count(t, "duplicates")}
		for range rapid.IntRange(0, 2).Draw(t, "notes") {
			more.Notes = append(more.Notes, store.Note{By: word(t, "by"), At: maybeTime(t, "at"), Text: must(t, word(t, "note"))})
			more.History = append(more.History, store.Entry{By: word(t, "by"), At: maybeTime(t, "at"), Verb: "tag", Title: word(t, "title")})
		}
		line, err := Encode(m, more)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsAny(line, "\n\r") || !json.Valid(line) {
			t.Fatalf("not one line of JSON: %q", line)
		}
		got, err := DecodeAll(line, now)
		if err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if d := cmp.Diff(Record{m, more.Notes, more.History, more.Apart}, got); d != "" {
			t.Fatal(d)
		}
	})
}

func TestQuotedTextIsWhatTheStandardLibraryReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		var got string
		if err := json.Unmarshal(appendQuoted(nil, s), &got); err != nil {
			t.Fatal(err)
		}
		want := new(strings.Builder)
		for _, r := range s { // every broken byte is one U+FFFD
			want.WriteRune(r)
		}
		if got != want.String() {
			t.Fatalf("%q became %q", s, got)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(contract))
	for line := range refusals() {
		if len(line) < 1000 {
			f.Add([]byte(line))
		}
	}
	f.Add([]byte(minimal(`,"why":[{"what":"a","weight":1}],"notes":[{"text":"n"}],"geo":{"lat":1,"x":{}},"author":{"":1}`)))
	f.Fuzz(func(t *testing.T, line []byte) {
		r, err := DecodeAll(line, now)
		if err != nil {
			var refusal *Refusal
			if !errors.As(err, &refusal) || refusal.Reason == "" || r.Mention != nil {
				t.Fatalf("%v with %v", err, r.Mention)
			}
			return
		}
		m := r.Mention
		if !store.ValidNetwork(m.Key.Network) || m.Key.ID == "" || strings.TrimSpace(m.Body.Text) == "" || !utf8.ValidString(m.Body.Text) {
			t.Fatalf("accepted %+v", m)
		}
		if checkTime(m.Created, now) != "" {
			t.Fatalf("accepted the time %s", m.Created)
		}
		out, err := Encode(m, Extra{Notes: r.Notes, History: r.History})
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeAll(out, now)
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if d := cmp.Diff(r, again); d != "" {
			t.Fatalf("%s\n%s", d, out)
		}
	})
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(minimal("") + "\r\n\n{\n" + minimal("")))
	f.Add([]byte("\xef\xbb\xbf\n\xff\xfe\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		last := int64(0)
		for line, err := range NewReader(bytes.NewReader(file), now).All() {
			if (err == nil) != (line.Record.Mention != nil) {
				t.Fatalf("line %d: %v with %v", line.Number, err, line.Record.Mention)
			}
			if line.Bytes <= last || line.Bytes > int64(len(file)) {
				t.Fatalf("line %d ends at %d after %d of %d", line.Number, line.Bytes, last, len(file))
			}
			last = line.Bytes
		}
	})
}

// BenchmarkDecode reads the line of the contract. It must be fast, above 60 MB/s:
// an import reads a million lines.
func BenchmarkDecode(b *testing.B) {
	line := []byte(strings.ReplaceAll(contract, "\n", ""))
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(line, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	m := contractMention()
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if buf, err = Append(buf[:0], m, Extra{}); err != nil {
			b.Fatal(err)
		}
	}
}
