package bluesky

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors/bluesky/blueskytest"
	"earshot/connectors/lenient"
	"earshot/store"
)

// see turns the JSON of a post view into a mention.
func see(t *testing.T, raw string) *store.Mention {
	t.Helper()
	var p postView
	if err := lenient.Decode([]byte(raw), &p); err != nil {
		t.Fatal(err)
	}
	return (&Connector{account: store.Account{Name: "acme"}}).mention(p)
}

// viewed is a post view whose record and view hold more.
func viewed(record, view string) string {
	return `{"uri":"at://did:plc:ivan/app.bsky.feed.post/3kabc","cid":"bafy","author":{"did":"did:plc:ivan","handle":"ivan.test","displayName":"Иван"},
		"record":{"$type":"app.bsky.feed.post","text":"hello","createdAt":"2026-11-20T09:31:07.123Z"` + record + `},"indexedAt":"2026-11-20T09:31:08Z"` + view + `}`
}

// TestAPostBecomesAMention with all that hangs on it.
func TestAPostBecomesAMention(t *testing.T) {
	m := see(t, viewed(`,"langs":["ru-RU","en"],"facets":[{"index":{"byteStart":0,"byteEnd":5},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://example.org/a"},{"$type":"x.y#z"}]}],
		"labels":{"values":[{"val":"porn"}]}`,
		`,"likeCount":3,"repostCount":2,"quoteCount":1,"replyCount":4,"labels":[{"val":"spam"},{"val":"rude","neg":true},{"val":"!hide"},{"val":"porn"}],
		"embed":{"$type":"app.bsky.embed.recordWithMedia#view","record":{"record":{"$type":"app.bsky.embed.record#viewRecord","uri":"at://did:plc:us/app.bsky.feed.post/3kxyz"}},
			"media":{"$type":"app.bsky.embed.images#view","images":[{"thumb":"https://cdn/t","fullsize":"https://cdn/f","alt":"a fridge"},{"fullsize":"javascript:x","alt":""}]}}`))
	if m.Key.String() != "bluesky:at://did:plc:ivan/app.bsky.feed.post/3kabc" || m.URL != "https://bsky.app/profile/ivan.test/post/3kabc" || m.Account != "acme" {
		t.Errorf("%+v", m)
	}
	if !m.Created.Equal(time.Date(2026, 11, 20, 9, 31, 7, 123e6, time.UTC)) || m.Counts != (store.Counts{Likes: 3, Shares: 3, Replies: 4}) {
		t.Errorf("%v %+v", m.Created, m.Counts)
	}
	if m.Body.Lang != "ru" || m.Body.Warning != "porn, spam" || m.Body.Text != "hello" {
		t.Errorf("%+v", m.Body)
	}
	if !slices.Equal(m.Body.Links, []string{"https://example.org/a", "https://bsky.app/profile/did:plc:us/post/3kxyz"}) {
		t.Errorf("%v", m.Body.Links)
	}
	if !slices.Equal(m.Body.Media, []store.Media{{Type: "image", URL: "https://cdn/f", Alt: "a fridge"}, {Type: "image"}}) {
		t.Errorf("%+v", m.Body.Media)
	}
	if m.Author.ID != "did:plc:ivan" || m.Author.Name != "Иван" || m.Author.URL != "https://bsky.app/profile/ivan.test" || m.Author.Verified {
		t.Errorf("%+v", m.Author)
	}
}

// TestPostsOfOtherKinds: films, cards, nothing but a picture, things of tomorrow.
func TestPostsOfOtherKinds(t *testing.T) {
	for name, tt := range map[string]struct{ raw, text, media, link string }{
		"a film":       {viewed("", `,"embed":{"$type":"app.bsky.embed.video#view","playlist":"https://v/p.m3u8","alt":"it hums"}`), "hello", "video", ""},
		"a card":       {viewed("", `,"embed":{"$type":"app.bsky.embed.external#view","external":{"uri":"https://shop.test/","title":"Shop"}}`), "hello", "", "https://shop.test/"},
		"tomorrow":     {viewed(`,"embed":{"$type":"app.bsky.embed.hologram","depth":3}`, `,"embed":{"$type":"app.bsky.embed.hologram#view"}`), "hello", "", ""},
		"not hydrated": {viewed(`,"embed":{"$type":"app.bsky.embed.images","images":[{"image":{},"alt":"a fridge"}]}`, ""), "hello", "image", ""},
		"only a picture": {
			strings.Replace(viewed(`,"embed":{"$type":"app.bsky.embed.images","images":[{"alt":"a fridge"},{"alt":" "}]}`, ""), `"hello"`, `" "`, 1),
			"[image: a fridge]\n[image]", "image", "",
		},
		"only a card":   {strings.Replace(viewed(`,"embed":{"external":{"uri":"https://shop.test/","title":" Shop "}}`, ""), `"hello"`, `""`, 1), "Shop", "", "https://shop.test/"},
		"nothing":       {strings.Replace(viewed("", ""), `"hello"`, `null`, 1), "[no text]", "", ""},
		"a gone quote":  {viewed("", `,"embed":{"$type":"app.bsky.embed.record#view","record":{"$type":"app.bsky.embed.record#viewNotFound","uri":"at://did:plc:x/app.bsky.feed.post/3k","notFound":true}}`), "hello", "", "https://bsky.app/profile/did:plc:x/post/3k"},
		"a quoted list": {viewed("", `,"embed":{"record":{"uri":"at://did:plc:x/app.bsky.graph.list/3k"}}`), "hello", "", ""},
	} {
		m := see(t, tt.raw)
		if m == nil || m.Body.Text != tt.text {
			t.Errorf("%s: %+v", name, m)
			continue
		}
		kind := ""
		if len(m.Body.Media) > 0 {
			kind = m.Body.Media[0].Type
		}
		if kind != tt.media || strings.Join(m.Body.Links, " ") != tt.link {
			t.Errorf("%s: %+v %v", name, m.Body.Media, m.Body.Links)
		}
	}
}

// TestWhatIsNoPost: nothing comes of it, and nothing breaks.
func TestWhatIsNoPost(t *testing.T) {
	for _, raw := range []string{
		`{}`, `{"uri":7,"record":[],"author":"x"}`, strings.Replace(viewed("", ""), "app.bsky.feed.post/", "app.bsky.feed.like/", 1),
		strings.Replace(viewed("", ""), "at://did:plc:ivan/", "at://did:plc:other/", 1), // somebody speaks in another's name
		strings.Replace(viewed("", ""), "at://did:plc:ivan/", "at://did:plc:ivan/../", 1),
		strings.NewReplacer("2026-11-20T09:31:07.123Z", "yesterday", "2026-11-20T09:31:08Z", "soon").Replace(viewed("", "")),
	} {
		if m := see(t, raw); m != nil {
			t.Errorf("%.80s became %+v", raw, m)
		}
	}
	m := see(t, viewed(`,"reply":{"root":{"uri":"x"},"parent":{"uri":"at://did:plc:x/app.bsky.feed.post/3k"}}`, ""))
	if m.Kind != store.KindReply || m.Place.Parent != "at://did:plc:x/app.bsky.feed.post/3k" || m.Place.Thread != m.Place.Parent {
		t.Errorf("%+v", m.Place)
	}
	m = see(t, strings.Replace(viewed("", ""), `"handle":"ivan.test"`, `"handle":"handle.invalid"`, 1))
	if m.Author.Handle != "" || m.Author.URL != "https://bsky.app/profile/did:plc:ivan" || m.URL != "https://bsky.app/profile/did:plc:ivan/post/3kabc" {
		t.Errorf("%+v", m.Author)
	}
	long := see(t, strings.Replace(viewed("", ""), `"hello"`, `"`+strings.Repeat("ы", maxText)+`"`, 1))
	if len(long.Body.Text) > maxText || !json.Valid([]byte(`"`+long.Body.Text+`"`)) || strings.ContainsRune(long.Body.Text, '\ufffd') {
		t.Errorf("%d bytes", len(long.Body.Text))
	}
}

// TestAShareOfWhatIsGone still tells who shared what.
func TestAShareOfWhatIsGone(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	w.read(c)
	ours := w.Say(blueskytest.Post{By: ourHandle, Text: "soon gone"})
	w.clock.pass(time.Second)
	share := w.React("olga.test", "app.bsky.feed.repost", ours)
	w.Delete(ours)
	inside := w.Say(blueskytest.Post{By: ourHandle, Text: "an answer", Reply: w.say("a question")})
	w.clock.pass(time.Second)
	second := w.React("olga.test", "app.bsky.feed.repost", inside)
	w.read(c)
	if m := w.get(share); m.Body.Text != "[reposted]" || m.Place.Parent != ours || m.Kind != store.KindShare || !strings.HasPrefix(m.URL, "https://bsky.app/profile/did:plc:") {
		t.Errorf("%+v", m)
	}
	if m := w.get(second); m.Body.Text != "an answer" || m.Place.Parent != inside || m.Place.Thread == "" || m.Place.Thread == inside {
		t.Errorf("%+v", m)
	}
	odd := c.share(notification{URI: share, Author: profile{DID: w.did("olga.test")}, Indexed: "2026-11-23T09:00:00Z"}, nil)
	if odd == nil || odd.Place.Parent != "" {
		t.Errorf("%+v", odd)
	}
	if c.share(notification{URI: share, Author: profile{DID: "did:plc:other"}, Indexed: "2026-11-23T09:00:00Z"}, nil) != nil {
		t.Error("somebody shares in another's name")
	}
}

// TestAddresses of records and of pages.
func TestAddresses(t *testing.T) {
	for s, fine := range map[string]bool{
		"at://did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.feed.post/3kabc": true, "at://did:web:example.org/app.bsky.feed.post/self": true,
		"at://alice.test/app.bsky.feed.post/3kabc": false, "at://did:plc:x/app.bsky.feed.post": false, "at://did:plc:x/app.bsky.feed.post/3k/x": false,
		"at://did:plc:x/../3k": false, "at://did:plc:x/a.b/..": false, "at://did:plc:x/a.b/3k?x=1": false, "https://bsky.app": false, "": false,
		"at://did:plc:/a.b/c": false, "at://did::x/a.b/c": false, "at://did:plc:x:/a.b/c": false, "at://did:plc:x/a.b/" + strings.Repeat("c", 600): false,
	} {
		u, ok := parseURI(s)
		if ok != fine || ok && u.String() != s {
			t.Errorf("%q: %v %v", s, u, ok)
		}
	}
	for page, want := range map[string]string{
		"https://bsky.app/profile/ivan.test/post/3kabc": "ivan.test 3kabc", "https://bsky.app/profile/did:plc:x/post/3k/": "did:plc:x 3k",
		"https://bsky.app/profile/ivan.test": "", "https://evil.test/profile/ivan.test/post/3k": "", "http://bsky.app/profile/a.b/post/3k": "",
		"https://bsky.app/profile/../post/3k": "", "::": "",
	} {
		account, rkey, ok := FromPage(page)
		if got := strings.TrimSpace(account + " " + rkey); got != want || ok != (want != "") {
			t.Errorf("%s: %q %v", page, got, ok)
		}
	}
	for handle, fine := range map[string]bool{
		"ivan.test": true, "a-b.example.org": true, "xn--80ak6aa92e.com": true, "8.cn": true, "ivan": false, "ivan..test": false, "-a.test": false,
		"a.123": false, "a_b.test": false, "ivan.test.": false, "": false, strings.Repeat("a", 64) + ".test": false, "иван.рф": false,
	} {
		if validHandle(handle) != fine {
			t.Errorf("%q", handle)
		}
	}
}

// FuzzPost: whatever a server sends, reading it ends and gives only sound mentions.
func FuzzPost(f *testing.F) {
	f.Add([]byte(viewed("", "")))
	f.Add([]byte(viewed(`,"reply":{"root":{}},"embed":{"media":{"media":{}}},"facets":[{"features":[null,{"uri":"x"}]}]`, `,"likeCount":-1`)))
	f.Add([]byte(`{"embed":{"record":{"record":{"uri":[]}}},"labels":[1,"x",{"val":"` + "\x1b" + `"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var p postView
		if lenient.Decode(raw, &p) != nil {
			return
		}
		m := (&Connector{}).mention(p)
		if m == nil {
			return
		}
		_, ok := parseURI(m.Key.ID)
		if !ok || m.Body.Text == "" || len(m.Body.Text) > 2*maxText*maxMedia || m.Created.IsZero() || m.Counts.Likes < 0 || len(m.Body.Links) > maxLinks {
			t.Errorf("became %+v", m)
		}
	})
}
