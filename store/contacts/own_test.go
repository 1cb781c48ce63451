package contacts

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
)

// ivan is one person on two networks and in a list.
func ivan() []store.Identity {
	return []store.Identity{
		{
			ID: "mastodon:77", Network: "mastodon", Author: store.Author{ID: "77", Handle: "ivan@m.example", Name: "Иван Петров", Followers: 1840, Location: "Казань"},
			First: at.Add(-time.Hour), Last: at, Mentions: 3, VIP: true, Tags: []string{"regular"}, Proofs: []string{"https://ivan.example"},
		},
		{
			ID: "row:7", Row: "7", Author: store.Author{Name: "Petrov Ivan", Email: "ivan@x.example"}, Phone: "+7900", Class: "advocate",
			Facts: []store.Fact{{Name: "dob", Value: "1980-02-01", From: "import clients.csv", At: at}}, Lists: []string{"clients", "guests"}, Tags: []string{"old", "regular"},
		},
		{ID: "vk:5", Network: "vk", Author: store.Author{ID: "5", Handle: "ivan", Verified: true, Followers: 10}, First: at.Add(-2 * time.Hour), Last: at.Add(-time.Hour), Mentions: 1},
	}
}

func TestAContactAddsUpItsIdentities(t *testing.T) {
	p := Sum("mastodon:77", ivan())
	p.Identities = nil
	want := Person{
		ID: "mastodon:77", Name: "Иван Петров", Networks: []string{"mastodon", "vk"}, Handles: []string{"ivan", "ivan@m.example"},
		Emails: []string{"ivan@x.example"}, Phones: []string{"+7900"}, Place: "Казань", Tags: []string{"old", "regular"}, VIP: true, Class: "advocate",
		Measured: Measured{Reach: 1850, Mentions: 4, First: at.Add(-2 * time.Hour), Last: at}, Lists: []string{"clients", "guests"},
	}
	if d := cmp.Diff(want, p); d != "" {
		t.Error(d)
	}
	p.Influence = 87
	row := strings.Join(Cells(Sum("mastodon:77", ivan())), "|")
	if want := "mastodon:77|Иван Петров|mastodon, vk|ivan, ivan@m.example|ivan@x.example|+7900|Казань|old, regular|true|advocate|0|1850|4|" +
		"2026-11-22T10:00:00Z|2026-11-22T12:00:00Z|clients, guests|mastodon:77, 7, vk:5|"; row != want {
		t.Errorf("the row is\n%s\nwant\n%s", row, want)
	}
	if len(Cells(p)) != len(Columns()) {
		t.Error("the header does not fit the rows")
	}
	if empty := strings.Join(Cells(Sum("x", []store.Identity{{ID: "x"}})), "|"); !strings.HasPrefix(empty, "x||||") {
		t.Error(empty)
	}
}

func TestWhatWasWrittenIsReadBack(t *testing.T) {
	raw, err := Line(Sum("mastodon:77", ivan()))
	if err != nil {
		t.Fatal(err)
	}
	rows, refused := all(t, "\n"+string(raw)+"\n\n")
	if len(rows) != 1 || len(refused) != 0 || rows[0].Line != 2 || !rows[0].Contact {
		t.Fatalf("%+v %v", rows, refused)
	}
	got := append([]store.Identity{rows[0].Person}, rows[0].Beside...)
	want := ivan()
	for i := range want { // what follows from mentions comes back with them
		want[i].First, want[i].Last, want[i].Mentions = time.Time{}, time.Time{}, 0
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestNothingOfOursIsLost: any identity that was read from a file comes back the
// same, whatever stands in it.
func TestNothingOfOursIsLost(t *testing.T) {
	word := rapid.SampledFrom([]string{"", "a", "Иван", "x y", "a@b", "#t", "\u202e", "é", "quote\"", "back\\slash", "新"})
	rapid.Check(t, func(t *rapid.T) {
		b := builder{from: Options{From: "import x.csv", At: at}}
		for _, c := range []column{
			{asID, "id"},
			{asName, "name"},
			{asHandle, "handle"},
			{asMail, "email"},
			{asPhone, "phone"},
			{asCity, "city"},
			{asURL, "url"},
			{asBio, "bio"},
			{asTags, "tags"},
			{asLists, "lists"},
			{asVIP, "vip"},
			{asClass, "class"},
			{asFact, "dob"},
			{asFollowers, "followers"},
		} {
			b.set(c, word.Draw(t, c.name))
		}
		p, _, why := b.done()
		if why != "" {
			return
		}
		if back, why := Of(p).identity(); why != "" || !cmp.Equal(p, back) {
			t.Fatalf("%s\n%s", why, cmp.Diff(p, back))
		}
	})
}

func TestLinesThatAreNotOursAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"id":`: "no JSON object", `{"name":"Anna"}`: "no identities", `{"identities":[{"id":"anna"}]}`: `"anna" is no id`,
		`{"identities":[{"id":"row:1","row":"2"}]}`: "do not belong together", `{"identities":[{"id":"vk:1","row":"1"}]}`: "do not belong together",
		`{"identities":[{"id":"vk: 1"}]}`:                        "",
		`{"identities":[{"id":"vk:1\u001b"}]}`:                   "signs that no id has",
		`{"identities":[{"id":"vk:1","network":"V K"}]}`:         "is not [a-z0-9_-]",
		`{"identities":[{"id":"vk:1"},{"id":"V:1"}]}`:            "identity 2:",
		`{"x":"` + strings.Repeat("y", maxRecord) + `"}`:         "longer than",
		`{"identities":[` + strings.Repeat(`{},`, 1001) + `{}]}`: "more than 1000",
	} {
		_, refused := all(t, text+"\n{\"identities\":[{\"id\":\"vk:9\"}]}\n")
		if want == "" && len(refused) == 0 {
			continue
		}
		if len(refused) != 1 || !strings.Contains(refused[0], want) || !strings.HasPrefix(refused[0], "1: ") {
			t.Errorf("%.60s: %v, want %s", text, refused, want)
		}
	}
	rows, refused := all(t, "{\"identities\":[{\"id\":\"vk:9\"}]}\n{\"identities\":[{\"id\":\"vk:9\"}]}\n")
	if len(rows) != 1 || len(refused) != 1 || !strings.Contains(refused[0], "stands in line 1") {
		t.Errorf("%v %v", rows, refused)
	}
}
