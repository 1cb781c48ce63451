package telegram

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/telegram/telegramtest"
	"earshot/store"
)

// answering is a server that gives one answer to everything.
func answering(t *testing.T, status int, body string, header ...string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // the client may have gone
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func text(s string) connectors.Outgoing {
	return connectors.Outgoing{Message: store.Message{Text: s}}
}

func answer(m *store.Mention, s string) connectors.Outgoing {
	out := text(s)
	out.ReplyTo = m
	return out
}

// TestAnswersAndPosts: each goes to its chat, thread and topic, and what came of
// it has the id under which answers to it will name it.
func TestAnswersAndPosts(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, map[string]string{SettingChat: "@acme", SettingPreviews: "off"})
	r.fake.Meet(telegramtest.Channel(-100500, "Acme", "acme"))
	forum := telegramtest.Supergroup(-1005, "Forum", "forum")
	r.fake.Say(forum, o{"from": telegramtest.User(3, "A", ""), "text": "in a topic", "is_topic_message": true, "message_thread_id": 7})
	inTopic := r.one()
	r.fake.Say(telegramtest.Private(5, "Eva", ""), o{"from": telegramtest.User(5, "Eva", ""), "text": "hi"})
	direct := r.one()
	for _, c := range []struct {
		out                             connectors.Outgoing
		id, url, chat, reply, topic, is string
	}{
		{answer(inTopic, "hello <b>&</b> *you*"), "-1005/43", "https://t.me/forum/43", "-1005", `{"message_id":41}`, "7", "hello <b>&</b> *you*"},
		{answer(direct, "hi Eva"), "7700:5/44", "", "5", `{"message_id":42}`, "", "hi Eva"},
		{text("news"), "-100500/45", "https://t.me/acme/45", "@acme", "", "", "news"},
	} {
		got, err := r.bot.Send(t.Context(), c.out)
		if err != nil || got.RemoteID != c.id || got.URL != c.url || got.At.IsZero() {
			t.Errorf("%+v, %v", got, err)
		}
		all := r.fake.Sent()
		p := all[len(all)-1].Params
		if p["chat_id"] != c.chat || p["reply_parameters"] != c.reply || p["message_thread_id"] != c.topic || p["text"] != c.is || p["link_preview_options"] != `{"is_disabled":true}` {
			t.Errorf("%s: %v", c.is, p)
		}
	}
}

// TestWhatCannotBeSent: the reason is told before anything leaves, and says what
// to do.
func TestWhatCannotBeSent(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	chat := &store.Mention{Key: store.Key{Network: Network, ID: "7700:5/1"}}
	many := text("x")
	for range 11 {
		many.Message.Media = append(many.Message.Media, store.Attachment{Path: "x"})
	}
	with := func(out connectors.Outgoing, path string) connectors.Outgoing {
		out.Message.Media = []store.Attachment{{Path: path}}
		return out
	}
	for want, out := range map[string]connectors.Outgoing{
		"no channel for new posts; connect it again with --chat":        text("news"),
		"what is answered is no message of Telegram":                    answer(&store.Mention{Key: store.Key{ID: "12"}}, "x"),
		"this was said to another bot":                                  answer(&store.Mention{Key: store.Key{ID: "88:5/1"}}, "x"),
		"nothing to send":                                               answer(chat, " \n"),
		"has 4097 characters, Telegram takes 4096; shorten it by 1":     answer(chat, strings.Repeat("я", 4097)),
		"has 4098 characters, Telegram takes 4096; shorten it by 2":     answer(chat, strings.Repeat("👍", 2049)),
		"with a file Telegram takes 1024 characters, the text has 1025": with(answer(chat, strings.Repeat("я", 1025)), "x"),
		"the file gone.png cannot be read":                              with(answer(chat, "x"), "/nowhere/gone.png"),
		filepath.Base(t.TempDir()) + " is not a file that can be sent":  with(answer(chat, "x"), filepath.Join(filepath.Dir(t.TempDir()), filepath.Base(t.TempDir()))),
		"the message has 11 files, Telegram takes 10":                   {Message: many.Message, ReplyTo: chat},
	} {
		_, err := r.bot.Send(t.Context(), out)
		if strings.Contains(want, "is not a file") {
			want = "is not a file that can be sent"
		}
		if f := wantFault(t, err, fault.Permanent, want); !f.Unsent {
			t.Errorf("%s: it may have been sent", want)
		}
	}
	if len(r.fake.Sent()) > 0 {
		t.Errorf("%+v", r.fake.Sent())
	}
	if _, err := r.bot.Send(t.Context(), answer(chat, strings.Repeat("я", 4096))); !fault.Is(err, fault.Permanent) || !strings.Contains(err.Error(), "chat") {
		t.Errorf("4096 letters fit: %v", err)
	}
}

// TestRefusals: what Telegram says, in words that say what to do.
func TestRefusals(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	eva := telegramtest.Private(5, "Eva", "")
	r.fake.Say(eva, o{"from": telegramtest.User(5, "Eva", ""), "text": "hi"})
	m := r.one()
	for _, c := range []struct {
		status      int
		words, want string
		kind        fault.Kind
		unsent      bool
	}{
		{403, "Forbidden: bot was blocked by the user", "has blocked the bot", fault.Permanent, true},
		{403, "Forbidden: user is deactivated", "does not exist any more", fault.Permanent, true},
		{403, "Forbidden: bot can't initiate conversation with a user", "has to write to it once", fault.Permanent, true},
		{403, "Forbidden: bot was kicked from the supergroup chat", "was removed from this chat", fault.Permanent, true},
		{403, "Forbidden: bot is not a member of the channel chat", "is not in this chat", fault.Permanent, true},
		{400, "Bad Request: not enough rights to send text messages to the chat", "may not write here", fault.Permanent, true},
		{400, "Bad Request: need administrator rights in the channel chat", "make it an administrator", fault.Permanent, true},
		{400, "Bad Request: chat not found", "does not know this chat", fault.Permanent, true},
		{400, "Bad Request: message to be replied not found", "has been deleted", fault.Permanent, true},
		{400, "Bad Request: message thread not found", "the topic that this answers has been deleted", fault.Permanent, true},
		{400, "Bad Request: TOPIC_CLOSED", "this topic is closed", fault.Permanent, true},
		{400, "Bad Request: something\x1b[31m new", "Telegram refuses: Bad Request: something new", fault.Permanent, true},
		{400, "", "gives no reason", fault.Permanent, true},
		{413, "Request Entity Too Large", "Telegram refuses: Request Entity Too Large", fault.Permanent, true},
		{500, "Internal Server Error", "is in trouble", fault.Transient, false},
	} {
		r.fake.Refuse(5, c.status, c.words, nil)
		_, err := r.bot.Send(t.Context(), answer(m, "x"))
		if f := wantFault(t, err, c.kind, c.want); f.Unsent != c.unsent {
			t.Errorf("%s: unsent is %v", c.words, f.Unsent)
		}
	}
	r.fake.Refuse(5, 429, "Too Many Requests: retry after 17", o{"retry_after": 17})
	_, err := r.bot.Send(t.Context(), answer(m, "x"))
	if f := wantFault(t, err, fault.Limited, "slow down"); f.RetryAfter.Seconds() != 17 {
		t.Errorf("again in %v", f.RetryAfter)
	}
	if n := r.fake.Asked("sendMessage"); n != 16 {
		t.Errorf("%d sends: a connector never tries again by itself", n)
	}
}

// TestAGroupThatBecameASupergroup: the answer goes to its new number.
func TestAGroupThatBecameASupergroup(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	old := o{"id": -77, "type": "group", "title": "Small"}
	r.fake.Say(old, o{"from": telegramtest.User(5, "Eva", ""), "text": "hi"})
	m := r.one()
	r.fake.Meet(telegramtest.Supergroup(-10077, "Small", ""))
	r.fake.Refuse(-77, 400, "Bad Request: group chat was upgraded to a supergroup chat", o{"migrate_to_chat_id": -10077})
	got, err := r.bot.Send(t.Context(), answer(m, "hello"))
	if err != nil || got.RemoteID != "-10077/42" {
		t.Fatalf("%+v, %v", got, err)
	}
	if all := r.fake.Sent(); len(all) != 1 || all[0].Chat != -10077 || all[0].Params["reply_parameters"] != "" {
		t.Errorf("%+v", all)
	}
}

// TestFiles: one picture, one of each other kind, albums, and what cannot stand
// in one album.
func TestFiles(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, map[string]string{SettingChat: "@acme"})
	r.fake.Meet(telegramtest.Channel(-100500, "Acme", "acme"))
	dir := t.TempDir()
	path := func(name, head string) store.Attachment {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(head+strings.Repeat("x", 2000)), 0o600); err != nil {
			t.Fatal(err)
		}
		return store.Attachment{Path: p}
	}
	png, jpg := path("a.png", "\x89PNG\x0D\x0A\x1A\x0A"), path(`b"
.jpg`, "\xFF\xD8\xFF")
	mp4, mp3 := path("c.mp4", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42mp41"), path("d.mp3", "ID3\x03")
	pdf := path("Счёт.pdf", "%PDF-1.7\n")
	for _, c := range []struct {
		media           []store.Attachment
		method, is, has string
	}{
		{[]store.Attachment{png}, "sendPhoto", "photo a.png image/png 2008", ""},
		{[]store.Attachment{mp4}, "sendVideo", "video c.mp4 video/mp4 2024", ""},
		{[]store.Attachment{mp3}, "sendAudio", "audio d.mp3 audio/mpeg 2004", ""},
		{[]store.Attachment{pdf}, "sendDocument", "document Счёт.pdf application/pdf 2009", ""},
		{[]store.Attachment{png, jpg}, "sendMediaGroup", "", `[{"type":"photo","media":"attach://file0","caption":"two & more"},{"type":"photo","media":"attach://file1"}]`},
		{[]store.Attachment{png, mp4}, "sendMediaGroup", "", `"type":"video"`},
		{[]store.Attachment{png, pdf}, "sendMediaGroup", "", `"type":"document","media":"attach://file1"`},
		{[]store.Attachment{png, mp3}, "sendMediaGroup", "", `"type":"document","media":"attach://file0"`},
		{[]store.Attachment{mp3, mp3}, "sendMediaGroup", "", `"type":"audio","media":"attach://file1"`},
	} {
		out := text("two & more")
		out.Message.Media = c.media
		got, err := r.bot.Send(t.Context(), out)
		if err != nil || got.RemoteID == "" {
			t.Fatalf("%s: %+v, %v", c.method, got, err)
		}
		all := r.fake.Sent()
		s := all[len(all)-1]
		f := s.Files[0]
		is := fmt.Sprintf("%s %s %s %d", f.Field, f.Name, f.Type, f.Bytes)
		media := strings.ReplaceAll(s.Params["media"], `\u0026`, "&")
		if s.Method != c.method || s.Text != "two & more" || c.is != "" && is != c.is || !strings.Contains(media, c.has) || len(s.Files) != len(c.media) {
			t.Errorf("%s: %+v %s %s", c.method, s, is, media)
		}
	}
}

// TestTooLargeAFile is told before a byte of it is sent, and a picture that is
// too large for a picture goes as a file.
func TestTooLargeAFile(t *testing.T) {
	dir := t.TempDir()
	sparse := func(name, head string, size int64) store.Attachment {
		p := filepath.Join(dir, name)
		f, err := os.Create(p)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close() //nolint:errcheck // a test's file
		if _, err := f.WriteString(head); err != nil {
			t.Fatal(err)
		}
		if err := f.Truncate(size); err != nil {
			t.Fatal(err)
		}
		return store.Attachment{Path: p}
	}
	_, err := openMedium(sparse("big.mp4", "x", maxFileBytes+1))
	wantFault(t, err, fault.Permanent, "big.mp4 is too large: 52.4 MB, Telegram takes 52.4 MB")
	m, err := openMedium(sparse("big.png", "\x89PNG\x0D\x0A\x1A\x0A", maxPhotoBytes+1))
	if err != nil || m.kind != "document" {
		t.Errorf("%+v, %v", m, err)
	}
	_ = m.open.Close()
}

// TestAnswersThatAreNone: what came of a send is not known, so it is a doubt and
// never a failure; what was refused before Telegram saw it is no doubt.
func TestAnswersThatAreNone(t *testing.T) {
	at := func(status int, body string, header ...string) *Connector {
		return newBot(t, answering(t, status, body, header...), map[string]string{SettingChat: "@acme"})
	}
	for _, c := range []struct {
		bot    *Connector
		kind   fault.Kind
		unsent bool
	}{
		{at(200, "<html>login</html>"), fault.Transient, false},
		{at(200, `{"ok":true,"result":true}`), fault.Transient, false},
		{at(200, `{"ok":true,"result":{"message_id":0}}`), fault.Transient, false},
		{at(200, `{"ok":true}`), fault.Transient, false},
		{at(200, "not gzip", "Content-Encoding", "gzip"), fault.Transient, false},
		{at(502, "Bad Gateway"), fault.Transient, false},
		{at(404, "nothing here"), fault.Permanent, true},
		{at(410, "gone"), fault.Permanent, true},
		{at(429, "slow", "Retry-After", "9"), fault.Limited, true},
		{at(401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`), fault.Unauthorized, true},
		{at(302, "", "Location", "/elsewhere"), fault.Permanent, false},
	} {
		_, err := c.bot.Send(t.Context(), text("x"))
		if f := wantFault(t, err, c.kind, ""); f.Unsent != c.unsent {
			t.Errorf("%v: unsent is %v", err, f.Unsent)
		}
	}
}
