package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/exchange"
)

// TestWhatElseANetworkSaysIsAdded: it comes later, in pieces and in any order, and
// is neither an edit nor a reason to wake anybody when nothing of it is new.
func TestWhatElseANetworkSaysIsAdded(t *testing.T) {
	w := newWorld(t)
	say := func(extra map[string]json.RawMessage) desk.Result {
		m := w.said("1", "", "")
		m.Extra = extra
		return w.ingest(m)
	}
	raw := func(s string) map[string]json.RawMessage {
		return map[string]json.RawMessage{"telegram": json.RawMessage(s)}
	}
	doc := say(nil).Docs[0]
	for _, c := range []struct{ says, want string }{
		{`{"chat":"News","files":["a"]}`, `{"chat":"News","files":["a"]}`},
		{`{ "chat": "News" }`, `{"chat":"News","files":["a"]}`},
		{`{"comments":"-100/7"}`, `{"chat":"News","comments":"-100/7","files":["a"]}`},
		{`{"files":["b"]}`, `{"chat":"News","comments":"-100/7","files":["b"]}`},
		{`7`, `7`},
		{`{"a":1}`, `{"a":1}`},
	} {
		if res := say(raw(c.says)); res.Known != 1 || res.Edited != 0 {
			t.Errorf("%s: %+v", c.says, res)
		}
		if got := string(w.get(doc).Extra["telegram"]); got != c.want {
			t.Errorf("after %s: %s, want %s", c.says, got, c.want)
		}
	}
	sub := w.Bus().Subscribe(store.TopicMentions)
	defer sub.Close()
	say(raw(`{ "a" : 1 }`))
	say(nil)
	if changed := sub.Take(); len(changed) > 0 {
		t.Errorf("nothing was new, and %v changed", changed)
	}
	edited := w.said("1", "", "")
	edited.Body.Text, edited.Extra = "Другой текст", map[string]json.RawMessage{"other": json.RawMessage(`true`)}
	if res := w.ingest(edited); res.Edited != 1 {
		t.Errorf("%+v", res)
	}
	if m := w.get(doc); len(m.Extra) != 2 || !m.Edited.Equal(w.now) {
		t.Errorf("%v, %v", m.Extra, m.Edited)
	}
}

// TestWhatElseIsSaidHasAnEnd: a program that names another field each time, or writes
// ever more into one, fills no memory, and what is kept can be exported and read again.
func TestWhatElseIsSaidHasAnEnd(t *testing.T) {
	w := newWorld(t)
	tell := func(extra map[string]json.RawMessage) *store.Mention {
		m := w.said("1", "", "")
		m.Extra = extra
		w.ingest(m)
		return w.get(w.find("id:mastodon:1")[0])
	}
	say := func(name, value string) *store.Mention {
		return tell(map[string]json.RawMessage{name: json.RawMessage(value)})
	}
	say("first", `1`)
	for part := range 4 {
		many := map[string]json.RawMessage{}
		for n := range 100 {
			many[fmt.Sprint("field", 100*part+n)] = json.RawMessage(`"x"`)
		}
		tell(many)
	}
	if m := say("first", `2`); len(m.Extra) != 256 || string(m.Extra["first"]) != "2" {
		t.Errorf("%d fields, the first is %s", len(m.Extra), m.Extra["first"])
	}
	for n := range 20 {
		say("field1", fmt.Sprintf(`{"part%d":%q}`, n, strings.Repeat("y", 9000)))
	}
	size, m := 0, say("first", `3`)
	for name, v := range m.Extra {
		size += len(name) + len(v)
	}
	if size > 64<<10 || size < 50<<10 || string(m.Extra["first"]) != "3" {
		t.Errorf("%d bytes, the first is %s", size, m.Extra["first"])
	}
	line, err := exchange.Encode(m, exchange.Extra{})
	w.must(err)
	back, err := exchange.Decode(line, w.now)
	if err != nil || len(back.Extra) != len(m.Extra) {
		t.Errorf("read again: %v", err)
	}
}

// TestAnAbilityThatANetworkTakesAway: it stands with the account, with its reason,
// until the network gives it back; stored with what else was told, and hostile
// words end clean.
func TestAnAbilityThatANetworkTakesAway(t *testing.T) {
	w := newWorld(t)
	w.must(w.Setup.Connect(w.ctx, anna, store.Account{Name: "bot", Network: "telegram", Lacks: map[string]string{"search": "none"}}, nil))
	lacks := func() map[string]string {
		t.Helper()
		return done(w.Setup.Account(w.ctx, "bot"))(t).Lacks
	}
	tell := func(l map[string]string) {
		t.Helper()
		done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "bot", Lacks: l}))(t)
	}
	before := len(lacks())
	sub := w.Bus().Subscribe(store.TopicAccounts)
	defer sub.Close()
	tell(map[string]string{"messages of Fridges": "removed\x1b[2J by @ivan\nnow", "": "x", "nothing": ""})
	if l := lacks(); len(l) != before+1 || strings.ContainsAny(l["messages of Fridges"], "\x1b\n") || !strings.Contains(l["messages of Fridges"], "by @ivan") {
		t.Errorf("%q", l)
	}
	if changed := sub.Take(); !changed[store.TopicAccounts].Has("bot") {
		t.Errorf("nobody was told: %v", changed)
	}
	tell(map[string]string{"messages of Fridges": lacks()["messages of Fridges"]})
	if changed := sub.Take(); len(changed) > 0 {
		t.Errorf("nothing was new, and %v changed", changed)
	}
	tell(map[string]string{"messages of Fridges": ""})
	if l := lacks(); len(l) != before {
		t.Errorf("%q", l)
	}
	for i := range 200 {
		tell(map[string]string{strings.Repeat("x", i+1): "gone"})
	}
	if n := len(lacks()); n > 64+before {
		t.Errorf("%d abilities are kept", n)
	}
	if err := w.Setup.Disconnect(w.ctx, anna, "bot"); err != nil {
		t.Fatal(err)
	}
	tell(map[string]string{"a": "b"})
	if _, err := w.Setup.Account(w.ctx, "bot"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the account is back: %v", err)
	}
}
