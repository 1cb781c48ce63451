package vk

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/vk/vktest"
	"earshot/store"
)

// outgoing is an answer to something, or a post.
func outgoing(key, text string, to *ref) connectors.Outgoing {
	out := connectors.Outgoing{Key: key, Message: store.Message{Text: text}, Made: time.Now()}
	if to != nil {
		out.ReplyTo = &store.Mention{Key: store.Key{Network: Network, ID: to.String()}}
	}
	return out
}

// place where things can be answered.
type square struct {
	s                             *vktest.Server
	peer, letter, chat, line      int
	post, first, branch           int
	topic, opinion                int
	message, talk, wall, top, sub ref
	board                         ref
}

func newSquare(t *testing.T) *square {
	q := &square{s: serve(t, vktest.Options{})}
	q.peer, q.letter = q.s.Message(vktest.Said{Text: "Здравствуйте"})
	q.chat, q.line = q.s.Message(vktest.Said{Text: "hi all", Chat: 4})
	q.post = q.s.Post(vktest.Said{Text: "не морозит"})
	q.first = q.s.Comment(q.post, vktest.Said{By: "Olga Zander", Text: "mine neither"})
	q.branch = q.s.Comment(q.post, vktest.Said{Text: "давно?", ReplyTo: q.first})
	q.topic = q.s.Topic("Отзывы")
	q.opinion = q.s.Discuss(q.topic, vktest.Said{Text: "хорошо"})
	q.message, q.talk = letter(q.peer, q.letter), ref{kind: kindIM, owner: vktest.Group, item: q.chat, reply: q.line, chat: true}
	q.wall, q.top, q.sub = below(q.post, 0), below(q.post, q.first), below(q.post, q.branch)
	q.board = ref{kind: kindTopic, owner: -vktest.Group, item: q.topic, reply: q.opinion}
	return q
}

// Where neither a key that VK remembers nor a look can tell whether something
// arrived, a person is asked, and their retry sends: it is no failure whose retry
// would only look again.
func TestBeyondVKsMemoryAPersonIsAsked(t *testing.T) {
	q := newSquare(t)
	c := join(t, q.s, communityOnly())
	out := outgoing("k", "hello", &q.top)
	if _, found, err := c.Find(t.Context(), out); found || err != nil {
		t.Errorf("%v, %v", found, err)
	}
	out.Made = out.Made.Add(-keyHolds)
	if _, found, err := c.Find(t.Context(), out); found || !errors.Is(err, connectors.ErrUnsure) {
		t.Errorf("%v, %v", found, err)
	}
}

// send sends and fails the test on an error.
func send(t *testing.T, c *Connector, out connectors.Outgoing) connectors.Receipt {
	t.Helper()
	r, err := c.Send(t.Context(), out)
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	return r
}

func times(s *vktest.Server, text string) (n int) {
	for _, x := range s.Sent() {
		if x == text {
			n++
		}
	}
	return n
}

// An answer stands where the mention is, once, however often it is sent with
// the same key; it is found there, and arrives as what we said.
func TestAnswersStandOnce(t *testing.T) {
	q := newSquare(t)
	c := join(t, q.s, both())
	in := connectortest.NewInbox()
	read(t, c, in)
	for name, to := range map[string]*ref{
		"message": &q.message, "chat": &q.talk, "post": &q.wall, "comment": &q.top, "branch": &q.sub, "discussion": &q.board, "new post": nil,
	} {
		out := outgoing("key-"+name, "Ответ: "+name, to)
		if _, found, err := c.Find(t.Context(), out); err != nil || found {
			t.Errorf("%s: found before it was sent: %v", name, err)
		}
		first := send(t, c, out)
		again := send(t, join(t, q.s, both()), out)
		found, ok, err := c.Find(t.Context(), out)
		if err != nil || !ok || first.RemoteID != again.RemoteID || found.RemoteID != first.RemoteID || found.URL == "" {
			t.Errorf("%s: %+v, again %+v, found %+v %v %v", name, first, again, found, ok, err)
		}
		if n := times(q.s, out.Message.Text); n != 1 {
			t.Errorf("%s stands %d times", name, n)
		}
		read(t, c, in)
		if m := in.Mentions[first.RemoteID]; (m == nil) != (to == nil) {
			t.Errorf("%s: what we said under %s arrives as %+v", name, first.RemoteID, m)
		}
		other := outgoing("other-"+name, "Нечто другое", to)
		if _, found, err := c.Find(t.Context(), other); err != nil || found {
			t.Errorf("%s: something else is taken for it: %v", name, err)
		}
	}
}

// With a community's token alone messages and comments are answered; posts and
// discussions are not, and the reason is told.
func TestWhatACommunityTokenSends(t *testing.T) {
	q := newSquare(t)
	c := join(t, q.s, communityOnly())
	for _, to := range []ref{q.message, q.talk, q.wall, q.top} {
		send(t, c, outgoing(to.String(), "ok "+to.String(), &to))
	}
	for _, to := range []*ref{nil, &q.board, {kind: kindPhoto, owner: -2000, item: 1, reply: 2}} {
		_, err := c.Send(t.Context(), outgoing("k", "no", to))
		if f := wantKind(t, err, fault.Permanent); !f.Unsent || to == nil && !strings.Contains(f.What, "--user-token-file") {
			t.Errorf("%+v", f)
		}
	}
	// It may not look at the wall: VK itself is relied on for an hour, and then
	// a person has to look.
	out := outgoing(q.top.String(), "ok "+q.top.String(), &q.top)
	if _, found, err := c.Find(t.Context(), out); found || err != nil {
		t.Errorf("%v %v", found, err)
	}
	out.Made = time.Now().Add(-2 * time.Hour)
	_, _, err := c.Find(t.Context(), out)
	if f := wantKind(t, err, fault.Permanent); !strings.Contains(f.What, "look there") {
		t.Errorf("%+v", f)
	}
}

// A user's token sends in the community's name.
func TestWhatAUserTokenSends(t *testing.T) {
	q := newSquare(t)
	c := join(t, q.s, []string{vktest.UserToken})
	for _, to := range []*ref{&q.message, &q.wall, &q.board, nil} {
		out := outgoing("u", "от сообщества", to)
		r := send(t, c, out)
		if found, ok, err := c.Find(t.Context(), out); err != nil || !ok || found.RemoteID != r.RemoteID {
			t.Errorf("%+v %v %v", found, ok, err)
		}
	}
	if n := times(q.s, "от сообщества"); n != 4 {
		t.Errorf("%d stand in the community's name", n)
	}
}

// What VK refuses is told as it helps, and nothing was sent.
func TestRefusedSends(t *testing.T) {
	q := newSquare(t)
	c := join(t, q.s, both())
	q.s.Deny(q.peer, 901)
	_, err := c.Send(t.Context(), outgoing("a", "x", &q.message))
	if f := wantKind(t, err, fault.Permanent); !f.Unsent || !strings.Contains(f.What, "not allowed the community to write first") {
		t.Errorf("%+v", f)
	}
	for _, x := range []struct {
		to   ref
		says string
	}{
		{below(99, 0), "closed"},
		{below(q.post, 98), "does not show or allow"},
		{ref{kind: "wall"}, "nothing of VK's"},
	} {
		_, err := c.Send(t.Context(), outgoing("b", "x", &x.to))
		if f := wantKind(t, err, fault.Permanent); !f.Unsent || !strings.Contains(f.What, x.says) {
			t.Errorf("%v: %+v", x.to, f)
		}
	}
	q.s.Refuse("wall.post", vktest.Fault{Code: 14, Words: "Captcha needed", Times: 1, Extra: map[string]any{"captcha_img": "https://api.vk.com/c?s=1"}})
	_, err = c.Send(t.Context(), outgoing("c", "x", nil))
	if f := wantKind(t, err, fault.Permanent); !strings.Contains(f.What, "https://api.vk.com/c?s=1") {
		t.Errorf("%+v", f)
	}
	q.s.Refuse("wall.post", vktest.Fault{Code: 10, Words: "Internal", Times: 1})
	_, err = c.Send(t.Context(), outgoing("c", "x", nil))
	if f := wantKind(t, err, fault.Transient); f.Unsent {
		t.Error("after an error inside VK the post may stand")
	}
	for _, text := range []string{"", " \n", strings.Repeat("ы", maxMessage+1)} {
		_, err = c.Send(t.Context(), outgoing("d", text, &q.message))
		wantKind(t, err, fault.Permanent)
	}
	if n := times(q.s, "x"); n != 0 {
		t.Errorf("%d stand", n)
	}
	service := join(t, q.s, []string{vktest.ServiceToken})
	_, err = service.Send(t.Context(), outgoing("e", "x", &q.wall))
	wantKind(t, err, fault.Permanent)
}

// The number by which VK knows a message again depends on the key alone, fits
// 31 bits and is never 0.
func TestRandomID(t *testing.T) {
	known := map[int]string{}
	for _, key := range []string{"", "a", "b", "01JD9Z0000000000000000000A", "01JD9Z0000000000000000000B"} {
		n := randomID(key)
		if n <= 0 || n >= 1<<31 || n != randomID(key) || known[n] != "" {
			t.Errorf("%q became %d, as %q", key, n, known[n])
		}
		known[n] = key
	}
}

// picture writes a file.
func picture(t *testing.T, name, content string) store.Attachment {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return store.Attachment{Path: path, Alt: "a crack"}
}

const png = "\x89PNG\r\n\x1a\n0123456789"

// Pictures go out with posts, comments and messages, by the way that VK has for
// each; only the last part of their name is told.
func TestPictures(t *testing.T) {
	q := newSquare(t)
	c := join(t, q.s, both())
	for _, to := range []*ref{nil, &q.message, &q.top} {
		out := outgoing("p", "смотрите", to)
		out.Message.Media = []store.Attachment{picture(t, "a\"b.png", png), picture(t, "c.png", png)}
		r := send(t, c, out)
		if found, ok, err := c.Find(t.Context(), out); err != nil || to != &q.top && (!ok || found.RemoteID != r.RemoteID) {
			t.Errorf("%+v %v %v", found, ok, err)
		}
	}
	got := q.s.Uploads()
	slices.Sort(got)
	if len(got) != 6 || got[0] != "a_b.png:18" || got[5] != "c.png:18" {
		t.Errorf("uploaded %q", got)
	}
	alone := outgoing("q", "", nil)
	alone.Message.Media = []store.Attachment{picture(t, "d.png", png)}
	send(t, c, alone)
}

// Files that cannot go are refused before anything is sent.
func TestFilesThatCannotGo(t *testing.T) {
	q := newSquare(t)
	c := join(t, q.s, both())
	for name, a := range map[string]store.Attachment{
		"is no picture": picture(t, "a.txt", "hello"), "cannot be read": {Path: filepath.Join(t.TempDir(), "none.png")}, "read; add it": {Path: t.TempDir()},
	} {
		out := outgoing("p", "x", nil)
		out.Message.Media = []store.Attachment{a}
		_, err := c.Send(t.Context(), out)
		if f := wantKind(t, err, fault.Permanent); !f.Unsent || !strings.Contains(f.What, name) {
			t.Errorf("%s: %+v", name, f)
		}
	}
	many := outgoing("p", "x", nil)
	many.Message.Media = make([]store.Attachment, 11)
	_, err := c.Send(t.Context(), many)
	wantKind(t, err, fault.Permanent)
	large := picture(t, "large.png", png)
	if err := os.Truncate(large.Path, limits().MediaBytes+1); err != nil {
		t.Fatal(err)
	}
	many.Message.Media = []store.Attachment{large}
	_, err = c.Send(t.Context(), many)
	if f := wantKind(t, err, fault.Permanent); !strings.Contains(f.What, "too large") {
		t.Errorf("%+v", f)
	}
	alone := join(t, q.s, communityOnly())
	out := outgoing("p", "x", &q.top)
	out.Message.Media = []store.Attachment{picture(t, "a.png", png)}
	_, err = alone.Send(t.Context(), out)
	if f := wantKind(t, err, fault.Permanent); !strings.Contains(f.What, "pictures cannot be sent here") {
		t.Errorf("%+v", f)
	}
	if len(q.s.Uploads()) != 0 {
		t.Errorf("uploaded %q", q.s.Uploads())
	}
}
