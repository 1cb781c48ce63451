package vk

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/vk/vktest"
	"earshot/store"
)

// Whoever may read the wall is told of the past: posts of others, what was said
// below, long branches, discussions, conversations.
func TestThePast(t *testing.T) {
	s := serve(t, vktest.Options{})
	on := s.OwnPost("Новинка")
	first := s.Comment(on, vktest.Said{Text: "сколько?"})
	for i := range 14 { // more than come along with the beginning
		s.Comment(on, vktest.Said{By: "Olga Zander", Text: fmt.Sprintf("re %d", i), ReplyTo: first})
	}
	post := s.Post(vktest.Said{By: "Olga Zander", Text: "не морозит"})
	topic := s.Topic("Отзывы")
	s.Discuss(topic, vktest.Said{Text: "хорошо"})
	s.Message(vktest.Said{Text: "алло"})
	for _, tokens := range [][]string{both(), {vktest.UserToken}, {vktest.ServiceToken}} {
		in := connectortest.NewInbox()
		read(t, join(t, s, tokens), in)
		texts := in.Texts()
		want := 1 + 14 + 1 + 1 + 1
		if tokens[0] == vktest.ServiceToken {
			want-- // it reads no messages
		}
		if len(texts) != want || slices.Contains(texts, "Новинка") {
			t.Errorf("%v: %d of %d: %q", tokens, len(texts), want, texts)
		}
		if m := in.Get(t, below(post, 0).String()); m.Author.Name != "Olga Zander" || m.Counts.Views != 42 {
			t.Errorf("%+v", m)
		}
		for _, b := range in.Batches {
			if len(b.Events) > 0 && !b.Backfill {
				t.Error("the past is taken for news")
			}
		}
	}
}

// After a gap everything that was said in it is found, though VK has forgotten
// its events, and the comments of posts on which nothing was said are not asked
// for again.
func TestAGap(t *testing.T) {
	s := serve(t, vktest.Options{})
	on, quiet := s.OwnPost("a"), s.OwnPost("b")
	s.Comment(on, vktest.Said{Text: "before"})
	s.Comment(quiet, vktest.Said{Text: "here, too"})
	topic := s.Topic("Отзывы")
	c, in := join(t, s, both()), connectortest.NewInbox()
	read(t, c, in)
	s.Comment(on, vktest.Said{Text: "meanwhile"})
	s.Discuss(topic, vktest.Said{Text: "in the topic"})
	s.Post(vktest.Said{Text: "on the wall"})
	s.Message(vktest.Said{Text: "in a message"})
	s.Forget()
	before := calls(s, "wall.getComments")
	read(t, c, in)
	if got := in.Texts(); len(got) != 6 {
		t.Errorf("%q", got)
	}
	if n := calls(s, "wall.getComments") - before; n != 1 {
		t.Errorf("comments were asked for %d times", n)
	}
}

// What the community has switched off does not stop the rest.
func TestPartsThatAreClosed(t *testing.T) {
	s := serve(t, vktest.Options{})
	s.Post(vktest.Said{Text: "on the wall"})
	s.Refuse("board.getTopics", vktest.Fault{Code: 15, Words: "Access denied: group topics are disabled", Times: -1})
	s.Refuse("messages.getConversations", vktest.Fault{Code: 15, Words: "Access denied", Times: -1})
	in := connectortest.NewInbox()
	read(t, join(t, s, both()), in)
	wantTexts(t, in, "on the wall")
	s.Refuse("wall.get", vktest.Fault{Code: 10, Words: "Internal", Times: 1})
	in = connectortest.NewInbox()
	wantKind(t, join(t, s, both()).Pull(t.Context(), in.At, in.Emit), fault.Transient)
	if in.At("") != nil {
		t.Error("the cursor passed over what could not be read")
	}
}

// One conversation, post or discussion that is closed to us does not stop the
// rest.
func TestOneThingThatIsClosed(t *testing.T) {
	s := serve(t, vktest.Options{})
	for _, who := range []string{"Olga Zander", "Tom Baker"} {
		s.Comment(s.OwnPost(who), vktest.Said{By: who, Text: "below " + who})
		s.Discuss(s.Topic(who), vktest.Said{By: who, Text: "in a topic " + who})
		s.Message(vktest.Said{By: who, Text: "to us " + who})
	}
	for _, method := range []string{"messages.getHistory", "wall.getComments", "board.getComments"} {
		s.Refuse(method, vktest.Fault{Code: 15, Words: "Access denied", Times: 1})
	}
	in := connectortest.NewInbox()
	read(t, join(t, s, both()), in)
	if got := in.Texts(); len(got) != 3 {
		t.Errorf("%q", got)
	}
}

// Watched words are searched for on all of VK; the next search begins where the
// last one was.
func TestSearches(t *testing.T) {
	s := serve(t, vktest.Options{})
	owner, id := s.Elsewhere(vktest.Said{Text: "Хочу холодильник Acme"})
	s.OwnPost("наш холодильник acme")
	s.Elsewhere(vktest.Said{Text: "о погоде"})
	for _, tokens := range [][]string{both(), {vktest.ServiceToken}} {
		c, in := join(t, s, tokens, "холодильник"), connectortest.NewInbox()
		read(t, c, in)
		m := in.Get(t, ref{kind: kindWall, owner: owner, item: id}.String())
		if m.Body.Text != "Хочу холодильник Acme" || !strings.HasSuffix(m.URL, fmt.Sprintf("/wall%d_%d", owner, id)) {
			t.Errorf("%+v", m)
		}
		if n := len(in.Texts()); n != 1 {
			t.Errorf("%d mentions", n)
		}
		s.Elsewhere(vktest.Said{By: "Olga Zander", Text: "холодильник сломался"})
		read(t, c, in)
		if got := in.Texts(); len(got) < 2 || in.Batches[len(in.Batches)-1].Backfill {
			t.Errorf("%q", got)
		}
		if at := in.At("холодильник"); !strings.Contains(string(at), `"at":`) {
			t.Errorf("the cursor is %s", at)
		}
		s = serve(t, vktest.Options{})
		owner, id = s.Elsewhere(vktest.Said{Text: "Хочу холодильник Acme"})
	}
	last := vktest.Call{}
	c, in := join(t, s, []string{vktest.ServiceToken}, "холодильник", "второе"), connectortest.NewInbox()
	s.Refuse("newsfeed.search", vktest.Fault{Code: 100, Words: "no", Times: 1})
	read(t, c, in) // one that is refused does not stop the other
	read(t, c, in)
	for _, x := range s.Calls() {
		if x.Method == "newsfeed.search" {
			last = x
		}
	}
	if start := last.Form.Get("start_time"); start == "" || last.Form.Get("q") != "второе" {
		t.Errorf("asked for %v", last.Form)
	}
}

// A token that may not search says so once and reads the rest.
func TestNoSearch(t *testing.T) {
	s := serve(t, vktest.Options{})
	s.Message(vktest.Said{Text: "hello"})
	in := connectortest.NewInbox()
	read(t, join(t, s, communityOnly(), "холодильник"), in)
	wantTexts(t, in, "hello")
	if calls(s, "newsfeed.search") != 0 {
		t.Error("it was tried all the same")
	}
}

// Many searches are spread over a longer interval.
func TestIntervals(t *testing.T) {
	s := serve(t, vktest.Options{})
	if got := join(t, s, communityOnly()).Interval(); got != 2*time.Minute {
		t.Errorf("%v", got)
	}
	if got := join(t, s, communityOnly(), make([]string, 40)...).Interval(); got != 10*time.Minute {
		t.Errorf("%v", got)
	}
}

// The whole discussion around a mention, ours included, the oldest first, each
// once.
func TestThreads(t *testing.T) {
	q := newSquare(t)
	c := join(t, q.s, both())
	send(t, c, outgoing("1", "наш ответ", &q.sub))
	for i := range 12 {
		q.s.Comment(q.post, vktest.Said{Text: fmt.Sprintf("re %d", i), ReplyTo: q.first})
	}
	all, err := c.Thread(t.Context(), q.sub.String())
	if err != nil || len(all) != 1+1+1+1+12 || all[0].Key.ID != q.wall.String() || all[1].Key.ID != q.top.String() {
		t.Fatalf("%d, %v", len(all), err)
	}
	known := map[string]bool{}
	for _, m := range all {
		if known[m.Key.ID] || m.Place.Thread != q.wall.String() || m.Author.Name == "" {
			t.Errorf("%+v", m)
		}
		known[m.Key.ID] = true
	}
	send(t, c, outgoing("2", "и вам", &q.message))
	if all, err = c.Thread(t.Context(), q.message.String()); err != nil || len(all) != 2 || all[1].Body.Text != "и вам" {
		t.Errorf("%v %v", all, err)
	}
	if all, err = c.Thread(t.Context(), q.board.String()); err != nil || len(all) != 1 {
		t.Errorf("%v %v", all, err)
	}
	for _, id := range []string{"x", "photo-1_2_r3", "im9_9_9"} {
		if all, err = c.Thread(t.Context(), id); err != nil || all != nil {
			t.Errorf("%s: %v %v", id, all, err)
		}
	}
	if _, err = c.Thread(t.Context(), below(99, 0).String()); !fault.Is(err, fault.Permanent) {
		t.Errorf("a post that is gone: %v", err)
	}
	if _, err = join(t, q.s, communityOnly()).Thread(t.Context(), q.top.String()); !fault.Is(err, fault.Permanent) {
		t.Errorf("a community token reads the wall: %v", err)
	}
}

// Posts elsewhere that name the community by VK's markup are heard without any
// word to watch, by a user's token.
func TestNamedElsewhere(t *testing.T) {
	s := serve(t, vktest.Options{})
	for i := range 60 { // more than a page
		s.Elsewhere(vktest.Said{By: "Olga Zander", Text: fmt.Sprintf("спасибо, [club2000|Acme]! %d", i)})
	}
	s.Elsewhere(vktest.Said{Text: "[club20001|другие]"})
	c, in := join(t, s, both()), connectortest.NewInbox()
	read(t, c, in)
	if got := in.Texts(); len(got) != 60 || !strings.HasPrefix(got[0], "спасибо, Acme! ") {
		t.Fatalf("%d: %q", len(got), got)
	}
	owner, id := s.Elsewhere(vktest.Said{Text: "и ещё раз [club2000|Acme]"})
	read(t, c, in)
	if m := in.Get(t, ref{kind: kindWall, owner: owner, item: id}.String()); m.Kind != "post" || m.Author.Name != "Иван Петров" {
		t.Errorf("%+v", m)
	}
	alone, before := connectortest.NewInbox(), calls(s, "newsfeed.getMentions")
	read(t, join(t, s, communityOnly()), alone)
	if calls(s, "newsfeed.getMentions") != before || len(alone.Texts()) != 0 {
		t.Error("a community token is not given them, and does not ask")
	}
	s.Refuse("newsfeed.getMentions", vktest.Fault{Code: 15, Words: "Access denied", Times: -1})
	s.Message(vktest.Said{Text: "hello"})
	read(t, c, in)
	if got := in.Texts(); got[len(got)-1] != "hello" {
		t.Error("that they are refused stops the rest")
	}
}

// The members of the community are given, a thousand at a time.
func TestFollowers(t *testing.T) {
	s := serve(t, vktest.Options{})
	for i := range 1100 {
		s.Join(fmt.Sprintf("Fan N%d", i))
	}
	var pages []int
	var last store.Author
	collect := func(list []store.Author) error {
		pages, last = append(pages, len(list)), list[len(list)-1]
		return nil
	}
	if err := join(t, s, communityOnly()).Followers(t.Context(), collect); err != nil || !slices.Equal(pages, []int{1000, 100}) || last.Name != "Fan N1099" {
		t.Errorf("%v, %v, %+v", pages, err, last)
	}
	stop := errors.New("the disk is full")
	if err := join(t, s, communityOnly()).Followers(t.Context(), func([]store.Author) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	c := join(t, s, []string{vktest.ServiceToken})
	c.account.Settings = nil
	wantKind(t, c.Followers(t.Context(), collect), fault.Permanent)
}

// The figures of the community are read by who may; who may not is told what is
// missing.
func TestStats(t *testing.T) {
	s := serve(t, vktest.Options{})
	now := time.Now()
	days, err := join(t, s, both()).Insights(t.Context(), now.AddDate(0, 0, -1), now)
	if err != nil || len(days) != 1 || days[0].Reach != 120 || days[0].ReachFollowers != 80 || days[0].Likes != 5 || days[0].Joined != 2 || days[0].To.Sub(days[0].From) != 24*time.Hour {
		t.Errorf("%+v %v", days, err)
	}
	_, err = join(t, s, communityOnly()).Insights(t.Context(), now, now)
	if f := wantKind(t, err, fault.Permanent); !strings.Contains(f.What, "user's token") {
		t.Errorf("%+v", f)
	}
	s.Answer("stats.get", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"response":[{"period_from":"x"}]}`)
	})
	_, err = join(t, s, both()).Insights(t.Context(), now, now)
	wantKind(t, err, fault.Transient)
}
