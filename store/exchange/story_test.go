package exchange

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// contract is the example of the contract, word for word.
const contract = `{"network":"mastodon","account":"acme","id":"1138","url":"https://m.example/@ivan/1138","created":"2026-11-20T09:31:07Z",
 "author":{"id":"77","handle":"ivan@m.example","name":"Иван Петров","email":"","url":"","bio":"","avatar":"","followers":1840,"following":210,"posts":900,"verified":false,"location":"Казань"},
 "text":"Холодильник опять не морозит, третий день жду мастера","lang":"ru","thread":"1136","in_reply_to":"1136","kind":"post",
 "counts":{"likes":3,"shares":1,"replies":2,"views":0},"media":[{"type":"image","url":"...","alt":"..."}],"links":["..."],"geo":{"country":"RU","place":"Казань","lat":55.8,"lon":49.1},"tags":[]}`

func contractMention() *store.Mention {
	return &store.Mention{
		Key: store.Key{Network: "mastodon", ID: "1138"}, Account: "acme", URL: "https://m.example/@ivan/1138",
		Kind: store.KindPost, Created: time.Date(2026, 11, 20, 9, 31, 7, 0, time.UTC),
		Place: store.Place{Thread: "1136", Parent: "1136"},
		Author: store.Author{
			ID: "77", Handle: "ivan@m.example", Name: "Иван Петров",
			Followers: 1840, Following: 210, Posts: 900, Location: "Казань",
		},
		Body: store.Body{
			Text: "Холодильник опять не морозит, третий день жду мастера", Lang: "ru",
			Media: []store.Media{{Type: "image", URL: "...", Alt: "..."}}, Links: []string{"..."},
			Geo: &store.Geo{Country: "RU", Place: "Казань", Lat: 55.8, Lon: 49.1},
		},
		Counts: store.Counts{Likes: 3, Shares: 1, Replies: 2},
	}
}

func TestTheExampleOfTheContractIsReadWordForWord(t *testing.T) {
	m, err := Decode([]byte(contract), now)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(contractMention(), m); d != "" {
		t.Error(d)
	}
}

func TestALineIsWrittenInTheOrderOfTheContract(t *testing.T) {
	m := contractMention()
	m.Doc, m.Work.State, m.Work.Tags = 9, store.StateNew, []string{"vip"}
	m.Judgement = store.Judgement{Sentiment: "negative", Score: -0.5, Confidence: 0.9, Intent: "complaint", Priority: 80, Monitors: []string{"brand"}}
	line, err := Encode(m, Extra{Contact: "p1", Duplicates: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"network":"mastodon","account":"acme","id":"1138","url":"https://m.example/@ivan/1138","created":"2026-11-20T09:31:07Z",` +
		`"author":{"id":"77","handle":"ivan@m.example","name":"Иван Петров","email":"","url":"","bio":"","avatar":"","followers":1840,"following":210,"posts":900,"verified":false,"location":"Казань"},` +
		`"text":"Холодильник опять не морозит, третий день жду мастера","lang":"ru","thread":"1136","in_reply_to":"1136","kind":"post",` +
		`"counts":{"likes":3,"shares":1,"replies":2,"views":0},"media":[{"type":"image","url":"...","alt":"..."}],"links":["..."],` +
		`"geo":{"country":"RU","place":"Казань","lat":55.8,"lon":49.1},"tags":["vip"],` +
		`"state":"new","assignee":"","sentiment":"negative","score":-0.5,"confidence":0.9,"intent":"complaint","lead":false,"priority":80,"monitors":["brand"],` +
		`"contact":"p1","duplicates":1,"doc":9}`
	if d := cmp.Diff(want, string(line)); d != "" {
		t.Error(d)
	}
}

// Anna exports her workspace and imports it on another machine.
func TestNothingIsLostBetweenExportAndImport(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2026, 11, 20, h, 0, 0, 123456000, time.UTC) }
	m := contractMention()
	m.Edited, m.Arrived, m.Body.Warning, m.Body.Title = at(10), at(11), "техника", "Жалоба"
	m.Judgement = store.Judgement{
		Sentiment: "negative", Score: -0.75, Confidence: 0.5, Intent: "complaint", Lead: true, Priority: 90,
		Monitors: []string{"brand", "fridges"}, Why: []store.Reason{{What: "не морозит", Weight: -2}, {What: "опять", Weight: -0.5}}, Taught: []string{"complaint"},
	}
	m.Work = store.Work{
		State: store.StateSnoozed, Assignee: "anna", Until: at(23), Tags: []string{"vip", "гарантия"},
		Opened: at(9), Answered: at(10), Answerer: "boris", Closed: at(11),
	}
	more := Extra{
		Contact: "p1", Duplicates: 3,
		Notes:   []store.Note{{By: "anna", At: at(9), Text: "звонила,\n\"перезвонить\""}},
		History: []store.Entry{{At: at(10), By: "anna", Verb: "tag", Title: "tagged +vip"}},
	}
	m.Doc = 77
	line, err := Encode(m, more)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeAll(line, now)
	if err != nil {
		t.Fatal(err)
	}
	m.Doc = 0 // the other machine gives its own
	if d := cmp.Diff(Record{m, more.Notes, more.History, more.Apart}, got); d != "" {
		t.Error(d)
	}
}

func minimal(field string) string {
	return `{"network":"vk","id":"1","created":"2026-11-20T09:00:00Z","text":"ok"` + field + `}`
}

func TestOtherToolsWriteItALittleDifferently(t *testing.T) {
	read := func(line string) *store.Mention {
		t.Helper()
		m, err := Decode([]byte(line), now)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		return m
	}
	plain := read(minimal(""))
	if plain.Kind != store.KindPost || plain.Author != (store.Author{}) || plain.Extra != nil {
		t.Errorf("minimal line: %+v", plain)
	}
	if m := read(minimal(`,"in_reply_to":12345678901234567890`)); m.Kind != store.KindReply || m.Place.Parent != "12345678901234567890" {
		t.Errorf("a numeric parent: %+v", m)
	}
	same := []string{
		`,"author":null,"media":null,"links":null,"geo":null,"counts":null,"tags":null,"kind":null,"lang":null,"edited":null`,
		`,"kind":"","author":{},"media":[],"links":[],"geo":{},"counts":{},"tags":[null,""," "]`,
		`,"contact":"p9","duplicates":7,"doc":99`,
		`,"sentiment":"mixed","intent":5,"state":"closed","priority":"high","lead":"maybe","why":"because","history":7,"until":"soon","monitors":"all","score":"x","answered":7`,
	}
	for _, extra := range same {
		if d := cmp.Diff(plain, read(minimal(extra))); d != "" {
			t.Errorf("%s\n%s", extra, d)
		}
	}
	m := read(`{"network":"email","id":7,"created":"2026-11-20t12:00:00.5+03:00","text":"ok","author":{"handle":"@ivan","followers":"1840","posts":-1,"verified":"true"},
		"counts":{"likes":"3","views":2e3},"media":["https://x.example/a.png"],"links":"https://x.example","tags":["#vip","б","vip"," # "],"geo":{"lat":"55.8"}}`)
	other := *plain
	want := &other
	want.Key = store.Key{Network: "mail", ID: "7"}
	want.Created = time.Date(2026, 11, 20, 9, 0, 0, 5e8, time.UTC)
	want.Author = store.Author{Handle: "ivan", Followers: 1840, Verified: true}
	want.Counts = store.Counts{Likes: 3, Views: 2000}
	want.Body.Media = []store.Media{{URL: "https://x.example/a.png"}}
	want.Body.Links = []string{"https://x.example"}
	want.Body.Geo = &store.Geo{Lat: 55.8}
	want.Work.Tags = []string{"vip", "б"}
	if d := cmp.Diff(want, m); d != "" {
		t.Error(d)
	}
	if m := read(strings.Replace(minimal(""), "vk", "rss", 1)); m.Key.Network != "feed" {
		t.Errorf("rss is read as %s", m.Key.Network)
	}
	for _, s := range []string{"2026-11-20 09:00:00Z", "2026-11-20T08:59:60Z", "2026-11-20T09:00:00.0000004z"} {
		if m := read(strings.Replace(minimal(""), "2026-11-20T09:00:00Z", s, 1)); !m.Created.Equal(plain.Created) {
			t.Errorf("%s is read as %s", s, m.Created)
		}
	}
	r, err := DecodeAll([]byte(minimal(`,"notes":"call him"`)), now)
	if err != nil || len(r.Notes) != 1 || r.Notes[0].Text != "call him" {
		t.Errorf("a note as text: %+v %v", r.Notes, err)
	}
}

func TestUnknownFieldsTravelThrough(t *testing.T) {
	line := minimal(`,"pets": { "cat" : [1, 2] },"author":{"name":"Eva","pronouns":"she"},"counts":{"quotes":4},"geo":{"city":"Ufa"},"author.name":"x","зона":null`)
	m, err := Decode([]byte(line), now)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"pets": `{"cat":[1,2]}`, "author.pronouns": `"she"`, "counts.quotes": "4", "geo.city": `"Ufa"`, "author.name": `"x"`, "зона": "null"}
	if len(m.Extra) != len(want) {
		t.Errorf("kept %v", m.Extra)
	}
	for name, value := range want {
		if string(m.Extra[name]) != value {
			t.Errorf("%s is %s, want %s", name, m.Extra[name], value)
		}
	}
	out, err := Encode(m, Extra{})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"location":"","pronouns":"she"}`, `"views":0,"quotes":4}`, `"geo":{"city":"Ufa"}`, `"author.name":"x","pets":{"cat":[1,2]},"зона":null}`} {
		if !strings.Contains(string(out), part) {
			t.Errorf("%s is missing in %s", part, out)
		}
	}
	again, err := Decode(out, now)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(m, again); d != "" {
		t.Error(d)
	}
	m.Extra["bad"] = []byte("{")
	if _, err := Encode(m, Extra{}); err == nil {
		t.Error("Extra that is not JSON was written")
	}
}

func TestEveryRefusalNamesTheFieldAndTheReason(t *testing.T) {
	for line, want := range refusals() {
		m, err := Decode([]byte(line), now)
		var r *Refusal
		if !errors.As(err, &r) {
			t.Errorf("%.80s: not refused: %v", line, err)
			continue
		}
		if m != nil || !strings.Contains(r.Error(), want) {
			t.Errorf("%.80s:\n got %s\nwant %s", line, r, want)
		}
	}
}

func refusals() map[string]string {
	with := func(old, new string) string { return strings.Replace(minimal(""), old, new, 1) }
	return map[string]string{
		``:                          "the line is empty",
		`{"network":"vk",`:          "does not parse: the line ends at byte 16, inside a value",
		`{"network":vk}`:            "does not parse: invalid character 'v' looking for beginning of value at byte 12",
		minimal("") + "x":           "does not parse: invalid character 'x' after top-level value at byte 71",
		`[{"network":"vk"}]`:        "this is a list",
		`"text"`:                    "must be an object, not text",
		`12`:                        "must be an object, not a number",
		`null`:                      "must be an object, not null",
		"\x1f\x8b\x08":              "gzip",
		"\xff\xfe{\x00":             "UTF-16",
		with(`"vk"`, `""`):          "network: is missing",
		with(`"vk"`, `null`):        "network: is missing",
		with(`"vk"`, `5`):           "network: must be text, not a number",
		with(`"vk"`, `"VK"`):        `network: "VK" must be 1 to 32 of a-z, 0-9, - and _`,
		with(`"vk"`, `"в"`):         "network: ",
		with(`"1"`, `""`):           "id: is missing",
		with(`"1"`, `" "`):          "id: is missing",
		with(`"1"`, `1.5`):          "id: must be text or a whole number, not a number",
		with(`"1"`, `{}`):           "id: must be text or a whole number, not an object",
		with(`"1"`, `"\u001b[31m"`): "id: holds control characters",
		with(`"1"`, `"`+strings.Repeat("x", 1025)+`"`): "id: is 1025 bytes long, the limit is 1024",
		with(`"ok"`, `""`):                                           "text: is missing or empty",
		with(`"ok"`, `" \n "`):                                       "text: is missing or empty",
		with(`"ok"`, `"\u200b\u0000\u001b[31m"`):                     "text: is missing or empty",
		with(`"ok"`, `["ok"]`):                                       "text: must be text, not a list",
		with(`"2026-11-20T09:00:00Z"`, `null`):                       "created: is missing",
		with(`"2026-11-20T09:00:00Z"`, `1795165200`):                 "created: must be a time as in RFC 3339 (2026-11-20T09:31:07Z), not 1795165200",
		with("2026-11-20T09:00:00Z", "2026-11-20T09:00:00"):          "created: must be a time",
		with("2026-11-20T09:00:00Z", "2026-02-30T09:00:00Z"):         "created: must be a time",
		with("2026-11-20T09:00:00Z", "2026-11-20T9:00:00Z"):          "created: must be a time",
		with("2026-11-20T09:00:00Z", "1989-12-31T23:59:59Z"):         "created: the time 1989-12-31T23:59:59Z is before 1990",
		with("2026-11-20T09:00:00Z", "2026-11-21T12:00:01Z"):         "created: the time 2026-11-21T12:00:01Z is more than a day ahead",
		minimal(`,"edited":"1970-01-01T00:00:00Z"`):                  "edited: the time",
		minimal(`,"kind":"rant"`):                                    `kind: "rant" is unknown: use one of [post reply`,
		minimal(`,"author":"Ivan"`):                                  "author: must be an object, not text",
		minimal(`,"author":{"followers":"many"}`):                    `author.followers: must be a number, not "many"`,
		minimal(`,"author":{"verified":"sometimes"}`):                `author.verified: must be true or false`,
		minimal(`,"author":{"name":["a"]}`):                          "author.name: must be text, not a list",
		minimal(`,"counts":[1]`):                                     "counts: must be an object, not a list",
		minimal(`,"counts":{"likes":true}`):                          "counts.likes: must be a number, not true",
		minimal(`,"links":[{}]`):                                     "links: must be a list of texts, not of an object",
		minimal(`,"tags":true`):                                      "tags: must be a list of texts, not of true or false",
		minimal(`,"media":[7]`):                                      "media: must be a list of objects, not of a number",
		minimal(`,"media":[{"url":7}]`):                              "media.url: must be text",
		minimal(`,"geo":{"lat":91}`):                                 "geo.lat: is 91, outside -90..90",
		minimal(`,"geo":{"lon":"` + strings.Repeat("9", 400) + `"}`): "geo.lon: must be a number",
		strings.Repeat("[", 20000):                                   "this is a list",
		minimal(`,"x":` + strings.Repeat("[", 20000)):                "does not parse: invalid character '[' exceeded max depth at byte",
		strings.Repeat(" ", MaxLine+1):                               "the line is 4194305 bytes long, the limit is 4194304",
	}
}

func TestATimeIsAcceptedUpToADayAhead(t *testing.T) {
	for _, s := range []string{"1990-01-01T00:00:00Z", "2026-11-21T12:00:00Z"} {
		if _, err := Decode([]byte(strings.Replace(minimal(""), "2026-11-20T09:00:00Z", s, 1)), now); err != nil {
			t.Error(err)
		}
	}
}
