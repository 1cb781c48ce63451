package vk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"earshot/connectors/connectortest"
	"earshot/connectors/vk/vktest"
	"earshot/store"
)

// What was written before the account was connected is read once, then what is
// new, with the cursor.
func TestHistoryThenNews(t *testing.T) {
	s := serve(t, vktest.Options{})
	s.Message(vktest.Said{Text: "Здравствуйте, холодильник не морозит"})
	s.Message(vktest.Said{By: "Olga Zander", Text: "Do you deliver?"})
	in := connectortest.NewInbox()
	read(t, join(t, s, communityOnly()), in)
	wantTexts(t, in, "Do you deliver?", "Здравствуйте, холодильник не морозит")
	peer, id := s.Message(vktest.Said{Text: "Алло?"})
	read(t, join(t, s, communityOnly()), in)
	m := in.Get(t, letter(peer, id).String())
	if m.Body.Text != "Алло?" || m.Author.Name != "Иван Петров" || m.Kind != "message" {
		t.Errorf("%+v", m)
	}
}

// Names come in batches of up to a thousand, and are asked for once.
func TestNamesInBatches(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	read(t, c, in)
	for i := range 150 {
		s.Message(vktest.Said{By: fmt.Sprintf("Person N%d", i), Text: fmt.Sprint(i)})
	}
	before := calls(s, "users.get")
	read(t, c, in)
	if n := calls(s, "users.get") - before; n != 2 { // the long poll gives a hundred at once
		t.Errorf("%d calls for 150 people", n)
	}
	s.Message(vktest.Said{By: "Person N7", Text: "again"})
	before = len(s.Calls())
	read(t, c, in)
	if now := len(s.Calls()); now != before {
		t.Errorf("%d calls for somebody we know", now-before)
	}
	many := make([]*store.Mention, 2500)
	for i := range many {
		many[i] = &store.Mention{Author: store.Author{ID: strconv.Itoa(10_000 + i)}}
	}
	before = calls(s, "users.get")
	if err := c.people.name(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	if n := calls(s, "users.get") - before; n != 3 || many[7].Author.Handle != "id10007" {
		t.Errorf("%d calls for 2500 strangers, %+v", n, many[7].Author)
	}
}

// Somebody of whom VK says nothing keeps their number, and their words.
func TestWhoIsGone(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	id := s.User("Ivan Gone", func(p *vktest.Person) { p.Gone = true })
	s.Message(vktest.Said{By: "Ivan Gone", Text: "bye"})
	read(t, c, in)
	if a := in.Mentions[in.Order[0]].Author; a.Name != "" || a.Handle != fmt.Sprintf("id%d", id) {
		t.Errorf("%+v", a)
	}
	s.Refuse("users.get", vktest.Fault{Code: 100, Words: "no", Times: -1})
	s.Message(vktest.Said{By: "Olga Zander", Text: "hello"})
	read(t, c, in)
	wantTexts(t, in, "bye", "hello")
}

// What was written, changed and taken back between two readings is one thing.
func TestOneThingOnce(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	read(t, c, in)
	on := s.OwnPost("Новинка")
	kept := s.Comment(on, vktest.Said{Text: "how muhc?"})
	gone := s.Comment(on, vktest.Said{Text: "nonsense"})
	s.EditComment(kept, "how much?")
	s.DeleteComment(gone)
	read(t, c, in)
	wantTexts(t, in, "how much?")
	if !slices.Equal(in.Deleted, []string{below(on, gone).String()}) {
		t.Errorf("deleted %q", in.Deleted)
	}
}

// Our own posts are no mentions; what we answered on VK itself is an answer.
func TestOurOwnWords(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, both()), connectortest.NewInbox()
	read(t, c, in)
	on := s.OwnPost("we say")
	s.Repost("Olga Zander", on, "look")
	s.Event("message_reply", json.RawMessage(`{"id":99,"conversation_message_id":2,"peer_id":501,"from_id":-2000,"admin_author_id":7,"date":1700000000,"out":1,"text":"answered on VK"}`))
	read(t, c, in)
	wantTexts(t, in, "look\n> we say", "answered on VK")
	if m := in.Mentions["im2000_501_99"]; m == nil || m.Author.ID != "-2000" || m.Author.Name != "Холодильники Acme" {
		t.Errorf("%+v", m)
	}
}

// While nothing happens nothing is written, but that once an hour.
func TestQuietCursor(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	c.env.Now = func() time.Time { return now }
	read(t, c, in)
	before := len(in.Batches)
	now = now.Add(10 * time.Minute)
	read(t, c, in)
	if len(in.Batches) != before {
		t.Error("a quiet reading wrote something")
	}
	now = now.Add(time.Hour)
	read(t, c, in)
	if len(in.Batches) != before+1 {
		t.Error("after an hour the time is noted")
	}
	s.Message(vktest.Said{Text: "while we were away"})
	now = now.Add(12 * time.Hour)
	before = calls(s, "messages.getConversations")
	read(t, c, in)
	if calls(s, "messages.getConversations") == before {
		t.Error("after half a day only VK's memory of events is asked")
	}
	wantTexts(t, in, "while we were away")
}
