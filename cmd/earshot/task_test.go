package main

import (
	"strings"
	"testing"
	"time"
)

// owed gives the open tasks as tasks --json tells them.
func (s *sandbox) owed(flags ...string) []taskJSON {
	s.t.Helper()
	return decode[taskJSON](s.t, s.run(append([]string{"tasks", "--json"}, flags...)...).lines())
}

// TestPromisesOnTheCommandLine: kept about a mention or a person, listed by who
// made them, ticked off by a part of the id, and taken back.
func TestPromisesOnTheCommandLine(t *testing.T) {
	s := newSandbox(t)
	s.run("import", "jsonl", s.write("in.jsonl", fresh("p", "когда приедет мастер", 2)))
	if r := s.run("tasks"); r.out != "" || !strings.Contains(r.err, "nothing is owed") {
		t.Fatalf("%+v", r)
	}
	if r := s.run("task", "shop:p1", "call", "back", "--due", "tomorrow 9:00"); !strings.Contains(r.err, "promised to p1: call back, by") && !strings.Contains(r.err, "promised to shop:p1: call back, by") {
		t.Fatalf("%+v", r)
	}
	s.run("task", "shop:p2", "send the manual")
	s.as("boris").run("task", "shop:p2", "look into it", "--due", "2030-01-01 10:00")

	list := s.owed()
	if len(list) != 2 || list[0].Text != "call back" || list[0].Due == nil || list[0].Late || list[0].By != "anna" || list[0].Identity != "shop:p1" || list[0].Doc == 0 {
		t.Fatalf("%+v", list)
	}
	if list[1].Due != nil || list[1].Text != "send the manual" {
		t.Fatalf("%+v", list[1])
	}
	if all := s.owed("--all"); len(all) != 3 || all[1].By != "boris" || !all[1].Due.Equal(time.Date(2030, 1, 1, 10, 0, 0, 0, time.UTC)) {
		t.Fatalf("%+v", all)
	}
	text := s.run("tasks", "--all").lines()
	if len(text) != 3 || !strings.Contains(text[1], "2030-01-01 10:00  boris") || !strings.Contains(text[2], "some day") {
		t.Fatalf("%q", text)
	}
	id := list[0].ID
	if r := s.run("tasks", "done", id[len(id)-8:]); !strings.Contains(r.err, "kept: call back") {
		t.Fatalf("%+v", r)
	}
	if left := s.owed(); len(left) != 1 || left[0].Text != "send the manual" {
		t.Fatalf("%+v", left)
	}
	s.run("tasks", "open", id)
	if r := s.run("undo"); !strings.Contains(r.err, "took back: open again: call back") {
		t.Fatalf("%+v", r)
	}
	s.run("undo")
	if back := s.owed(); len(back) != 2 || back[0].ID != id {
		t.Fatalf("%+v", back)
	}
}

// TestWrongPromisesSayHow: and keep nothing.
func TestWrongPromisesSayHow(t *testing.T) {
	s := newSandbox(t)
	s.run("import", "jsonl", s.write("in.jsonl", fresh("p", "когда", 1)))
	s.run("task", "shop:p1", "one")
	s.run("task", "shop:p1", "two")
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{2, "usage: earshot task", []string{"task", "shop:p1"}},
		{2, "is not a time", []string{"task", "shop:p1", "x", "--due", "next blue moon"}},
		{1, "there is no mention shop:none", []string{"task", "shop:none", "x"}},
		{1, "say what is to be done", []string{"task", "shop:p1", " "}},
		{2, "tasks done TASK", []string{"tasks", "done"}},
		{2, `tasks knows no "burn"; there are done, open`, []string{"tasks", "burn", "x"}},
		{1, "earshot tasks lists them", []string{"tasks", "done", "zzz"}},
		{2, "give more of it", []string{"tasks", "done", s.owed()[0].ID[:2]}},
	} {
		if r := s.try("", c.args...); r.code != c.code || !strings.Contains(r.err, c.says) {
			t.Errorf("%q: %d, %s", c.args, r.code, r.err)
		}
	}
	if list := s.owed(); len(list) != 2 {
		t.Errorf("%+v", list)
	}
}
