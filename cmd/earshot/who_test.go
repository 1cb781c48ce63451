package main

import (
	"encoding/json"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// TestWhoWritesOneLineAPerson: whatever people call themselves, a person is one
// line, and one object.
func TestWhoWritesOneLineAPerson(t *testing.T) {
	for _, name := range []string{"Mia", "Mia\nLaurent", "\x1b[2J\u202eaiM", strings.Repeat("ж", 10_000), "", "\xff\xfe"} {
		f := desk.Found{
			Contact: store.Contact{ID: "vk:1", Members: []string{"vk:1", "row:2"}}, Networks: []string{"vk", "mail"}, Place: name, Why: "name",
			Who: store.Identity{ID: "vk:1", Author: store.Author{Name: name, Email: name}}, Influence: -1, Reach: 52_000, VIP: true,
		}
		line := whoLine(&f)
		if strings.ContainsAny(line, "\n\x1b\u202e") || len(line) > 800 || !strings.HasPrefix(line, "*   -     52000") || !strings.HasSuffix(line, "name") {
			t.Errorf("%.20q is written as %.200q", name, line)
		}
		raw, err := whoJSON(&f, "advocate")
		var back found
		if err != nil || json.Unmarshal([]byte(raw), &back) != nil || strings.Contains(raw, "\n") {
			t.Fatalf("%.20q: %s, %v", name, raw, err)
		}
		if back.Score != nil || back.Contact != "vk:1" || len(back.Identities) != 2 || !back.VIP || back.Reach != 52_000 || back.Class != "advocate" {
			t.Errorf("%.20q comes back as %+v", name, back)
		}
		f.Influence = 87.4
		if raw, err = whoJSON(&f, "advocate"); err != nil || !strings.Contains(raw, `"score":87.4`) || !strings.Contains(whoLine(&f), "  87 ") {
			t.Errorf("influence is lost: %s, %v", raw, err)
		}
	}
}
