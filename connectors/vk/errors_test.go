package vk

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/servertest"
	"earshot/connectors/vk/vktest"
)

// Each code of VK's is told in words that help, in the kind that decides what
// happens next.
func TestRefusals(t *testing.T) {
	s := serve(t, vktest.Options{})
	c := join(t, s, communityOnly())
	for _, x := range []struct {
		code api.ErrorType
		kind fault.Kind
		says string
		wait time.Duration
	}{
		{1, fault.Transient, "in trouble", 0},
		{2, fault.Permanent, "switched off", 0},
		{5, fault.Unauthorized, "connect the account again", 0},
		{6, fault.Limited, "slow down", time.Second},
		{7, fault.Permanent, "lacks the permission", 0},
		{9, fault.Limited, "flood", time.Minute},
		{10, fault.Transient, "in trouble", 0},
		{15, fault.Permanent, "does not show or allow", 0},
		{18, fault.Permanent, "deleted or blocked", 0},
		{27, fault.Permanent, "--user-token-file", 0},
		{28, fault.Permanent, "service token", 0},
		{29, fault.Limited, "for today", time.Hour},
		{30, fault.Permanent, "private", 0},
		{36, fault.Transient, "in trouble", 0}, // passed over, it would be a list that was never read
		{601, fault.Limited, "(error 601)", time.Hour},
		{3, fault.Permanent, "newer earshot", 0},
		{4, fault.Unauthorized, "does not accept our token", 0},
		{11, fault.Permanent, "test mode", 0},
		{16, fault.Unauthorized, "over https", 0},
		{17, fault.Unauthorized, "sure that it is you", 0},
		{19, fault.Permanent, "has blocked this", 0},
		{20, fault.Permanent, "standalone", 0},
		{22, fault.Transient, "sent again", 0},
		{23, fault.Permanent, "newer earshot", 0},
		{24, fault.Permanent, "confirmed by hand", 0},
		{25, fault.Unauthorized, "does not accept our token", 0},
		{34, fault.Permanent, "newer earshot", 0},
		{35, fault.Permanent, "newer earshot", 0},
		{37, fault.Unauthorized, "has blocked the owner", 0},
		{38, fault.Unauthorized, "application", 0},
		{39, fault.Permanent, "no such page", 0},
		{40, fault.Permanent, "no such page", 0},
		{41, fault.Unauthorized, "not signed up", 0},
		{42, fault.Permanent, "this machine's address", 0},
		{43, fault.Transient, "for a while", 10 * time.Minute}, // passed over, it would be a list that was never read
		{105, fault.Transient, "sent again", 0},
		{183, fault.Permanent, "closed to us", 0},
		{204, fault.Permanent, "does not show or allow", 0},
		{801, fault.Permanent, "comments are closed", 0},
		{910, fault.Permanent, "4096", 0},
		{912, fault.Permanent, "Bot settings", 0},
		{927, fault.Permanent, "no such conversation", 0},
		{932, fault.Permanent, "no member of this chat", 0},
		{950, fault.Permanent, "write once more", 0},
		{962, fault.Permanent, "pay for it", 0},
		{1105, fault.Limited, "too often", time.Hour},
		{1114, fault.Unauthorized, "does not accept our token", 0},
		{1401, fault.Permanent, "comments are closed", 0},
		{3300, fault.Limited, "captcha", 10 * time.Minute},
		{3302, fault.Unauthorized, "do what it asks", 0},
		{3609, fault.Unauthorized, "does not accept our token", 0},
		{3610, fault.Permanent, "deleted or blocked", 0},
		{100, fault.Permanent, "as we ask for it", 0},
		{113, fault.Permanent, "no such page", 0},
		{203, fault.Permanent, "community does not let us", 0},
		{219, fault.Limited, "advertisement", time.Hour},
		{210, fault.Permanent, "closed to us", 0},
		{213, fault.Permanent, "comments below this post are closed", 0},
		{214, fault.Permanent, "50 posts a day", 0},
		{220, fault.Limited, "too many were reached", time.Hour},
		{222, fault.Permanent, "no links", 0},
		{223, fault.Limited, "no more comments", time.Hour},
		{224, fault.Permanent, "advertisements", 0},
		{900, fault.Permanent, "black list", 0},
		{901, fault.Permanent, "not allowed the community to write first", 0},
		{902, fault.Permanent, "privacy settings", 0},
		{914, fault.Permanent, "4096", 0},
		{917, fault.Permanent, "no member of this chat", 0},
		{936, fault.Permanent, "no such conversation", 0},
		{4242, fault.Permanent, "VK refuses: no way", 0},
	} {
		f := fault.Of(c.refusal("ask", "users.get", &api.Error{Code: x.code, Message: "no\x1b[1m way"}))
		if f.Kind != x.kind || !strings.Contains(f.What, x.says) || f.RetryAfter != x.wait {
			t.Errorf("%d: %v, %q, wait %v", x.code, f.Kind, f.What, f.RetryAfter)
		}
		if unclear := x.code == 1 || x.code == 10 || x.code == 36; f.Unsent == unclear {
			t.Errorf("%d: unsent is %v", x.code, f.Unsent)
		}
		if strings.ContainsRune(f.What, '\x1b') {
			t.Errorf("%d: %q", x.code, f.What)
		}
	}
}

// A captcha is for a person: a reading waits, a send is handed back, and the
// address to open is told.
func TestCaptcha(t *testing.T) {
	c := join(t, serve(t, vktest.Options{}), communityOnly())
	e := &api.Error{Code: 14, CaptchaImg: "https://api.vk.com/captcha.php?sid=1", CaptchaSID: "1"}
	read := fault.Of(c.refusal("read", "users.get", e))
	sent := fault.Of(c.refusal("send", "messages.send", e))
	if read.Kind != fault.Limited || read.RetryAfter < time.Minute || sent.Kind != fault.Permanent {
		t.Errorf("%+v %+v", read, sent)
	}
	for _, f := range []*fault.Fault{read, sent} {
		if !strings.Contains(f.What, "https://api.vk.com/captcha.php?sid=1") {
			t.Errorf("where to? %s", f.What)
		}
	}
	for _, kind := range []string{kindWall, kindPhoto, kindVideo, kindMarket} {
		if f := fault.Of(c.refusal("send", commentMethod(kind), e)); f.Kind != fault.Permanent {
			t.Errorf("a comment below a %s is not handed back: %+v", kind, f)
		}
	}
	e.RedirectURI = "javascript:alert(1)"
	if f := fault.Of(c.refusal("send", "messages.send", e)); strings.Contains(f.What, "javascript") {
		t.Errorf("%s", f.What)
	}
	valid := fault.Of(c.refusal("read", "users.get", &api.Error{Code: 17, RedirectURI: "https://m.vk.com/login?act=security"}))
	if valid.Kind != fault.Unauthorized || !strings.Contains(valid.What, "https://m.vk.com/login?act=security") {
		t.Errorf("%+v", valid)
	}
}

// A method that none of the tokens may call is not called, and what is missing
// is said.
func TestMethodsThatNoTokenMayCall(t *testing.T) {
	s := serve(t, vktest.Options{})
	c := join(t, s, communityOnly())
	if _, err := c.whoami(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := len(s.Calls())
	f := wantKind(t, c.call(t.Context(), "search", "newsfeed.search", nil, nil), fault.Permanent)
	if !strings.Contains(f.What, "service token") || !strings.Contains(f.What, "--user-token-file") || len(s.Calls()) != before {
		t.Errorf("%+v", f)
	}
}

// Each code that VK's schema names for the methods we call, and each that any method
// may answer, has words that help; VK's own are for what nobody foresaw.
func TestEveryCodeOfTheSchemaHasWords(t *testing.T) {
	dir := os.Getenv("EARSHOT_SCHEMAS")
	if dir == "" {
		servertest.Skip(t, "EARSHOT_SCHEMAS does not say where VK's schema lies")
	}
	var all struct {
		Errors map[string]struct {
			Code api.ErrorType `json:"code"`
		} `json:"errors"`
	}
	schema := func(path string, v any) {
		raw, err := os.ReadFile(filepath.Join(dir, "vk-api-schema", path))
		if err == nil {
			err = json.Unmarshal(raw, v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	schema("errors.json", &all)
	names := map[string]bool{}
	for name, e := range all.Errors {
		names[name] = e.Code < 100 // what any method may answer
	}
	for _, room := range []string{"messages", "wall", "photos", "video", "newsfeed", "groups", "stats", "users", "board"} {
		var list struct {
			Methods []struct {
				Name   string              `json:"name"`
				Errors []map[string]string `json:"errors"`
			} `json:"methods"`
		}
		schema(room+"/methods.json", &list)
		for _, m := range list.Methods {
			for _, e := range m.Errors {
				if _, name, _ := strings.Cut(e["$ref"], "#/errors/"); slices.Contains(ourMethods(), m.Name) {
					names[name] = true
				}
			}
		}
	}
	// We run no code on VK's side, name no keyboards or intents, forward nothing, and
	// upload to the place that VK has just named.
	never := []string{
		"api_error_compile", "api_error_runtime", "api_error_not_implemented_yet", "api_error_messages_keyboard_invalid", "api_error_messages_intent_cant_use",
		"api_error_messages_intent_limit_overflow", "api_error_messages_cant_fwd", "api_error_messages_too_long_forwards", "api_error_messages_message_cannot_be_forwarded",
		"api_error_messages_too_many_posts", "api_error_wall_donut", "api_error_param_album_id", "api_error_param_server", "api_error_param_hash",
		"api_error_captcha",
	}
	told := 0
	for name, ours := range names {
		if !ours || slices.Contains(never, name) {
			continue
		}
		told++
		if m, ok := meaningOf(all.Errors[name].Code); !ok || m.words == "" {
			t.Errorf("%s (%d) has no words", name, all.Errors[name].Code)
		}
	}
	if told < 50 {
		t.Errorf("only %d codes were looked at", told)
	}
}

// ourMethods are those of VK's that we call and whose errors the schema names.
func ourMethods() []string {
	return []string{
		"messages.send", "messages.getConversations", "messages.getHistory", "wall.post", "wall.get", "wall.getById", "wall.getComments", "wall.createComment",
		"photos.createComment", "photos.saveWallPhoto", "video.createComment", "board.createComment", "newsfeed.search", "newsfeed.getMentions",
		"groups.getMembers", "groups.getLongPollServer", "stats.get", "users.get",
	}
}

// What VK has switched off for a while is no list that is closed: passed over, it
// would never be read. What was to be sent waits and goes out later, once.
func TestWhatIsSwitchedOffForAWhile(t *testing.T) {
	s := serve(t, vktest.Options{})
	peer, _ := s.Message(vktest.Said{Text: "from before"})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	s.Refuse("messages.getConversations", vktest.Fault{Code: 43, Words: "This section is temporarily disabled", Times: 1})
	if f := wantKind(t, c.Pull(t.Context(), in.At, in.Emit), fault.Transient); f.RetryAfter != 10*time.Minute || in.At("") != nil {
		t.Errorf("again in %v, the cursor is %s", f.RetryAfter, in.At(""))
	}
	read(t, c, in)
	wantTexts(t, in, "from before")
	to := letter(peer, 1)
	s.Refuse("messages.send", vktest.Fault{Code: 43, Words: "This section is temporarily disabled", Times: 1})
	_, err := c.Send(t.Context(), outgoing("1", "an answer", &to))
	if f := wantKind(t, err, fault.Transient); !f.Unsent || f.RetryAfter != 10*time.Minute {
		t.Errorf("%+v", f)
	}
	send(t, c, outgoing("1", "an answer", &to))
	if times(s, "an answer") != 1 {
		t.Errorf("it stands there %d times", times(s, "an answer"))
	}
}
