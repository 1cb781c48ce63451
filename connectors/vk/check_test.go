package vk

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/vk/vktest"
	"earshot/store"
	"earshot/store/desk"
)

// check connects an account with some tokens.
func check(t *testing.T, s *vktest.Server, group string, tokens ...string) (connectors.Profile, error) {
	t.Helper()
	c := join(t, s, tokens)
	c.account.Settings = map[string]string{SettingGroup: group}
	return c.Check(t.Context())
}

// Each kind of token is told, and what it cannot do, in plain words.
func TestKindsOfTokens(t *testing.T) {
	s := serve(t, vktest.Options{})
	for _, x := range []struct {
		group  string
		tokens []string
		can    string
		lacks  map[string]string
		id     string
	}{
		{"", communityOnly(), "live messages read send", map[string]string{AbilitySearch: "service token", AbilityPublish: "user's token", AbilityPast: "service token", desk.AbilityInsights: "user's token"}, "-2000"},
		{"2000", both(), "live messages past publish read search send statistics", nil, "-2000"},
		{"club2000", []string{vktest.UserToken}, "live messages past publish read search send statistics", nil, "-2000"},
		{"2000", []string{vktest.ServiceToken}, "past read search", map[string]string{
			desk.AbilityLive: "administrator", desk.AbilitySend: "administrator", AbilityPublish: "user's token", AbilityMessages: "user's token", desk.AbilityInsights: "user's token",
		}, "-2000"},
		{"", []string{vktest.UserToken}, "messages past publish read search", map[string]string{desk.AbilitySend: "--group", desk.AbilityLive: "--group", desk.AbilityInsights: "--group"}, "7"},
	} {
		p, err := check(t, s, x.group, x.tokens...)
		if err != nil {
			t.Fatalf("%v: %v", x.tokens, err)
		}
		if got := strings.Join(p.Can, " "); got != x.can || p.RemoteID != x.id || len(p.Lacks) != len(x.lacks) {
			t.Errorf("%v: can %q as %s, lacks %q", x.tokens, got, p.RemoteID, p.Lacks)
		}
		for ability, why := range x.lacks {
			if !strings.Contains(p.Lacks[ability], why) {
				t.Errorf("%v: %s is absent because %q", x.tokens, ability, p.Lacks[ability])
			}
		}
	}
}

// A token without a permission says which.
func TestRightsThatAreMissing(t *testing.T) {
	s := serve(t, vktest.Options{Rights: []string{"photos", "manage"}})
	p, err := check(t, s, "", communityOnly()...)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(p.Lacks[AbilityMessages], "permission messages") || !strings.Contains(p.Lacks[desk.AbilitySend], "neither write messages nor comments") {
		t.Errorf("%q", p.Lacks)
	}
}

// Events that are switched off are switched on, and no others are touched.
func TestEventsAreSwitchedOn(t *testing.T) {
	s := serve(t, vktest.Options{NoEvents: true})
	p, err := check(t, s, "", communityOnly()...)
	if err != nil || !slices.Contains(p.Can, desk.AbilityLive) {
		t.Fatalf("%v %+v", err, p)
	}
	for _, c := range s.Calls() {
		if c.Method == "groups.setLongPollSettings" && (c.Form.Get("market_comment_new") != "1" || c.Form.Has("like_add") || c.Form.Has("message_new")) {
			t.Errorf("asked for %v", c.Form)
		}
	}
	before := calls(s, "groups.setLongPollSettings")
	if _, err := check(t, s, "", communityOnly()...); err != nil || calls(s, "groups.setLongPollSettings") != before {
		t.Errorf("settings that are right are set again: %v", err)
	}
	s = serve(t, vktest.Options{NoEvents: true, Rights: []string{"messages", "wall"}})
	if p, err = check(t, s, "", communityOnly()...); err != nil || !strings.Contains(p.Lacks[desk.AbilityLive], "Long Poll API") {
		t.Errorf("%v %q", err, p.Lacks)
	}
}

// What is wrong with the account is told before anything is saved.
func TestConnectingFails(t *testing.T) {
	s := serve(t, vktest.Options{})
	_, err := check(t, s, "", "vk1.a.wrong")
	if f := wantKind(t, err, fault.Unauthorized); !strings.Contains(f.What, "connect the account again") {
		t.Errorf("%+v", f)
	}
	if _, err = check(t, s, "2001", communityOnly()...); err == nil || !strings.Contains(err.Error(), "belongs to the community 2000") {
		t.Errorf("%v", err)
	}
	for _, a := range []store.Account{{Server: "ftp://x"}, {Server: "http://"}} {
		if _, err := New(connectors.Config{Account: a, Secrets: map[string]string{SecretToken: "x"}, HTTP: client(t)}); err == nil {
			t.Errorf("%q is taken for an address", a.Server)
		}
	}
	if _, err := New(connectors.Config{HTTP: client(t)}); !fault.Is(err, fault.Unauthorized) {
		t.Errorf("without a token: %v", err)
	}
}

// A community is named as people name it.
func TestGroupName(t *testing.T) {
	for given, want := range map[string]string{
		"123": "123", "-123": "123", "club123": "123", "https://vk.com/club123": "123", "public5": "5", "event5": "5", "acme": "acme", " @acme ": "acme",
		"https://vk.com/acme": "acme", "clubhouse": "clubhouse", "": "",
	} {
		if got := groupName(given); got != want {
			t.Errorf("%q became %q", given, got)
		}
	}
}

// A good token that is called unauthorised for the one method that tells
// communities is no bad token.
func TestUnauthorisedForOneMethod(t *testing.T) {
	s := serve(t, vktest.Options{})
	s.Answer("groups.getTokenPermissions", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"error":{"error_code":5,"error_msg":"User authorization failed: method is unavailable with user auth"}}`)
	})
	p, err := check(t, s, "2000", vktest.UserToken)
	if err != nil || p.RemoteID != "-2000" || !slices.Contains(p.Can, AbilityPublish) {
		t.Errorf("%+v %v", p, err)
	}
}
