package mastodon

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/connectors/connectortest"
	"earshot/connectors/lenient"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
)

// eyes are those of acme@fake.example, whose id is 7.
func eyes() view {
	return view{&self{id: "7", acct: "acme", domain: "fake.example"}, store.Account{Name: "acme", Watch: []string{"#fridge"}}}
}

// see reads a status from JSON.
func see(t *testing.T, json string) *store.Mention {
	t.Helper()
	var st gomastodon.Status
	if err := lenient.Decode([]byte(json), &st); err != nil {
		t.Fatal(err)
	}
	return eyes().mention(&st)
}

const base = `"id":"1","created_at":"2026-11-20T09:31:07.123Z","account":{"id":"9","acct":"ivan"}`

// A full status of Mastodon, field by field.
func TestFullStatus(t *testing.T) {
	m := see(t, `{"id":"115581234567890123","uri":"https://m.example/users/ivan/statuses/115581234567890123","url":"https://m.example/@ivan/115581234567890123",
		"created_at":"2026-11-20T09:31:07.123Z","edited_at":"2026-11-20T09:40:00.000Z","in_reply_to_id":"115581234567890000","in_reply_to_account_id":"7",
		"sensitive":true,"spoiler_text":"heat","visibility":"unlisted","language":"ru","replies_count":2,"reblogs_count":1,"favourites_count":3,
		"content":"<p><span class=\"h-card\"><a href=\"https://fake.example/@acme\" class=\"u-url mention\">@<span>acme</span></a></span> Холодильник :cold: опять<br />не морозит</p><p>See <a href=\"https://help.example/fridges?a=1&amp;b=2\" rel=\"nofollow\"><span class=\"invisible\">https://</span><span class=\"\">help.example/fridges?a=1&amp;b=2</span></a> <a href=\"https://m.example/tags/fridge\" class=\"mention hashtag\" rel=\"tag\">#<span>fridge</span></a></p>",
		"account":{"id":"9","username":"ivan","acct":"ivan@m.example","display_name":"Иван :heart:","note":"<p>Инженер<br>Казань</p>","url":"https://m.example/@ivan",
			"avatar":"https://m.example/a.png","followers_count":1840,"following_count":210,"statuses_count":900,
			"fields":[{"name":"Web","value":"<a href=\"https://ivan.example\" rel=\"me\"><span class=\"invisible\">https://</span><span>ivan.example</span></a>","verified_at":"2025-01-01T00:00:00Z"}]},
		"media_attachments":[{"id":"5","type":"gifv","url":"https://m.example/5.mp4","description":"пар"},{"id":"6","type":"image","url":null,"remote_url":"https://far.example/6.png","description":null},{"id":"8","type":"unknown","url":"javascript:alert(1)"}],
		"mentions":[{"id":"7","username":"acme","acct":"acme@fake.example","url":"https://fake.example/@acme"}],
		"tags":[{"name":"fridge","url":"https://m.example/tags/fridge"}],
		"poll":{"id":"3","options":[{"title":"да","votes_count":1},{"title":"нет"}]}}`)
	if m == nil {
		t.Fatal("not read")
	}
	if m.Key != (store.Key{Network: Network, ID: "115581234567890123"}) || m.Account != "acme" || m.Kind != store.KindReply || m.Place.Parent != "115581234567890000" {
		t.Errorf("place %+v %+v", m.Key, m.Place)
	}
	if want := "@acme Холодильник :cold: опять\nне морозит\n\nSee help.example/fridges?a=1&b=2 #fridge\n○ да\n○ нет"; m.Body.Text != want {
		t.Errorf("text %q", m.Body.Text)
	}
	if !slices.Equal(m.Body.Links, []string{"https://help.example/fridges?a=1&b=2"}) {
		t.Errorf("links %q", m.Body.Links)
	}
	if want := []store.Media{{Type: "video", URL: "https://m.example/5.mp4", Alt: "пар"}, {Type: "image", URL: "https://far.example/6.png"}, {Type: "file"}}; !slices.Equal(m.Body.Media, want) {
		t.Errorf("media %+v", m.Body.Media)
	}
	if m.Body.Warning != "heat" || m.Body.Lang != "ru" || m.Counts != (store.Counts{Likes: 3, Shares: 1, Replies: 2}) {
		t.Errorf("%+v %+v", m.Body, m.Counts)
	}
	if !m.Created.Equal(time.Date(2026, 11, 20, 9, 31, 7, 123e6, time.UTC)) || !m.Edited.Equal(time.Date(2026, 11, 20, 9, 40, 0, 0, time.UTC)) {
		t.Errorf("times %v %v", m.Created, m.Edited)
	}
	a := m.Author
	if a.Handle != "ivan@m.example" || a.Name != "Иван :heart:" || !strings.HasPrefix(a.Bio, "Инженер\nКазань\nWeb: ") || !strings.Contains(a.Bio, "ivan.example") ||
		a.Followers != 1840 || a.Following != 210 || a.Posts != 900 || !a.Verified || a.ID != "9" {
		t.Errorf("author %+v", a)
	}
}

// What other servers send: numbers as text, text as numbers, null, nothing,
// the wrong kind of thing. What is there is taken, the rest stays empty.
func TestOtherServers(t *testing.T) {
	for name, x := range map[string]struct {
		json string
		ok   func(m *store.Mention) bool
	}{
		"id as a number": {`{"id":115581234567890123,"created_at":"2026-11-20T09:31:07Z","account":{"id":9,"acct":"ivan"},"in_reply_to_id":17}`, func(m *store.Mention) bool {
			return m.Key.ID == "115581234567890123" && m.Author.ID == "9" && m.Place.Parent == "17"
		}},
		"counts as text":      {`{` + base + `,"favourites_count":"12","reblogs_count":3.0,"replies_count":null}`, func(m *store.Mention) bool { return m.Counts == store.Counts{Likes: 12, Shares: 3} }},
		"counts out of range": {`{` + base + `,"favourites_count":-5,"reblogs_count":1e300,"replies_count":99999999999999999999}`, func(m *store.Mention) bool { return m.Counts.Likes == 0 && m.Counts.Shares == 0 }},
		"nothing but the least": {`{` + base + `}`, func(m *store.Mention) bool {
			return m.Body.Text == "[no text]" && m.Author.Handle == "ivan@fake.example"
		}},
		"all null":            {`{` + base + `,"content":null,"spoiler_text":null,"media_attachments":null,"mentions":null,"poll":null,"language":null,"url":null,"edited_at":null,"card":null,"application":null}`, func(m *store.Mention) bool { return m.Edited.IsZero() && m.URL == "" }},
		"wrong kinds":         {`{` + base + `,"content":{"a":1},"spoiler_text":[],"media_attachments":{},"mentions":"x","poll":7,"language":{},"tags":[null,3,{"name":5}],"emojis":1}`, func(m *store.Mention) bool { return m.Body.Lang == "" }},
		"a list with holes":   {`{` + base + `,"media_attachments":[null,1,"x",{"type":"image","url":"https://a.example/1.png"}]}`, func(m *store.Mention) bool { return len(m.Body.Media) == 1 && m.Body.Text == "[image]" }},
		"time without a zone": {`{"id":"1","created_at":"2026-11-20T09:31:07.000","account":{"id":"9","acct":"i"}}`, func(m *store.Mention) bool { return m.Created.Hour() == 9 }},
		"edited in nonsense":  {`{` + base + `,"edited_at":"yesterday"}`, func(m *store.Mention) bool { return m.Edited.IsZero() }},
		"a regional language": {`{` + base + `,"language":"pt-BR"}`, func(m *store.Mention) bool { return m.Body.Lang == "pt" }},
		"a language of three": {`{` + base + `,"language":"ast"}`, func(m *store.Mention) bool { return m.Body.Lang == "" }},
		"only a uri":          {`{` + base + `,"url":"","uri":"https://m.example/x"}`, func(m *store.Mention) bool { return m.URL == "https://m.example/x" }},
		"only pictures":       {`{` + base + `,"media_attachments":[{"type":"image","description":"a fridge"},{"type":"video"}]}`, func(m *store.Mention) bool { return m.Body.Text == "[image: a fridge]\n[video]" }},
		"only a warning":      {`{` + base + `,"content":"<p></p>","spoiler_text":"sigh"}`, func(m *store.Mention) bool { return m.Body.Text == "sigh" }},
		"a ULID":              {`{"id":"01FC3TZ5CFG6H65GCKCJRKA669","created_at":"2026-11-20T09:31:07Z","account":{"id":"01FC3TZ5CFG6H65GCKCJRKA660","acct":"i"}}`, func(m *store.Mention) bool { return m.Key.ID == "01FC3TZ5CFG6H65GCKCJRKA669" }},
		"direct":              {`{` + base + `,"visibility":"direct","in_reply_to_id":"5"}`, func(m *store.Mention) bool { return m.Kind == store.KindMessage && m.Place.Parent == "5" }},
	} {
		t.Run(name, func(t *testing.T) {
			if m := see(t, x.json); m == nil || !x.ok(m) {
				t.Errorf("became %+v", m)
			}
		})
	}
}

// What cannot be a mention is none.
func TestNoMention(t *testing.T) {
	for _, json := range []string{
		`{}`, `{"id":"1"}`, `{"id":"../../x","created_at":"2026-11-20T09:31:07Z"}`, `{"id":"","created_at":"2026-11-20T09:31:07Z"}`,
		`{"id":"` + strings.Repeat("1", 200) + `","created_at":"2026-11-20T09:31:07Z"}`, `{"id":{"a":1},"created_at":"2026-11-20T09:31:07Z"}`,
	} {
		if m := see(t, json); m != nil {
			t.Errorf("%s became %+v", json, m)
		}
	}
}

// Hostile content ends as bounded plain text: no markup, no scripts, no
// addresses but of the web, however much there is of it.
func TestHostileContent(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	huge := strings.Repeat("<b>", 50000) + strings.Repeat("я", 1<<20)
	in := connectortest.NewInbox()
	read(t, join(t, s), in)
	id := s.Say(mastodontest.Post{
		By: "mallory@evil.example", Text: "@acme",
		HTML: `<p>hi<script>alert(1)</script><a href="javascript:alert(1)">click</a> <a href="https://ok.example">ok</a><img src=x onerror=alert(1)>` + "\x1b[31m" + `</p>`,
	})
	big := s.Say(mastodontest.Post{By: "mallory@evil.example", Text: "@acme", HTML: huge, Warning: strings.Repeat("w", 1<<20)})
	s.SetBio("mallory@evil.example", strings.Repeat("n", 1<<20), strings.Repeat("<p>bio", 30000), "https://ok.example") // the page is too long now
	read(t, join(t, s), in)
	m := in.Get(t, id)
	if strings.Contains(m.Body.Text, "alert") || strings.ContainsAny(m.Body.Text, "<>") || !slices.Equal(m.Body.Links, []string{"https://ok.example"}) {
		t.Errorf("text %q, links %q", m.Body.Text, m.Body.Links)
	}
	m = in.Get(t, big)
	for what, x := range map[string]string{"text": m.Body.Text, "warning": m.Body.Warning, "name": m.Author.Name, "bio": m.Author.Bio} {
		if len(x) > maxText || !utf8.ValidString(x) {
			t.Errorf("%s: %d bytes, valid %v", what, len(x), utf8.ValidString(x))
		}
	}
}

// A thousand of everything is cut to what a person can look at.
func TestTooMuchOfEverything(t *testing.T) {
	many := func(n int, one string) string {
		return strings.TrimSuffix(strings.Repeat(one+",", n), ",")
	}
	var links strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&links, `<a href=\"https://x.example/%d\">x</a> `, i)
	}
	m := see(t, `{`+base+`,"content":"`+links.String()+`","media_attachments":[`+many(1000, `{"type":"image","url":"https://a.example/1.png"}`)+
		`],"poll":{"options":[`+many(1000, `{"title":"o"}`)+`]}}`)
	if m == nil || len(m.Body.Media) != maxMedia || len(m.Body.Links) != maxLinks || strings.Count(m.Body.Text, "○") != maxOptions {
		t.Errorf("%d media, %d links, %d options", len(m.Body.Media), len(m.Body.Links), strings.Count(m.Body.Text, "○"))
	}
}

// The domain of local accounts, however the server writes it.
func TestDomain(t *testing.T) {
	b, err := baseURL("https://social.m.example:8443")
	if err != nil {
		t.Fatal(err)
	}
	for want, in := range map[string]instance{
		"m.example": {AccountDomain: "M.example", Domain: "social.m.example"}, "two.example": {Domain: "two.example"},
		"uri.example": {URI: "https://uri.example/"}, "bare.example": {URI: "bare.example"}, "social.m.example:8443": {},
	} {
		if got := domainOf(in, b); got != want {
			t.Errorf("%+v: %s, want %s", in, got, want)
		}
	}
	if got := domainOf(instance{Domain: "evil @x\n"}, b); got != "social.m.example:8443" {
		t.Errorf("takes %q", got)
	}
}
