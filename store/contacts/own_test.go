package contacts

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/exchange"
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
		"2026-11-22T10:00:00Z|2026-11-22T12:00:00Z|clients, guests|mastodon:77, 7, vk:5||"; row != want {
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

// table is a file of contacts as export writes it.
func ownTable(people ...Person) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	_ = w.Write(Columns()) // a strings.Builder takes everything
	for _, p := range people {
		cells := Cells(p)
		for i := range cells {
			cells[i] = exchange.Safe(cells[i])
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return out.String()
}

// TestATableOfOursComesBack without the figures that were reckoned when it was
// written, under the ids that earshot knows people by.
func TestATableOfOursComesBack(t *testing.T) {
	alone := store.Identity{
		ID: "vk:5", Network: "vk", Author: store.Author{ID: "5", Handle: "ivan", Name: "Иван", Email: "i@x.example", Location: "Казань", Followers: 10},
		Phone: "+7900123", Mentions: 3, First: at, Last: at, Tags: []string{"old"}, Class: "customer",
	}
	row := store.Identity{ID: "row:7", Row: "7", Author: store.Author{Name: "=Anna"}, Lists: []string{"clients"}}
	joined := Sum("mastodon:77", ivan())
	joined.Influence, joined.Reach = 87, 1850
	rows, refused := all(t, ownTable(Sum("vk:5", []store.Identity{alone}), Sum("row:7", []store.Identity{row}), joined))
	if len(rows) != 3 || len(refused) != 0 {
		t.Fatalf("%+v %v", rows, refused)
	}
	alone.Mentions, alone.First, alone.Last, alone.Author.Followers = 0, time.Time{}, time.Time{}, 0
	if d := cmp.Diff([]store.Identity{alone, row}, []store.Identity{rows[0].Person, rows[1].Person}); d != "" {
		t.Error(d)
	}
	got := rows[2].Person
	want := store.Identity{
		ID: "mastodon:77", Network: "mastodon", Author: store.Author{ID: "77", Name: "Иван Петров", Email: "ivan@x.example", Location: "Казань"},
		Lists: []string{"clients", "guests"}, Tags: []string{"old", "regular"}, VIP: true, Class: "advocate",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("of several identities no handle comes back: %s", d)
	}
}

// TestATableOfOursMayHaveGrown: a column of somebody's own is a fact, an id that is
// none is refused, and a table that only looks a little like ours is anybody's.
func TestATableOfOursMayHaveGrown(t *testing.T) {
	text := "id,name,networks,handles,emails,phones,influence,reach,mentions,identities,remark\n"
	rows, refused := all(t, text+"vk:5,Ivan,vk,ivan,,,87,10,3,vk:5,likes tea\nnobody,Anna,,,,,1,1,1,nobody,\n")
	if len(rows) != 1 || len(rows[0].Person.Facts) != 1 || rows[0].Person.Facts[0].Name != "remark" {
		t.Errorf("%+v", rows)
	}
	if len(refused) != 1 || !strings.Contains(refused[0], `"nobody" is no id`) {
		t.Errorf("%v", refused)
	}
	rows, _ = all(t, "id,name,reach\n5,Ivan,10\n")
	if len(rows) != 1 || rows[0].Person.ID != "row:5" || len(rows[0].Person.Facts) != 1 {
		t.Errorf("a table of somebody else: %+v", rows)
	}
}
