package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// TestHeldToTheTypesOfALibrary: every parameter that the fake takes is one that
// the published methods have, as an independent library knows them.
func TestHeldToTheTypesOfALibrary(t *testing.T) {
	for method, params := range map[string]any{
		"sendMessage": bot.SendMessageParams{}, "sendPhoto": bot.SendPhotoParams{}, "sendVideo": bot.SendVideoParams{},
		"sendAudio": bot.SendAudioParams{}, "sendDocument": bot.SendDocumentParams{}, "sendMediaGroup": bot.SendMediaGroupParams{},
		"getChat": bot.GetChatParams{}, "getChatMember": bot.GetChatMemberParams{}, "getFile": bot.GetFileParams{},
	} {
		has := map[string]bool{}
		of := reflect.TypeOf(params)
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			has[name] = true
		}
		for name := range methods()[method] {
			if !has[name] {
				t.Errorf("%s has no parameter %s", method, name)
			}
		}
	}
}

// call asks the fake as a stranger would.
func call(t *testing.T, s *Server, method string, body any) (status int, raw []byte) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(s.URL()+"/bot"+Token+"/"+method, "application/json", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // all that mattered has been read
	raw, err = io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, raw
}

// strictly decodes a result into a type that must know every field.
func strictly[T any](t *testing.T, raw []byte) (v T) {
	t.Helper()
	var r struct {
		OK     bool
		Result json.RawMessage
	}
	if err := json.Unmarshal(raw, &r); err != nil || !r.OK {
		t.Fatalf("%s: %v", raw, err)
	}
	d := json.NewDecoder(bytes.NewReader(r.Result))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Errorf("%s: %v", r.Result, err)
	}
	return v
}

// TestWhatItTellsHasTheRightTypes: updates, chats and sends decode into the
// library's types without a field left over.
func TestWhatItTellsHasTheRightTypes(t *testing.T) {
	s := New(Options{Privacy: true})
	defer s.Close()
	group := Supergroup(-1001, "G", "g")
	n := s.Say(group, Object{"from": User(5, "Eva", "eva"), "text": "hi"})
	s.Edit(group, n, "hi!")
	s.Say(Channel(-1002, "C", "c"), Object{"sender_chat": Channel(-1002, "C", "c"), "text": "post"})
	s.Say(Private(5, "Eva", "eva"), Object{"from": User(5, "Eva", "eva"), "text": "direct"})
	s.Connect(User(9, "Shop", "shop"), true, true)
	in := s.Business(Private(5, "Eva", "eva"), Object{"from": User(5, "Eva", "eva"), "text": "hello"})
	s.EditBusiness(Private(5, "Eva", "eva"), in, "hello?")
	s.DeleteBusiness(Private(5, "Eva", "eva"), in)
	_, raw := call(t, s, "getUpdates", Object{"limit": 10})
	all := strictly[[]models.Update](t, raw)
	if len(all) != 8 || all[4].BusinessConnection.Rights == nil || all[5].BusinessMessage.BusinessConnectionID != Connection || all[6].EditedBusinessMessage.Text != "hello?" || len(all[7].DeletedBusinessMessages.MessageIDs) != 1 || all[0].Message.From.LanguageCode != "ru" || all[1].EditedMessage.EditDate == 0 || all[2].ChannelPost.SenderChat.Title != "C" || all[3].Message.Chat.Type != models.ChatTypePrivate {
		t.Errorf("%+v", all)
	}
	_, raw = call(t, s, "getMe", Object{})
	if me := strictly[models.User](t, raw); me.ID != BotID || me.CanReadAllGroupMessages {
		t.Errorf("%+v", me)
	}
	_, raw = call(t, s, "getWebhookInfo", Object{})
	strictly[models.WebhookInfo](t, raw)
	_, raw = call(t, s, "getChat", Object{"chat_id": "@g"})
	if c := strictly[models.ChatFullInfo](t, raw); c.ID != -1001 {
		t.Errorf("%+v", c)
	}
	_, raw = call(t, s, "sendMessage", Object{"chat_id": -1001, "text": "hello", "reply_parameters": Object{"message_id": n}})
	if m := strictly[models.Message](t, raw); m.Text != "hello" || m.ReplyToMessage.ID != int(n) || m.Chat.ID != -1001 {
		t.Errorf("%+v", m)
	}
}

// TestTheLibraryTalksToIt: a bot of that library hears and answers.
func TestTheLibraryTalksToIt(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	answered := make(chan error, 1)
	b, err := bot.New(Token, bot.WithServerURL(s.URL()), bot.WithDefaultHandler(func(ctx context.Context, b *bot.Bot, u *models.Update) {
		_, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: u.Message.Chat.ID, Text: "heard: " + u.Message.Text, ReplyParameters: &models.ReplyParameters{MessageID: u.Message.ID}})
		answered <- err
	}))
	if err != nil {
		t.Fatal(err)
	}
	stopped := make(chan struct{})
	go func() { b.Start(ctx); close(stopped) }()
	s.Say(Private(5, "Eva", ""), Object{"from": User(5, "Eva", ""), "text": "hi"})
	select {
	case err = <-answered:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if all := s.Sent(); err != nil || len(all) != 1 || all[0].Text != "heard: hi" {
		t.Errorf("%v, %+v", err, all)
	}
	cancel()
	<-stopped
}

// TestWhatItRefuses: as the real one does.
func TestWhatItRefuses(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	s.Meet(Private(5, "Eva", ""))
	for _, c := range []struct {
		method string
		params Object
		want   string
	}{
		{"sendMessage", Object{"chat_id": 6, "text": "x"}, "chat not found"},
		{"sendMessage", Object{"chat_id": 5, "text": " "}, "message text is empty"},
		{"sendMessage", Object{"chat_id": 5, "text": strings.Repeat("👍", 2049)}, "message is too long"},
		{"sendMessage", Object{"chat_id": 5, "text": "x", "reply_to": 1}, "no parameter reply_to"},
		{"sendMessage", Object{"chat_id": 5, "text": "x", "reply_parameters": Object{"message_id": 999}}, "message to be replied not found"},
		{"sendPhoto", Object{"chat_id": 5, "caption": "x"}, "there is no photo in the request"},
		{"sendMediaGroup", Object{"chat_id": 5, "media": "[]"}, "can't parse media"},
		{"sendDance", Object{"chat_id": 5}, "Not Found"},
		{"getChatMember", Object{"chat_id": 5, "user_id": 9}, "chat not found"},
	} {
		status, raw := call(t, s, c.method, c.params)
		if status < 400 || !strings.Contains(string(raw), c.want) || !strings.Contains(string(raw), `"ok":false`) {
			t.Errorf("%s %v: %d %s", c.method, c.params, status, raw)
		}
	}
}

// TestTheSecondReaderEndsTheFirst: only one call may wait.
func TestTheSecondReaderEndsTheFirst(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	first := make(chan string, 1)
	go func() {
		_, raw := call(t, s, "getUpdates", Object{"timeout": 50})
		first <- string(raw)
	}()
	raw := ""
	for raw == "" { // until the first one waits, and is ended
		if status, raw := call(t, s, "getUpdates", Object{}); status != http.StatusOK {
			t.Fatalf("%d %s", status, raw)
		}
		select {
		case raw = <-first:
		default:
		}
	}
	if !strings.Contains(raw, "terminated by other getUpdates request") {
		t.Errorf("%s", raw)
	}
}

// TestFilesAndRoomsHaveTheRightTypes: a file that is fetched, a post with its copy,
// a channel with its group, and a bot that is put out, by the types of the
// library.
func TestFilesAndRoomsHaveTheRightTypes(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	channel, group := Channel(-1002, "C", "c"), Supergroup(-1001, "G", "g")
	s.Link(channel, group)
	doc := s.Keep("D", "documents/file_1.pdf", []byte("%PDF-"), 0)
	doc["file_name"] = "a.pdf"
	post, copied := s.Publish(channel, group, Object{"caption": "look", "document": doc, "author_signature": "Anna"})
	s.Move(group, "member", "kicked", Object{"until_date": 0})
	_, raw := call(t, s, "getUpdates", Object{})
	all := strictly[[]models.Update](t, raw)
	if len(all) != 3 || all[0].ChannelPost.ID != int(post) || all[1].Message.ID != int(copied) || !all[1].Message.IsAutomaticForward {
		t.Fatalf("%s", raw)
	}
	if from := all[1].Message.ForwardOrigin.MessageOriginChannel; from == nil || from.MessageID != int(post) || *from.AuthorSignature != "Anna" {
		t.Errorf("%+v", all[1].Message.ForwardOrigin)
	}
	if m := all[2].MyChatMember; m.NewChatMember.Banned == nil || m.OldChatMember.Member == nil || m.From.Username != "ivan" {
		t.Errorf("%+v", m)
	}
	_, raw = call(t, s, "getChat", Object{"chat_id": "@c"})
	if c := strictly[models.ChatFullInfo](t, raw); c.LinkedChatID != -1001 {
		t.Errorf("%+v", c)
	}
	_, raw = call(t, s, "getFile", Object{"file_id": "D"})
	f := strictly[models.File](t, raw)
	resp, err := http.Get(s.URL() + "/file/bot" + Token + "/" + f.FilePath)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // all that mattered has been read
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "%PDF-" || f.FileSize != 5 {
		t.Errorf("%q, %v, %+v", body, err, f)
	}
	s.Keep("L", "videos/file_2.mp4", nil, 21<<20)
	for id, want := range map[string]string{"L": "file is too big", "X": "wrong file_id"} {
		if status, raw := call(t, s, "getFile", Object{"file_id": id}); status != 400 || !strings.Contains(string(raw), want) {
			t.Errorf("%s: %d %s", id, status, raw)
		}
	}
}
