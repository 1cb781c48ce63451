package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
)

// A whole workspace goes into a file and comes back, with somebody's broken
// lines pasted between.
func TestAWorkspaceTravelsThroughAFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var file bytes.Buffer
		var want []Record
		broken := 0
		for i := range rapid.IntRange(1, 8).Draw(t, "lines") {
			switch rapid.IntRange(0, 4).Draw(t, "line") {
			case 0:
				file.WriteString(rapid.SampledFrom([]string{"\n", "   \r\n"}).Draw(t, "blank"))
			case 1:
				broken++
				file.WriteString(rapid.SampledFrom([]string{"{\n", "oops\r\n", `{"network":"vk"}` + "\n", "[1]\n", "\"\n"}).Draw(t, "broken"))
			default:
				m := drawMention(t)
				m.Key.ID = fmt.Sprintf("%s-%d", m.Key.ID, i)
				var more Extra
				if rapid.Bool().Draw(t, "noted") {
					more.Notes = []store.Note{{By: "anna", At: now, Text: "called"}}
				}
				line, err := Encode(m, more)
				if err != nil {
					t.Fatal(err)
				}
				file.Write(line)
				file.WriteString("\n")
				want = append(want, Record{Mention: m, Notes: more.Notes})
			}
		}
		var got []Record
		for line, err := range NewReader(&file, now).All() {
			if err != nil {
				broken--
				continue
			}
			got = append(got, line.Record)
		}
		if broken != 0 {
			t.Fatalf("%d broken lines more than refusals", broken)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

// A script reads the export with nothing but a JSON reader.
func TestAScriptFindsEveryFieldOfTheContract(t *testing.T) {
	m := &store.Mention{Key: store.Key{Network: "vk", ID: "1"}, Kind: store.KindPost, Created: now, Body: store.Body{Text: "ok"}, Work: store.Work{State: store.StateNew}}
	line, err := Encode(m, Extra{})
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(line, &object); err != nil {
		t.Fatal(err)
	}
	// Present even in the emptiest mention, so that a script needs no "if".
	for name, want := range map[string]any{
		"network": "vk", "account": "", "id": "1", "url": "", "created": "2026-11-20T12:00:00Z", "text": "ok", "lang": "",
		"thread": "", "in_reply_to": "", "kind": "post", "media": []any{}, "links": []any{}, "tags": []any{},
		"state": "new", "assignee": "", "sentiment": "", "score": 0.0, "confidence": 0.0, "intent": "", "lead": false,
		"priority": 0.0, "monitors": []any{}, "contact": "", "duplicates": 0.0, "doc": 0.0,
		"counts": map[string]any{"likes": 0.0, "shares": 0.0, "replies": 0.0, "views": 0.0},
		"author": map[string]any{
			"id": "", "handle": "", "name": "", "email": "", "url": "", "bio": "", "avatar": "",
			"followers": 0.0, "following": 0.0, "posts": 0.0, "verified": false, "location": "",
		},
	} {
		if d := cmp.Diff(want, object[name]); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		delete(object, name)
	}
	if len(object) > 0 {
		t.Errorf("fields that hold nothing are written: %v", object)
	}
}

func TestEveryFieldOfTheFormatIsKnownToItself(t *testing.T) {
	m := contractMention()
	m.Edited, m.Arrived, m.Body.Title, m.Body.Warning = now, now, "t", "w"
	m.Judgement = store.Judgement{
		Sentiment: "negative", Score: -1, Confidence: 1, Intent: "complaint", Lead: true, Priority: 1, Influence: 1, Monitors: []string{"m"},
		Why: []store.Reason{{What: "x"}}, Taught: []string{"spam"}, Review: true, Occasions: []string{"o"}, Model: "x", Raised: []store.Raise{{Rule: "r", Points: 1}},
	}
	m.Work = store.Work{State: store.StateDone, Until: now, Opened: now, Answered: now, Answerer: "a", Closed: now}
	line, err := Encode(m, Extra{Notes: []store.Note{{Text: "n"}}, History: []store.Entry{{Verb: "tag"}}})
	if err != nil {
		t.Fatal(err)
	}
	written := 0
	for _, f := range new(room).members(line) {
		if !known(string(f.name)) {
			t.Errorf("%s is written but not known", f.name)
		}
		written++
	}
	if written != 46 {
		t.Errorf("%d fields are written", written)
	}
	// An unknown field cannot push a known one aside.
	m.Extra = map[string]json.RawMessage{"text": json.RawMessage(`"evil"`), "influence": json.RawMessage("100"), "doc": json.RawMessage("7"), "author.name": json.RawMessage(`"evil"`)}
	again, err := Encode(m, Extra{Notes: []store.Note{{Text: "n"}}, History: []store.Entry{{Verb: "tag"}}})
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.TrimSuffix(string(line), "}") + `,"author.name":"evil"}`; string(again) != want {
		t.Errorf("%s", again)
	}
}

func TestATableHasOneRowForEveryMention(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []Row
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			rows = append(rows, Row{Mention: drawMention(t), More: Extra{Contact: word(t, "contact")}})
		}
		var b bytes.Buffer
		if err := CSV(&b, rowsOf(rows...)); err != nil {
			t.Fatal(err)
		}
		table, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(table) != len(rows)+1 {
			t.Fatalf("%d lines for %d rows", len(table), len(rows))
		}
		for i, row := range rows {
			for j, cell := range table[i+1] {
				numeric := j < len(table[0]) && table[0][j] == "score"
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@") && !numeric {
					t.Fatalf("%s of %s is %q", table[0][j], row.Mention.Key, cell)
				}
			}
		}
	})
}

func TestDaysInATableAreInUTC(t *testing.T) {
	if got := day(time.Date(2026, 11, 20, 1, 0, 0, 0, time.FixedZone("MSK", 3*3600))); got != "2026-11-19T22:00:00Z" {
		t.Error(got)
	}
	if got := day(time.Time{}); got != "" {
		t.Error(got)
	}
}

func BenchmarkReader(b *testing.B) {
	file := strings.Repeat(strings.ReplaceAll(contract, "\n", "")+"\n", 1000)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		for _, err := range NewReader(strings.NewReader(file), now).All() {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
