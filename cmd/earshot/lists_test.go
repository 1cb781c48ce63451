package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestListsOfTwoFilesAreCompared(t *testing.T) {
	s := newSandbox(t)
	s.run("import", "contacts", s.write("clients.csv", clients(40)), "--list", "Клиенты")
	s.run("import", "contacts", s.write("guests.csv", clients(25)), "--list", "guests")
	var sizes []listJSON
	for _, line := range s.run("lists", "--json").lines() {
		var l listJSON
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, l)
	}
	want := []listJSON{{Name: "guests", People: 25, Identities: 25, From: "guests.csv", Listed: 25}, {Name: "Клиенты", People: 40, Identities: 40, From: "clients.csv", Listed: 40}}
	if len(sizes) != 2 || sizes[0] != want[0] || sizes[1] != want[1] {
		t.Errorf("%+v", sizes)
	}
	var o overlapJSON
	if err := json.Unmarshal([]byte(s.run("lists", "overlap", "Клиенты", "guests", "--json").out), &o); err != nil {
		t.Fatal(err)
	}
	if o != (overlapJSON{"Клиенты", "guests", 25, 15, 0}) {
		t.Errorf("%+v", o)
	}
	for part, n := range map[string]int{"both": 25, "only-a": 15, "only-b": 0} {
		if got := s.run("lists", "overlap", "Клиенты", "guests", "--show", part).lines(); len(got) != n {
			t.Errorf("%s: %d, want %d", part, len(got), n)
		}
	}
}

func TestWrongUsesOfListsSayWhatIsRight(t *testing.T) {
	s := newSandbox(t)
	for _, args := range []string{
		"lists overlap", "lists overlap a", "lists overlap a b c", "lists rename a", "lists remove", "lists remove a b", "lists sort",
		"lists --show both", "lists rename a b --json", "lists remove a --show both",
	} {
		if r := s.expect(2, strings.Fields(args)...); !strings.Contains(r.err, "usage: earshot lists ") {
			t.Errorf("%s: %s", args, r.err)
		}
	}
	for _, args := range []string{"lists overlap a b", "lists rename a b", "lists remove a"} {
		if r := s.expect(1, strings.Fields(args)...); !strings.Contains(r.err, `there is no list "a"`) {
			t.Errorf("%s: %s", args, r.err)
		}
	}
}
