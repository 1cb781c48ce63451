package vk

import (
	"strconv"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/vk/vktest"
	"earshot/store"
	"earshot/store/desk"
)

func fact(f desk.Findings, name string) string {
	for _, x := range f.Facts {
		if x.Name == name {
			return x.Value
		}
	}
	return ""
}

// VK tells what people say of themselves, the accounts that they have named
// among it; what is gone is not known.
func TestProfile(t *testing.T) {
	s := serve(t, vktest.Options{})
	id := s.User("Olga Zander", func(p *vktest.Person) {
		p.City, p.Twitter, p.Skype, p.Site, p.Screen, p.About = "Казань", "@olga_z", "olga.z", "https://olga.example, olga2.example", "zander", "Пишу о еде"
		p.Sex, p.Born, p.HomeTown = 1, "1.2.1980", "Арск"
	})
	gone := s.User("Gone", func(p *vktest.Person) { p.Gone = true })
	c := join(t, s, communityOnly())
	who := func(id int) store.Identity {
		return store.Identity{Network: Network, Author: store.Author{ID: strconv.Itoa(id)}}
	}
	f, known, err := c.Profile(t.Context(), who(id))
	if err != nil || !known || f.Author.Name != "Olga Zander" || f.Author.Handle != "zander" || f.Author.URL != "https://vk.com/zander" || f.Author.Location != "Казань" || f.Author.Followers != 12 {
		t.Fatalf("%+v %v %v", f.Author, known, err)
	}
	if fact(f, "twitter") != "https://twitter.com/olga_z" || fact(f, "skype") != "olga.z" || fact(f, "site") != "https://olga.example" || len(f.Accounts) != 0 {
		t.Errorf("%+v", f)
	}
	if fact(f, "sex") != store.Female || fact(f, "born") != "1.2.1980" || fact(f, "home town") != "Арск" {
		t.Errorf("%+v", f.Facts)
	}
	if !strings.Contains(f.Author.Bio, "Пишу о еде") {
		t.Errorf("%q", f.Author.Bio)
	}
	for _, id := range []int{gone, 99999} {
		if _, known, err := c.Profile(t.Context(), who(id)); known || err != nil {
			t.Errorf("%d: %v %v", id, known, err)
		}
	}
	f, known, err = c.Profile(t.Context(), who(-vktest.Group))
	if err != nil || !known || f.Author.Name != "Холодильники Acme" || f.Author.ID != "-2000" {
		t.Errorf("%+v %v %v", f, known, err)
	}
	if _, known, err = c.Profile(t.Context(), store.Identity{Author: store.Author{ID: "x"}}); known || err != nil {
		t.Errorf("%v %v", known, err)
	}
	s.Refuse("users.get", vktest.Fault{Code: 113, Words: "Invalid user id", Times: 1})
	if _, known, err = c.Profile(t.Context(), who(id)); known || err != nil {
		t.Errorf("%v %v", known, err)
	}
	s.Refuse("users.get", vktest.Fault{Code: 29, Words: "Rate limit reached", Times: 1})
	if _, _, err = c.Profile(t.Context(), who(id)); !fault.Is(err, fault.Limited) {
		t.Errorf("%v", err)
	}
}

// An account is asked for as the contract of the command line says, and what is
// senseless is told.
func TestSetup(t *testing.T) {
	n := Setup()
	g := connectors.Given{"token": {"vk1.a.x"}, "group": {"https://vk.com/club5"}, "user-token": {"u"}, "watch": {"acme", ""}, "api": {"http://127.0.0.1:1/method/"}}
	if err := n.Fill(Network, g); err != nil {
		t.Fatal(err)
	}
	a, secrets, err := n.Describe(g)
	if err != nil || a.Settings[SettingGroup] != "5" || a.Server != "http://127.0.0.1:1" || len(a.Watch) != 1 || secrets[SecretToken] != "vk1.a.x" || secrets[SecretExtra] != "u" {
		t.Errorf("%+v %v %v", a, secrets, err)
	}
	if a, secrets, err = n.Describe(connectors.Given{"token": {"x"}}); err != nil || a.Server != DefaultServer || len(a.Settings) != 0 || len(secrets) != 1 {
		t.Errorf("%+v %v %v", a, secrets, err)
	}
	for _, token := range []string{"a b", "https://oauth.vk.com/blank.html#access_token=vk1&expires_in=0"} {
		if _, _, err = n.Describe(connectors.Given{"token": {token}}); err == nil || !strings.Contains(err.Error(), "access_token=") {
			t.Errorf("%q: %v", token, err)
		}
	}
	if err = n.Fill(Network, connectors.Given{}); err == nil || !strings.Contains(err.Error(), "--token-file") {
		t.Errorf("without a token: %v", err)
	}
	if _, _, err = n.Describe(connectors.Given{"token": {"x"}, "api": {"ftp://x"}}); err == nil {
		t.Error("ftp is taken for an API")
	}
}
