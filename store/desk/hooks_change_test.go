package desk_test

import (
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// TestAHookIsNotReplacedByOneOfItsName: its secret would be lost, and the other side
// would refuse what is told from then on.
func TestAHookIsNotReplacedByOneOfItsName(t *testing.T) {
	w := newHooks(t)
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: glassVault{new(bool)}})
	done(w.Hooks.Add(w.ctx, anna, store.Hook{Name: "crm", URL: "https://crm.example/in", On: []string{store.HookLead}}, "the first secret"))(t)
	_, err := w.Hooks.Add(w.ctx, boris, store.Hook{Name: " crm ", URL: "https://other.example", On: []string{store.HookSLA}}, "another secret")
	if err == nil || !strings.Contains(err.Error(), "there is a hook crm already; choose another name, or change that one") {
		t.Errorf("%v", err)
	}
	if p := done(w.Hooks.Parcel(w.ctx, "crm"))(t); p.Secret != "the first secret" || p.Hook.URL != "https://crm.example/in" {
		t.Errorf("%+v", p)
	}
}

// TestWhatIsNotNamedStays when a hook is changed: the secret, the pause, who added it.
// Undo brings back what was.
func TestWhatIsNotNamedStays(t *testing.T) {
	w := newHooks(t)
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: glassVault{new(bool)}})
	done(w.Hooks.Add(w.ctx, anna, store.Hook{Name: "crm", URL: "https://crm.example/in", On: []string{store.HookLead}, Query: "net:vk"}, "the first secret"))(t)
	done(w.Hooks.Pause(w.ctx, anna, "crm", true))(t)
	text := func(s string) *string { return &s }
	for _, x := range []struct {
		ch    desk.HookChange
		says  string
		wants string // address, events, query, secret, who is @me
	}{
		{desk.HookChange{URL: text(" https://crm.example/v2 ")}, "changed the hook crm: lead", "https://crm.example/v2 lead net:vk the first secret anna"},
		{desk.HookChange{On: []string{store.HookSLA, store.HookLead, store.HookSLA}}, "changed the hook crm: lead, sla", "https://crm.example/v2 lead,sla net:vk the first secret anna"},
		{desk.HookChange{Query: text("")}, "changed the hook crm: lead, sla", "https://crm.example/v2 lead,sla  the first secret boris"},
		{desk.HookChange{Secret: text("the next secret")}, "changed the hook crm: lead, sla; only the new secret counts now, undo brings the old one back", "https://crm.example/v2 lead,sla  the next secret boris"},
	} {
		out := done(w.Hooks.Change(w.ctx, boris, "crm", x.ch))(t)
		p := done(w.Hooks.Parcel(w.ctx, "crm"))(t)
		if got := strings.Join([]string{p.Hook.URL, strings.Join(p.Hook.On, ","), p.Hook.Query, p.Secret, p.Hook.By}, " "); out.Title != x.says || got != x.wants || !p.Hook.Paused {
			t.Errorf("%q: %s, want %s, paused %v", out.Title, got, x.wants, p.Hook.Paused)
		}
	}
	done(w.History.Undo(w.ctx, boris))(t)
	if p := done(w.Hooks.Parcel(w.ctx, "crm"))(t); p.Secret != "the first secret" {
		t.Errorf("undone, the secret is %q", p.Secret)
	}
	for want, ch := range map[string]desk.HookChange{
		"looks like https": {URL: text("ftp://x")}, "say what it shall": {On: []string{}}, "is no event": {On: []string{"moon"}}, "cannot be read": {Query: text("nosuch:1")},
	} {
		if _, err := w.Hooks.Change(w.ctx, anna, "crm", ch); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := w.Hooks.Change(w.ctx, anna, "chat", desk.HookChange{URL: text("https://x.example")}); err == nil || !strings.Contains(err.Error(), `there is no hook "chat"`) {
		t.Errorf("%v", err)
	}
}
