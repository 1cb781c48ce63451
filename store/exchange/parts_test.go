package exchange

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
)

// anyJSON draws a value of any shape, with spaces where JSON allows them.
func anyJSON(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		space := rapid.SampledFrom([]string{"", " ", "\n", "\t\r "}).Draw(t, "space")
		kinds := 4
		if depth > 0 {
			kinds = 6
		}
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 0:
			return rapid.SampledFrom([]string{"null", "true", "false"}).Draw(t, "word")
		case 1:
			return rapid.SampledFrom([]string{"0", "-1", "1.5e3", "12345678901234567890"}).Draw(t, "number")
		case 2:
			return rapid.SampledFrom([]string{`""`, `"\""`, `"\\"`, `"a\\\"]}"`, `"{[,:"`, `"\u0041"`, `"щ"`}).Draw(t, "tricky")
		case 3:
			raw, err := json.Marshal(rapid.String().Draw(t, "text"))
			if err != nil {
				t.Fatal(err)
			}
			return string(raw)
		case 4:
			var items []string
			for range rapid.IntRange(0, 3).Draw(t, "items") {
				items = append(items, space+anyJSON(depth-1).Draw(t, "item")+space)
			}
			return "[" + space + strings.Join(items, ",") + space + "]"
		default:
			var items []string
			for i := range rapid.IntRange(0, 3).Draw(t, "fields") {
				name := rapid.SampledFrom([]string{"a", `\u0062`, `q\"`, ""}).Draw(t, "name")
				items = append(items, fmt.Sprintf(`%s"%s%d"%s:%s%s`, space, name, i, space, space, anyJSON(depth-1).Draw(t, "value")+space))
			}
			return "{" + space + strings.Join(items, ",") + space + "}"
		}
	})
}

// The walk by hand must see what the standard library sees.
func TestObjectsAndListsAreTakenApartAsTheStandardLibraryDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := []byte(anyJSON(3).Draw(t, "json"))
		if !json.Valid(raw) {
			t.Fatalf("the test draws bad JSON: %s", raw)
		}
		switch raw[0] {
		case '{':
			var want map[string]json.RawMessage
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			got := map[string]json.RawMessage{}
			(&fields{raw: new(room).members(raw)}).rest(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%s\n%s", raw, d)
			}
		case '[':
			var want []json.RawMessage
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			got := elements(raw)
			if len(got) != len(want) {
				t.Fatalf("%s: %q", raw, got)
			}
			for i := range got {
				if string(got[i]) != string(want[i]) {
					t.Fatalf("%s: %q", raw, got)
				}
			}
		}
	})
}

func TestOfTwoFieldsWithOneNameTheLaterCounts(t *testing.T) {
	m, err := Decode([]byte(minimal(`,"text":"second","lang":"ru","lang":null`)), now)
	if err != nil || m.Body.Text != "second" || m.Body.Lang != "" {
		t.Errorf("%+v %v", m, err)
	}
}

func TestNamesOfFieldsMayBeEscaped(t *testing.T) {
	m, err := Decode([]byte(strings.Replace(minimal(""), `"text"`, `"\u0074ext"`, 1)), now)
	if err != nil || m.Body.Text != "ok" {
		t.Errorf("%+v %v", m, err)
	}
	if _, err := Decode([]byte(strings.Replace(minimal(""), `"text"`, `"Text"`, 1)), now); err == nil {
		t.Error("names are told apart by their letters' size, unlike in package json")
	}
}

func TestTimesAreRead(t *testing.T) {
	at := func(ns int) time.Time { return time.Date(2026, 11, 20, 9, 31, 7, ns, time.UTC) }
	for in, want := range map[string]time.Time{
		"2026-11-20T09:31:07Z":            at(0),
		" 2026-11-20T09:31:07Z ":          at(0),
		"2026-11-20T12:31:07+03:00":       at(0),
		"2026-11-20t09:31:07z":            at(0),
		"2026-11-20 09:31:07Z":            at(0),
		"2026-11-20T09:31:07.123456789Z":  at(123456000), // the store knows microseconds
		"2026-11-20T09:31:06.5+00:00":     at(0).Add(-500 * time.Millisecond),
		"2026-11-20T09:31:07-00:00":       at(0),
		"2026-11-20T09:30:60Z":            at(0).Add(-7 * time.Second),
		"2026-11-20T09:31:07":             {},
		"2026-11-20":                      {},
		"2026-11-20T09:31Z":               {},
		"2026-11-20T9:31:07Z":             {},
		"2026-11-20T09:31:07,5Z":          {},
		"2026-11-20T24:00:00Z":            {},
		"2026-13-20T09:31:07Z":            {},
		"2026-11-20T09:31:07+25:00":       {},
		"20 Nov 2026":                     {},
		"":                                {},
		"2026-11-20T09:31:07Zzzzzzzzzzzz": {},
	} {
		raw, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := parseTime(raw)
		if !got.Equal(want) || ok == want.IsZero() {
			t.Errorf("%q is read as %s, %v", in, got, ok)
		}
	}
	if _, ok := parseTime(json.RawMessage("1795165200")); ok {
		t.Error("a bare number was taken for a time")
	}
}

func TestTagsAreBroughtIntoTheStoresForm(t *testing.T) {
	for _, test := range []struct{ in, want []string }{
		{nil, nil},
		{[]string{}, nil},
		{[]string{"", " ", "#", "# "}, nil},
		{[]string{"b", "a", "b"}, []string{"a", "b"}},
		{[]string{" #vip ", "##vip", "# vip"}, []string{"vip"}},
		{[]string{"C#", "два слова"}, []string{"C#", "два слова"}},
	} {
		if d := cmp.Diff(test.want, Tags(test.in)); d != "" {
			t.Errorf("%q: %s", test.in, d)
		}
	}
}

func TestNumbersAreKeptWithinReason(t *testing.T) {
	m, err := Decode([]byte(minimal(`,"author":{"followers":1e300,"following":-5,"posts":"7.9"},"counts":{"likes":"","shares":" 3 "},"score":-7,"confidence":9,"priority":1e9`)), now)
	if err != nil {
		t.Fatal(err)
	}
	if a := m.Author; a.Followers != 1<<53 || a.Following != 0 || a.Posts != 7 {
		t.Errorf("%+v", a)
	}
	if c := m.Counts; c.Likes != 0 || c.Shares != 3 {
		t.Errorf("%+v", c)
	}
	if j := m.Judgement; j.Score != -1 || j.Confidence != 1 || j.Priority != 100 {
		t.Errorf("%+v", j)
	}
}

func TestYesAndNoInEveryForm(t *testing.T) {
	for in, want := range map[string]bool{`true`: true, `"True"`: true, `1`: true, `"yes"`: true, `false`: false, `0`: false, `""`: false, `"no"`: false, `null`: false} {
		m, err := Decode([]byte(minimal(`,"author":{"verified":`+in+`}`)), now)
		if err != nil || m.Author.Verified != want {
			t.Errorf("%s is read as %v, %v", in, m, err)
		}
	}
}

func TestIdsAreKeptToTheLetter(t *testing.T) {
	for in, want := range map[string]string{
		`"1138"`: "1138", `1138`: "1138", `12345678901234567890123`: "12345678901234567890123", `-7`: "-7",
		`"https://m.example/@ivan/1"`: "https://m.example/@ivan/1", `" x "`: "x", `"id с пробелом"`: "id с пробелом",
		`"` + strings.Repeat("x", maxID) + `"`: strings.Repeat("x", maxID),
	} {
		m, err := Decode([]byte(strings.Replace(minimal(""), `"1"`, in, 1)), now)
		if err != nil || m.Key.ID != want {
			t.Errorf("%s is read as %v, %v", in, m, err)
		}
	}
}

func TestNotesAndHistoryOfOtherToolsDoNoHarm(t *testing.T) {
	r, err := DecodeAll([]byte(minimal(`,"notes":[{"text":"one","at":"never","by":5},{"text":""},"two",null,{}],"history":[{"verb":"tag"},{"at":"2026-11-20T09:00:00Z"},[]]`)), now)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]store.Note{{Text: "one"}}, r.Notes); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]store.Entry{{Verb: "tag"}}, r.History); d != "" {
		t.Error(d)
	}
	if r.Mention.Work.Notes != 0 || r.Mention.Extra != nil {
		t.Errorf("%+v", r.Mention)
	}
	for _, empty := range []string{`,"notes":"","history":"x"`, `,"notes":7,"history":{}`, `,"notes":[],"history":[]`} {
		if r, err := DecodeAll([]byte(minimal(empty)), now); err != nil || r.Notes != nil || r.History != nil || r.Mention.Extra != nil {
			t.Errorf("%s: %+v %v", empty, r, err)
		}
	}
}

func TestBrokenBytesInALineAreReplaced(t *testing.T) {
	m, err := Decode([]byte(strings.Replace(minimal(`,"pet":"`+"\xff"+`"`), "ok", "caf\xe9 \\ud800", 1)), now)
	if err != nil || m.Body.Text != "caf\uFFFD \uFFFD" || string(m.Extra["pet"]) != "\"\uFFFD\"" {
		t.Errorf("%+v %v", m, err)
	}
}

func TestNumbersThatJSONDoesNotKnowAreWrittenAsZero(t *testing.T) {
	m := contractMention()
	m.Judgement.Score, m.Judgement.Confidence = math.NaN(), math.Inf(1)
	m.Judgement.Why = []store.Reason{{What: "x", Weight: 1e-300}, {What: "y", Weight: -1e21}}
	line, err := Encode(m, Extra{})
	if err != nil || !json.Valid(line) {
		t.Fatalf("%s %v", line, err)
	}
	if !strings.Contains(string(line), `"score":0,"confidence":0`) {
		t.Errorf("%s", line)
	}
	got, err := Decode(line, now)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(m.Judgement.Why, got.Judgement.Why); d != "" {
		t.Error(d)
	}
}

func TestALineIsOneLineAndSafeToPrint(t *testing.T) {
	m := contractMention()
	m.Body.Text = "a\nb\r\tc\x00\x1b[31m\u0085\u009b\u2028\x7f\"\\</script>"
	line, err := Encode(m, Extra{})
	if err != nil {
		t.Fatal(err)
	}
	want := `"text":"a\nb\r\tc\u0000\u001b[31m\u0085\u009b\u2028\u007f\"\\</script>"`
	if !strings.Contains(string(line), want) {
		t.Errorf("%s", line)
	}
}

func TestAppendKeepsWhatIsThere(t *testing.T) {
	line, err := Append([]byte("x\n"), contractMention(), Extra{})
	if err != nil || !strings.HasPrefix(string(line), "x\n{\"network\"") {
		t.Errorf("%.40s %v", line, err)
	}
}

func TestRefusalsQuoteShortly(t *testing.T) {
	for field, value := range map[string]string{"kind": strings.Repeat("щ", 500), "created": strings.Repeat("9", 500), "network": strings.Repeat("x", 500)} {
		line := minimal(`,"` + field + `":"` + value + `"`)
		if _, err := Decode([]byte(line), now); err == nil || len(err.Error()) > 300 || !strings.HasPrefix(err.Error(), field+": ") {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestCellsThatLookLikeFormulas(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "text": "text", "1-2": "1-2", "=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\t=1": "'\t=1", "\n\r =1": "'\n\r =1",
		"\u00a0=1": "'\u00a0=1", "＝1": "'＝1", "－1": "'－1", "щ=": "щ=", "'=1": "'=1", " ": " ", "\xff": "\xff",
	} {
		if got := Safe(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
