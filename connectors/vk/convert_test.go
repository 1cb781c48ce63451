package vk

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"earshot/connectors/connectortest"
	"earshot/connectors/lenient"
	"earshot/connectors/vk/vktest"
	"earshot/store"
)

// Markup becomes the words that a person sees, in both languages.
func TestWords(t *testing.T) {
	for given, want := range map[string]string{
		"[id1|Павел], спасибо!":                          "Павел, спасибо!",
		"[club2000|Acme] and [public5|P] and [event6|E]": "Acme and P and E",
		"[id77:bp-2000_12|Ольга], а когда?":              "Ольга, а когда?",
		"see [https://vk.com/market-1|our shop]":         "see our shop",
		"[x] [id|a] [id1] [idx|y] arr[0|1]":              "[x] [id|a] [id1] [idx|y] arr[0|1]",
		"<b>no HTML</b> &amp; so it stays":               "<b>no HTML</b> &amp; so it stays",
		"#холодильник@acme 🙂 👨‍👩‍👧":                      "#холодильник@acme 🙂 👨‍👩‍👧",
		"  space  ": "space",
	} {
		if got, _ := words(given); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
	_, links := words("[https://vk.com/a|b] смотри https://acme.example/x?y=1, и (http://b.example).")
	if want := []string{"https://vk.com/a", "https://acme.example/x?y=1", "http://b.example"}; !slices.Equal(links, want) {
		t.Errorf("links %q, want %q", links, want)
	}
}

// seen reads a list of attachments from JSON.
func seen(t *testing.T, text, raw string) store.Body {
	t.Helper()
	var list []attachment
	if err := lenient.Decode([]byte(raw), &list); err != nil {
		t.Fatal(err)
	}
	return body(text, list)
}

// What hangs on a text is named, with where it leads.
func TestAttachments(t *testing.T) {
	b := seen(t, "Смотрите", `[
		{"type":"photo","photo":{"text":"трещина","sizes":[{"url":"https://s.example/s.jpg","width":75},{"url":"https://s.example/z.jpg","width":1080},{"url":"javascript:1","width":9000}]}},
		{"type":"video","video":{"id":5,"owner_id":-1,"title":"Как он гудит"}},
		{"type":"audio","audio":{"artist":"A","title":"B"}},
		{"type":"audio_message","audio_message":{"link_mp3":"https://s.example/v.mp3","transcript":"алло"}},
		{"type":"doc","doc":{"title":"чек.pdf","url":"https://s.example/doc"}},
		{"type":"link","link":{"title":"Page","url":"https://acme.example/"}},
		{"type":"poll","poll":{"question":"Какой?","answers":[{"text":"этот"},{"text":"тот"}]}},
		{"type":"market","market":{"id":9,"owner_id":-2000,"title":"Fridge"}},
		{"type":"wall","wall":{"id":4,"owner_id":-7,"text":"[id1|Он] писал"}},
		{"type":"sticker","sticker":{}},{"type":"page","page":{"title":"W","view_url":"https://vk.com/page"}},{"type":""},{"type":"money_transfer"}]`)
	const want = "Смотрите\n[voice message: алло]\n[file: чек.pdf]\n[link: Page]\n[poll: Какой?]\n○ этот\n○ тот\n[product: Fridge]\n[post: Он писал]\n[sticker]\n[page: W]\n[money transfer]"
	if b.Text != want {
		t.Errorf("the text is\n%s\nwant\n%s", b.Text, want)
	}
	links := []string{"https://s.example/doc", "https://acme.example/", "https://vk.com/market-2000?w=product-2000_9", "https://vk.com/wall-7_4", "https://vk.com/page"}
	if !slices.Equal(b.Links, links) {
		t.Errorf("links %q", b.Links)
	}
	media := []store.Media{
		{Type: "image", URL: "https://s.example/z.jpg", Alt: "трещина"},
		{Type: "video", URL: "https://vk.com/video-1_5", Alt: "Как он гудит"},
		{Type: "audio", Alt: "A – B"},
		{Type: "audio", URL: "https://s.example/v.mp3", Alt: "алло"},
	}
	if !slices.Equal(b.Media, media) {
		t.Errorf("media %+v", b.Media)
	}
	if got := seen(t, "", `[{"type":"photo"}]`).Text; got != "[image]" {
		t.Errorf("a photo alone is %q", got)
	}
	if got := body(" ", nil).Text; got != "[no text]" {
		t.Errorf("nothing is %q", got)
	}
}

// Every remote id can be read back, and leads to a page.
func TestRefs(t *testing.T) {
	for id, page := range map[string]string{
		"wall-1_23": "https://vk.com/wall-1_23", "wall5_6_r7": "https://vk.com/wall5_6?reply=7", "photo-1_2_r3": "https://vk.com/photo-1_2?reply=3",
		"topic-1_2_r3": "https://vk.com/topic-1_2?post=3", "market-1_2_r3": "https://vk.com/market-1?w=product-1_2", "video-1_2_r3": "https://vk.com/video-1_2?reply=3",
		"im2000_55_6": "https://vk.com/gim2000?sel=55", "im2000_2000000007_c6": "https://vk.com/gim2000?sel=c7", "im-7_55_6": "https://vk.com/im?sel=55",
	} {
		r, ok := parseRef(id)
		if !ok || r.String() != id || r.url() != page {
			t.Errorf("%s became %+v (%v), %s at %s", id, r, ok, r, r.url())
		}
	}
	for _, id := range []string{"", "wall", "wall1", "wall1_", "wall1_x", "wall0_1", "wall1_2_r", "wall1_2_3", "note1_2", "wall-01_2", " wall1_2", "wall1_2_r99999999999999999999", "im1_2_r3"} {
		if r, ok := parseRef(id); ok {
			t.Errorf("%q is taken for %+v", id, r)
		}
	}
}

// A repost shows whose words they are; a message that hands others on, too.
func TestWordsOfOthers(t *testing.T) {
	m := ofPost("acme", post{ID: 5, OwnerID: 9, FromID: 9, Date: 1, Text: "Посмотрите", Copies: []post{{ID: 3, OwnerID: -2000, Text: "Новый\nхолодильник https://acme.example"}}})
	if m.Kind != store.KindShare || m.Body.Text != "Посмотрите\n> Новый\n> холодильник https://acme.example" || m.Place.Parent != "wall-2000_3" || len(m.Body.Links) != 1 {
		t.Errorf("%+v", m)
	}
	x := message{ID: 4, PeerID: 9, FromID: 9, Date: 1, Forwarded: []message{{Text: "он так\nсказал", Forwarded: []message{{Text: "deep"}}}}, Reply: &message{ID: 2}}
	m = ofMessage("acme", 2000, x)
	if m.Body.Text != "> он так\n> сказал\n> > deep" || m.Place.Parent != "im2000_9_2" || m.Place.Thread != "im2000_9" {
		t.Errorf("%q %+v", m.Body.Text, m.Place)
	}
	if ofMessage("acme", 2000, message{ID: 4, PeerID: 2_000_000_001, FromID: 9, Date: 1, Local: 3}).Key.ID != "im2000_2000000001_c3" {
		t.Error("a chat counts for itself")
	}
}

// A comment hangs on its post and answers its post or another comment; one that
// a search has found is the same one.
func TestPlaces(t *testing.T) {
	on := ref{kind: kindWall, owner: -2000, item: 5}
	top := ofComment("acme", on, comment{ID: 7, FromID: 9, Date: 1, Text: "x"})
	answer := ofComment("acme", on, comment{ID: 8, FromID: 9, Date: 1, Text: "x", ReplyTo: 7, Parents: []int{6}})
	found := ofPost("acme", post{Type: "reply", ID: 8, PostID: 5, OwnerID: -2000, FromID: 9, Date: 1, Parents: []int{7}})
	for _, x := range []struct {
		m                  *store.Mention
		id, parent, thread string
	}{{top, "wall-2000_5_r7", "wall-2000_5", "wall-2000_5"}, {answer, "wall-2000_5_r8", "wall-2000_5_r7", "wall-2000_5"}, {found, "wall-2000_5_r8", "wall-2000_5_r7", "wall-2000_5"}} {
		if x.m.Key.ID != x.id || x.m.Place.Parent != x.parent || x.m.Place.Thread != x.thread || x.m.Kind != store.KindComment {
			t.Errorf("%+v", x.m)
		}
	}
}

// Each event of a community tells which thing it is about.
func TestEventsOfEveryKind(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	read(t, c, in)
	spot := func(more string) json.RawMessage {
		return json.RawMessage(`{"id":5,"from_id":501,"date":1700000000,"text":"x",` + more + `}`)
	}
	s.Event("photo_comment_new", spot(`"photo_id":8,"photo_owner_id":-2000`))
	s.Event("video_comment_edit", spot(`"video_id":8,"video_owner_id":-2000`))
	s.Event("market_comment_restore", spot(`"item_id":8,"market_owner_id":-2000`))
	s.Event("board_post_new", spot(`"topic_id":8,"topic_owner_id":-2000`))
	s.Event("wall_reply_new", spot(`"post_id":8,"owner_id":-2000`))
	s.Event("photo_comment_delete", json.RawMessage(`{"owner_id":-2000,"id":6,"user_id":501,"deleter_id":7,"photo_id":8}`))
	s.Event("board_post_delete", json.RawMessage(`{"topic_owner_id":-2000,"topic_id":8,"id":6}`))
	s.Event("market_comment_delete", json.RawMessage(`{"owner_id":-2000,"id":6,"item_id":8}`))
	s.Event("like_add", json.RawMessage(`{"liker_id":501}`))
	read(t, c, in)
	if want := []string{"photo-2000_8_r5", "video-2000_8_r5", "market-2000_8_r5", "topic-2000_8_r5", "wall-2000_8_r5"}; !slices.Equal(in.Order, want) {
		t.Errorf("mentions %q", in.Order)
	}
	if want := []string{"photo-2000_8_r6", "topic-2000_8_r6", "market-2000_8_r6"}; !slices.Equal(in.Deleted, want) {
		t.Errorf("deleted %q", in.Deleted)
	}
}

// Whatever VK sends, reading it ends and gives only sound mentions.
func FuzzUpdate(f *testing.F) {
	f.Add([]byte(`{"type":"wall_post_new","group_id":1,"object":{"id":1,"owner_id":-1,"from_id":2,"date":1,"text":"[id1|x]","copy_history":[{"copy_history":[{}]}]}}`))
	f.Add([]byte(`{"type":"message_new","object":{"message":{"id":1,"peer_id":2,"from_id":2,"fwd_messages":[{"fwd_messages":[]}],"attachments":[{"type":"wall","wall":{}}]}}}`))
	f.Add([]byte(`{"type":"board_post_delete","object":{"id":1e300,"topic_id":-1}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, ok := ear{me: &self{group: 1, id: -1}}.update(raw)
		if !ok {
			return
		}
		key := e.Deleted.ID
		if m := e.Mention; m != nil {
			if key = m.Key.ID; strings.TrimSpace(m.Body.Text) == "" || len(m.Body.Text) > 3*maxText || m.Created.IsZero() {
				t.Errorf("%+v", m)
			}
			if utf8.Valid(raw) && !utf8.ValidString(m.Body.Text) {
				t.Errorf("%q", m.Body.Text)
			}
		}
		if _, ok := parseRef(key); !ok {
			t.Errorf("the key %q cannot be read back", key)
		}
	})
}
