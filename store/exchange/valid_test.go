package exchange

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
)

// sureIsValid checks the one promise that counts: what the quick reader calls
// JSON is JSON.
func sureIsValid(t interface{ Fatalf(string, ...any) }, raw []byte) {
	if surelyJSON(raw) && !json.Valid(raw) {
		t.Fatalf("%q passed and is no JSON", raw)
	}
}

func TestSurelyJSON(t *testing.T) {
	for _, s := range []string{
		`{}`, ` [] `, `{"a":1}`, `{"a":[1,-0,0.5,1e5,1E-5,12.5e+10,"x\"\\\/\b\f\n\r\t\u00e9"],"b":{"c":null,"d":true,"e":false}}`, "\"щ\u007f\xff\"", `0`, "[ 1 ,\t2\r\n]",
	} {
		if !surelyJSON([]byte(s)) {
			t.Errorf("%s was not recognised", s)
		}
		sureIsValid(t, []byte(s))
		for end := range len(strings.TrimSpace(s)) { // cut anywhere it is no JSON, but for numbers
			sureIsValid(t, []byte(s[:end]))
		}
	}
	for _, s := range []string{
		``, ` `, `{`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{a:1}`, `{"a":1 "b":2}`, `[1,]`, `[,1]`, `[1 2]`, `01`, `-`, `1.`, `.5`, `1e`, `1e+`, `+1`, `tru`, `nul`, `truee`, `"`, `"\x"`,
		`"\u12g4"`, `"\u123`, "\"\n\"", "\"\x00\"", `{} {}`, "{}\v", "\u00a0{}", strings.Repeat("[", 20) + strings.Repeat("]", 20),
	} {
		if surelyJSON([]byte(s)) {
			t.Errorf("%q passed", s)
		}
	}
}

func TestSurelyJSONForAnyText(t *testing.T) {
	piece := rapid.SampledFrom(strings.Split(`{ } [ ] , : " \ \u00 e9 \" 0 1 - + . e E true false null a "a" "b": 1.5 -0 `+"\n \x00 \xff", " "))
	rapid.Check(t, func(t *rapid.T) {
		whole := anyJSON(3).Draw(t, "json")
		if !surelyJSON([]byte(whole)) {
			t.Fatalf("%s was not recognised", whole)
		}
		at := rapid.IntRange(0, len(whole)).Draw(t, "at")
		to := rapid.IntRange(at, len(whole)).Draw(t, "to")
		sureIsValid(t, []byte(whole[:at]+piece.Draw(t, "piece")+whole[to:]))
		sureIsValid(t, []byte(strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), "")))
	})
}

func FuzzSurelyJSON(f *testing.F) {
	for _, s := range []string{minimal(""), contract, `[1e5,"\u00e9",{"a":[]}]`, `{"a":01}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) { sureIsValid(t, raw) })
}

// The short way of reading times gives what the long way gives.
func TestPlainTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string, hi int) int { return rapid.IntRange(0, hi).Draw(t, name) }
		s := fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", n("year", 9999), n("month", 13), n("day", 32), n("hour", 24), n("minute", 60), n("second", 61))
		got, ok := plainTime([]byte(`"` + s + `"`))
		var want time.Time
		if err := want.UnmarshalText([]byte(s)); ok && (err != nil || got != store.Stamp(want)) {
			t.Fatalf("%s: %v, want %v, %v", s, got, want, err)
		}
	})
	for s, want := range map[string]bool{
		`"2026-11-20T09:31:07Z"`: true, `"2026-02-28T00:00:00Z"`: true, `"2026-02-29T00:00:00Z"`: false, `"2026-11-20t09:31:07Z"`: false,
		`"2026-11-20T09:31:60Z"`: false, `"2026-11-20T09:31:07+"`: false, `"0000-01-01T00:00:00Z"`: false, `""`: false, `"20x6-11-20T09:31:07Z"`: false,
	} {
		if _, ok := plainTime([]byte(s)); ok != want {
			t.Errorf("%s: %v", s, ok)
		}
	}
}

// What begins with a letter is never empty after cleaning; the rest is asked.
func TestEmptyTextsAreStillRefused(t *testing.T) {
	for text, want := range map[string]bool{"а": true, "x\x1b[2J": true, "!": true, " а": true, "\x1b]0;title\a": false, "\u200b ": false, " \n": false, "": false, "\xd0": true} {
		raw, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Decode([]byte(fmt.Sprintf(`{"network":"vk","id":"1","created":"2026-11-20T09:31:07Z","text":%s}`, raw)), now)
		if (err == nil) != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What one line leaves in the reader's memory does not reach the next, and an
// enormous line leaves nothing.
func TestLinesDoNotMeet(t *testing.T) {
	var r room
	first := r.members([]byte(`{"a":1,"b":2}`))
	inner := r.members([]byte(`{"c":3}`))
	if len(first) != 2 || string(first[1].name) != "b" || len(inner) != 1 || string(inner[0].value) != "3" {
		t.Errorf("%s and %s", first, inner)
	}
	for range maxRoom {
		r.members([]byte(`{"a":1,"b":2}`))
	}
	if string(first[0].value) != "1" {
		t.Error("growing changed what was given before")
	}
	if r.reset(); r.list != nil {
		t.Error("an enormous line is still in memory")
	}
	for n, want := range map[int]string{maxItems: "", maxItems + 1: "tags: has more than 65536 values", 1 << 20: "tags: has more than 65536 values"} {
		f := object([]byte(`{"tags":["x"`+strings.Repeat(`,"x"`, n-1)+"]}"), "", new(room))
		if got := f.texts("tags"); want == "" && (len(got) != n || f.refuse != nil) || want != "" && (got != nil || f.refuse.Error() != want) {
			t.Errorf("%d tags: %d, %v", n, len(got), f.refuse)
		}
	}
	fields := func(n int) []byte { return []byte(`{"b":2` + strings.Repeat(`,"a":1`, n-1) + "}") }
	if got := r.members(fields(maxFields)); len(got) != maxFields || object(fields(maxFields), "", &r).refuse != nil {
		t.Errorf("%d fields of %d", len(got), maxFields)
	}
	if f := object(fields(100_000), "author.", &r); len(f.raw) != maxFields+1 || f.refuse == nil || f.refuse.Error() != "author: has more than 4096 fields" {
		t.Errorf("%d fields, %v", len(f.raw), f.refuse)
	}
}
