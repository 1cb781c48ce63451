package vk

import (
	"strings"
	"testing"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/fault"
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
		{100, fault.Permanent, "as we ask for it", 0},
		{113, fault.Permanent, "no such page", 0},
		{203, fault.Permanent, "community does not let us", 0},
		{219, fault.Permanent, "advertisement", 0},
		{210, fault.Permanent, "closed to us", 0},
		{213, fault.Permanent, "comments below this post are closed", 0},
		{214, fault.Permanent, "50 posts a day", 0},
		{220, fault.Permanent, "try later", 0},
		{222, fault.Permanent, "no links", 0},
		{223, fault.Permanent, "no more comments", 0},
		{900, fault.Permanent, "black list", 0},
		{901, fault.Permanent, "not allowed the community to write first", 0},
		{902, fault.Permanent, "privacy settings", 0},
		{914, fault.Permanent, "4096", 0},
		{917, fault.Permanent, "no member of this chat", 0},
		{936, fault.Permanent, "no such conversation", 0},
		{4242, fault.Permanent, "VK refuses: no way", 0},
	} {
		f := fault.Of(c.refusal("send", "messages.send", &api.Error{Code: x.code, Message: "no\x1b[1m way"}))
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
