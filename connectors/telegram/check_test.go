package telegram

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/telegram/telegramtest"
	"earshot/store"
	"earshot/store/desk"
)

// TestCheck: who the bot is, and what it cannot do, with what to do about it.
func TestCheck(t *testing.T) {
	r := newRig(t, telegramtest.Options{Privacy: true}, nil)
	p, err := r.bot.Check(t.Context())
	if err != nil || p.RemoteID != "7700" || p.Handle != "acme_bot" || p.Title != "Acme" || p.Server != r.fake.URL() {
		t.Fatalf("%+v, %v", p, err)
	}
	if p.Limits.Chars != 4096 || p.Limits.Media != 10 {
		t.Errorf("%+v", p.Limits)
	}
	for ability, words := range map[string]string{
		AbilityGroups: "reads only mentions and replies in groups: ask @BotFather /setprivacy", AbilitySearch: "watch words filter nothing",
		AbilityHistory: "for a day", AbilityDeletions: "not of deletions", AbilityPost: "--chat @channel",
	} {
		if !strings.Contains(p.Lacks[ability], words) {
			t.Errorf("%s: %q", ability, p.Lacks[ability])
		}
	}
	can, lacks := connectors.Abilities(r.bot, p)
	for _, a := range []string{desk.AbilityRead, desk.AbilityLive, desk.AbilitySend} {
		if !slices.Contains(can, a) {
			t.Errorf("it cannot %s: %v", a, lacks)
		}
	}
	if lacks[desk.AbilityThreads] == "" {
		t.Error("threads are promised")
	}
	open := newRig(t, telegramtest.Options{}, nil)
	if p, err := open.bot.Check(t.Context()); err != nil || p.Lacks[AbilityGroups] != "" {
		t.Errorf("%+v, %v", p.Lacks, err)
	}
	alone := newRig(t, telegramtest.Options{NoGroups: true}, nil)
	if p, err := alone.bot.Check(t.Context()); err != nil || !strings.Contains(p.Lacks[AbilityGroups], "/setjoingroups") {
		t.Errorf("%+v, %v", p.Lacks, err)
	}
}

// TestCheckTheChannel: whether new posts can go out is known before the first.
func TestCheckTheChannel(t *testing.T) {
	for want, member := range map[string]o{
		"":               {"status": "administrator", "can_post_messages": true},
		"is not in Acme": {"status": "left"},
		"may not post in Acme; make it an administrator": {"status": "administrator", "can_post_messages": false},
	} {
		r := newRig(t, telegramtest.Options{}, map[string]string{SettingChat: "@acme"})
		ch := telegramtest.Channel(-100500, "Acme", "acme")
		ch["member"] = member
		r.fake.Meet(ch)
		p, err := r.bot.Check(t.Context())
		if err != nil || !strings.Contains(p.Lacks[AbilityPost], want) || want == "" && p.Lacks[AbilityPost] != "" {
			t.Errorf("%v: %q, %v", member, p.Lacks[AbilityPost], err)
		}
	}
	muted := newRig(t, telegramtest.Options{}, map[string]string{SettingChat: "-1007"})
	group := telegramtest.Supergroup(-1007, "Talk", "")
	group["member"] = o{"status": "restricted", "can_send_messages": false, "is_member": true}
	muted.fake.Meet(group)
	if p, err := muted.bot.Check(t.Context()); err != nil || !strings.Contains(p.Lacks[AbilityPost], "may not write in Talk") {
		t.Errorf("%v, %v", p.Lacks, err)
	}
	lost := newRig(t, telegramtest.Options{}, map[string]string{SettingChat: "@nobody"})
	_, err := lost.bot.Check(t.Context())
	wantFault(t, err, fault.Permanent, "does not know this chat")
}

// TestRefusedAtTheDoor: a token of nobody, one of no form, a webhook of another
// program, and a server that is none.
func TestRefusedAtTheDoor(t *testing.T) {
	r := newRig(t, telegramtest.Options{Webhook: "https://user:secret@hooks.example/path"}, nil)
	_, err := r.bot.Check(t.Context())
	f := wantFault(t, err, fault.Permanent, "a webhook of another program takes the messages of this bot")
	if !strings.Contains(f.Error(), "hooks.example") || strings.Contains(f.Error(), "secret") {
		t.Errorf("%v", f)
	}
	err = r.bot.Pull(t.Context(), r.at, nil)
	wantFault(t, err, fault.Transient, "deleteWebhook")
	for _, token := range []string{"7700:AAF-another_token", "1:ABCDE-fg"} {
		bot := newBot(t, r.fake.URL(), nil)
		bot.token = token
		_, err = bot.Check(t.Context())
		wantFault(t, err, fault.Unauthorized, "does not know this token")
	}
	for _, token := range []string{"", "abc", "12:", "12:a/../b", "12:ab?cd", "x12:abcdef", "12:abc def"} {
		_, err := New(connectors.Config{Account: store.Account{}, Secrets: map[string]string{SecretToken: token}, HTTP: httpx.New(httpx.Options{NoProxy: true})})
		wantFault(t, err, fault.Unauthorized, "token")
	}
	for _, body := range []string{`{"ok":true,"result":{"id":0}}`, `{"ok":true,"result":{"id":5,"first_name":"x"}}`, "<html>", `{"ok":true,"result":7}`} {
		_, err := newBot(t, answering(t, 200, body), nil).Check(t.Context())
		wantFault(t, err, fault.Transient, "not the Bot API of Telegram; check the address given with --api")
	}
	if host("%zz") != "at an address that cannot be read" {
		t.Error(host("%zz"))
	}
}

// TestSetup: what is asked for, and what is made of it.
func TestSetup(t *testing.T) {
	n := Setup()
	if !strings.Contains(strings.Join(n.Needs, " "), "/setprivacy") || !strings.Contains(strings.Join(n.Needs, " "), "Watch words filter nothing") {
		t.Errorf("%q", n.Needs)
	}
	given := connectors.Given{"token": {telegramtest.Token}, "chat": {"@acme"}, "previews": {"off"}, "api": {"127.0.0.1:8081/"}, "name": {"acme"}}
	a, secrets, err := n.Describe(given)
	if err != nil || a.Server != "https://127.0.0.1:8081" || a.Name != "acme" || a.Network != Network || secrets[SecretToken] != telegramtest.Token {
		t.Fatalf("%+v, %v", a, err)
	}
	if want := map[string]string{SettingChat: "@acme", SettingPreviews: "off"}; !maps.Equal(a.Settings, want) {
		t.Errorf("%v", a.Settings)
	}
	if a, _, err := n.Describe(connectors.Given{"token": {telegramtest.Token}}); err != nil || a.Server != DefaultServer || len(a.Settings) > 0 {
		t.Errorf("%+v, %v", a, err)
	}
	for want, g := range map[string]connectors.Given{
		"/newbot":     {"token": {"hello"}},
		"is no chat":  {"token": {telegramtest.Token}, "chat": {"acme"}},
		"on or off":   {"token": {telegramtest.Token}, "previews": {"maybe"}},
		"be read":     {"token": {telegramtest.Token}, "api": {"ftp://x"}},
		"api.telegra": {"token": {telegramtest.Token}, "api": {"http://%zz"}},
	} {
		if _, _, err := n.Describe(g); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", g, err)
		}
	}
}

// TestProfile: whom the bot has met it can look up; others are not known.
func TestProfile(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	eva := telegramtest.Private(5, "Eva", "eva")
	eva["bio"] = "cook"
	r.fake.Meet(eva)
	news := telegramtest.Channel(-100500, "News", "news")
	news["description"] = "all the news"
	r.fake.Meet(news)
	for id, want := range map[string]string{"5": "Eva cook eva", "-100500": "News all the news news"} {
		f, known, err := r.bot.Profile(t.Context(), store.Identity{Author: store.Author{ID: id}})
		if err != nil || !known || f.Author.Name+" "+f.Author.Bio+" "+f.Author.Handle != want || f.Author.ID != id {
			t.Errorf("%s: %+v, %v, %v", id, f.Author, known, err)
		}
	}
	for _, id := range []string{"6", "", "x"} {
		if _, known, err := r.bot.Profile(t.Context(), store.Identity{Author: store.Author{ID: id}}); known || err != nil {
			t.Errorf("%q: %v, %v", id, known, err)
		}
	}
	down := newBot(t, answering(t, 500, "x"), nil)
	if _, _, err := down.Profile(t.Context(), store.Identity{Author: store.Author{ID: "5"}}); !fault.Is(err, fault.Transient) {
		t.Error(err)
	}
}
